#include "common/record/record_export.h"

#include "common/record/record_domain.h"

static void scheme_read(struct arena *arena, const Jixiao__SchemeGetReply *reply, struct dossier *dossier,
			struct status *status)
{
	static const Jixiao__Scheme none = JIXIAO__SCHEME__INIT;
	size_t n = reply != NULL ? reply->n_indicators : 0;

	scheme_from_record(arena, reply != NULL && reply->scheme != NULL ? reply->scheme : &none, "scheme", &dossier->scheme,
			   status);
	dossier->indicators = arena_alloc(arena, (n + 1) * sizeof(*dossier->indicators));
	for (size_t i = 0; i < n; i++)
		indicator_from_record(arena, reply->indicators[i],
				      arena_printf(arena, "indicators[%s]", reply->indicators[i]->code),
				      &dossier->indicators[i], status);
	dossier->n_indicators = n;
	dossier_apply_options(dossier);
}

static void entries_read(struct arena *arena, const Jixiao__EntryListReply *reply, struct dossier *dossier)
{
	size_t n = reply != NULL ? reply->n_entries : 0;

	dossier->entries = arena_alloc(arena, (n + 1) * sizeof(*dossier->entries));
	for (size_t i = 0; i < n; i++)
		entry_from_record(arena, reply->entries[i], &dossier->entries[i]);
	dossier->n_entries = n;
}

static void scores_read(struct arena *arena, const Jixiao__ScoreListReply *reply, struct dossier *dossier,
			struct status *status)
{
	size_t n = reply != NULL ? reply->n_scores : 0;

	dossier->scores = arena_alloc(arena, (n + 1) * sizeof(*dossier->scores));
	for (size_t i = 0; i < n; i++)
		score_from_record(arena, reply->scores[i], arena_printf(arena, "scores[%s]", reply->scores[i]->indicator),
				  &dossier->scores[i], status);
	dossier->n_scores = n;
}

static void total_read(struct arena *arena, const Jixiao__ScoreListReply *reply, struct stored_total *stored,
		       struct status *status)
{
	struct score_line *lines;

	*stored = (struct stored_total){ "", "", "", NULL, 0 };
	if (reply == NULL)
		return;
	lines = arena_alloc(arena, (reply->n_lines + 1) * sizeof(*lines));
	for (size_t i = 0; i < reply->n_lines; i++) {
		lines[i] = (struct score_line){ .code = reply->lines[i]->code, .rate = reply->lines[i]->rate };
		if (!decimal_parse(reply->lines[i]->points, &lines[i].points))
			STATUS_VIOLATION(status, arena_printf(arena, "lines[%zu].points", i), MSG_FIELD_NOT_DECIMAL,
					 reply->lines[i]->points);
	}
	*stored = (struct stored_total){ reply->sum, reply->total, reply->grade, lines, reply->n_lines };
}

enum status_code dossier_from_export(struct arena *arena, const Jixiao__EvaluationExport *export, struct dossier *dossier,
				     struct stored_total *stored, struct status *status)
{
	static const Jixiao__Evaluation no_shell = JIXIAO__EVALUATION__INIT;
	static const Jixiao__Funds no_funds = JIXIAO__FUNDS__INIT;
	const Jixiao__Evaluation *shell = export->evaluation != NULL ? export->evaluation : &no_shell;

	*dossier = (struct dossier){ .evaluation = shell->id,
				     .title = shell->title,
				     .unit = shell->unit,
				     .year = shell->year,
				     .stage = (enum stage)shell->stage,
				     .no_findings_by = shell->no_findings_by,
				     .returned_by = shell->returned_by,
				     .return_reason = shell->return_reason,
				     .rectification = { "", "", "", "", 0 } };
	scheme_read(arena, export->scheme, dossier, status);
	entries_read(arena, export->entries, dossier);
	funds_from_record(arena, export->funds != NULL ? export->funds : &no_funds, "funds", &dossier->funds, status);
	scores_read(arena, export->scores, dossier, status);
	total_read(arena, export->scores, stored, status);
	return status->n_violations == 0
		       ? STATUS_OK
		       : STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_EXPORT_UNREADABLE, dossier->evaluation);
}
