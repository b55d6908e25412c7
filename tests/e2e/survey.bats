# A survey from its questions to a satisfaction: answers come in from a spreadsheet and one by one, and nobody's are kept.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zhang 张三
	people_add li 李四
	people_add wang 王五
	as guanliyuan evaluation create e1 --title 培训项目 --unit 某单位 --year 2024
	as guanliyuan team add e1 zhang --role leader
	as guanliyuan team add e1 li --role member
	as guanliyuan team add e1 wang --role member
	cd "$people_dir"
	# D11 asks two groups of people.
	sed -e 's/zhangguodong/zhang/; s/wuhexuan/li/; s/target: 长期/target: "≥90%"/' \
		-e 's/rule: tier/rule: {name: satisfaction, options: [{name: 很满意, value: 100}, {name: 满意, value: 80}, {name: 一般, value: 60}, {name: 不满意, value: 0}], groups: [{name: 学员, weight: 1}, {name: 派员单位, weight: 1}]}/' \
		-e 's/^indicators:/scoring: {minimum_sample: 30}\nindicators:/; s/evidence: \[访谈记录\]//' \
		"$JIXIAO_SOURCE/docs/examples/first/scheme.yaml" >scheme.yaml
}

teardown_file() {
	people_dir=$BATS_FILE_TMPDIR/run
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_stop
}

setup() {
	people_dir=$BATS_FILE_TMPDIR/run
	export JIXIAO_HOME=$people_dir/people
	. "$JIXIAO_SOURCE/scripts/people.bash"
	cd "$people_dir"
}

# Three of 学员 (one marked invalid, one without an overall answer) and five of 派员单位.
answers() {
	cat <<-CSV
		组别,第1题,第2题,无效
		学员,很满意,师资、课程,
		学员,满意,课程,是
		学员,,师资,
		派员单位,很满意,,
		派员单位,满意,师资,
		派员单位,满意,"师资,后勤",
		派员单位,一般,,
		派员单位,不满意,后勤,
	CSV
}

count() { # QUESTION OPTION: both from 0
	as li survey show e1 Q01 -o json | jq "[.groups[].questions[$1].counts[$2]] | add"
}

@test "a survey's faults are named at their lines, all at once" {
	printf 'title: 调查\nquestions:\n- text: 一\n  kind: 填空\n  options: [甲]\n' >bad.yaml
	run as li survey put e1 bad.yaml
	[ "$status" -eq 3 ]
	[[ "$output" == *bad.yaml:4:*单选、多选* ]]
	printf 'title: 调查\nquestions:\n- text: 一\n  options: [甲]\n- text: 二\n  options: [甲, 甲]\n  kind: 多选\n  overall: true\n' >bad.yaml
	run as li survey put e1 bad.yaml
	[ "$status" -eq 3 ]
	[[ "$output" == *bad.yaml:4:*2\ 至* ]]
	[[ "$output" == *bad.yaml:6:*重复* ]]
	[[ "$output" == *bad.yaml:8:*单选题* ]]
	run as li survey list e1
	[[ "$output" == *还没有问卷* ]]
}

@test "answers of a spreadsheet and single ones become counts, and nothing of a person is sent" {
	as li scheme import e1 scheme.yaml
	as li survey new q.yaml
	sed -i 's/^# groups:.*/groups: [学员, 派员单位]/; s/\[服务态度.*/[师资, 课程, 后勤]/; s/^issued.*//' q.yaml
	as li survey put e1 q.yaml
	as zhang scheme approve e1
	as zhang evaluation advance e1
	answers >答卷.csv
	run as li survey answer e1 Q01 答卷.csv
	[ "$status" -eq 0 ]
	[[ "$output" == *"8 份答卷，其中有效 6 份（批号 Q01-0001）"* ]]
	as wang survey answer e1 Q01 --group 学员 --answer 1=很满意 --answer 2=师资,后勤
	as wang survey answer e1 Q01 --group 学员 --invalid
	[ "$(count 0 0)" = 3 ]
	[ "$(count 1 0)" = 4 ]
	[ "$(count 1 2)" = 3 ]
	# The batches say how many, not what; 学员 are too few to be shown apart.
	[ "$(as li survey show e1 Q01 -o json | jq '[.batches[].groups[].questions[]?] | length')" = 0 ]
	run as li survey show e1 Q01
	[[ "$output" == *"少于 5 份"* ]]
	[[ "$output" == *"3（42.86%）"* ]]
}

@test "what is wrong in a spreadsheet of answers is named at its cell, and nothing is counted" {
	printf '组别,第1题,第2题,无效\n学员,很好,师资,\n家长,满意,,\n学员,满意、一般,,\n学员,满意,,否\n' >坏.csv
	run as li survey answer e1 Q01 坏.csv
	[ "$status" -eq 3 ]
	[[ "$output" == *B2*很好*可用* ]]
	[[ "$output" == *A3*组别* ]]
	[[ "$output" == *B4*不止一个* ]]
	[[ "$output" == *D5*是* ]]
	[ "$(count 0 0)" = 3 ]
	printf '组别,第1题,姓名\n学员,满意,赵六\n' >坏.csv
	run as li survey answer e1 Q01 坏.csv
	[ "$status" -eq 3 ]
	[[ "$output" == *姓名* ]]
	run as li survey answer e1 Q01 --answer 9=满意 --group 学员
	[ "$status" -eq 3 ]
	run as li survey answer e1 Q01
	[ "$status" -eq 3 ]
}

@test "the satisfaction follows the answers until the entry is handed in, and cannot be typed beside them" {
	as li entry put e1 D11 --survey Q01 --text 问卷调查
	run as li entry put e1 D11 95%
	[ "$status" -eq 3 ]
	run as li entry put e1 C11 --survey Q01
	[ "$status" -eq 3 ]
	# How many were given out is not known: it is not made up.
	run as li entry submit e1 D11
	[ "$status" -eq 6 ]
	[[ "$output" == *发放* ]]
	as li survey issue e1 Q01 20
	[ "$(as li entry show e1 D11 -o json | jq -r '.questionnaire | "\(.issued) \(.returned) \(.valid)"')" = "20 10 7" ]
	as wang survey answer e1 Q01 --group 派员单位 --answer 1=不满意
	[ "$(as li entry show e1 D11 -o json | jq -r .questionnaire.valid)" = 8 ]
	# Only who brought it in, or a leader.
	run as li survey withdraw e1 Q01 Q01-0004
	[ "$status" -eq 5 ]
	as wang survey withdraw e1 Q01 Q01-0004
	[ "$(as li entry show e1 D11 -o json | jq -r .questionnaire.valid)" = 7 ]
	as li entry submit e1 D11
	run as wang survey answer e1 Q01 --group 派员单位 --answer 1=不满意
	[ "$status" -eq 6 ]
	[[ "$output" == *D11* ]]
	# A spreadsheet of entries leaves it alone.
	as li entry export e1 -o 填报.xlsx
	run as li entry import e1 填报.xlsx
	[[ "$output" == *没有要导入的改动* ]]
}

@test "questions stay once there are answers, and a survey in use is not removed" {
	sed 's/很满意, 满意/非常满意, 满意/' q.yaml >q2.yaml
	as zhang entry return e1 D11 --comment 重做
	run as li survey put e1 q2.yaml --id Q01
	[ "$status" -eq 6 ]
	run as li survey remove e1 Q01
	[ "$status" -eq 6 ]
	as li survey put e1 q2.yaml
	as li survey remove e1 Q02
	run as li survey show e1 Q02
	[ "$status" -eq 4 ]
}

@test "the score and the report rest on the answers, with a warning where they are few" {
	as li entry submit e1 D11
	as zhang entry accept e1 D11
	run as zhang score explain e1 D11
	# 学员 (100 + 100) ÷ 2 = 100; 派员单位 (100 + 80 + 80 + 60 + 0) ÷ 5 = 64; half each: 82 of 90.
	[[ "$output" == *"82% ÷ 90% × 20 = 18.22"* || "$output" == *"18.22"* ]]
	[[ "$output" == *最低样本量* ]]
	as li report render e1 报告.html
	grep -q 附件4 报告.html
	grep -q 发放\ 20 报告.html
}
