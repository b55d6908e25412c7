/* One summary for each evaluation, in TABLE_INDEX: what it says can be made from the records again, so no event names it. */
#include "common/rpc/pb.h"
#include "server/store/internal.h"

static struct key summary_key(const char *evaluation)
{
	struct key key = { 0 };

	key_byte(&key, INDEX_SUMMARY);
	key_text(&key, evaluation);
	return key;
}

enum status_code summary_put(struct store_txn *txn, const Jixiao__EvaluationSummary *summary, struct status *status)
{
	struct key key = summary_key(summary->evaluation);

	return OP(txn, put, TABLE_INDEX, key_slice(&key), pb_pack(&txn->arena, &summary->base), status);
}

static Jixiao__EvaluationSummary *read_summary(struct arena *arena, struct slice bytes)
{
	return (Jixiao__EvaluationSummary *)pb_unpack(arena, &jixiao__evaluation_summary__descriptor, bytes);
}

enum status_code summary_get(struct store_txn *txn, const char *evaluation, Jixiao__EvaluationSummary **summary,
			     struct status *status)
{
	struct key key = summary_key(evaluation);
	struct slice value;
	enum status_code code = key.overflow ? STATUS_NOT_FOUND : OP(txn, get, TABLE_INDEX, key_slice(&key), &value, status);

	*summary = NULL;
	if (code != STATUS_OK)
		return code;
	*summary = read_summary(&txn->arena, value);
	return *summary != NULL ? STATUS_OK : damaged(status, "summary");
}

struct scan {
	struct arena arena; /* of one summary at a time */
	summary_visit *visit;
	void *context;
	bool damaged;
};

static bool visit_one(void *context, struct slice key, struct slice value)
{
	struct scan *scan = context;
	Jixiao__EvaluationSummary *summary;

	(void)key;
	arena_reset(&scan->arena);
	summary = read_summary(&scan->arena, value);
	scan->damaged = summary == NULL;
	return summary != NULL && scan->visit(scan->context, summary);
}

enum status_code summary_scan(struct store_txn *txn, const char *after, summary_visit *visit, void *context,
			      struct status *status)
{
	struct key all = summary_key(""), end = key_after(&all), from = summary_key(after);
	struct scan scan = { .arena = ARENA_INIT, .visit = visit, .context = context };
	enum status_code code = STATUS_OK;

	if (*after != '\0')
		key_byte(&from, 0);
	if (!from.overflow)
		code = OP(txn, scan, TABLE_INDEX, key_slice(&from), key_slice(&end), false, visit_one, &scan, status);
	arena_clear(&scan.arena);
	return code == STATUS_OK && scan.damaged ? damaged(status, "summary") : code;
}
