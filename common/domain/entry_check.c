#include "common/domain/entry_check.h"

#include <string.h>

#include "common/domain/evidence_need.h"
#include "common/text/blank.h"

bool indicator_wants_actual(const struct indicator *indicator)
{
	return rule_rows[indicator->rule.kind].actual != VALUE_NONE && indicator->rule.rate == FUND_RATE_NONE;
}

/* The scheme may have changed since it was typed in: another unit, another rule. */
static void check_actual(const struct indicator *indicator, const struct entry *entry, const char *path, struct status *status)
{
	const char *field = arena_printf(&status->arena, "%s.actual", path);
	struct value actual;

	if (!indicator_wants_actual(indicator))
		STATUS_VIOLATION(status, field, MSG_ENTRY_ACTUAL_UNWANTED, indicator->code);
	else
		actual_parse(&indicator->rule, &indicator->target, entry->actual, entry->unit, field, &actual, status);
}

void entry_check(const struct dossier *dossier, const struct indicator *indicator, const struct entry *entry, const char *path,
		 struct status *status)
{
	struct arena *arena = &status->arena;
	struct evidence_need *needs;
	size_t n;

	/* That it does not apply is said with a reason, and nothing else is asked. */
	if (entry->not_applicable != NULL && *entry->not_applicable != '\0')
		return;
	if (indicator->rule.parts != PARTS_NONE && entry->n_parts == 0)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.parts", path), MSG_ENTRY_PARTS_MISSING,
				 part_measure_labels[indicator->rule.parts]);
	else if (indicator_wants_actual(indicator) && *entry->actual == '\0' && entry->questionnaire == NULL)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.actual", path), MSG_ENTRY_ACTUAL_MISSING,
				 indicator->target_text);
	else if (*entry->actual != '\0')
		check_actual(indicator, entry, path, status);
	if (entry->questionnaire != NULL)
		questionnaire_check(entry->questionnaire, &indicator->rule, arena_printf(arena, "%s.questionnaire", path),
				    status);
	/* A number or date speaks for itself; a judgement needs words to rest on. */
	if (text_is_blank(entry->text) && rule_rows[indicator->rule.kind].judged)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.text", path), MSG_ENTRY_TEXT_MISSING);
	for (size_t i = 0; i < indicator->n_points; i++)
		if (i >= entry->n_points || text_is_blank(entry->points[i]))
			STATUS_VIOLATION(status, arena_printf(arena, "%s.points[%zu]", path, i), MSG_ENTRY_POINT_MISSING,
					 indicator->points[i].text);
	n = evidence_missing(arena, dossier, indicator, &needs);
	for (size_t i = 0; i < n && needs[i].point == 0; i++)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.evidence", path), MSG_ENTRY_EVIDENCE_MISSING, needs[i].kind);
}

static const struct budget_source *source_of(const struct scheme *scheme, const char *source)
{
	for (size_t i = 0; i < scheme->n_budget; i++)
		if (strcmp(scheme->budget[i].source, source) == 0)
			return &scheme->budget[i];
	return NULL;
}

static const struct fund_flow *flow_of(const struct funds *funds, const char *source)
{
	for (size_t i = 0; i < funds->n_flows; i++)
		if (strcmp(funds->flows[i].source, source) == 0)
			return &funds->flows[i];
	return NULL;
}

/* More than there was is nothing that a reader may be left to wonder at. */
static void check_flow(const struct dossier *dossier, const struct fund_flow *flow, const char *path, struct status *status)
{
	const struct budget_source *source = source_of(&dossier->scheme, flow->source);
	struct arena *arena = &status->arena;

	if (flow->note != NULL && !text_is_blank(flow->note))
		return;
	if (flow->paid.fen > flow->received.fen)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.paid", path), MSG_FUNDS_PAID_OVER, flow->source,
				 money_format(arena, flow->paid), money_format(arena, flow->received));
	if (source != NULL && flow->received.fen > source->amount.fen)
		STATUS_VIOLATION(status, arena_printf(arena, "%s.received", path), MSG_FUNDS_RECEIVED_OVER, flow->source,
				 money_format(arena, flow->received), money_format(arena, source->amount));
}

void funds_check(const struct dossier *dossier, struct status *status)
{
	const struct scheme *scheme = &dossier->scheme;

	for (size_t i = 0; i < scheme->n_budget; i++)
		if (flow_of(&dossier->funds, scheme->budget[i].source) == NULL)
			STATUS_VIOLATION(status, "flows", MSG_FUNDS_SOURCE_MISSING, scheme->budget[i].source);
	for (size_t i = 0; i < dossier->funds.n_flows; i++)
		check_flow(dossier, &dossier->funds.flows[i], arena_printf(&status->arena, "flows[%zu]", i), status);
}
