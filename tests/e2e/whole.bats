# The whole evaluation, as scripts/demo runs it: real server, real clients, six people.

setup_file() {
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_free_ports
	export JIXIAO_DEMO=$BATS_FILE_TMPDIR/demo
	"$JIXIAO_SOURCE/scripts/demo" >"$BATS_FILE_TMPDIR/demo.log" 2>&1 || {
		tail -40 "$BATS_FILE_TMPDIR/demo.log" >&2
		cat "$JIXIAO_DEMO/server.log" >&2
		return 1
	}
	export JIXIAO_HOME=$JIXIAO_DEMO/people
}

teardown_file() {
	kill "$(cat "$BATS_FILE_TMPDIR/demo/server.pid")"
}

jixiao() { "$JIXIAO_BUILD/jixiao" "$@"; }

@test "the real evaluation comes out with its own result: 19 indicators, 100.00, 优" {
	run jixiao --as shenjiyuan -o json score list 2024-yunxing
	[ "$status" -eq 0 ]
	[ "$(jq -r .total <<<"$output")" = 100.00 ]
	[ "$(jq -r .grade <<<"$output")" = 优 ]
	[ "$(jq '.scores | length' <<<"$output")" -eq 19 ]
	[ "$(jq -c '[.lines[] | [.code, .weight, .count]]' <<<"$output")" = \
		'[["A","21.00",6],["B","19.00",5],["C","30.00",7],["D","30.00",1],["E","0.00",0],["","100.00",19]]' ]
}

@test "the evaluation is archived and nothing in it changes again" {
	run jixiao --as zhangguodong evaluation return 2024-yunxing ANALYSIS --reason 再看看
	[ "$status" -ne 0 ]
	run jixiao --as wuhexuan entry put 2024-yunxing C11 11
	[ "$status" -ne 0 ]
	run jixiao --as guanliyuan team add 2024-yunxing shenjiyuan --role member
	[ "$status" -ne 0 ]
}

@test "both refusals of the demo name the reason" {
	grep -q '得分' "$BATS_FILE_TMPDIR/demo.log"
	! grep -q '本应被拒绝' "$BATS_FILE_TMPDIR/demo.log"
}

@test "the archive is checked offline, also by sha256sum and openssl alone" {
	cd "$BATS_TEST_TMPDIR"
	run env -u JIXIAO_HOME HOME=$BATS_TEST_TMPDIR "$JIXIAO_BUILD/jixiao" archive verify "$JIXIAO_DEMO/2024-yunxing.zip"
	[ "$status" -eq 0 ]
	python3 -m zipfile -e "$JIXIAO_DEMO/2024-yunxing.zip" .
	cd "$(dirname "$(find . -name manifest-sha256.txt | head -1)")"
	sha256sum --quiet -c manifest-sha256.txt
	openssl cms -verify -binary -inform DER -in seal/seal.p7s -content seal/seal.txt -CAfile seal/ca.pem -out /dev/null
}

@test "every score is computed again offline, from the archive and from an export" {
	for file in 2024-yunxing.zip 2024-yunxing.json; do
		run env -u JIXIAO_HOME HOME=$BATS_TEST_TMPDIR "$JIXIAO_BUILD/jixiao" score verify "$JIXIAO_DEMO/$file"
		[ "$status" -eq 0 ]
		[[ $output == *"重算了 19 个指标的得分"*"总分 100.00，绩效评级：优"* ]]
	done
	run env -u JIXIAO_HOME HOME=$BATS_TEST_TMPDIR "$JIXIAO_BUILD/jixiao" score explain "$JIXIAO_DEMO/2024-yunxing.zip"
	[ "$status" -eq 0 ]
	[[ $output == *"计分：(1246.5 ÷ 1246.5 − 60%) ÷ (1 − 60%) × 4 = 4.00"* ]]
	[[ $output == *"总分 100.00，绩效评级：优"* ]]
}

@test "an altered score in an export is named" {
	altered=$BATS_TEST_TMPDIR/altered.json
	sed 's/"9 ≥ 9，达到指标值，得满分 3.00"/"9 ≥ 8，达到指标值，得满分 3.00"/' "$JIXIAO_DEMO/2024-yunxing.json" >"$altered"
	run "$JIXIAO_BUILD/jixiao" score verify "$altered"
	[ "$status" -eq 9 ]
	[[ $output == *C12*算式*"9 ≥ 8"*"9 ≥ 9"* ]]
	echo '{"unit": 1}' >"$altered"
	run "$JIXIAO_BUILD/jixiao" score verify "$altered"
	[ "$status" -eq 3 ]
}

@test "an altered file in the archive is named" {
	cd "$BATS_TEST_TMPDIR"
	python3 -m zipfile -e "$JIXIAO_DEMO/2024-yunxing.zip" .
	folder=$(dirname "$(find . -name manifest-sha256.txt | head -1)")
	echo 改动 >>"$folder/data/scores.json"
	run "$JIXIAO_BUILD/jixiao" archive verify "$folder"
	[ "$status" -ne 0 ]
	[[ "$output" == *scores.json* ]]
}

@test "the audit chain verifies and a record's history can be walked" {
	run jixiao --as shenjiyuan audit verify
	[ "$status" -eq 0 ]
	run jixiao --as shenjiyuan entry history 2024-yunxing C11
	[ "$status" -eq 0 ]
	[[ "$output" == *吴鹤宣* || "$output" == *wuhexuan* ]]
}

@test "the report stands alone and holds the generated numbers" {
	grep -q '100.00' "$JIXIAO_DEMO/report.html"
	grep -q '表3-1' "$JIXIAO_DEMO/report.html"
	grep -q '附件2' "$JIXIAO_DEMO/report.md"
	! grep -Eq '(src|href)="https?:' "$JIXIAO_DEMO/report.html"
}

@test "a server that was killed comes back with everything" {
	pid=$(cat "$JIXIAO_DEMO/server.pid")
	kill -9 "$pid"
	while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
	people_dir=$JIXIAO_DEMO
	. "$JIXIAO_SOURCE/scripts/people.bash"
	people_serve
	run jixiao --as shenjiyuan audit verify
	[ "$status" -eq 0 ]
}
