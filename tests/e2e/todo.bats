# Whoever does what todo says, and nothing else, comes to the archive: each command that it prints is taken as printed, with its
# placeholders filled from a table.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
	people_add zuzhang 组长
	people_add zuyuan 组员
	people_add shishi 实施
	people_add fuzuzhang 副组长
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
	cd "$BATS_TEST_TMPDIR" || return
	echo "写好的文字。" >text.txt
	echo 甲 >a.txt
	echo 乙 >b.txt
	: >once.txt
}

# What stands for a placeholder in a command of todo. $1: the word, $2: the whole command, $3: how many ids came before.
filled() {
	local word=$1
	case $word in
	PERSON)
		case $2 in
		*"--role leader"*) once leader && word=zuzhang || word=fuzuzhang ;;
		*"--role implementer"* | "rectification assign"*) word=shishi ;;
		*) word=zuyuan ;;
		esac
		;;
	FILE) [[ $2 == "scheme import"* ]] && word=scheme.yaml || word=text.txt ;;
	ID) word=E00$((1 + $3)) ;;
	VALUE) word=11 ;;
	DATE) [[ $2 == rectification* ]] && word=2025-06-30 || word=2024-12-20 ;;
	RESULT | TEXT) word=已核实 ;;
	*=TEXT) word=${word%TEXT}已核实 ;;
	省级*=AMOUNT) word=${word%AMOUNT}1000.00 ;;
	*=AMOUNT) word=${word%AMOUNT}0.00 ;;
	POINTS-MET) word=1 ;;
	TIER) word=2 ;;
	SHARE) word=0.7 ;;
	POINTS) word=8.5 ;;
	PASS-OR-FAIL) once verify && word=--fail || word=--pass ;;
	esac
	printf '%s' "$word"
}

# True the first time.
once() {
	! grep -qx "$1" once.txt || return 1
	echo "$1" >>once.txt
}

# Runs $2 as $1, read as a shell reads what was printed.
obey() {
	local word ids=0 words=()
	eval "set -- \"\$1\" \"\$2\" $2"
	for word in "${@:3}"; do
		words+=("$(filled "$word" "$2" $ids)")
		[ "$word" != ID ] || ids=$((ids + 1))
	done
	echo "$1: ${words[*]}" >>obeyed.txt
	as "$1" "${words[@]}" >>obeyed.txt 2>&1 || {
		tail -20 obeyed.txt
		return 1
	}
}

stage() { as guanliyuan -o json evaluation show "$1" | jq -r .stage; }

# What people do of their own accord, once each: todo then has to lead on from there. $1: evaluation, $2: what waits. Fails if
# nothing was done.
interfere() {
	case $2 in
	TODO_ENTER)
		once evidence || return 1
		as zuyuan -q evidence upload "$1" a.txt --kind 甲类
		as zuyuan -q evidence upload "$1" b.txt --kind 乙类
		;;
	TODO_ACCEPT_ENTRIES) once entry && as zuzhang entry return "$1" C11 --comment 请补签到表 ;;
	TODO_ACCEPT_FUNDS) once funds && as zuzhang funds return "$1" --comment 请附回单 ;;
	TODO_APPROVE_SCORES) once score && as zuzhang score return "$1" A11 --comment 依据不足 ;;
	TODO_WRITE_SECTION)
		once findings || return 1
		as zuyuan finding add "$1" --title 进度偏慢 --text 完成晚于计划 --indicator C12
		as zuyuan finding add "$1" --title 依据不全 --text 缺少依据 --indicator A11
		;;
	TODO_SIGN_REPORT) once back && as zuzhang evaluation return "$1" 组织实施 --reason 再核对一次 ;;
	TODO_ACCEPT_REPORT) once report && as zuzhang rectification return "$1" --comment 请写明完成时间 ;;
	*) return 1 ;;
	esac
}

# One thing that waits for $2, the first in odd rounds ($3) and the last in even ones. Fails if nothing waits.
one_step() {
	local list message command
	list=$(as "$2" -o json todo | jq -c --arg e "$1" '[.todos[] | select(.evaluation == $e)]')
	list=$(jq -c '[.[] | select(.message | IN("TODO_RETURNED", "TODO_MEND_REPORT", "TODO_ASK_SECOND_LEADER") | not)]' <<<"$list")
	[ "$list" != "[]" ] || return 1
	(($3 % 2)) && list=$(jq -c '.[0]' <<<"$list") || list=$(jq -c '.[-1]' <<<"$list")
	message=$(jq -r .message <<<"$list")
	# What was done of one's own accord may have settled it.
	interfere "$1" "$message" >>obeyed.txt 2>&1 && return 0
	command=$(jq -r .command <<<"$list")
	obey "$2" "$command" || touch refused
}

walk() {
	local round=0 moved person
	while [ "$(stage "$1")" != STAGE_ARCHIVED ]; do
		round=$((round + 1))
		moved=
		for person in "${@:2}"; do
			while one_step "$1" "$person" $round; do
				[ ! -e refused ] && [ "$(grep -c ': ' obeyed.txt)" -lt 300 ] || return 1
				moved=yes
			done
		done
		[ -n "$moved" ] || {
			as guanliyuan evaluation gate "$1"
			tail -5 obeyed.txt
			return 1
		}
	done
}

@test "obeying todo leads from an empty team to the archive, through returns and findings" {
	as guanliyuan evaluation create e1 --title 评价一 --unit 示例单位 --year 2024
	sed 's/ROLE/member/' "$JIXIAO_SOURCE/tests/e2e/todo/scheme.yaml" >scheme.yaml
	walk e1 guanliyuan zuyuan zuzhang shishi fuzuzhang
	# Nothing that the walk was to meet was left out.
	for met in evidence entry funds score findings back verify report; do
		grep -qx "$met" once.txt
	done
	grep -q 'rectification verify e1 F0[12] --fail' obeyed.txt
	grep -q 'score propose e1 C12 --reason' obeyed.txt
}

@test "obeying todo needs no findings, and an only leader who does all the work is told of a second" {
	as guanliyuan evaluation create e2 --title 评价二 --unit 示例单位 --year 2024
	as guanliyuan team add e2 zuyuan --role leader
	as guanliyuan team add e2 shishi --role member
	printf '%s\n' leader entry funds score findings back report >once.txt
	sed 's/ROLE/leader/' "$JIXIAO_SOURCE/tests/e2e/todo/scheme.yaml" >scheme.yaml
	walk e2 guanliyuan fuzuzhang zuyuan
	grep -q 'team add e2 fuzuzhang --role leader' obeyed.txt
	grep -q 'rectification none e2' obeyed.txt
}
