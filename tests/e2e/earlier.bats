# One year after the other: what this evaluation goes on from, what changed since, and both side by side.

# done_to EVALUATION: everything entered, accepted, scored and approved, from the form's numbers.
scored() {
	as zhang scheme approve "$1"
	as zhang evaluation advance "$1"
	as li entry put "$1" C31 --text 已设标识
	as li entry submit "$1"
	as li funds submit "$1"
	as zhang entry accept "$1"
	as zhang funds accept "$1"
	as zhang evaluation advance "$1"
	as li score compute "$1"
	as li score propose "$1" C23 --tier 1 --share 0.875 --reason 水压不足
	as li score propose "$1" C31 --tier 1 --share 1 --reason 已设标识
	as li score propose "$1" C41 --tier 2 --share 0.75 --reason 补助未到位
	for code in A11 B12 B14 B22 B23 B31 C11 D11; do
		as li score propose "$1" $code --reason 见填报
	done
	as zhang score approve "$1"
	as zhang score sign "$1"
}

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zhang 张三
	people_add li 李四
	people_add wang 王五
	as guanliyuan evaluation create y2023 --title 饮水工程 --unit 水利局 --year 2023
	as guanliyuan team add y2023 zhang --role leader
	as guanliyuan team add y2023 li --role member
	as li scheme import y2023 "$JIXIAO_SOURCE/docs/examples/form/form.xlsx"
	scored y2023
	as guanliyuan evaluation create y2024 --title 饮水工程 --unit 水利局 --year 2024 --from y2023
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

@test "what a scheme changed since last year is listed, and nothing where it changed nothing" {
	run as li scheme diff y2024
	[ "$status" -eq 0 ]
	[[ "$output" == *相同* ]]
	as li scheme export y2024 scheme.yaml
	sed -i 's/≥12座/≥13座/; s/name: 受益行政村/name: 受益村组/; s/2024-12-31/2024-12-30/' scheme.yaml
	as li scheme import y2024 scheme.yaml
	run as li scheme diff y2024
	[[ "$output" == *"修改 B12 改造村级水厂"*12*13* ]]
	[[ "$output" == *"修改 B13 受益村组"*受益行政村* ]]
	[[ "$output" == *2024-12-31*2024-12-30* ]]
	[[ "$output" != *B11* ]]
	run as li scheme diff y2023
	[ "$status" -eq 3 ]
	as li scheme diff y2024 y2023 -o json | jq -e '.messages | length == 3'
}

@test "nothing that was entered or scored came over" {
	[ "$(as li entry list y2024 -o json | jq '.entries | length')" = 0 ]
	[ "$(as li score list y2024 -o json | jq '.scores | length')" = 0 ]
}

@test "one evaluation alone is compared with those before it, and the report draws both" {
	as li scheme import y2024 "$JIXIAO_SOURCE/docs/examples/form/form.xlsx"
	scored y2024
	run as li compare y2024
	[ "$status" -eq 0 ]
	[[ "$output" == *y2023*y2024* ]]
	[[ "$output" == *94.42*94.42* ]]
	[[ "$output" == *改造村级水厂* ]]
	run as li compare y2023
	[ "$status" -eq 3 ]
	as zhang evaluation advance y2024
	as li report render y2024 报告.html
	grep -q '表3-2 与以前年度评价对比' 报告.html
	grep -q '<svg viewBox' 报告.html
	[ "$(grep -c '<rect' 报告.html)" = 10 ]
	as li report render y2024 报告.md
	grep -q '| 2023年 | 94.42 | 优 |' 报告.md
	as li report render y2023 前一年.html
	[ "$(grep -c '<svg' 前一年.html)" = 0 ]
}

@test "who was not in last year's team sees nothing of it, the report's table aside" {
	as guanliyuan team add y2024 wang --role member
	run as wang compare y2024
	[ "$status" -eq 3 ]
	run as wang scheme diff y2024
	[ "$status" -eq 5 ]
}
