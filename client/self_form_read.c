/* A filled form as a whole: its sheets, what the domain says of it, and where things stand. */
#include <string.h>

#include "client/self_form_private.h"
#include "common/domain/fault_index.h"
#include "common/domain/scheme_check.h"
#include "common/record/record_export.h"
#include "common/rpc/pb.h"

/* ---- sheets ---- */

bool self_form_is_one(const struct workbook *workbook)
{
	for (size_t i = 0; i < SHEETS_READ; i++)
		if (workbook_sheet(workbook, form_layouts[i].name) == NULL)
			return false;
	return true;
}

static void match(struct form_reader *reader, enum form_sheet i)
{
	const struct form_layout *layout = &form_layouts[i];
	const struct sheet *sheet = workbook_sheet(reader->workbook, layout->name);

	if (sheet == NULL) {
		STATUS_VIOLATION(reader->status, arena_printf(reader->arena, "%s!", layout->name), MSG_FORM_NO_SHEET,
				 layout->name);
		return;
	}
	table_match(reader->arena, reader->workbook, sheet, layout->columns, layout->n_columns, &reader->tables[i],
		    reader->status);
	reader->there[i] = reader->tables[i].header_row != 0;
	for (size_t k = 0; k < layout->n_columns; k++)
		if (layout->columns[k].required && reader->there[i] && reader->tables[i].columns[k] == 0)
			reader->there[i] = false;
}

/* ---- the whole ---- */

static Jixiao__EvaluationExport *new_export(struct arena *arena)
{
	Jixiao__EvaluationExport *export = (void *)pb_new(arena, &jixiao__evaluation_export__descriptor);

	export->evaluation = (void *)pb_new(arena, &jixiao__evaluation__descriptor);
	export->scheme = (void *)pb_new(arena, &jixiao__scheme_get_reply__descriptor);
	export->scheme->scheme = (void *)pb_new(arena, &jixiao__scheme__descriptor);
	export->scheme->scheme->scoring = (void *)pb_new(arena, &jixiao__scoring__descriptor);
	export->entries = (void *)pb_new(arena, &jixiao__entry_list_reply__descriptor);
	export->funds = (void *)pb_new(arena, &jixiao__funds__descriptor);
	export->scores = (void *)pb_new(arena, &jixiao__score_list_reply__descriptor);
	return export;
}

/* What only an import needs: who computes scores need not say when the project began. */
static bool is_for_import(const struct violation *violation)
{
	static const char *const paths[] = { "scheme.project", "scheme.implementer_unit", "scheme.fund_kind", "scheme.start",
					     "scheme.end",     "scheme.cut_off" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (violation->message.id == MSG_FIELD_REQUIRED && strcmp(violation->path, paths[i]) == 0)
			return true;
	return false;
}

/* Where to look for what stands in no cell. */
static const char *sheet_of(const char *path)
{
	if (strncmp(path, "scheme.budget", strlen("scheme.budget")) == 0)
		return "资金!";
	return strncmp(path, "scheme.", strlen("scheme.")) == 0 ? "项目!" : "指标!";
}

/* The domain names a rule as scheme files do; the form as its cells do. */
static void take_fault(struct form_reader *reader, const struct violation *violation)
{
	const struct message *message = &violation->message;
	const char *place = form_place_of(reader->form, violation->path);
	const char **args = arena_alloc(reader->arena, (message->n_args + 1) * sizeof(*args));

	for (size_t i = 0; i < message->n_args; i++) {
		enum rule_kind kind = rule_by_name(message->args[i]);

		args[i] = kind != RULE_NONE ? rule_rows[kind].label : message->args[i];
	}
	status_violation(reader->status, place != NULL ? place : sheet_of(violation->path), message->id, args);
}

/* What the domain says of the scheme, at its cells. */
static void check(struct form_reader *reader, bool whole)
{
	const struct dossier *dossier = &reader->form->dossier;
	struct status faults = STATUS_INIT;

	scheme_check(dossier, &faults);
	for (size_t i = 0; i < faults.n_violations; i++)
		if (whole || !is_for_import(&faults.violations[i]))
			take_fault(reader, &faults.violations[i]);
	status_clear(&faults);
}

static void convert(struct form_reader *reader)
{
	struct filled_form *form = reader->form;
	struct stored_total nothing;

	dossier_from_export(reader->arena, form->export, &form->dossier, &nothing, reader->status);
	self_form_locate(form, reader->status);
}

enum status_code self_form_read(struct arena *arena, const struct workbook *workbook, bool whole, struct filled_form *form,
				struct status *notes, struct status *status)
{
	struct form_reader reader = { .arena = arena, .workbook = workbook, .form = form, .status = status };

	*form = (struct filled_form){ .export = new_export(arena), .notes = notes };
	for (size_t i = 0; i < SHEETS_READ; i++)
		match(&reader, (enum form_sheet)i);
	form_facts_read(&reader);
	form_funds_read(&reader);
	form_indicators_read(&reader);
	if (status->n_violations == 0)
		convert(&reader);
	if (status->n_violations == 0)
		check(&reader, whole);
	if (status->n_violations == 0)
		form_score(&reader);
	return sheet_conclude(workbook, status);
}
