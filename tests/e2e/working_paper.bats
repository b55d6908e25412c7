# A working paper: a member enters what each place contributes, and the actual is what they give together.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zhang 张三
	people_add li 李四
	as guanliyuan evaluation create e1 --title 评价一 --unit 某单位 --year 2024
	as guanliyuan team add e1 zhang --role leader --duty 策划和监督
	as guanliyuan team add e1 li --role member --duty 资料收集
	sed -e 's/zhangguodong/zhang/; s/wuhexuan/li/; s/rule: ratio/rule: {name: ratio, parts: sum}/' \
		"$JIXIAO_SOURCE/docs/examples/first/scheme.yaml" >"$people_dir/scheme.yaml"
	as li scheme import e1 "$people_dir/scheme.yaml"
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

@test "an actual typed beside the parts is refused with what to do" {
	run as li entry put e1 C11 10
	[ "$status" -eq 3 ]
	[[ "$output" == *由底稿各项计算*--part* ]]
	run as li entry put e1 C11 --part '昌吉市=四次'
	[ "$status" -eq 3 ]
	[[ "$output" == *昌吉市*汉字数字* ]]
	run as li entry put e1 C11 --part '=4'
	[ "$status" -eq 3 ]
	[[ "$output" == *名称=数值* ]]
}

@test "parts add up, are replaced by name and taken out" {
	run as li entry put e1 C11 --part '昌吉市＝４@E001' --part 阜康市=3 --part 玛纳斯县=9 --text 各县市开展
	[ "$status" -eq 0 ]
	[[ "$output" == *共*3*项*16次* ]]
	as li entry put e1 C11 --part 阜康市=5次 --drop-part 玛纳斯县
	run as li entry show e1 C11
	[[ "$output" == *"9次"* && "$output" == *"昌吉市 4（E001）"* && "$output" == *"阜康市 5"* && "$output" == *E001* ]]
	[[ "$output" != *玛纳斯县* ]]
	run as li entry put e1 C11 --drop-part 玛纳斯县
	[ "$status" -eq 4 ]
	run as li entry diff e1 C11
	[[ "$output" == *底稿*玛纳斯县* ]]
}

@test "the spreadsheet carries the parts, and unchanged they change nothing" {
	as li entry export e1 --mine -o form.xlsx
	run as li entry import e1 form.xlsx
	[ "$status" -eq 0 ]
	[[ "$output" == *没有要导入的改动* ]]
	python3 -c 'import zipfile; assert "底稿" in zipfile.ZipFile("form.xlsx").read("xl/workbook.xml").decode()'
}

@test "the way to the score begins with the parts" {
	as li entry submit e1 C11
	as zhang entry accept e1 C11
	run as zhang score explain e1 C11
	[[ "$output" == *"底稿（各项合计）：4 + 5 = 9"*"实际完成值 9次"* ]]
	as zhang evaluation export e1 e1.json
	sed -i 's/"actual":"9"/"actual":"12"/; s/"actual": "9"/"actual": "12"/' e1.json
	run as zhang score verify e1.json
	[ "$status" -eq 9 ]
	[[ "$output" == *C11*实际完成值*12*9* ]]
}
