/* jixiao entry export: a spreadsheet to fill in offline. */
#include <string.h>
#include <strings.h>

#include "client/entry_commands.h"
#include "client/entry_load.h"
#include "client/output.h"
#include "client/request.h"
#include "client/sheet/csv.h"
#include "client/text_file.h"

enum kind { KIND_NONE, KIND_XLSX, KIND_CSV };

static enum kind kind_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (dot != NULL && strcasecmp(dot, ".xlsx") == 0)
		return KIND_XLSX;
	return dot != NULL && strcasecmp(dot, ".csv") == 0 ? KIND_CSV : KIND_NONE;
}

static enum status_code check_file(struct context *context, const struct arguments *arguments, const char *path)
{
	enum kind kind = kind_of(path);

	if (kind == KIND_NONE || (kind == KIND_XLSX && argument(arguments, "gb18030") != NULL))
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT,
				   kind == KIND_NONE ? MSG_ENTRY_FILE_NAME : MSG_ENTRY_FILE_GB18030, path);
	return file_may_write(context, arguments, path);
}

static enum status_code encode(struct context *context, const struct arguments *arguments, const char *path,
			       const struct entry_form *form, struct slice *bytes)
{
	const enum csv_encoding encoding = argument(arguments, "gb18030") != NULL ? CSV_GB18030 : CSV_UTF8;
	const struct sheet *sheet = &form->workbook.sheets[0];
	const struct cell *formula;
	enum status_code code;

	if (kind_of(path) == KIND_XLSX)
		return xlsx_write(context->arena, &form->workbook, form->forms, context->language, bytes, &context->status);
	code = csv_write(context->arena, sheet, encoding, bytes, &context->status);
	formula = csv_formula_like(sheet);
	if (code == STATUS_OK && formula != NULL)
		OUTPUT_NOTE(context, MSG_CSV_FORMULA_LIKE, cell_address(context->arena, formula->row, formula->column),
			    formula->text);
	return code;
}

enum status_code entry_export(struct context *context, const struct arguments *arguments)
{
	const char *path = argument(arguments, "output"), *evaluation = positional(arguments, 0);
	const bool mine = argument(arguments, "mine") != NULL;
	struct entry_source source;
	struct entry_form form;
	struct slice bytes;
	size_t n;
	enum status_code code = check_file(context, arguments, path);

	if (code == STATUS_OK)
		code = entry_source_load(context, evaluation, &source);
	if (code != STATUS_OK)
		return code;
	n = entry_sheet_write(context->arena, context->language, &source, mine, &form);
	if (n == 0)
		return STATUS_FAIL(&context->status, STATUS_FAILED_PRECONDITION,
				   mine ? MSG_ENTRY_EXPORT_NOT_YOURS : MSG_INDICATORS_NONE, evaluation);
	code = encode(context, arguments, path, &form, &bytes);
	if (code == STATUS_OK)
		code = file_write(path, bytes, &context->status);
	if (code == STATUS_OK)
		OUTPUT_RESULT(context, MSG_DONE_ENTRY_EXPORTED, arena_printf(context->arena, "%zu", n), path, evaluation);
	return code;
}

const struct option_row entry_export_options[] = {
	{ "output",
	  "FILE",
	  { "写到哪个文件，可简写为 -o：.xlsx 供填写，.csv 供程序",
	    "file to write, also -o: .xlsx to fill in, .csv for programs" },
	  .required = true },
	{ "mine", NULL, { "只要由您负责的指标", "only the indicators for which you are responsible" } },
	{ "gb18030", NULL, { "用 GB18030 编码写 CSV；不写则为 UTF-8", "write the CSV in GB18030 instead of UTF-8" } },
	OPTION_FORCE,
	{ NULL },
};
