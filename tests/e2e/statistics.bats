# Statistics over evaluations, on the screen and as spreadsheets.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zhang 张三
	as guanliyuan evaluation create e1 --title 评价一 --unit 甲单位 --year 2023
	as guanliyuan evaluation create e2 --title 评价二 --unit 甲单位 --year 2024
	as guanliyuan evaluation create e3 --title 评价三 --unit 乙单位 --year 2024
	as guanliyuan team add e1 zhang --role leader
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
	cd "$BATS_TEST_TMPDIR"
}

@test "the administrator counts all evaluations, a leader their own" {
	[ "$(as guanliyuan -o json statistics --by unit | jq -c '[.groups[] | [.key, .count]]')" = '[["乙单位",1],["甲单位",2]]' ]
	[ "$(as guanliyuan -o json statistics --by year --unit 甲单位 | jq -c '[.groups[] | [.key, .count]]')" = \
		'[["2023",1],["2024",1]]' ]
	[ "$(as zhang -o json statistics | jq .total.count)" = 1 ]
	[[ "$(as guanliyuan statistics --by stage)" == *前期准备*3* ]]
}

@test "the same figures go into a spreadsheet or CSV, which is not replaced unasked" {
	as guanliyuan statistics --by year 统计.csv
	grep -q '^2024,2,0,' 统计.csv
	grep -q '^合计,3,0,' 统计.csv
	run as guanliyuan statistics --by year 统计.csv
	[ "$status" -eq 10 ]
	as guanliyuan statistics --by year 统计.csv --force
	as guanliyuan statistics 统计.xlsx
	[ "$(python3 -m zipfile -l 统计.xlsx | grep -c sheet1.xml)" -ge 1 ]
	run as guanliyuan statistics 统计.docx
	[ "$status" -eq 3 ] || [ "$status" -eq 2 ]
	[[ "$output" == *.xlsx* ]]
}

@test "a list is filtered by year, unit and stage" {
	[ "$(as guanliyuan -o json evaluation list --year 2024 | jq -c '[.evaluations[].id]')" = '["e2","e3"]' ]
	[ "$(as guanliyuan -o json evaluation list --year 2024 --unit 乙单位 | jq -c '[.evaluations[].id]')" = '["e3"]' ]
	[ "$(as guanliyuan -o json evaluation list --stage 已归档 | jq '.evaluations // [] | length')" = 0 ]
	run as guanliyuan evaluation list --stage 不存在
	[[ "$output" == *不存在* ]]
}
