/* bench_store: durable writes a second of the store alone, at groups of 1, 16 and 64, beside plain LMDB puts in the same run on
 * the same disk. Compare the ratios: absolute figures are the disk's.
 *
 *   bench_store [SECONDS] [FOLDER]
 *
 * A store write is what a method's is: it looks for its request id, reads and writes the record of one of 64 evaluations and
 * appends its event. A plain put writes 256 bytes at a new key; a group of them is one transaction. */
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/clock.h"
#include "jixiao/entry.pb-c.h"
#include "server/store/store.h"

enum { MAP = 1 << 30, EVALUATIONS = 64, LARGEST = 64 };

static int64_t duration_ms = 1000;
static const char *parent = "/var/tmp";

static void must(enum status_code code, const struct status *status)
{
	if (code == STATUS_OK)
		return;
	fprintf(stderr, "%s %s\n", status_code_name(code), message_name(status->message.id));
	exit(1);
}

/* ---- a folder for one run ---- */

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info, (void)kind, (void)where;
	return remove(path);
}

static struct engine *engine_in(char folder[256])
{
	struct status status = STATUS_INIT;
	struct engine *engine;

	snprintf(folder, 256, "%s/bench-store-XXXXXX", parent);
	if (mkdtemp(folder) == NULL) {
		perror(folder);
		exit(1);
	}
	must(engine_lmdb_open(folder, MAP, &engine, &status), &status);
	return engine;
}

/* ---- plain LMDB ---- */

static double raw_puts(unsigned group)
{
	static uint8_t value[256];
	struct status status = STATUS_INIT;
	char folder[256];
	struct engine *engine = engine_in(folder);
	const struct engine_ops *ops = engine->ops;
	int64_t begin = clock_monotonic_ms(), now;
	uint64_t n = 0;

	do {
		struct engine_txn *txn;

		must(ops->begin(engine, NULL, ENGINE_WRITE, &txn, &status), &status);
		for (unsigned i = 0; i < group; i++, n++) {
			uint8_t key[8];

			for (int j = 0; j < 8; j++)
				key[j] = (uint8_t)(n >> (56 - 8 * j));
			must(ops->append(txn, TABLE_RECORD, (struct slice){ key, 8 }, (struct slice){ value, sizeof(value) },
					 &status),
			     &status);
		}
		must(ops->commit(txn, &status), &status);
		now = clock_monotonic_ms();
	} while (now - begin < duration_ms);
	ops->close(engine);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return (double)n * 1000 / (double)(now - begin);
}

/* ---- the store ---- */

/* As many clients as a group has jobs; each writes again as soon as it is answered. */
struct client {
	struct store_job job;
	struct bench *bench;
	unsigned number;
	uint64_t written;
};

struct bench {
	struct store *store;
	atomic_bool stop;
	atomic_uint left;
	pthread_mutex_t lock;
	pthread_cond_t over;
	struct client clients[LARGEST];
};

static void make_request_id(uint8_t id[16], int64_t time, unsigned client, uint64_t n)
{
	memset(id, 0, 16);
	for (int i = 5; i >= 0; i--, time >>= 8)
		id[i] = (uint8_t)time;
	id[6] = 0x70;
	id[8] = 0x80;
	id[9] = (uint8_t)client;
	for (int i = 15; i > 9; i--, n >>= 8)
		id[i] = (uint8_t)n;
}

static enum status_code run(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct client *client = (struct client *)job;
	static const char text[] = "该项目按计划开展引才引智活动，佐证材料齐全，经核实实际完成值与佐证材料一致。";
	char evaluation[16];
	uint8_t request[16], payload[160] = { 0 };
	struct record_key key = { JIXIAO__RECORD_TYPE__RECORD_ENTRY, evaluation, "C11" };
	Jixiao__Entry fresh = JIXIAO__ENTRY__INIT, *entry;
	struct event_spec spec = { .person = "zhangsan",
				   .method = "Entry.Put",
				   .evaluation = evaluation,
				   .request_id = { request, 16 },
				   .payload = { payload, sizeof(payload) },
				   .reply = { payload, 40 } };
	uint64_t sequence;
	enum status_code code;

	snprintf(evaluation, sizeof(evaluation), "e%u", client->number % EVALUATIONS);
	make_request_id(request, clock_real_ms(), client->number, client->written);
	code = request_find(txn, spec.request_id, &sequence, status);
	if (code != STATUS_NOT_FOUND)
		return code;
	code = record_get(txn, key, &jixiao__entry__descriptor, (ProtobufCMessage **)&entry, status);
	if (code == STATUS_NOT_FOUND)
		entry = &fresh;
	else if (code != STATUS_OK)
		return code;
	entry->evaluation = evaluation;
	entry->indicator = (char *)"C11";
	entry->text = (char *)(uintptr_t)text;
	code = record_put(txn, key, &entry->base, entry->revision, status);
	return code == STATUS_OK ? event_append(txn, &spec, &sequence, status) : code;
}

static void done(struct store_job *job, struct status *status)
{
	struct client *client = (struct client *)job;
	struct bench *bench = client->bench;

	must(status->code, status);
	client->written++;
	if (!atomic_load(&bench->stop)) {
		must(store_submit(bench->store, job, status), status);
		return;
	}
	pthread_mutex_lock(&bench->lock);
	if (atomic_fetch_sub(&bench->left, 1) == 1)
		pthread_cond_signal(&bench->over);
	pthread_mutex_unlock(&bench->lock);
}

static double store_writes(unsigned group)
{
	static struct bench bench;
	struct status status = STATUS_INIT;
	struct timespec pause = { duration_ms / 1000, duration_ms % 1000 * 1000000 };
	char folder[256];
	int64_t begin, end;
	uint64_t n = 0;

	bench = (struct bench){ .lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER };
	must(store_open(engine_in(folder), NULL, &bench.store, &status), &status);
	atomic_store(&bench.left, group);
	begin = clock_monotonic_ms();
	for (unsigned i = 0; i < group; i++) {
		bench.clients[i] = (struct client){ { .run = run, .done = done }, &bench, i };
		must(store_submit(bench.store, &bench.clients[i].job, &status), &status);
	}
	nanosleep(&pause, NULL);
	atomic_store(&bench.stop, true);
	pthread_mutex_lock(&bench.lock);
	while (atomic_load(&bench.left) > 0)
		pthread_cond_wait(&bench.over, &bench.lock);
	pthread_mutex_unlock(&bench.lock);
	end = clock_monotonic_ms();
	for (unsigned i = 0; i < group; i++)
		n += bench.clients[i].written;
	store_close(bench.store);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return (double)n * 1000 / (double)(end - begin);
}

int main(int argc, char **argv)
{
	static const unsigned groups[] = { 1, 16, 64 };

	if (argc > 1)
		duration_ms = strtoll(argv[1], NULL, 10) * 1000;
	if (argc > 2)
		parent = argv[2];
	if (duration_ms <= 0) {
		fprintf(stderr, "usage: bench_store [SECONDS] [FOLDER]\n");
		return 2;
	}
	printf("%8s %16s %16s %8s\n", "group", "lmdb puts/s", "store writes/s", "ratio");
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		double raw = raw_puts(groups[i]), store = store_writes(groups[i]);

		printf("%8u %16.0f %16.0f %8.2f\n", groups[i], raw, store, store / raw);
	}
	return 0;
}
