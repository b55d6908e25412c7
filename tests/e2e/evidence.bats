# Evidence from what is missing to what was replaced, by the people of the smallest scheme.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zhangguodong 张国栋
	people_add wuhexuan 吴鹤宣
	as guanliyuan evaluation create e1 --title 评价一 --unit 某单位 --year 2024
	as guanliyuan team add e1 zhangguodong --role leader
	as guanliyuan team add e1 wuhexuan --role member
	as wuhexuan scheme import e1 "$JIXIAO_SOURCE/docs/examples/first/scheme.yaml"
	as zhangguodong scheme approve e1
	as zhangguodong evaluation advance e1
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
	cd "$BATS_TEST_TMPDIR" || return 1
}

@test "evidence is missing, uploaded, cited for its points, corrected and replaced" {
	local digest
	[ "$(as wuhexuan evidence missing e1 --mine -o json | jq '.needs | length')" -eq 4 ]
	[[ "$(as zhangguodong evidence missing e1)" == *工作台账*提交填报*吴鹤宣* ]]
	echo 批复第一版 >批复.txt
	echo 批复第二版 >批复2.txt
	echo 台账 >台账.txt
	as wuhexuan evidence upload e1 批复.txt --kind 预算批复 --date 2024年1月15日 --number '昌州财行〔2024〕1号'
	as wuhexuan evidence upload e1 台账.txt --kind 台账
	as wuhexuan evidence update e1 E002 --kind 工作台账 --place 附件二
	[[ "$(as wuhexuan evidence show e1 E001)" == *昌州财行〔2024〕1号*2024-01-15* ]]
	[[ "$(as wuhexuan evidence list e1)" == *工作台账*附件二* ]]

	# Cited for the second point only, the first one still lacks its own.
	as wuhexuan entry put e1 A11 --text 依据充分 --point 1=有批复 --point 2=属于职责 --evidence E001:2@第5页
	[[ "$(as wuhexuan evidence missing e1 --mine)" == *预算批复*'要点 1'* ]]
	as wuhexuan entry put e1 A11 --evidence E001:1,2@第5页
	[[ "$(as wuhexuan entry show e1 A11)" == *'E001（要点1、2，第5页）'* ]]
	as wuhexuan entry put e1 C11 10 --evidence E001 --evidence E002
	[ "$(as wuhexuan evidence missing e1 -o json | jq -r '[.needs[].kind] | join(",")')" = 支付凭证,访谈记录 ]
	run as wuhexuan entry put e1 A11 --evidence E001:3
	[ "$status" -eq 3 ]
	[[ "$output" == *'没有第 3 项评价要点'* ]]

	# What a leader accepted on the old content is accepted anew on the new one.
	as wuhexuan entry submit e1 A11 C11
	as zhangguodong entry accept e1 A11 C11
	digest=$(as wuhexuan evidence show e1 E001 -o json | jq -r .digest)
	run as wuhexuan evidence replace e1 E001 批复2.txt --reason 扫描件缺页
	[ "$status" -eq 0 ]
	[[ "$output" == *'E001 已替换为 批复2.txt'*A11、C11* ]]
	[ "$(as wuhexuan evidence show e1 E001 -o json | jq -r .number)" = '昌州财行〔2024〕1号' ]
	[[ "$(as wuhexuan entry show e1 A11)" == *已退回*E001：扫描件缺页* ]]
	[[ "$(as zhangguodong evaluation gate e1)" == *立项依据充分性* ]]
	[[ "$(as wuhexuan evidence history e1 E001)" == *替换佐证材料的文件*扫描件缺页*登记佐证材料* ]]
	[[ "$(as wuhexuan evidence history e1 E001 -o json | jq -r '.events[-1].payload')" == *"$digest"* ]]
	as wuhexuan evidence download e1 E001 下载.txt
	cmp 批复2.txt 下载.txt
	as wuhexuan entry submit e1 A11 C11
	as zhangguodong entry accept e1 A11 C11
	[ "$(as wuhexuan entry list e1 -o json | jq -r '[.entries[].state] | unique | join(",")')" = ENTRY_STATE_ACCEPTED ]
}
