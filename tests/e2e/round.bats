# The scoring round with a leader too few: what was handed in and taken back, adjusted, and approved by a second leader.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zuzhang 组长
	people_add fuzuzhang 副组长
	people_add zuyuan 组员
	as guanliyuan evaluation create r1 --title 评价一 --unit 示例单位 --year 2024
	as guanliyuan team add r1 zuzhang --role leader
	as guanliyuan team add r1 zuyuan --role member
	cat >"$BATS_FILE_TMPDIR/scheme.yaml" <<-END
		project: 示例项目
		implementer_unit: 示例单位
		fund_kind: 财政资金
		start: 2024-01-01
		end: 2024-12-31
		cut_off: 2024-12-31
		standard: 计划标准
		budget:
		- {source: 财政资金, amount: 1000.00}
		team:
		- {person: zuyuan, role: member}
		indicators:
		- code: C
		  name: 产出
		  children:
		  - code: C1
		    name: 数量指标
		    children:
		    - {code: C11, name: 开展培训, weight: 60, nature: quantitative, rule: ratio, target: ≥10次, responsible: zuyuan}
		    - {code: C12, name: 编印手册, weight: 40, nature: quantitative, rule: ratio, target: ≥4册, responsible: zuyuan}
	END
	as zuyuan scheme import r1 "$BATS_FILE_TMPDIR/scheme.yaml"
	as zuzhang scheme approve r1
	as zuzhang evaluation advance r1
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
}

@test "an only leader who enters is told at once that another one is needed" {
	run as zuzhang entry put r1 C11 9 --text 开展培训9次
	[[ "$output" == *"没有能审核它的其他组长"*"team add r1 人员 --role leader"* ]]
	run as zuyuan entry put r1 C11 9 --text 开展培训9次
	[[ "$output" != *组长：* ]]
	as zuyuan entry put r1 C12 4 --text 编印手册4册
}

@test "what was submitted is taken back until the leader acts, and then it is said who did" {
	as zuyuan entry submit r1
	run as zuyuan entry submit r1 C11 --undo
	[ "$status" -eq 0 ]
	[[ "$output" == *"已撤回 1 项提交：C11"* ]]
	[ "$(as zuyuan -o json entry show r1 C11 | jq -r .state)" = ENTRY_STATE_DRAFT ]
	as zuyuan entry submit r1
	as zuzhang entry return r1 C11 --comment 请核对
	run as zuyuan entry submit r1 C11 --undo
	[ "$status" -eq 6 ]
	[[ "$output" =~ zuzhang\ 已于\ 20[0-9-]+\ [0-9:]+“退回填报”，不能再撤回 ]]
	as zuyuan entry submit r1
	as zuyuan funds put r1 --received 财政资金=1000 --paid 财政资金=900
	as zuyuan funds submit r1
	as zuyuan funds submit r1 --undo
	as zuyuan funds submit r1
	as zuzhang entry accept r1
	as zuzhang funds accept r1
	as zuzhang evaluation advance r1
}

@test "a proposal that is taken back leaves the score as it was computed" {
	as zuyuan score compute r1
	as zuyuan score propose r1 C11 --points 58 --reason 停课一次
	as zuyuan score propose r1 C11 --undo
	run as zuyuan -o json score list r1
	[ "$(jq -r '.scores[0] | "\(.points)|\(.reason)"' <<<"$output")" = "54.00|" ]
	as zuyuan score propose r1 C11 --reason 少开展1次
}

@test "a leader adjusts several at once, and a second leader approves" {
	run as zuzhang score adjust r1 C11=50 C12=38 --reason 佐证材料不足
	[ "$status" -eq 0 ]
	[[ "$output" == *"已调整 2 个得分"*"没有能审核它的其他组长"* ]]
	as guanliyuan team add r1 fuzuzhang --role leader
	as zuzhang score adjust r1 --undo
	run as zuzhang score adjust r1 C11=50 C12=38 --reason 佐证材料不足
	[[ "$output" == *"须由另一位组长审核：副组长"* ]]
	run as zuzhang score adjust r1 C11=61 C12=37 --reason 佐证材料不足
	[ "$status" -eq 3 ]
	[[ "$output" == *"第 1 项“C11”的得分"* ]]
	run as zuyuan score list r1
	[[ "$output" == *"50.00"*"54.00"*"38.00"*"40.00"*"全部得分审核通过后才有总分和评级"* ]]
	as fuzuzhang score approve r1
	run as zuyuan score list r1
	[[ "$output" == *"总分 88.00，绩效评级：良"* ]]
	[ "$(as zuyuan -o json score list r1 | jq -r '.lines[-1] | "\(.rate) \(.count) \(.achieved)"')" = "88.00% 2 1" ]
	[[ "$(as zuyuan score explain r1 C11)" == *"调整：规则得分 54.00 → 50.00"* ]]
}
