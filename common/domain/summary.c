#include "common/domain/summary.h"

#include <string.h>

static const char *planned_end(const struct dossier *dossier)
{
	for (size_t i = 0; i < dossier->scheme.n_schedule; i++)
		if (dossier->scheme.schedule[i].stage == dossier->stage)
			return dossier->scheme.schedule[i].end;
	return "";
}

static void add_scores(struct arena *arena, const struct dossier *dossier, struct summary *summary)
{
	struct status why = STATUS_INIT;
	struct scoring_total total;

	for (size_t i = 0; i < dossier->n_scores; i++)
		summary->scores += dossier->scores[i].state != SCORE_NONE;
	if (dossier_scores_complete(dossier) && dossier_total(arena, dossier, &total, &why) == STATUS_OK) {
		summary->scored = true;
		summary->total = total.total;
		summary->grade = grade_of(total.total, dossier->scheme.grades);
		summary->n_lines = dossier_score_lines(arena, dossier, &summary->lines) - 1;
	}
	status_clear(&why);
}

/* Sums that are too large to hold are no figures to show. */
static void add_funds(const struct dossier *dossier, struct summary *summary)
{
	struct funds_totals funds;

	if (!dossier_funds_totals(dossier, &funds))
		return;
	summary->funds.budget = funds.budget;
	if (dossier->funds.state != ENTRY_ACCEPTED)
		return;
	summary->funded = true;
	summary->funds = funds;
	summary->base = dossier_execution_base(dossier, &funds);
}

static void add_findings(const struct dossier *dossier, struct summary *summary)
{
	for (size_t i = 0; i < dossier->n_findings; i++) {
		const struct finding *finding = &dossier->findings[i];

		summary->closed += finding->state == FINDING_CLOSED;
		summary->carried += finding->state == FINDING_CARRIED;
		if (finding->state == FINDING_CLOSED || finding->state == FINDING_CARRIED)
			continue;
		summary->open++;
		/* Days are written in one form, so that their order is that of their texts. */
		if (*finding->deadline != '\0' && (*summary->due == '\0' || strcmp(finding->deadline, summary->due) < 0))
			summary->due = finding->deadline;
	}
}

void summary_make(struct arena *arena, const struct dossier *dossier, struct summary *summary)
{
	*summary = (struct summary){
		.evaluation = dossier->evaluation,
		.title = dossier->title,
		.project = dossier->scheme.project,
		.template = dossier->scheme.template != NULL ? dossier->scheme.template : "",
		.unit = dossier->unit,
		.year = dossier->year,
		.stage = dossier->stage,
		.planned_end = planned_end(dossier),
		.grade = "",
		.due = "",
	};
	add_scores(arena, dossier, summary);
	add_funds(dossier, summary);
	add_findings(dossier, summary);
	summary->n_warnings = early_warnings(arena, dossier, summary->warnings);
}
