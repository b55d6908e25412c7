/* Evaluation.Statistics: counts, sums and averages over the evaluations that the caller may see. */
#include "server/service/statistics.h"

#include <stdlib.h>
#include <string.h>

#include "common/rpc/pb.h"
#include "server/service/cursor.h"
#include "server/service/handlers.h"

const char *today_of(struct call *call)
{
	return date_format(call->arena, date_in_china(call->time));
}

/* ---- summaries ---- */

/* An empty text is no amount. */
static bool read_amount(const char *text, struct money *amount)
{
	return *text == '\0' || money_parse(text, amount);
}

bool summary_read(const Jixiao__EvaluationSummary *record, struct summary *summary)
{
	*summary = (struct summary){
		.evaluation = record->evaluation,
		.title = record->title,
		.project = record->project,
		.unit = record->unit,
		.year = record->year,
		.stage = (enum stage)record->stage,
		.planned_end = record->planned_end,
		.scored = *record->total != '\0',
		.grade = record->grade,
		.funded = *record->paid != '\0',
		.open = record->open_findings,
		.closed = record->closed_findings,
		.carried = record->carried_findings,
		.due = record->rectification_due,
	};
	for (size_t i = 0; i < record->n_warnings && i < EARLY_WARNINGS; i++)
		summary->warnings[summary->n_warnings++].colour = (enum warning_colour)record->warnings[i]->colour;
	return summary->stage < STAGE_COUNT && (!summary->scored || decimal_parse(record->total, &summary->total)) &&
	       read_amount(record->budget, &summary->funds.budget) && read_amount(record->received, &summary->funds.received) &&
	       read_amount(record->paid, &summary->funds.paid) && read_amount(record->execution_base, &summary->base);
}

static enum status_code has_role(struct call *call, const char *evaluation, unsigned roles, bool *has)
{
	Jixiao__TeamMember *member;
	enum status_code code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, evaluation, call->person,
					   jixiao__team_member, &member, call->status);

	*has = false;
	for (size_t i = 0; code == STATUS_OK && i < member->n_roles; i++)
		*has = *has || (roles & 1u << (member->roles[i] - 1)) != 0;
	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

enum status_code summaries_visit(struct call *call, unsigned roles, const char *after, summary_visit *visit, void *context)
{
	const char **ids;
	enum status_code code;
	bool more = true;
	size_t n;

	if (call->who & (WHO_ADMIN | WHO_AUDITOR))
		return summary_scan(call->txn, after, visit, context, call->status);
	code = index_evaluations_of(call->txn, call->person, after, 0, &ids, &n, call->status);
	for (size_t i = 0; i < n && code == STATUS_OK && more; i++) {
		Jixiao__EvaluationSummary *summary;
		bool has;

		code = has_role(call, ids[i], roles, &has);
		if (code != STATUS_OK || !has)
			continue;
		code = summary_get(call->txn, ids[i], &summary, call->status);
		if (code == STATUS_NOT_FOUND)
			code = STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
		else if (code == STATUS_OK)
			more = visit(context, summary);
	}
	return code;
}

/* ---- the reply ---- */

static void write_money(struct arena *arena, const struct statistics_group *group, Jixiao__StatisticsGroup *message)
{
	struct ratio rate;

	if (group->money_lost)
		return;
	message->budget = money_format(arena, group->funds.budget);
	message->received = money_format(arena, group->funds.received);
	message->paid = money_format(arena, group->funds.paid);
	if (statistics_execution(group, &rate))
		message->execution_rate = ratio_percent(arena, rate);
}

static uint32_t *counts(struct arena *arena, const unsigned *from, size_t n)
{
	uint32_t *to = arena_alloc(arena, n * sizeof(*to));

	for (size_t i = 0; i < n; i++)
		to[i] = from[i];
	return to;
}

static char *key_text(struct arena *arena, enum statistics_by by, struct statistics_key key)
{
	switch (by) {
	case BY_YEAR: return arena_printf(arena, "%u", key.number);
	case BY_GRADE: return arena_strdup(arena, key.number < STATISTICS_GRADES ? statistics_grades[key.number] : "");
	case BY_STAGE: return arena_strdup(arena, stage_code((enum stage)key.number));
	default: return arena_strdup(arena, key.text);
	}
}

static Jixiao__StatisticsGroup *group_message(struct arena *arena, const struct statistics_group *group)
{
	Jixiao__StatisticsGroup *message = (void *)pb_new(arena, &jixiao__statistics_group__descriptor);
	struct decimal average;

	message->count = group->count;
	message->scored = group->scored;
	if (statistics_average(group, &average))
		message->average = decimal_format_places(arena, average, 2);
	message->grades = counts(arena, group->grades, STATISTICS_GRADES);
	message->n_grades = STATISTICS_GRADES;
	message->stages = counts(arena, &group->stages[STAGE_PREPARATION], STAGE_COUNT - STAGE_PREPARATION);
	message->n_stages = STAGE_COUNT - STAGE_PREPARATION;
	message->overdue_stage = group->overdue_stage;
	message->overdue_rectification = group->overdue_rectification;
	message->open_findings = group->open;
	message->closed_findings = group->closed;
	message->carried_findings = group->carried;
	message->red = group->red;
	message->yellow = group->yellow;
	write_money(arena, group, message);
	return message;
}

/* A page of the groups behind ${after} (its number, a blank, its text). */
static void write_groups(struct call *call, const struct statistics *statistics, const char *after, uint32_t limit,
			 Jixiao__EvaluationStatisticsReply *reply)
{
	struct statistics_key key = { 0, "" };
	size_t first = 0;

	if (*after != '\0') {
		char *end;

		key.number = (unsigned)strtoul(after, &end, 10);
		key.text = *end == ' ' ? end + 1 : end;
		while (first < statistics->n_groups && statistics_key_compare(statistics->groups[first]->key, key) <= 0)
			first++;
	}
	reply->groups = arena_alloc(call->arena, limit * sizeof(*reply->groups));
	for (size_t i = first; i < statistics->n_groups && reply->n_groups < limit; i++) {
		const struct statistics_group *group = statistics->groups[i];
		Jixiao__StatisticsGroup *message = group_message(call->arena, group);

		message->key = key_text(call->arena, statistics->by, group->key);
		key = group->key;
		reply->groups[reply->n_groups++] = message;
	}
	if (first + reply->n_groups < statistics->n_groups)
		reply->cursor = cursor_make(call, arena_printf(call->arena, "%u %s", key.number, key.text));
}

/* ---- the method ---- */

struct gathering {
	struct statistics statistics;
	bool broken;
};

static bool gather(void *context, const Jixiao__EvaluationSummary *record)
{
	struct gathering *gathering = context;
	struct summary summary;

	gathering->broken = !summary_read(record, &summary);
	if (!gathering->broken)
		statistics_add(&gathering->statistics, &summary);
	return !gathering->broken;
}

static enum status_code check_grade(struct call *call, const char *grade)
{
	for (size_t i = 0; i < STATISTICS_GRADES; i++)
		if (strcmp(grade, statistics_grades[i]) == 0)
			return STATUS_OK;
	if (*grade != '\0')
		STATUS_VIOLATION(call->status, "grade", MSG_GRADE_UNKNOWN, grade);
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

enum status_code evaluation_statistics(struct call *call)
{
	const Jixiao__EvaluationStatisticsRequest *request = (const void *)call->request;
	Jixiao__EvaluationStatisticsReply *reply = (void *)call->reply;
	struct gathering gathering = { .statistics = { .arena = call->arena,
						       .by = (enum statistics_by)request->by,
						       .today = today_of(call),
						       .filter = { .year = request->year,
								   .unit = request->unit,
								   .grade = request->grade,
								   .stage = (enum stage)request->stage,
								   .overdue = request->overdue } } };
	const char *after;
	enum status_code code = check_grade(call, request->grade);

	if (code == STATUS_OK)
		code = cursor_read(call, request->cursor, &after);
	if (code == STATUS_OK)
		code = summaries_visit(call, WHO_EVALUATORS, "", gather, &gathering);
	if (code != STATUS_OK)
		return code;
	if (gathering.broken)
		return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
	statistics_sort(&gathering.statistics);
	write_groups(call, &gathering.statistics, after, page_size(request->limit), reply);
	reply->total = group_message(call->arena, &gathering.statistics.total);
	reply->today = (char *)gathering.statistics.today;
	return STATUS_OK;
}
