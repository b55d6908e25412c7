/* bench_statistics: how long Evaluation.Statistics takes over many evaluations, beside a plain scan of as many LMDB records in
 * the same process. Compare the ratio: absolute figures are the machine's.
 *
 *   bench_statistics [EVALUATIONS] [FOLDER]
 *
 * Each evaluation is synthetic: one of 1,000 units, one of five years, any stage, mostly scored, with five level-1 lines, funds
 * and findings. What is put are its summary and its own record, by the store's API; the method's handler runs as an auditor's.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/rpc/pb.h"
#include "server/rpc/method.h"
#include "server/service/handlers.h"

enum { UNITS = 1000, YEARS = 5, LINES = 5, BATCH = 1000, ROUNDS = 5 };
#define MAP (UINT64_C(4) << 30)

static unsigned evaluations = 100000;
static const char *parent = "/var/tmp";

static void must(enum status_code code, const struct status *status)
{
	if (code == STATUS_OK)
		return;
	fprintf(stderr, "%s %s\n", status_code_name(code), message_name(status->message.id));
	exit(1);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info, (void)kind, (void)where;
	return remove(path);
}

/* ---- filling ---- */

struct fill {
	struct store_job job;
	unsigned first;
};

static Jixiao__ScoreLine *line(struct arena *arena, unsigned i, unsigned k)
{
	Jixiao__ScoreLine *one = (void *)pb_new(arena, &jixiao__score_line__descriptor);

	one->code = arena_printf(arena, "%c", (char)('A' + k));
	one->name = arena_strdup(arena, "产出指标");
	one->weight = one->applicable = arena_strdup(arena, "20.00");
	one->points = arena_printf(arena, "%u.%02u", 12 + (i + k) % 8, i % 100);
	one->rate = arena_printf(arena, "%u.%02u%%", 60 + (i + k) % 40, i % 100);
	one->count = 4;
	return one;
}

static void score(struct arena *arena, unsigned i, Jixiao__EvaluationSummary *summary)
{
	static const char *const grades[] = { "优", "良", "中", "差" };

	if (i % 5 == 0)
		return;
	summary->total = arena_printf(arena, "%u.%02u", 50 + i % 50, i % 100);
	summary->grade = arena_strdup(arena, grades[i % 4]);
	summary->lines = arena_alloc(arena, LINES * sizeof(*summary->lines));
	for (; summary->n_lines < LINES; summary->n_lines++)
		summary->lines[summary->n_lines] = line(arena, i, (unsigned)summary->n_lines);
}

static Jixiao__EvaluationSummary *make_summary(struct arena *arena, unsigned i)
{
	Jixiao__EvaluationSummary *summary = (void *)pb_new(arena, &jixiao__evaluation_summary__descriptor);

	summary->form = 1;
	summary->evaluation = arena_printf(arena, "e%06u", i);
	summary->title = arena_printf(arena, "第%u号项目支出绩效评价", i);
	summary->project = arena_printf(arena, "第%u号项目", i);
	summary->unit = arena_printf(arena, "第%u号预算单位", i % UNITS);
	summary->year = 2020 + i / UNITS % YEARS;
	summary->stage = (Jixiao__Stage)(1 + i % 7);
	summary->stage_since = 1735660800000 + i;
	summary->planned_end = arena_printf(arena, "2025-%02u-15", 1 + i % 12);
	score(arena, i, summary);
	summary->budget = summary->received = summary->execution_base = arena_printf(arena, "%u.00", 100000 + i);
	summary->paid = arena_printf(arena, "%u.00", 90000 + i);
	summary->execution_rate = arena_strdup(arena, "90.5%");
	summary->open_findings = i % 3;
	summary->rectification_due = arena_strdup(arena, i % 3 > 0 ? "2025-06-30" : "");
	summary->scores = 20;
	return summary;
}

static enum status_code run_fill(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct fill *fill = (struct fill *)job;
	const struct event_spec spec = { .person = "bench", .method = "bench", .evaluation = "" };
	struct arena arena = ARENA_INIT;
	uint64_t sequence;
	enum status_code code = STATUS_OK;

	for (unsigned i = fill->first; i < fill->first + BATCH && i < evaluations && code == STATUS_OK; i++) {
		Jixiao__EvaluationSummary *summary = make_summary(&arena, i);
		Jixiao__Evaluation shell = JIXIAO__EVALUATION__INIT;

		shell.id = summary->evaluation;
		shell.title = summary->title;
		shell.unit = summary->unit;
		shell.year = summary->year;
		shell.stage = summary->stage;
		code = record_put(txn, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", shell.id }, &shell.base,
				  0, status);
		if (code == STATUS_OK)
			code = summary_put(txn, summary, status);
	}
	arena_clear(&arena);
	return code == STATUS_OK ? event_append(txn, &spec, &sequence, status) : code;
}

static void fill_store(struct store *store)
{
	struct status status = STATUS_INIT;

	for (unsigned i = 0; i < evaluations; i += BATCH) {
		struct fill fill = { .job = { .run = run_fill }, .first = i };

		must(store_submit_wait(store, &fill.job, &status), &status);
	}
}

/* ---- measuring ---- */

/* Milliseconds of one call of the handler; its total must hold every evaluation. */
static int64_t statistics_ms(struct store *store, Jixiao__StatisticsBy by)
{
	Jixiao__EvaluationStatisticsRequest request = JIXIAO__EVALUATION_STATISTICS_REQUEST__INIT;
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	struct call call = { .method = method_find("Evaluation.Statistics"),
			     .arena = &arena,
			     .status = &status,
			     .request = &request.base,
			     .reply = pb_new(&arena, &jixiao__evaluation_statistics_reply__descriptor),
			     .person = "auditor",
			     .who = WHO_ENROLLED | WHO_AUDITOR,
			     .evaluation = "" };
	int64_t begin = clock_monotonic_ms(), end;

	request.by = by;
	must(store_read_begin(store, &call.txn, &status), &status);
	call.time = store_txn_time(call.txn);
	must(evaluation_statistics(&call), &status);
	store_read_end(call.txn);
	end = clock_monotonic_ms();
	if (((Jixiao__EvaluationStatisticsReply *)call.reply)->total->count != evaluations) {
		fprintf(stderr, "not all were counted\n");
		exit(1);
	}
	arena_clear(&arena);
	return end - begin;
}

struct sum {
	uint64_t records, bytes, check;
};

/* Touches each byte, as whoever reads a record does. */
static bool touch(void *context, struct slice key, struct slice value)
{
	struct sum *sum = context;

	(void)key;
	sum->records++;
	sum->bytes += value.size;
	for (size_t i = 0; i < value.size; i++)
		sum->check += value.data[i];
	return true;
}

/* A plain scan of the table that holds the summaries: no other index has entries here. */
static int64_t scan_ms(struct engine *engine, struct sum *sum)
{
	struct status status = STATUS_INIT;
	struct engine_txn *txn;
	int64_t begin = clock_monotonic_ms();

	*sum = (struct sum){ 0 };
	must(engine->ops->begin(engine, NULL, ENGINE_READ, &txn, &status), &status);
	must(engine->ops->scan(txn, TABLE_INDEX, (struct slice){ NULL, 0 }, (struct slice){ NULL, 0 }, false, touch, sum,
			       &status),
	     &status);
	engine->ops->abort(txn);
	return clock_monotonic_ms() - begin;
}

static void measure(struct store *store, struct engine *engine)
{
	static const struct {
		const char *name;
		Jixiao__StatisticsBy by;
	} rows[] = {
		{ "total only", JIXIAO__STATISTICS_BY__STATISTICS_BY_UNSPECIFIED },
		{ "by unit", JIXIAO__STATISTICS_BY__STATISTICS_BY_UNIT },
		{ "by year", JIXIAO__STATISTICS_BY__STATISTICS_BY_YEAR },
		{ "by grade", JIXIAO__STATISTICS_BY__STATISTICS_BY_GRADE },
		{ "by stage", JIXIAO__STATISTICS_BY__STATISTICS_BY_STAGE },
	};
	int64_t scan = INT64_MAX;
	struct sum sum;

	for (unsigned i = 0; i < ROUNDS; i++) {
		int64_t one = scan_ms(engine, &sum);

		scan = one < scan ? one : scan;
	}
	printf("%llu records, %llu bytes each on average; best of %u\n", (unsigned long long)sum.records,
	       (unsigned long long)(sum.bytes / sum.records), ROUNDS);
	printf("%-12s %8lld ms\n", "plain scan", (long long)scan);
	for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++) {
		int64_t best = INT64_MAX;

		for (unsigned i = 0; i < ROUNDS; i++) {
			int64_t one = statistics_ms(store, rows[k].by);

			best = one < best ? one : best;
		}
		printf("%-12s %8lld ms %8.1f × scan\n", rows[k].name, (long long)best,
		       (double)best / (double)(scan > 0 ? scan : 1));
	}
}

int main(int argc, char **argv)
{
	struct status status = STATUS_INIT;
	struct engine *engine;
	struct store *store;
	char folder[256];

	if (argc > 1)
		evaluations = (unsigned)strtoul(argv[1], NULL, 10);
	if (argc > 2)
		parent = argv[2];
	if (evaluations == 0) {
		fprintf(stderr, "usage: bench_statistics [EVALUATIONS] [FOLDER]\n");
		return 2;
	}
	snprintf(folder, sizeof(folder), "%s/bench-statistics-XXXXXX", parent);
	if (mkdtemp(folder) == NULL) {
		perror(folder);
		return 1;
	}
	method_table_init();
	must(engine_lmdb_open(folder, MAP, &engine, &status), &status);
	must(store_open(engine, NULL, &store, &status), &status);
	fill_store(store);
	measure(store, engine);
	store_close(store);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return 0;
}
