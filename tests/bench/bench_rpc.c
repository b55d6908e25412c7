/* bench_rpc: Entry.Get and Entry.Put of a jixiaod beside an echo over the same links and frames.
 *
 *   bench_rpc serve SERVER-FOLDER                 prints the URL of an echo server with that server's certificate
 *   bench_rpc measure --server URL --echo URL --evaluations N [--seconds S] [--rounds R] CONTEXT…
 *   bench_rpc load --server URL --evaluations N [--seconds S] --target Entry.Put --clients 64 CONTEXT…    (to profile)
 *
 * Each client is one TLS connection with one request in flight: the next is sent when the reply has come. Clients are event
 * driven, so that they take little of the machine that they share with the server. An echo request has the bytes of the real
 * request, and its reply as many bytes as the real reply. Evaluations are bench-01, bench-02, …; no two clients write to the
 * same one. */
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/connection.h"
#include "common/rpc/link.h"
#include "common/rpc/pb.h"
#include "jixiao/entry.pb-c.h"

enum {
	MAX_EVALUATIONS = 99,
	MAX_ROUNDS = 99,
	MAX_PEOPLE = 8,
	/* Milliseconds that a run goes on before it counts. */
	WARM_UP = 300,
};

/* Of the evaluation's scheme; the people are its responsible member and a leader. */
#define INDICATOR "C11"

static const int client_counts[] = { 1, 16, 64 };

enum { N_COUNTS = sizeof(client_counts) / sizeof(client_counts[0]) };

static void die(const char *what, const struct status *status)
{
	struct arena arena = ARENA_INIT;

	fprintf(stderr, "bench_rpc: %s", what);
	if (status != NULL)
		fprintf(stderr, ": %s",
			message_text(&arena, LANGUAGE_EN, status->message.id, (const char *const *)status->message.args,
				     status->message.n_args));
	fputc('\n', stderr);
	exit(1);
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void sleep_ms(int64_t milliseconds)
{
	const struct timespec pause = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

static char *read_text(const char *folder, const char *name)
{
	static char buffer[64 * 1024];
	char path[512];
	size_t size;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	if (file == NULL)
		die(path, NULL);
	size = fread(buffer, 1, sizeof(buffer) - 1, file);
	buffer[size] = '\0';
	fclose(file);
	return strdup(buffer);
}

static bool say_hello(struct link *link, const char *program)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Hello hello = JIXIAO__HELLO__INIT;

	hello.protocol = 1;
	hello.program = (char *)program;
	frame.kind_case = JIXIAO__FRAME__KIND_HELLO;
	frame.hello = &hello;
	return link_send(link, &frame);
}

/* ---- serve ---- */

static uint8_t zeros[64 * 1024];

static void ignore(void *context, struct link *link)
{
	(void)context;
	(void)link;
}

static void ignore_close(void *context, struct link *link, const char *reason)
{
	(void)context;
	(void)link;
	(void)reason;
}

/* The client's Hello says how long each reply is to be. */
static void serve_frame(void *context, struct link *link, const Jixiao__Frame *frame)
{
	Jixiao__Frame answer = JIXIAO__FRAME__INIT;
	Jixiao__Reply reply = JIXIAO__REPLY__INIT;

	if (frame->kind_case == JIXIAO__FRAME__KIND_HELLO) {
		link_set_context(link, (void *)strtoul(frame->hello->program, NULL, 10));
		say_hello(link, "echo");
	}
	if (frame->kind_case != JIXIAO__FRAME__KIND_REQUEST)
		return;
	reply.call = frame->request->call;
	reply.payload = (ProtobufCBinaryData){ (size_t)context % sizeof(zeros), zeros };
	reply.last = true;
	answer.kind_case = JIXIAO__FRAME__KIND_REPLY;
	answer.reply = &reply;
	link_send(link, &answer);
}

static const struct link_events serve_events = {
	.opened = ignore,
	.frame = serve_frame,
	.drained = ignore,
	.closed = ignore_close,
};

static _Noreturn void serve(const char *folder)
{
	const struct tls_settings tls = {
		.role = TLS_SERVER,
		.certificate = read_text(folder, "server.pem"),
		.key = read_text(folder, "server.key"),
		.ca = read_text(folder, "ca.pem"),
	};
	struct status status = STATUS_INIT;
	struct link_listener *listener;

	if (link_listen("tls+tcp://127.0.0.1:0", &tls, &link_limits_default, &serve_events, NULL, &listener, &status) !=
	    STATUS_OK)
		die("listen", &status);
	printf("tls+tcp://127.0.0.1:%u\n", link_listener_port(listener));
	fflush(stdout);
	for (;;)
		pause();
}

/* ---- what is measured ---- */

struct target {
	const char *name, *method;
	bool echo, write;
	int of; /* echo: of which target */
};

static const struct target targets[] = {
	{ "echo of Get", "Entry.Get", true, false, 1 },
	{ "Entry.Get", "Entry.Get", false, false, 1 },
	{ "echo of Put", "Entry.Put", true, true, 3 },
	{ "Entry.Put", "Entry.Put", false, true, 3 },
};

enum { N_TARGETS = sizeof(targets) / sizeof(targets[0]) };

struct result {
	double rate;
	double p50, p99; /* microseconds */
};

struct bench {
	const char *server, *echo;
	int seconds, rounds, evaluations, clients;
	const char *target; /* of a load */
	struct tls_settings people[MAX_PEOPLE];
	int n_people;
	uint64_t revisions[MAX_EVALUATIONS];
	size_t get_size, put_size; /* of replies */
	struct result results[N_COUNTS][N_TARGETS][MAX_ROUNDS];
};

static struct bench bench = { .seconds = 3, .rounds = 5, .evaluations = 64, .clients = 64, .target = "Entry.Put" };

static char entry_text[] = "全年开展信息化建设10次，完成机关办公系统升级、干部人事档案数字化和网络安全等级保护测评等工作，"
			   "均已通过验收，与预期指标值一致。佐证材料见信息化建设支出台账、合同、发票和验收单。";

static void put_request(Jixiao__EntryPutRequest *put, char *evaluation, uint64_t revision)
{
	jixiao__entry_put_request__init(put);
	put->evaluation = evaluation;
	put->indicator = (char *)INDICATOR;
	put->actual = (char *)"10";
	put->text = entry_text;
	put->revision = revision;
}

static void get_request(Jixiao__EntryGetRequest *get, char *evaluation)
{
	jixiao__entry_get_request__init(get);
	get->evaluation = evaluation;
	get->indicator = (char *)INDICATOR;
}

static void evaluation_name(char name[24], int number)
{
	snprintf(name, 24, "bench-%02d", number + 1);
}

/* Every evaluation gets its entry, unless an earlier run left it. */
static void prepare(void)
{
	const struct connection_settings settings = { .url = bench.server, .tls = bench.people[0] };
	struct connection *connection;
	struct status status = STATUS_INIT;
	struct arena arena = ARENA_INIT;

	if (connection_open(&settings, &connection, &status) != STATUS_OK)
		die("connect", &status);
	for (int i = 0; i < bench.evaluations; i++) {
		Jixiao__EntryPutRequest put;
		Jixiao__EntryGetRequest get;
		ProtobufCMessage *reply;
		char name[24];

		evaluation_name(name, i);
		get_request(&get, name);
		put_request(&put, name, 0);
		if (connection_call(connection, &arena, "Entry.Get", false, NULL, &get.base, &jixiao__entry__descriptor, &reply,
				    &status) == STATUS_OK)
			put.revision = ((Jixiao__Entry *)reply)->revision;
		status_clear(&status);
		if (connection_call(connection, &arena, "Entry.Put", true, NULL, &put.base, &jixiao__entry__descriptor, &reply,
				    &status) != STATUS_OK)
			die("Entry.Put", &status);
		bench.revisions[i] = ((Jixiao__Entry *)reply)->revision;
		bench.put_size = bench.get_size = protobuf_c_message_get_packed_size(reply);
	}
	connection_close(connection);
	arena_clear(&arena);
}

/* ---- clients ---- */

struct client {
	struct link *link;
	const struct target *target;
	int evaluation, step; /* the next one is step further */
	uint64_t call;
	int64_t sent;
	uint32_t *latencies; /* microseconds */
	size_t n, capacity;
};

static atomic_bool running, counting;
static atomic_int idle, closed_links;

static void client_send(struct client *client)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Request request = JIXIAO__REQUEST__INIT;
	Jixiao__EntryPutRequest put;
	Jixiao__EntryGetRequest get;
	uint8_t payload[1024], id[16];
	char name[24];

	evaluation_name(name, client->evaluation);
	put_request(&put, name, bench.revisions[client->evaluation]);
	get_request(&get, name);
	request.call = ++client->call;
	request.method = (char *)client->target->method;
	request.payload.data = payload;
	request.payload.len = client->target->write ? jixiao__entry_put_request__pack(&put, payload)
						    : jixiao__entry_get_request__pack(&get, payload);
	if (client->target->write) {
		request_id_make(id);
		request.request_id = (ProtobufCBinaryData){ sizeof(id), id };
	}
	frame.kind_case = JIXIAO__FRAME__KIND_REQUEST;
	frame.request = &request;
	client->sent = now_us();
	if (!link_send(client->link, &frame))
		die("a link broke", NULL);
}

static void client_note(struct client *client)
{
	if (client->n == client->capacity) {
		client->capacity = client->capacity == 0 ? 4096 : 2 * client->capacity;
		client->latencies = realloc(client->latencies, client->capacity * sizeof(*client->latencies));
	}
	client->latencies[client->n++] = (uint32_t)(now_us() - client->sent);
}

static void client_reply(struct client *client, const Jixiao__Reply *reply)
{
	if (reply->status != NULL) {
		fprintf(stderr, "bench_rpc: %s answers %s\n", client->target->method, reply->status->message);
		exit(1);
	}
	if (client->target->write && !client->target->echo)
		bench.revisions[client->evaluation]++;
	if (atomic_load(&counting))
		client_note(client);
	client->evaluation = (client->evaluation + client->step) % bench.evaluations;
	if (atomic_load(&running))
		client_send(client);
	else
		atomic_fetch_add(&idle, 1);
}

static void client_opened(void *context, struct link *link)
{
	const struct client *client = context;
	char program[24];

	snprintf(program, sizeof(program), "%zu", client->target->write ? bench.put_size : bench.get_size);
	say_hello(link, program);
}

static void client_frame(void *context, struct link *link, const Jixiao__Frame *frame)
{
	(void)link;
	if (frame->kind_case == JIXIAO__FRAME__KIND_REPLY)
		client_reply(context, frame->reply);
}

static void client_closed(void *context, struct link *link, const char *reason)
{
	(void)context;
	(void)link;
	(void)reason;
	atomic_fetch_add(&closed_links, 1);
}

static const struct link_events client_events = {
	.opened = client_opened,
	.frame = client_frame,
	.drained = ignore,
	.closed = client_closed,
};

/* ---- one run ---- */

static int compare(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static struct result summarise(struct client *clients, int count, double seconds)
{
	struct result result;
	uint32_t *all;
	size_t n = 0;

	for (int i = 0; i < count; i++)
		n += clients[i].n;
	if (n == 0)
		die("no reply came", NULL);
	all = malloc(n * sizeof(*all));
	n = 0;
	for (int i = 0; i < count; i++) {
		memcpy(all + n, clients[i].latencies, clients[i].n * sizeof(*all));
		n += clients[i].n;
	}
	qsort(all, n, sizeof(*all), compare);
	result = (struct result){ (double)n / seconds, all[n / 2], all[n * 99 / 100] };
	free(all);
	return result;
}

static void connect_clients(struct client *clients, int count, const struct target *target)
{
	struct status status = STATUS_INIT;

	for (int i = 0; i < count; i++) {
		clients[i] = (struct client){ .target = target, .evaluation = i, .step = count };
		if (link_dial(target->echo ? bench.echo : bench.server, &bench.people[i % bench.n_people], &link_limits_default,
			      &client_events, &clients[i], &clients[i].link, &status) != STATUS_OK)
			die("connect", &status);
	}
}

static void await(const atomic_int *value, int wanted)
{
	for (int i = 0; atomic_load(value) < wanted; i++) {
		if (i == 10000)
			die("replies are missing", NULL);
		sleep_ms(1);
	}
}

static struct result run(const struct target *target, int count)
{
	struct client clients[64];
	struct result result;
	int64_t begun;
	double seconds;

	connect_clients(clients, count, target);
	atomic_store(&idle, 0);
	atomic_store(&closed_links, 0);
	atomic_store(&running, true);
	for (int i = 0; i < count; i++)
		client_send(&clients[i]);
	sleep_ms(WARM_UP);
	begun = now_us();
	atomic_store(&counting, true);
	sleep_ms(bench.seconds * 1000);
	atomic_store(&counting, false);
	seconds = (double)(now_us() - begun) / 1e6;
	atomic_store(&running, false);
	await(&idle, count);
	for (int i = 0; i < count; i++)
		link_close(clients[i].link, "done");
	await(&closed_links, count);
	result = summarise(clients, count, seconds);
	for (int i = 0; i < count; i++) {
		link_unref(clients[i].link);
		free(clients[i].latencies);
	}
	return result;
}

/* ---- the table ---- */

static int compare_double(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, (size_t)bench.rounds, sizeof(*values), compare_double);
	return bench.rounds % 2 == 1 ? values[bench.rounds / 2] : (values[bench.rounds / 2 - 1] + values[bench.rounds / 2]) / 2;
}

static void print_target(int count, int target)
{
	const struct result *results = bench.results[count][target], *echo = bench.results[count][target & ~1];
	double rates[MAX_ROUNDS], p50[MAX_ROUNDS], p99[MAX_ROUNDS], ratios[MAX_ROUNDS], rate;

	for (int i = 0; i < bench.rounds; i++) {
		rates[i] = results[i].rate;
		p50[i] = results[i].p50;
		p99[i] = results[i].p99;
		ratios[i] = results[i].rate / echo[i].rate;
	}
	rate = median(rates);
	printf("| %7d | %-11s | %8.0f (%.0f–%.0f) | %7.0f | %7.0f |", client_counts[count], targets[target].name, rate,
	       rates[0], rates[bench.rounds - 1], median(p50), median(p99));
	if (targets[target].echo) {
		printf(" |\n");
		return;
	}
	rate = median(ratios);
	printf(" %.2f (%.2f–%.2f) |\n", rate, ratios[0], ratios[bench.rounds - 1]);
}

static int measure(void)
{
	prepare();
	for (int count = 0; count < N_COUNTS; count++)
		for (int round = 0; round < bench.rounds; round++)
			for (int i = 0; i < N_TARGETS; i++) {
				/* In turns, each round beginning with the next, so that a slow minute falls on all. */
				int target = (i + round) % N_TARGETS;

				bench.results[count][target][round] = run(&targets[target], client_counts[count]);
			}
	printf("reply of %zu bytes; %d rounds of %d s, taken in turns; medians (least–most)\n\n", bench.get_size, bench.rounds,
	       bench.seconds);
	printf("| clients | what        | requests/s | p50 µs | p99 µs | to its echo |\n|---|---|---|---|---|---|\n");
	for (int count = 0; count < N_COUNTS; count++)
		for (int target = 0; target < N_TARGETS; target++)
			print_target(count, target);
	return 0;
}

static int load(void)
{
	prepare();
	for (int i = 0; i < N_TARGETS; i++) {
		struct result result;

		if (strcmp(targets[i].name, bench.target) != 0)
			continue;
		result = run(&targets[i], bench.clients);
		printf("%.0f requests/s, p50 %.0f µs, p99 %.0f µs\n", result.rate, result.p50, result.p99);
		return 0;
	}
	die("no such target", NULL);
	return 1;
}

static void add_person(const char *context)
{
	if (bench.n_people == MAX_PEOPLE)
		die("too many people", NULL);
	bench.people[bench.n_people++] = (struct tls_settings){
		.role = TLS_CLIENT,
		.certificate = read_text(context, "login.pem"),
		.key = read_text(context, "login.key"),
		.ca = read_text(context, "ca.pem"),
		.server_name = "127.0.0.1",
	};
}

static int within(const char *text, int max)
{
	int number = atoi(text);

	if (number < 1 || number > max)
		die("a number is out of range", NULL);
	return number;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "server", required_argument, NULL, 's' },	 { "echo", required_argument, NULL, 'e' },
		{ "evaluations", required_argument, NULL, 'n' }, { "seconds", required_argument, NULL, 't' },
		{ "target", required_argument, NULL, 'w' },	 { "clients", required_argument, NULL, 'c' },
		{ "rounds", required_argument, NULL, 'r' },	 { NULL, 0, NULL, 0 },
	};
	int option;

	if (argc == 3 && strcmp(argv[1], "serve") == 0)
		serve(argv[2]);
	if (argc < 2 || (strcmp(argv[1], "measure") != 0 && strcmp(argv[1], "load") != 0))
		die("serve, measure or load? See tests/bench/run", NULL);
	while ((option = getopt_long(argc - 1, argv + 1, "", options, NULL)) != -1) {
		switch (option) {
		case 's': bench.server = optarg; break;
		case 'e': bench.echo = optarg; break;
		case 'n': bench.evaluations = within(optarg, MAX_EVALUATIONS); break;
		case 't': bench.seconds = within(optarg, 3600); break;
		case 'r': bench.rounds = within(optarg, MAX_ROUNDS); break;
		case 'w': bench.target = optarg; break;
		case 'c': bench.clients = within(optarg, 64); break;
		default: return 1;
		}
	}
	for (int i = optind + 1; i < argc; i++)
		add_person(argv[i]);
	if (bench.echo == NULL && strcmp(argv[1], "load") == 0)
		bench.echo = bench.server;
	if (bench.server == NULL || bench.echo == NULL || bench.n_people == 0 || bench.evaluations < 64)
		die("needs --server, --echo, at least 64 evaluations and a context", NULL);
	return strcmp(argv[1], "load") == 0 ? load() : measure();
}
