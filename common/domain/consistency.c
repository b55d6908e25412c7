#include "common/domain/consistency.h"

#include <string.h>

#include "common/domain/early_warning.h"
#include "common/domain/scheme_check.h"

/* What is being looked at, and what was found. */
struct search {
	struct arena *arena;
	const struct dossier *dossier;
	struct inconsistency *found;
	size_t n, capacity;
};

enum severity { HINT, ERROR };

static struct inconsistency *add(struct search *search, enum severity severity, const char *rule, const char *subject,
				 const char *path, enum message_id message)
{
	struct inconsistency *entry;

	if (search->n == search->capacity) {
		size_t capacity = search->capacity == 0 ? 16 : 2 * search->capacity;

		search->found = arena_grow(search->arena, search->found, search->n * sizeof(*entry), capacity * sizeof(*entry));
		search->capacity = capacity;
	}
	entry = &search->found[search->n++];
	entry->id = arena_printf(search->arena, "%s:%s", rule, subject);
	entry->error = severity == ERROR;
	entry->path = path;
	entry->message = message;
	for (size_t i = 0; i < search->dossier->n_dismissals; i++)
		if (strcmp(search->dossier->dismissals[i].id, entry->id) == 0)
			entry->dismissal = &search->dossier->dismissals[i];
	return entry;
}

#define ADD(search, severity, rule, subject, path, message, ...)                                                               \
	do {                                                                                                                   \
		struct inconsistency *added_ = add((search), (severity), (rule), (subject), (path), (message));                \
		const char *const args_[5] = { __VA_ARGS__ };                                                                  \
		memcpy(added_->args, args_, sizeof(args_));                                                                    \
	} while (0)

static const char *place(struct search *search, const char *list, const char *id)
{
	return arena_printf(search->arena, "%s[%s]", list, id);
}

static const char *wan(struct search *search, struct money value)
{
	return money_format_wan(search->arena, value);
}

/* ---- scheme ---- */

static void check_scheme(struct search *search)
{
	struct status faults = STATUS_INIT;

	scheme_check_by_code(search->dossier, &faults);
	for (size_t i = 0; i < faults.n_violations; i++) {
		const struct violation *fault = &faults.violations[i];
		struct inconsistency *entry;

		entry = add(search, ERROR, "scheme", fault->path, arena_strdup(search->arena, fault->path), fault->message.id);
		for (size_t k = 0; k < fault->message.n_args && k < 4; k++)
			entry->args[k] = arena_strdup(search->arena, fault->message.args[k]);
	}
	status_clear(&faults);
}

/* ---- funds ---- */

/* Each source that paid more than it received says why. */
static bool is_explained(const struct funds *funds)
{
	for (size_t i = 0; i < funds->n_flows; i++)
		if (funds->flows[i].paid.fen > funds->flows[i].received.fen &&
		    (funds->flows[i].note == NULL || *funds->flows[i].note == '\0'))
			return false;
	return true;
}

static void check_funds_totals(struct search *search)
{
	struct funds_totals totals;

	if (search->dossier->funds.state == ENTRY_NONE || !dossier_funds_totals(search->dossier, &totals))
		return;
	if (totals.paid.fen > totals.received.fen && !is_explained(&search->dossier->funds))
		ADD(search, ERROR, "funds-paid", "", "funds", MSG_CHECK_PAID_OVER_RECEIVED, wan(search, totals.paid),
		    wan(search, totals.received));
	if (totals.received.fen > totals.budget.fen)
		ADD(search, HINT, "funds-received", "", "funds", MSG_CHECK_RECEIVED_OVER_BUDGET, wan(search, totals.received),
		    wan(search, totals.budget));
}

static bool is_budget_source(const struct dossier *dossier, const char *source)
{
	for (size_t i = 0; i < dossier->scheme.n_budget; i++)
		if (strcmp(dossier->scheme.budget[i].source, source) == 0)
			return true;
	return false;
}

static void check_funds_sources(struct search *search)
{
	const struct funds *funds = &search->dossier->funds;

	for (size_t i = 0; i < funds->n_flows; i++)
		if (!is_budget_source(search->dossier, funds->flows[i].source))
			ADD(search, ERROR, "funds-source", funds->flows[i].source,
			    place(search, "funds.flows", funds->flows[i].source), MSG_CHECK_SOURCE_UNKNOWN,
			    funds->flows[i].source);
}

static void check_funds_breakdowns(struct search *search)
{
	const struct funds *funds = &search->dossier->funds;
	struct funds_totals totals;

	if (!dossier_funds_totals(search->dossier, &totals))
		return;
	for (size_t i = 0; i < funds->n_breakdowns; i++) {
		const struct fund_breakdown *breakdown = &funds->breakdowns[i];
		struct money sum = { 0 };
		bool summed = true;

		for (size_t k = 0; k < breakdown->n_uses; k++)
			summed = summed && money_add(sum, breakdown->uses[k].amount, &sum);
		if (!summed || sum.fen != totals.paid.fen)
			ADD(search, ERROR, "funds-breakdown", breakdown->name,
			    place(search, "funds.breakdowns", breakdown->name), MSG_CHECK_BREAKDOWN_SUM, breakdown->name,
			    wan(search, sum), wan(search, totals.paid));
	}
}

/* ---- entries ---- */

static void check_entry_evidence(struct search *search)
{
	const struct dossier *dossier = search->dossier;

	for (size_t i = 0; i < dossier->n_entries; i++) {
		const struct entry *entry = &dossier->entries[i];

		if (dossier_indicator(dossier, entry->indicator) == NULL)
			ADD(search, ERROR, "entry-indicator", entry->indicator, place(search, "entries", entry->indicator),
			    MSG_CHECK_ENTRY_ORPHAN, entry->indicator);
		for (size_t k = 0; k < entry->n_evidence; k++)
			if (dossier_evidence(dossier, entry->evidence[k]) == NULL)
				ADD(search, ERROR, "entry-evidence",
				    arena_printf(search->arena, "%s:%s", entry->indicator, entry->evidence[k]),
				    place(search, "entries", entry->indicator), MSG_CHECK_EVIDENCE_UNKNOWN, entry->indicator,
				    entry->evidence[k]);
	}
}

/* What was reached after the day that the evaluation looks at can't count in it. */
static void check_entry_dates(struct search *search)
{
	const struct dossier *dossier = search->dossier;
	struct date cut_off, actual;

	if (!date_parse(dossier->scheme.cut_off, &cut_off))
		return;
	for (size_t i = 0; i < dossier->n_entries; i++) {
		const struct entry *entry = &dossier->entries[i];

		if (date_parse(entry->actual, &actual) && date_days(cut_off, actual) > 0)
			ADD(search, HINT, "entry-date", entry->indicator, place(search, "entries", entry->indicator),
			    MSG_CHECK_DATE_AFTER_CUT_OFF, entry->indicator, entry->actual, dossier->scheme.cut_off);
	}
}

/* ---- scores ---- */

static void check_score(struct search *search, const struct indicator *indicator, const struct score *score)
{
	const char *path = place(search, "scores", indicator->code);
	const char *points = decimal_format_places(search->arena, score->points, 2);
	const char *weight = decimal_format_places(search->arena, indicator->weight, 2);

	if (decimal_compare(score->points, DECIMAL(0)) < 0 || decimal_compare(score->points, indicator->weight) > 0)
		ADD(search, ERROR, "score-range", indicator->code, path, MSG_CHECK_SCORE_RANGE, indicator->code, points,
		    weight);
	if (!dossier_score_is_fresh(search->dossier, score))
		ADD(search, ERROR, "score-stale", indicator->code, path, MSG_CHECK_SCORE_STALE, indicator->code,
		    indicator->name);
	if (decimal_compare(score->points, indicator->weight) < 0 && *score->reason == '\0')
		ADD(search, ERROR, "score-reason", indicator->code, path, MSG_CHECK_SCORE_REASON, indicator->code, points,
		    weight);
	for (size_t i = 0; i < score->n_warnings; i++)
		ADD(search, HINT, "score-warning", arena_printf(search->arena, "%s:%zu", indicator->code, i + 1), path,
		    MSG_CHECK_SCORE_WARNING, indicator->code, indicator->name, score->warnings[i]);
	if (indicator->rule.kind == RULE_EXACT && !score->achieved && *score->reason == '\0' &&
	    decimal_compare(score->points, indicator->weight) == 0)
		ADD(search, HINT, "score-deviation", indicator->code, path, MSG_CHECK_DEVIATION, indicator->code,
		    indicator->name);
}

static void check_scores(struct search *search)
{
	const struct dossier *dossier = search->dossier;

	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		const struct score *score = dossier_score(dossier, indicator->code);

		if (!dossier_is_scored(dossier, indicator))
			continue;
		if (score == NULL || score->state != SCORE_APPROVED)
			ADD(search, ERROR, "score-missing", indicator->code, place(search, "scores", indicator->code),
			    MSG_CHECK_SCORE_MISSING, indicator->code, indicator->name);
		else
			check_score(search, indicator, score);
	}
}

/* Parts that are all there must make a total: not if nothing applies, or a cap has no execution rate to go by. */
static void check_total(struct search *search)
{
	struct status why = STATUS_INIT;
	struct scoring_total total;

	if (dossier_scores_complete(search->dossier) &&
	    dossier_total(search->arena, search->dossier, &total, &why) != STATUS_OK) {
		struct inconsistency *entry = add(search, ERROR, "total", "", "scores", why.message.id);

		for (size_t i = 0; i < why.message.n_args && i < 4; i++)
			entry->args[i] = arena_strdup(search->arena, why.message.args[i]);
	}
	status_clear(&why);
}

static void check_score_indicators(struct search *search)
{
	const struct dossier *dossier = search->dossier;

	for (size_t i = 0; i < dossier->n_scores; i++) {
		const struct indicator *indicator = dossier_indicator(dossier, dossier->scores[i].indicator);

		if (indicator == NULL || !indicator_is_assessed(indicator))
			ADD(search, ERROR, "score-indicator", dossier->scores[i].indicator,
			    place(search, "scores", dossier->scores[i].indicator), MSG_CHECK_SCORE_ORPHAN,
			    dossier->scores[i].indicator);
	}
}

/* ---- findings and recommendations ---- */

static bool is_answered(const struct dossier *dossier, const char *finding)
{
	for (size_t i = 0; i < dossier->n_recommendations; i++)
		if (strcmp(dossier->recommendations[i].finding, finding) == 0)
			return true;
	return false;
}

static void check_findings(struct search *search)
{
	const struct dossier *dossier = search->dossier;

	for (size_t i = 0; i < dossier->n_findings; i++) {
		const struct finding *finding = &dossier->findings[i];

		if (*finding->indicator != '\0' && dossier_indicator(dossier, finding->indicator) == NULL)
			ADD(search, ERROR, "finding-indicator", finding->id, place(search, "findings", finding->id),
			    MSG_CHECK_FINDING_INDICATOR, finding->id, finding->indicator);
		if (!is_answered(dossier, finding->id))
			ADD(search, HINT, "finding-answer", finding->id, place(search, "findings", finding->id),
			    MSG_CHECK_FINDING_UNANSWERED, finding->id, finding->title);
	}
	for (size_t i = 0; i < dossier->n_recommendations; i++) {
		const struct recommendation *recommendation = &dossier->recommendations[i];

		if (*recommendation->finding != '\0' && dossier_finding(dossier, recommendation->finding) == NULL)
			ADD(search, ERROR, "recommendation-finding", recommendation->id,
			    place(search, "recommendations", recommendation->id), MSG_CHECK_RECOMMENDATION_FINDING,
			    recommendation->id, recommendation->finding);
	}
}

static bool has_finding_on(const struct dossier *dossier, const char *indicator)
{
	for (size_t i = 0; i < dossier->n_findings; i++)
		if (strcmp(dossier->findings[i].indicator, indicator) == 0)
			return true;
	return false;
}

/* Full marks everywhere beside findings, or a deduction that no finding speaks of: each is worth a second look. */
static void check_findings_against_scores(struct search *search)
{
	const struct dossier *dossier = search->dossier;
	bool all_full = dossier_scores_complete(dossier);

	for (size_t i = 0; i < dossier->n_scores; i++) {
		const struct score *score = &dossier->scores[i];
		const struct indicator *indicator = dossier_indicator(dossier, score->indicator);

		/* A score from before its indicator turned out not to apply counts no more. */
		if (indicator == NULL || !dossier_is_scored(dossier, indicator) ||
		    decimal_compare(score->points, indicator->weight) >= 0)
			continue;
		all_full = false;
		if (!has_finding_on(dossier, score->indicator))
			ADD(search, HINT, "deduction-finding", score->indicator, place(search, "scores", score->indicator),
			    MSG_CHECK_DEDUCTION_WITHOUT_FINDING, indicator->code, indicator->name);
	}
	if (all_full && dossier->n_findings > 0)
		ADD(search, HINT, "full-with-findings", "", "findings", MSG_CHECK_FULL_WITH_FINDINGS,
		    arena_printf(search->arena, "%zu", dossier->n_findings));
}

/* ---- early warnings: hints, never errors ---- */

static void check_early_warnings(struct search *search)
{
	struct early_warning warnings[EARLY_WARNINGS];
	const size_t n = early_warnings(search->arena, search->dossier, warnings);

	for (size_t i = 0; i < n; i++)
		ADD(search, HINT, "early-warning", warnings[i].id, "funds", warnings[i].message, warnings[i].args[0],
		    warnings[i].args[1], warnings[i].args[2]);
}

/* ---- */

typedef void rule(struct search *search);

static rule *const rules[] = {
	check_scheme,
	check_funds_totals,
	check_funds_sources,
	check_funds_breakdowns,
	check_entry_evidence,
	check_entry_dates,
	check_scores,
	check_total,
	check_score_indicators,
	check_findings,
	check_findings_against_scores,
	check_early_warnings,
};

size_t consistency_check(struct arena *arena, const struct dossier *dossier, struct inconsistency **found)
{
	struct search search = { .arena = arena, .dossier = dossier };

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		rules[i](&search);
	*found = search.found;
	return search.n;
}

bool inconsistency_blocks(const struct inconsistency *inconsistency)
{
	return inconsistency->error && (inconsistency->dismissal == NULL || *inconsistency->dismissal->accepted_by == '\0');
}
