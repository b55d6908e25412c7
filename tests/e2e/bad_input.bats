# Bad input: each gets an error that names the field and the remedy; nothing is written.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zhang 张三
	people_add li 李四
	as guanliyuan evaluation create e1 --title 评价一 --unit 某单位 --year 2024
	as guanliyuan team add e1 zhang --role leader
	as guanliyuan team add e1 li --role member
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
}

# scheme EDIT: the example's scheme with its people replaced, and one sed edit.
scheme() {
	sed -e 's/zhangguodong/zhang/; s/wuhexuan/li/; s/yangshuo/li/' -e '/person: fanzijuan/,/duty:/d' "$JIXIAO_SOURCE/docs/examples/seed/scheme.yaml" |
		awk '/person: li/ && seen++ { skip = 3 } skip-- > 0 { next } { print }' | sed "$1" >"$BATS_TEST_TMPDIR/scheme.yaml"
}

refused() {
	[ "$status" -ne 0 ]
	local word
	for word in "$@"; do
		[[ "$output" == *"$word"* ]] || {
			echo "missing: $word in: $output"
			return 1
		}
	done
}

@test "every fault of a scheme file is named at once, with line and column" {
	scheme '0,/amount: 0.00/s//amount: 一百/; 0,/end: 2024-12-10/s//end: 2024-13-40/; 0,/^project:/s//projekt:/'
	run as li scheme import e1 "$BATS_TEST_TMPDIR/scheme.yaml"
	refused 一百 2024-13-40 projekt
	[ "$(grep -cE '[0-9]+:[0-9]+' <<<"$output")" -ge 3 ]
	run as li scheme export e1 "$BATS_TEST_TMPDIR/out.yaml"
	[ "$status" -ne 0 ]
}

@test "weights that do not sum are refused with both numbers" {
	scheme '0,/weight: 5/s//weight: 6/'
	run as li scheme import e1 "$BATS_TEST_TMPDIR/scheme.yaml"
	refused 101
}

@test "invalid UTF-8 in a scheme file is refused with its place" {
	scheme 's/x/x/'
	printf 'standard: \xff\xfe\n' >>"$BATS_TEST_TMPDIR/scheme.yaml"
	run as li scheme import e1 "$BATS_TEST_TMPDIR/scheme.yaml"
	refused UTF-8
}

@test "control characters are refused with their field" {
	run as guanliyuan call Evaluation.Create '{"id":"e9","title":"a\u0007b","unit":"u","year":2024}'
	refused title
}

@test "an unknown evaluation, indicator or person is named" {
	run as zhang evaluation show nosuch
	refused nosuch
	run as zhang indicator show e1 Z99
	refused Z99
	run as guanliyuan team add e1 nobody --role member
	refused nobody
}

@test "an unknown field of a JSON request is named" {
	run as zhang call Evaluation.Get '{"evaluation":"e1","stadge":1}'
	refused stadge
}

@test "evidence over the limit is refused before it is sent" {
	truncate -s 65M "$BATS_TEST_TMPDIR/big.bin"
	run as li evidence upload e1 "$BATS_TEST_TMPDIR/big.bin" --kind 其他
	refused 64
}

@test "a cursor from another list is refused" {
	run as guanliyuan call Evaluation.List '{"cursor":"AAAA"}'
	refused cursor
}

@test "a person outside the evaluation learns nothing of it" {
	people_add wang 王五
	run as wang evaluation show e1
	refused
	[[ "$output" != *评价一* ]]
}

@test "a revoked person is told so within a second" {
	people_add zhao 赵六
	as guanliyuan user revoke zhao --reason 调离
	SECONDS=0
	run as zhao evaluation list
	refused 吊销
	[ "$SECONDS" -le 2 ]
}

@test "an unknown command suggests the nearest" {
	run as li evaluaton list
	refused evaluation
}

@test "values are understood as typed or refused by name, and the client says what it understood" {
	as guanliyuan evaluation create e2 --title 评价二 --unit 某单位 --year 2024
	as guanliyuan team add e2 zhang --role leader
	as guanliyuan team add e2 li --role member
	scheme 's/=2024-12-10/=2024年12月10日/; s/amount: 12465000.00/amount: 1,246.5万元/'
	as li scheme import e2 "$BATS_TEST_TMPDIR/scheme.yaml"
	run as li scheme export e2
	[[ "$output" == *"amount: 12465000.00"* && "$output" == *"target: =2024-12-10"* ]]
	as zhang scheme approve e2
	as zhang evaluation advance e2
	run as li entry put e2 C42 ７９１００元
	[[ "$output" == *"“７９１００元”已按 7.91万元 保存"* ]]
	run as li entry put e2 C42 8
	[[ "$output" != *已按* ]]
	run as li entry put e2 C41 1.245,5
	refused 实际完成值 1.245,5 1,245.5
	run as li entry put e2 C11 10人
	refused 人 次
	run as li funds put e2 --received 其他资金=1246.5万元 --paid 其他资金=0
	[[ "$output" == *"“1246.5万元”已按 12465000.00元 保存"* ]]
}
