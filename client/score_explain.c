#include "client/score_explain.h"

#include <stdio.h>
#include <string.h>

#include "client/export_file.h"
#include "client/output.h"
#include "client/request.h"
#include "client/self_form_file.h"
#include "common/domain/score_way.h"
#include "common/record/record_export.h"

enum status_code export_fetch(struct context *context, const char *evaluation, Jixiao__EvaluationExport **export)
{
	Jixiao__EvaluationExportRequest request = JIXIAO__EVALUATION_EXPORT_REQUEST__INIT;

	request.evaluation = (char *)evaluation;
	return context_call(context, "Evaluation.Export", &request.base, &jixiao__evaluation_export__descriptor, export);
}

/* ---- explain ---- */

static enum status_code known_codes(struct context *context, const struct dossier *dossier, char *const *codes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct indicator *indicator = dossier_indicator(dossier, codes[i]);

		if (indicator == NULL)
			return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_ENTRY_NO_INDICATOR, codes[i]);
		if (!indicator_is_assessed(indicator))
			return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_SCORE_NOT_ASSESSED, codes[i],
					   indicator->name);
	}
	return STATUS_OK;
}

/* Of single indicators the way to the total is not shown. */
static void print_ways(const struct dossier *dossier, const struct way *ways, size_t n, bool sums)
{
	for (size_t i = 0; i < n; i++) {
		const struct indicator *indicator = dossier_indicator(dossier, ways[i].code);

		if (!sums && (indicator == NULL || indicator->level != 3))
			continue;
		for (size_t k = 0; k < ways[i].n_lines; k++)
			printf("%s%s\n", k > 0 ? "    " : "", ways[i].lines[k]);
		if (indicator != NULL && indicator->level == 3)
			printf("\n");
	}
}

static enum status_code explain(struct context *context, const struct arguments *arguments,
				const Jixiao__EvaluationExport *export, const struct dossier *dossier)
{
	struct way *ways;
	size_t n_codes, n;
	char **codes = positional_rest(arguments, 1, &n_codes);
	enum status_code code = known_codes(context, dossier, codes, n_codes);

	if (code != STATUS_OK || output_message(context, &export->base))
		return code;
	n = score_way(context->arena, dossier, (const char *const *)codes, n_codes, &ways);
	print_ways(dossier, ways, n, n_codes == 0);
	return STATUS_OK;
}

static enum status_code explain_form(struct context *context, const struct arguments *arguments)
{
	struct status notes = STATUS_INIT;
	struct filled_form form;
	enum status_code code = self_form_file_read(context, positional(arguments, 0), false, &form, &notes);

	if (code == STATUS_OK)
		code = explain(context, arguments, form.export, &form.dossier);
	if (code == STATUS_OK)
		self_form_notes_print(context, &form);
	status_clear(&notes);
	return code;
}

enum status_code score_explain(struct context *context, const struct arguments *arguments)
{
	const char *name = positional(arguments, 0);
	Jixiao__EvaluationExport *export;
	struct stored_total stored;
	struct dossier dossier;
	enum status_code code;

	if (self_form_is_file(name))
		return explain_form(context, arguments);
	code = export_is_file(name) ? export_read(context->arena, name, &export, &context->status)
				    : export_fetch(context, name, &export);
	if (code == STATUS_OK)
		code = dossier_from_export(context->arena, export, &dossier, &stored, &context->status);
	return code == STATUS_OK ? explain(context, arguments, export, &dossier) : code;
}

/* ---- verify ---- */

static const char *field_word(const struct context *context, const char *field)
{
	static const struct {
		const char *name, *words[2];
	} fields[] = {
		{ "computed", { "规则得分", "by the rule" } },
		{ "explanation", { "算式", "the way" } },
		{ "points", { "得分", "points" } },
		{ "completion", { "指标完成率", "completion" } },
		{ "actual", { "实际完成值", "actual" } },
		{ "achieved", { "实现", "achieved" } },
		{ "line.points", { "分类得分", "points of the line" } },
		{ "line.rate", { "分类得分率", "rate of the line" } },
		{ "lines", { "分类行数", "number of lines" } },
		{ "sum", { "得分合计", "sum" } },
		{ "total", { "总分", "total" } },
		{ "grade", { "绩效评级", "grade" } },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(fields[i].name, field) == 0)
			return in_language(context, fields[i].words);
	return field;
}

static void print_differences(struct context *context, const struct score_difference *differences, size_t n)
{
	struct table *table;

	if (context->output == OUTPUT_JSON) {
		for (size_t i = 0; i < n; i++)
			STATUS_VIOLATION(
				&context->status,
				arena_printf(context->arena, "scores[%s].%s", differences[i].code, differences[i].field),
				MSG_SCORE_DIFFERS, differences[i].stored, differences[i].computed);
		return;
	}
	table = table_new(context);
	table_column(table, "代码", "code", COLUMN_LEFT);
	table_column(table, "项目", "field", COLUMN_LEFT);
	table_column(table, "存储的", "stored", COLUMN_WRAP);
	table_column(table, "重算的", "computed again", COLUMN_WRAP);
	for (size_t i = 0; i < n; i++)
		TABLE_ROW(table, differences[i].code, field_word(context, differences[i].field), differences[i].stored,
			  differences[i].computed);
	table_print(table, MSG_NONE);
}

static void print_agreement(struct context *context, const struct dossier *dossier, const struct stored_total *stored)
{
	size_t n = 0;

	for (size_t i = 0; i < dossier->n_indicators; i++)
		n += dossier_is_scored(dossier, &dossier->indicators[i]);
	if (*stored->total != '\0')
		OUTPUT_RESULT(context, MSG_VERIFIED_SCORES, arena_printf(context->arena, "%zu", n), stored->total,
			      stored->grade);
	else
		OUTPUT_RESULT(context, MSG_VERIFIED_SCORES_OPEN, arena_printf(context->arena, "%zu", n));
}

enum status_code score_verify_file(struct context *context, const struct arguments *arguments)
{
	struct score_difference *differences;
	Jixiao__EvaluationExport *export;
	struct stored_total stored;
	struct dossier dossier;
	size_t n;
	enum status_code code = export_read(context->arena, positional(arguments, 0), &export, &context->status);

	if (code == STATUS_OK)
		code = dossier_from_export(context->arena, export, &dossier, &stored, &context->status);
	if (code != STATUS_OK)
		return code;
	n = score_verify(context->arena, &dossier, &stored, &differences);
	if (n == 0) {
		print_agreement(context, &dossier, &stored);
		return STATUS_OK;
	}
	print_differences(context, differences, n);
	return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_SCORES_DIFFER, arena_printf(context->arena, "%zu", n));
}
