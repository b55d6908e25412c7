# Spreadsheets of entries: filled in offline by two members, while a leader changes something on the server.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zhang 张三
	people_add li 李四
	people_add wang 王五
	as guanliyuan evaluation create e1 --title 评价一 --unit 某单位 --year 2024
	as guanliyuan team add e1 zhang --role leader --duty 策划和监督
	as guanliyuan team add e1 li --role member --duty 资料收集
	as guanliyuan team add e1 wang --role member --duty 资料收集
	sed -e 's/zhangguodong/zhang/; s/wuhexuan/li/' "$JIXIAO_SOURCE/docs/examples/first/scheme.yaml" >"$people_dir/scheme.yaml"
	as li scheme import e1 "$people_dir/scheme.yaml"
	as zhang indicator assign e1 D11 wang
	as zhang scheme approve e1
	as zhang evaluation advance e1
	cd "$people_dir"
	printf '台账\n' >台账.txt
	as li evidence upload e1 台账.txt --kind 工作台账
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
}

# fill FILE CODE ACTUAL TEXT EVIDENCE: into the row of CODE, whose columns 11, 12 and 15 these are.
fill() {
	awk -F, -v OFS=, -v code="$2" -v actual="$3" -v text="$4" -v evidence="$5" \
		'$1 == code { $11 = actual; $12 = text; $15 = evidence } { print }' "$1" >"$1.new"
	mv "$1.new" "$1"
}

entry() {
	as zhang entry show e1 "$1" -o json | jq -r "$2"
}

@test "a form that nobody filled in changes nothing, and a filled one is not overwritten" {
	as li entry export e1 --mine -o form.xlsx
	run as li entry export e1 --mine -o form.xlsx
	[ "$status" -eq 10 ]
	as li entry export e1 --mine -o again.xlsx
	cmp form.xlsx again.xlsx
	run as li entry import e1 form.xlsx
	[ "$status" -eq 0 ]
	[[ "$output" == *没有要导入的改动* ]]
	run as li entry export e1 -o form.ods
	[ "$status" -eq 2 ]
}

@test "every fault is named with its cell, and nothing is taken" {
	as li entry export e1 -o form.csv
	fill form.csv C11 '十次' 全年开展培训 E001
	fill form.csv D11 '' 不是我的 E009
	run as li entry import e1 form.csv
	[ "$status" -eq 3 ]
	[[ "$output" == *一行也没有导入* && "$output" == *K4*汉字数字* && "$output" == *O5*E009* ]]
	fill form.csv C11 12 全年开展培训 E001
	fill form.csv D11 '' 不是我的 ''
	run as li entry import e1 form.csv
	[ "$status" -eq 3 ]
	[[ "$output" == *A5*由*wang*负责* ]]
	run as li entry show e1 C11
	[ "$status" -eq 4 ]
}

@test "what only the server finds is named with its cell, too" {
	as li entry export e1 -o form.csv
	fill form.csv C11 9 "$(printf '开展\001培训')" E001
	run as li entry import e1 form.csv
	[ "$status" -eq 3 ]
	[[ "$output" == *L4*控制字符* ]]
	fill form.csv A11 '' 有批复文件 ''
	run as li entry import e1 form.csv --use-file Z9
	[ "$status" -eq 4 ]
}

@test "--dry-run only checks, --partial takes what is right and names the rest" {
	as li entry export e1 -o form.csv
	fill form.csv C11 '9 次' 全年开展培训 E001
	run as li entry import e1 form.csv --dry-run
	[ "$status" -eq 0 ]
	[[ "$output" == *可以导入*C11* ]]
	run as li entry show e1 C11
	[ "$status" -eq 4 ]
	fill form.csv D11 '' 不是我的 ''
	run as li entry import e1 form.csv --partial
	[ "$status" -eq 3 ]
	[[ "$output" == *已导入*C11* && "$output" == *没有导入*A5*wang* ]]
	[ "$(entry C11 '.actual + .unit')" = 9次 ]
}

@test "two members import their own rows, also in GB18030" {
	as li entry export e1 --mine -o li.csv
	as wang entry export e1 --mine --gb18030 -o wang.csv
	[ "$(grep -c '^[A-D]' li.csv)" -eq 3 ]
	iconv -f GB18030 -t UTF-8 wang.csv >wang.utf8.csv
	awk -F, -v OFS=, '$1 == "D11" { $11 = "能力长期提高" } { print }' wang.utf8.csv | iconv -f UTF-8 -t GB18030 >wang.csv
	run as wang entry import e1 wang.csv
	[[ "$output" == *D11* ]]
	run as li entry import e1 li.csv
	[ "$status" -eq 0 ]
}

@test "what a leader changed meanwhile is shown side by side and not overwritten unasked" {
	as li entry put e1 C11 9 --text 全年开展培训
	as li entry export e1 --mine -o form.csv
	as zhang entry put e1 C11 10 --text 组长核对过
	run as li entry import e1 form.csv
	[ "$status" -eq 0 ]
	[ "$(entry C11 .actual)" = 10 ]
	fill form.csv C11 11 全年开展培训 E001
	run as li entry import e1 form.csv
	[ "$status" -eq 7 ]
	[[ "$output" == *导出时*现在*文件里* && "$output" == *9次*10次*11次* && "$output" == *zhang* && "$output" == *--use-file* ]]
	[ "$(entry C11 .actual)" = 10 ]
	run as li entry import e1 form.csv --use-server C11
	[ "$status" -eq 0 ]
	[ "$(entry C11 .actual)" = 10 ]
	run as li entry import e1 form.csv --use-file C11 --use-server C11
	[ "$status" -eq 2 ]
	run as li entry import e1 form.csv --use-file C11
	[ "$status" -eq 0 ]
	[ "$(entry C11 .actual)" = 11 ]
}

@test "histories number the versions, and two of them stand side by side" {
	run as li entry history e1 C11
	[[ "$output" == *批量填报指标*实际完成值：10\ →\ 11* ]]
	run as li entry diff e1 C11
	[ "$status" -eq 0 ]
	[[ "$output" == *10次*11次* ]]
	run as li entry diff e1 C11 1 3
	[[ "$output" == *第\ 1\ 版（li*第\ 3\ 版（zhang* && "$output" == *9次*10次* ]]
	run as li entry diff e1 C11 99
	[ "$status" -eq 4 ]
}
