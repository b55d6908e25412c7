# A self-evaluation's paper form, typed into the spreadsheet that jixiao gives: scored offline, then imported and carried on.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zhang 张三
	people_add li 李四
	people_add wang 王五
	as guanliyuan evaluation create e1 --title 农村饮水安全巩固提升工程 --unit 青河县水利局 --year 2024
	as guanliyuan team add e1 zhang --role leader
	as guanliyuan team add e1 li --role member
	as guanliyuan team add e1 wang --role member
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
	cd "$BATS_TEST_TMPDIR"
	form=$JIXIAO_SOURCE/docs/examples/form/form.xlsx
}

# Nobody is enrolled, no server is known.
offline() {
	JIXIAO_HOME=$BATS_TEST_TMPDIR/nobody "$JIXIAO_BUILD/jixiao" "$@"
}

@test "a form is made without any server, and not over a file that is there" {
	run offline template form -o form.xlsx
	[ "$status" -eq 0 ]
	run offline template form -o form.xlsx
	[ "$status" -eq 10 ]
	run offline template form -o form.csv
	[ "$status" -eq 3 ]
	[[ "$output" == *.xlsx* ]]
	offline template form "$JIXIAO_SOURCE/docs/templates/self-cost.yaml" -o cost.xlsx
	run offline template form "$JIXIAO_SOURCE/docs/templates/department.yaml" -o department.xlsx
	[ "$status" -eq 3 ]
	[[ "$output" == *放不下* ]]
}

@test "a filled form is scored and explained offline, as computed by hand" {
	run offline score explain "$form"
	[ "$status" -eq 0 ]
	[[ "$output" == *"计分：11 ÷ 12 × 5 = 4.58"* ]]
	[[ "$output" == *"合计：9.50 + 47.55 + 27.50 + 9.87 = 94.42"* ]]
	[[ "$output" == *优* ]]
	[ "$(offline score explain "$form" -o json | jq -r '.scores.total, .scores.grade' | xargs)" = "94.42 优" ]
	[[ "$(offline score explain "$form" B12)" != *B13* ]]
}

@test "a form that nobody filled in has its faults named at their cells" {
	offline template form -o form.xlsx
	run offline score explain form.xlsx
	[ "$status" -eq 3 ]
	[[ "$output" == *"表“指标”D3"* ]]
	run offline score explain "$JIXIAO_SOURCE/docs/examples/form/none.xlsx"
	[ "$status" -eq 4 ]
}

@test "the same form becomes scheme and drafts that wait for their stage, and gives the same total" {
	run as li entry import e1 "$form"
	echo "$output"
	[ "$status" -eq 3 ]
	[[ "$output" == *"jixiao scheme import e1"* ]]
	run as li scheme import e1 "$form"
	[ "$status" -eq 0 ]
	[[ "$output" == *"填报草稿 20 条"* ]]
	# Again: nothing new.
	run as li scheme import e1 "$form"
	[[ "$output" == *"填报草稿 0 条"* ]]
	[ "$(as li entry show e1 C22 -o json | jq -r '.actual, .unit, .state' | xargs)" = "3.35 万人 ENTRY_STATE_DRAFT" ]
	run as li entry submit e1
	[ "$status" -ne 0 ]
	as zhang scheme approve e1
	as zhang evaluation advance e1
	printf '台账\n' >台账.txt
	for kind in $(as li evidence missing e1 -o json | jq -r '.missing[]?.kind' | sort -u); do
		as li evidence upload e1 台账.txt --kind "$kind"
	done
	as li entry put e1 C31 --text 已设标识
	as li entry submit e1
	as li funds submit e1
	as zhang entry accept e1
	as zhang funds accept e1
	as zhang evaluation advance e1
	as li score compute e1
	as li score propose e1 C23 --tier 1 --share 0.875 --reason 个别村水压不足
	as li score propose e1 C31 --tier 1 --share 1 --reason 已设标识
	as li score propose e1 C41 --tier 2 --share 0.75 --reason 管护员补助未到位
	for code in A11 B12 B14 B22 B23 B31 C11 D11; do
		as li score propose e1 "$code" --reason "$(as li entry show e1 "$code" -o json | jq -r .text)"
	done
	as zhang score approve e1
	[ "$(as li score list e1 -o json | jq -r '.total, .grade' | xargs)" = "94.42 优" ]
}

@test "a check alone says, too, that the stage for entries is over" {
	as li entry export e1 -o 填报.csv
	awk -F, -v OFS=, '$1 == "B13" { $11 = "35个" } { print }' 填报.csv >改.csv
	run as li entry import e1 改.csv --dry-run
	[ "$status" -eq 6 ]
	[[ "$output" == *分析评价* ]]
}

@test "what was handed in is not written over by a form, and another's entries are left alone" {
	as guanliyuan evaluation create e2 --title 农村饮水安全巩固提升工程 --unit 青河县水利局 --year 2023
	as guanliyuan team add e2 zhang --role leader
	as guanliyuan team add e2 li --role member
	as guanliyuan team add e2 wang --role member
	as li scheme import e2 "$form"
	as zhang indicator assign e2 B12 wang
	as wang entry put e2 B12 9座
	run as li scheme import e2 "$form"
	[ "$status" -eq 0 ]
	[[ "$output" == *"B12 由别人负责"* ]]
	[ "$(as li entry show e2 B12 -o json | jq -r .actual)" = 9 ]
}

@test "a draft whose indicator was given another unit meanwhile is not handed in" {
	as guanliyuan evaluation create e3 --title 农村饮水安全巩固提升工程 --unit 青河县水利局 --year 2022
	as guanliyuan team add e3 zhang --role leader
	as guanliyuan team add e3 li --role member
	as li scheme import e3 "$form"
	as li scheme export e3 scheme.yaml
	grep -q '≥36个' scheme.yaml
	sed -i 's/≥36个/≥36公里/' scheme.yaml
	as li scheme import e3 scheme.yaml
	as zhang scheme approve e3
	as zhang evaluation advance e3
	run as li entry submit e3 B13
	[ "$status" -eq 6 ]
	[[ "$output" == *公里* ]]
	as li entry put e3 B13 36公里
	as li entry submit e3 B13
	# What waits for a leader is not written over by a form.
	as zhang evaluation return e3 前期准备 --reason 调整指标
	run as li scheme import e3 "$form"
	[ "$status" -eq 6 ]
	[[ "$output" == *"表“指标”E5"*B13* ]]
}
