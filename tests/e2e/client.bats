# The command line itself: help, languages, exit codes, JSON, completion.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zhang 张三
	people_add li 李四
	people_add wang 王五
	as guanliyuan evaluation create e1 --title 评价一 --unit 某单位 --year 2024
	as guanliyuan team add e1 zhang --role 组长 --duty 负责全面工作
	as guanliyuan team add e1 li --role member
	as guanliyuan evaluation create e9 --title 评价九 --unit 某单位 --year 2024
	as guanliyuan team add e9 zhang --role leader
	as guanliyuan team add e9 wang --role implementer
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

jixiao() { "$JIXIAO_BUILD/jixiao" "$@"; }

@test "help is Chinese unless English is asked for" {
	[[ "$(jixiao help)" == *用法* ]]
	[[ "$(LC_ALL=C jixiao help)" == *用法* ]]
	[[ "$(env -u LC_ALL -u LANG "$JIXIAO_BUILD/jixiao" help)" == *用法* ]]
	[[ "$(LC_ALL=en_US.UTF-8 jixiao help)" == *usage* ]]
	[[ "$(LC_ALL=en_US.UTF-8 jixiao --lang zh help)" == *用法* ]]
	[[ "$(jixiao help --lang en)" == *usage* ]]
}

@test "English help has no Chinese in it but the examples" {
	local noun
	jixiao help --lang en | grep -P '\p{Han}' && return 1
	for noun in $(jixiao help --lang en | awk '/^nouns:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }'); do
		if jixiao "$noun" --help --lang en | awk '/^example:/ { getline; next } 1' | grep -P '\p{Han}'; then
			echo "in: $noun"
			return 1
		fi
	done
}

@test "every verb has help with usage and an example" {
	local noun verb verbs
	for noun in $(jixiao help --lang en | awk '/^nouns:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }'); do
		verbs=$(jixiao "$noun" --help --lang en | awk '/^verbs:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }')
		for verb in ${verbs:-''}; do
			# shellcheck disable=SC2086
			run jixiao "$noun" $verb --help
			[ "$status" -eq 0 ]
			[[ "$output" == *"用法：jixiao $noun"* && "$output" == *示例：* ]] || {
				echo "$noun $verb: $output"
				return 1
			}
		done
	done
}

@test "each kind of failure has its exit code" {
	run jixiao evaluaton list
	[ "$status" -eq 2 ]
	run jixiao
	[ "$status" -eq 2 ]
	run as guanliyuan evaluation create 'E 1' --title a --unit b --year 2024
	[ "$status" -eq 3 ]
	run as guanliyuan evaluation show nosuch
	[ "$status" -eq 4 ]
	run as li evaluation create e2 --title a --unit b --year 2024
	[ "$status" -eq 5 ]
	run as zhang evaluation advance e1
	[ "$status" -eq 6 ]
	run as guanliyuan team add e1 li --role member --revision 99
	[ "$status" -eq 7 ]
	run as guanliyuan evaluation create e1 --title a --unit b --year 2024
	[ "$status" -eq 10 ]
}

@test "a value that is none is wrong usage, and says how the line should be" {
	run as guanliyuan evaluation create e2 --title a --unit b --year abc
	[ "$status" -eq 2 ]
	[[ "$output" == *"“abc”"*用法：* ]]
	run as guanliyuan team add e1 li --role member --revision x
	[ "$status" -eq 2 ]
	run as guanliyuan team add e1 li --role boss
	[ "$status" -eq 2 ]
}

@test "a file that cannot be written is named with the reason, in the reader's language" {
	echo x >"$BATS_TEST_TMPDIR/file"
	run as zhang report render e1 "$BATS_TEST_TMPDIR/file/r.html"
	[ "$status" -eq 13 ]
	[[ "$output" == *r.html*没有这个文件夹* && "$output" != *todo* ]]
	run as zhang report render e1 "$BATS_TEST_TMPDIR/file/r.html" --lang en
	[[ "$output" == *"no such folder"* ]]
}

@test "what one may do is said in the words of the work" {
	run as li whoami e1 --can
	[[ "$output" == *填报指标* && "$output" != *Entry.Put* ]]
	run as li evaluation create e2 --title a --unit b --year 2024
	[[ "$output" == *"“建立评价”只有管理员可以做"* ]]
}

@test "success without a reply of the server is JSON, too" {
	run jixiao scheme check "$JIXIAO_SOURCE/docs/examples/first/scheme.yaml" -o json
	[ "$(jq -r '.code + " " + .messages[0].message' <<<"$output")" = "OK DONE_SCHEME_CHECKED" ]
	run as zhang report render e1 "$BATS_TEST_TMPDIR/r.html" -o json
	[ "$(jq -r .messages[0].message <<<"$output")" = DONE_FILE_WRITTEN ]
}

@test "an archive from before the seal is called that, not damaged" {
	mkdir "$BATS_TEST_TMPDIR/bag"
	echo x >"$BATS_TEST_TMPDIR/bag/bagit.txt"
	run jixiao archive verify "$BATS_TEST_TMPDIR/bag"
	[ "$status" -eq 6 ]
	[[ "$output" == *归档以前导出* && "$output" != *审计员* ]]
}

@test "a text file from Windows is read, and what nobody sees in one is named with its place" {
	printf '\xef\xbb\xbf一\r\n二\r\n' >"$BATS_TEST_TMPDIR/good.txt"
	run as li report draft e1 7.other --file "$BATS_TEST_TMPDIR/good.txt"
	[[ "$output" == *分析评价* ]] # read well: it is the stage that refuses
	printf '一\r\n二\x01\n' >"$BATS_TEST_TMPDIR/bad.txt"
	run as li report draft e1 7.other --file "$BATS_TEST_TMPDIR/bad.txt"
	[ "$status" -eq 3 ]
	[[ "$output" == *bad.txt:2:2*U+0001* ]]
}

@test "the audit log shows the newest first and how to go on" {
	run as guanliyuan audit log --limit 1
	[ "$status" -eq 0 ]
	[[ "$output" == *"--before "* ]]
	first=$(as guanliyuan audit log --limit 1 -o json | jq -r '.events[0].head.sequence')
	second=$(as guanliyuan audit log --limit 1 --before "$first" -o json | jq -r '.events[0].head.sequence')
	[ "$second" -eq $((first - 1)) ]
}

@test "a refusal speaks of what the command is for, not of what it reads first" {
	run as wang entry put e9 A11 1
	[ "$status" -eq 5 ]
	[[ "$output" == *“填报指标”只有组长、组员可以做* ]]
	run as wang report draft e9 7.other --text 文字
	[[ "$output" == *“撰写报告文字”* && "$output" != *审计员* ]]
	run as zhang archive seal e9
	[ "$status" -eq 5 ]
	[[ "$output" == *”只有管理员可以做* ]]
	# What is the person's to do is refused by what it reads, for that is the reason then.
	run as guanliyuan archive seal e9
	[ "$status" -eq 6 ]
	run as zhang audit log
	[ "$status" -eq 5 ]
	[[ "$output" == *写明评价编号* && "$output" != *组长* ]]
	as zhang audit log --evaluation e9
}

@test "whoami --can names each command and what it does" {
	run as zhang whoami e9 --can
	[[ "$output" == *填报指标*"jixiao entry put"* ]]
	run as zhang --lang en whoami e9 --can
	! grep -P '\p{Han}' <<<"$(grep 'jixiao ' <<<"$output")"
}

@test "a file that is there is replaced only with --force" {
	cd "$BATS_TEST_TMPDIR"
	as zhang report render e9 report.html
	echo 我的笔记 >report.html
	run as zhang report render e9 report.html
	[ "$status" -eq 10 ]
	[ "$(cat report.html)" = 我的笔记 ]
	as zhang report render e9 report.html --force
	grep -q '<html' report.html
	touch scheme.yaml
	run as zhang scheme export e9 scheme.yaml
	[ "$status" -eq 10 ]
	touch e9.zip
	run as zhang archive export e9 e9.zip
	[ "$status" -eq 10 ]
}

@test "the gate names everything that is missing, and the exit code of a closed gate is told apart" {
	run as zhang evaluation gate e1
	[ "$status" -eq 0 ]
	[ "$(grep -c '^  - ' <<<"$output")" -ge 1 ]
	run as zhang evaluation advance e1
	[ "$status" -eq 6 ]
	[ "$(grep -c '^  - ' <<<"$output")" -ge 1 ]
}

@test "a failure with -o json is one JSON object on standard error" {
	run bash -c "'$JIXIAO_BUILD/jixiao' --as li -o json evaluation show nosuch 2>&1 >/dev/null"
	[ "$(jq -r .code <<<"$output")" = NOT_FOUND ]
	[ -n "$(jq -r .text <<<"$output")" ]
}

@test "a wrong line with -o json is one JSON object on standard error" {
	run bash -c "'$JIXIAO_BUILD/jixiao' -o json frob 2>&1 >/dev/null"
	[ "$(jq -r .code <<<"$output")" = INVALID_ARGUMENT ]
}

@test "the help of a group ends with an example" {
	jixiao entry --help | grep -q '^  jixiao entry '
}

@test "replies are JSON with -o json" {
	[ "$(as li -o json evaluation show e1 | jq -r .title)" = 评价一 ]
	[ "$(as li team list e1 -o json | jq -r '.members | length')" -eq 2 ]
}

@test "lists are tables that line up" {
	run as li team list e1
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == 人员*姓名*角色*分工* ]]
	[[ "$output" == *组长*负责全面工作* ]]
}

@test "todo gives the next command" {
	run as li todo
	[ "$status" -eq 0 ]
	[[ "$output" == *"jixiao scheme import e1"* ]]
}

@test "any method can be called with JSON, streams too" {
	[ "$(as li call Evaluation.Get '{"evaluation":"e1"}' | jq -r .unit)" = 某单位 ]
	[ "$(echo '{"evaluation":"e1"}' | as li call Evaluation.Get - | jq -r .unit)" = 某单位 ]
	run as li call Evaluation.Gte '{}'
	[[ "$output" == *Evaluation.Get* ]]
	run bash -c "timeout 2 '$JIXIAO_BUILD/jixiao' --as li call Event.Watch '{\"evaluation\":\"e1\"}' | head -c 20"
	[[ "$output" == "{"* ]]
}

@test "methods are listed with the comments of the contract" {
	run jixiao methods Entry.Put
	[ "$status" -eq 0 ]
	[[ "$output" == *实际完成值* && "$output" == *"EntryPutRequest"* ]]
	[ "$(jixiao methods -o json | jq '[.[] | select(.stream)] | length')" -eq 5 ]
}

@test "completion offers nouns, verbs and options" {
	run bash -c "source <('$JIXIAO_BUILD/jixiao' help --completion)
		try() { COMP_WORDS=(\"\$@\"); COMP_CWORD=\$((\$# - 1)); _jixiao; echo \"\${COMPREPLY[*]}\"; }
		try jixiao eval; try jixiao --lang en team a; try jixiao team add e1 li --du"
	[ "${lines[0]}" = evaluation ]
	[ "${lines[1]}" = add ]
	[ "${lines[2]}" = --duty ]
}

@test "nobody there is said plainly, with what to do" {
	cp -r "$JIXIAO_HOME" "$BATS_TEST_TMPDIR/home"
	grep -rl "$people_port" "$BATS_TEST_TMPDIR/home" | xargs sed -i "s/$people_port/1/"
	JIXIAO_HOME=$BATS_TEST_TMPDIR/home run jixiao --as li evaluation list
	[ "$status" -eq 8 ]
	[[ "$output" == *网络* ]]
}

@test "a call that is made again with its request id is answered again and done once" {
	local id first
	id=$(printf '%012x70008000000000000001' "$(date +%s%3N)")
	first=$(as guanliyuan call Evaluation.Create '{"id":"e77","title":"评价","unit":"单位","year":2024}' --request-id "$id")
	[ "$(as guanliyuan call Evaluation.Create '{"id":"e77","title":"评价","unit":"单位","year":2024}' --request-id "$id")" = "$first" ]
	run as guanliyuan call Evaluation.Create '{"id":"e77","title":"评价","unit":"单位","year":2024}'
	[ "$status" -eq 10 ]
	# For something else it is refused.
	run as guanliyuan call Evaluation.Create '{"id":"e78","title":"评价","unit":"单位","year":2024}' --request-id "$id"
	[ "$status" -ne 0 ]
	run as guanliyuan call Evaluation.Create '{}' --request-id 12
	[ "$status" -eq 3 ]
}
