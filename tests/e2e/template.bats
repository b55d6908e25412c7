# From a shipped template to a scheme that is in force, and from one version of a template to the next.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zuzhang 组长
	people_add zuyuan 组员
}

teardown_file() {
	people_dir=$BATS_FILE_TMPDIR/run
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_stop
}

setup() {
	people_dir=$BATS_FILE_TMPDIR/run
	export JIXIAO_HOME=$people_dir/people LC_ALL=C.UTF-8
	. "$JIXIAO_SOURCE/scripts/people.bash"
	cd "$BATS_TEST_TMPDIR" || return
}

# Fills in what the project gives, as the comments of the file say, with a target for each rule that wants one.
fill_in() {
	sed -i -e '4,$s/^# //' -e 's/项目名称/政务服务提升/; s/实施主体$/示例单位/; s/资金性质/财政资金/; s/0.00元/200万元/' \
		-e '0,/登录名/s/登录名/zuzhang/' -e 's/登录名/zuyuan/' \
		-e '/code: B11$/,/evidence:/s/^\( *\)rule: ratio$/&\n\1target: ≥100件/' \
		-e 's/^\( *\)rule: tier$/&\n\1target: 持续改善/; s/^\( *\)rule: {name: deadline.*/&\n\1target: =2024-12-10/' "$1"
}

@test "an admin brings in all shipped templates; nobody else does, and nothing twice" {
	local file
	for file in "$JIXIAO_SOURCE"/docs/templates/*.yaml; do
		run as guanliyuan template import "$file"
		[ "$status" -eq 0 ]
		[[ $output == *已导入指标模板* ]] || return
		[[ $output != *提示* ]]
	done
	[ "$(as zuyuan template list -o json | jq '.templates | length')" -eq 5 ]
	run as guanliyuan template import "$JIXIAO_SOURCE/docs/templates/self.yaml"
	[ "$status" -eq 10 ]
	[[ $output == *"self@1 已经有了"* ]]
	run as zuyuan template import "$JIXIAO_SOURCE/docs/templates/self.yaml"
	[ "$status" -eq 5 ]
}

@test "a template goes out and comes in; what changed is said in words" {
	as guanliyuan template export self self.yaml
	sed -i -e 's/^version: 1/version: 2/' -e '/code: B31/,/weight: 15/s/weight: 15/weight: 10/' \
		-e '/code: B21/,/weight: 15/s/weight: 15/weight: 20/' self.yaml
	run as guanliyuan template import self.yaml
	[ "$status" -eq 0 ]
	[[ $output == *self@2* ]]
	run as zuyuan template diff self@1 self
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[0]} == "修改 B21 质量达标率：分值：15 → 20" ]]
	[[ ${lines[1]} == "修改 B31 完成及时性：分值：15 → 10" ]]
	run as zuyuan template diff self@1 self@1
	[[ $output == *没有不同* ]]
	run as zuyuan template diff self self-cost
	[[ $output == *"新增 "*"删除 "* ]]
	run as zuyuan template show self@1
	[[ $output == *单位自评*"C、D 40"*B31* ]]
	run as zuyuan template show self@7
	[ "$status" -eq 4 ]
}

@test "a version that is there is never changed" {
	as guanliyuan template export self@1 self.yaml
	sed -i 's/^title: .*/title: 别的/' self.yaml
	run as guanliyuan template import self.yaml
	[ "$status" -eq 6 ]
	[[ $output == *"version 改为 3"* ]]
	sed -i '/^version:/d' self.yaml
	as guanliyuan template import self.yaml | grep self@3
}

@test "an evaluation starts from a template, adapts it and keeps the version" {
	as guanliyuan evaluation create 2024-zwfw --title 政务服务提升项目绩效评价 --unit 示例单位 --year 2024
	as guanliyuan team add 2024-zwfw zuzhang --role leader
	as guanliyuan team add 2024-zwfw zuyuan --role member
	as zuyuan scheme new scheme.yaml --template self@1
	run as zuyuan scheme new scheme.yaml --template self@1
	[ "$status" -eq 10 ]
	run as zuyuan scheme check scheme.yaml
	[ "$status" -eq 3 ]
	[[ $output == *project*budget*team* ]]
	fill_in scheme.yaml
	as zuyuan scheme check scheme.yaml
	sed -i -e '/code: C$/,/weight: 30/s/weight: 30/weight: 25/' -e '/code: C12/,/weight: 10/s/weight: 10/weight: 5/' \
		-e '/code: B$/,/weight: 50/s/weight: 50/weight: 55/' -e '/code: B21/,/weight: 15/s/weight: 15/weight: 20/' scheme.yaml
	run as zuyuan scheme import 2024-zwfw scheme.yaml
	[ "$status" -eq 0 ]
	[[ $output == *"提示：产出指标的分值合计为 55，通常为 50"* ]]
	[[ $output == *"提示：效益指标、满意度指标的分值合计为 35，通常为 40"* ]]
	as zuzhang scheme approve 2024-zwfw
	as zuzhang evaluation show 2024-zwfw | grep 'self@1'
	as zuzhang scheme export 2024-zwfw | grep '^template: self@1'
}

@test "a scheme names a template that is there" {
	as zuyuan scheme export 2024-zwfw scheme.yaml
	sed -i 's/^template: .*/template: self@99/' scheme.yaml
	run as zuyuan scheme import 2024-zwfw scheme.yaml
	[ "$status" -eq 3 ]
	[[ $output == *"scheme.yaml:1:11"*"没有指标模板“self@99”"* ]]
}

@test "next year goes on from this one: a member adapts and submits before a leader signs" {
	as guanliyuan evaluation create 2025-zwfw --title 政务服务提升项目绩效评价 --unit 示例单位 --year 2025 --from 2024-zwfw
	run as zuzhang evaluation show 2025-zwfw
	[[ $output == *"self@1"*"接着评价"*"2024-zwfw"* ]]
	as zuyuan todo | grep 'scheme import 2025-zwfw'
	run as zuzhang scheme approve 2025-zwfw
	[ "$status" -eq 6 ]
	[[ $output == *还没有人提交* ]]
	as zuyuan scheme export 2025-zwfw next.yaml
	sed -i 's/2024-/2025-/' next.yaml
	as zuyuan scheme import 2025-zwfw next.yaml
	as zuzhang scheme approve 2025-zwfw
	run as guanliyuan evaluation create 2026-zwfw --title 甲 --unit 乙 --year 2026 --from nowhere
	[ "$status" -eq 4 ]
}
