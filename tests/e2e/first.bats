# The README's first evaluation, word for word, by the people whom it names.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	people_start "$BATS_FILE_TMPDIR/run"
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

# commands HEADING: the lines of code that begin with jixiao under this heading of the README.
commands() {
	awk -v heading="### $1" '/^#/ { on = $0 == heading } on && /^    jixiao / { print }' "$JIXIAO_SOURCE/README.md"
}

# Whose line it is: the leader signs and goes on, the member imports, the rest is the admin's.
person_of() {
	case $1 in
	*'scheme import '*) echo wuhexuan ;;
	*'scheme approve '* | *'evaluation advance '* | *' todo') echo zhangguodong ;;
	*) echo guanliyuan ;;
	esac
}

@test "the first evaluation works as the README says" {
	local line person
	cd "$JIXIAO_SOURCE"
	[ "$(commands 添人 | grep -c 'user add')" -eq 2 ]
	while read -r _ _ _ person _ name; do
		people_add "$person" "$name"
	done < <(commands 添人)
	[ "$(commands 第一个评价 | wc -l)" -ge 7 ]
	while read -r line; do
		person=$(person_of "$line")
		# shellcheck disable=SC2086
		run as "$person" ${line#jixiao}
		[ "$status" -eq 0 ] || {
			echo "$person: $line: $output"
			return 1
		}
	done < <(commands 第一个评价)
	[ "$(as guanliyuan evaluation show 2024-yunxing -o json | jq -r .stage)" = STAGE_IMPLEMENTATION ]
}
