# people.bash: an installation of one's own on loopback with people on it. Sourced by scripts/demo and the end-to-end tests.
#
# Before sourcing: JIXIAO_BUILD, the build folder with both programs. people_start takes the folder in which everything is kept.

# Sets two ports that nobody listens on, below those that the system gives out by itself: for runs beside others.
people_free_ports() {
	local port
	while :; do
		port=$((20000 + RANDOM % 6000 * 2))
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null ||
			(exec 3<>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null || break
	done
	export people_port=$port people_enroll_port=$((port + 1))
}

# Starts a server in $1 (made anew) and enrols its admin, guanliyuan.
people_start() {
	people_dir=$1
	export JIXIAO_HOME=$people_dir/people
	mkdir -p "$people_dir/codes"
	"$JIXIAO_BUILD/jixiaod" init "$people_dir/server" --name 示例 --address 127.0.0.1 --listen 127.0.0.1:"${people_port:-17443}" \
		--enroll-listen 127.0.0.1:"${people_enroll_port:-17444}" --admin guanliyuan --admin-name 管理员 \
		>"$people_dir/init.txt"
	grep -o 'guanliyuan:[^ ]*' "$people_dir/init.txt" >"$people_dir/codes/guanliyuan"
	people_serve
	people_enroll guanliyuan
}

# Starts (again) the server that people_start made.
people_serve() {
	setsid "$JIXIAO_BUILD/jixiaod" run "$people_dir/server" >>"$people_dir/server.log" 2>&1 </dev/null &
	echo $! >"$people_dir/server.pid"
	local i
	for i in $(seq 1 100); do
		(exec 3<>"/dev/tcp/127.0.0.1/${people_port:-17443}") 2>/dev/null && return 0
		kill -0 "$(cat "$people_dir/server.pid")" 2>/dev/null || break
		sleep 0.1
	done
	cat "$people_dir/server.log" >&2
	return 1
}

people_stop() {
	local pid i
	pid=$(cat "$people_dir/server.pid" 2>/dev/null) || return 0
	kill "$pid" 2>/dev/null || return 0
	for i in $(seq 1 100); do
		kill -0 "$pid" 2>/dev/null || return 0
		sleep 0.1
	done
	return 1
}

# as PERSON COMMAND…: runs jixiao with that person's own keys.
as() {
	local person=$1
	shift
	"$JIXIAO_BUILD/jixiao" --as "$person" "$@"
}

# Enrols PERSON with the code in codes/PERSON, waiting for the enrolment listener to open.
people_enroll() {
	local i
	for i in $(seq 1 100); do
		(exec 3<>"/dev/tcp/127.0.0.1/${people_enroll_port:-17444}") 2>/dev/null && break
		sleep 0.1
	done
	as "$1" enroll "127.0.0.1:${people_enroll_port:-17444}" --code-file "$people_dir/codes/$1"
}

# Adds PERSON NAME [ROLE] (auditor, admin) and enrols them.
people_add() {
	as guanliyuan user add "$1" --name "$2" ${3:+--role "$3"} | tee "$people_dir/codes/$1.out" | grep -o "$1:[^ ]*" >"$people_dir/codes/$1"
	rm "$people_dir/codes/$1.out"
	people_enroll "$1"
}

# Rows of a .tsv, columns parted by the unit separator, so that empty ones stay: rows FILE | while IFS=$'\x1f' read -r …
rows() {
	grep -v '^#' "$1" | tr '\t' '\037'
}
