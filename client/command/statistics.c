/* jixiao statistics: evaluations by unit, year, grade or stage, on the screen or as a spreadsheet. */
#include <string.h>
#include <strings.h>

#include "client/filter.h"
#include "client/output.h"
#include "client/request.h"
#include "client/sheet/csv.h"
#include "client/sheet/sheet_file.h"
#include "client/text_file.h"
#include "client/words.h"
#include "common/domain/decimal.h"

extern const struct command_group statistics_commands;

enum { PAGE = 500 };

static const struct {
	const char *name, *word;
	const char *heading[2];
} kinds[] = {
	[JIXIAO__STATISTICS_BY__STATISTICS_BY_UNIT] = { "unit", "单位", { "被评价单位", "unit" } },
	[JIXIAO__STATISTICS_BY__STATISTICS_BY_YEAR] = { "year", "年度", { "预算年度", "year" } },
	[JIXIAO__STATISTICS_BY__STATISTICS_BY_GRADE] = { "grade", "评级", { "绩效评级", "grade" } },
	[JIXIAO__STATISTICS_BY__STATISTICS_BY_STAGE] = { "stage", "阶段", { "阶段", "stage" } },
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* What is shown of a group: a field of StatisticsGroup, or the ${index}th of a list. */
static const struct {
	const char *zh, *en, *field;
	size_t index;
	bool file_only;
} columns[] = {
	{ "评价", "evaluations", "count", 0, false },
	{ "已评分", "scored", "scored", 0, false },
	{ "平均得分", "mean", "average", 0, false },
	{ "优", "A", "grades", 0, false },
	{ "良", "B", "grades", 1, false },
	{ "中", "C", "grades", 2, false },
	{ "差", "D", "grades", 3, false },
	{ "前期准备", "preparation", "stages", 0, true },
	{ "组织实施", "implementation", "stages", 1, true },
	{ "分析评价", "analysis", "stages", 2, true },
	{ "撰写与提交评价报告", "reporting", "stages", 3, true },
	{ "问题整改", "rectification", "stages", 4, true },
	{ "档案整理", "archiving", "stages", 5, true },
	{ "已归档", "archived", "stages", 6, true },
	{ "阶段逾期", "stage overdue", "overdue_stage", 0, false },
	{ "整改逾期", "rectification overdue", "overdue_rectification", 0, false },
	{ "未销号问题", "open findings", "open_findings", 0, false },
	{ "已销号问题", "closed findings", "closed_findings", 0, true },
	{ "持续整改问题", "carried findings", "carried_findings", 0, true },
	{ "预算（元）", "budget", "budget", 0, true },
	{ "到位（元）", "received", "received", 0, true },
	{ "支付（元）", "paid", "paid", 0, true },
	{ "执行率", "execution", "execution_rate", 0, false },
	{ "红色预警", "red", "red", 0, false },
	{ "黄色预警", "yellow", "yellow", 0, false },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static const char *column_heading(const struct context *context, size_t i)
{
	return context->language == LANGUAGE_ZH ? columns[i].zh : columns[i].en;
}

static const char *value_of(struct context *context, const Jixiao__StatisticsGroup *group, size_t i)
{
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(group->base.descriptor, columns[i].field);
	const char *at = (const char *)group + field->offset;
	const uint32_t *numbers = (const uint32_t *)at;

	if (field->type == PROTOBUF_C_TYPE_STRING)
		return *(char *const *)at;
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		const size_t n = *(const size_t *)((const char *)group + field->quantifier_offset);

		if (columns[i].index >= n)
			return "";
		numbers = *(const uint32_t *const *)at + columns[i].index;
	}
	return number_text(context, *numbers);
}

/* What the group is called. */
static const char *key_words(const struct context *context, Jixiao__StatisticsBy by, const Jixiao__StatisticsGroup *group)
{
	if (by == JIXIAO__STATISTICS_BY__STATISTICS_BY_STAGE)
		return stage_word(context->language, stage_by_word(group->key));
	if (by == JIXIAO__STATISTICS_BY__STATISTICS_BY_GRADE && *group->key == '\0')
		return message_plain(context->language, MSG_STATISTICS_NO_GRADE);
	return group->key;
}

/* ---- asking ---- */

static enum status_code read_by(struct context *context, const struct arguments *arguments, Jixiao__StatisticsBy *by)
{
	const char *word = argument(arguments, "by");

	*by = JIXIAO__STATISTICS_BY__STATISTICS_BY_UNIT;
	if (word == NULL)
		return STATUS_OK;
	for (size_t i = 1; i < KINDS; i++)
		if (strcasecmp(word, kinds[i].name) == 0 || strcmp(word, kinds[i].word) == 0) {
			*by = (Jixiao__StatisticsBy)i;
			return STATUS_OK;
		}
	return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_OPTION_ONE_OF, "by", word,
			   "unit, year, grade, stage");
}

/* All pages as one reply. */
static enum status_code ask(struct context *context, Jixiao__EvaluationStatisticsRequest *request,
			    Jixiao__EvaluationStatisticsReply *all)
{
	Jixiao__EvaluationStatisticsReply *page;

	do {
		enum status_code code = context_call(context, "Evaluation.Statistics", &request->base,
						     &jixiao__evaluation_statistics_reply__descriptor, &page);

		if (code != STATUS_OK)
			return code;
		all->groups = arena_grow(context->arena, all->groups, all->n_groups * sizeof(void *),
					 (all->n_groups + page->n_groups) * sizeof(void *));
		for (size_t i = 0; i < page->n_groups; i++)
			all->groups[all->n_groups++] = page->groups[i];
		all->total = page->total;
		all->today = page->today;
		request->cursor = page->cursor;
	} while (page->cursor.len > 0);
	return STATUS_OK;
}

/* ---- on the screen ---- */

static void print_row(struct context *context, struct table *table, const char *key, const Jixiao__StatisticsGroup *group)
{
	const char *cells[COLUMNS + 1];
	size_t n = 0;

	cells[n++] = key;
	for (size_t i = 0; i < COLUMNS; i++)
		if (!columns[i].file_only)
			cells[n++] = value_of(context, group, i);
	table_row(table, cells);
}

static void print(struct context *context, Jixiao__StatisticsBy by, const Jixiao__EvaluationStatisticsReply *reply)
{
	struct table *table = table_new(context);

	table_column(table, kinds[by].heading[0], kinds[by].heading[1], COLUMN_WRAP);
	for (size_t i = 0; i < COLUMNS; i++)
		if (!columns[i].file_only)
			table_column(table, columns[i].zh, columns[i].en, COLUMN_RIGHT);
	for (size_t i = 0; i < reply->n_groups; i++)
		print_row(context, table, key_words(context, by, reply->groups[i]), reply->groups[i]);
	if (reply->n_groups > 0)
		print_row(context, table, message_plain(context->language, MSG_SCORE_TOTAL_LINE), reply->total);
	table_print(table, MSG_EVALUATIONS_NONE);
	if (reply->n_groups > 0)
		OUTPUT_NOTE(context, MSG_STATISTICS_TODAY, reply->today);
}

/* ---- as a spreadsheet ---- */

static void put_text(struct sheet_row *row, const char *text)
{
	row->cells[row->n_cells] = (struct cell){
		.kind = CELL_TEXT, .row = row->number, .column = (unsigned)row->n_cells + 1, .text = text, .raw = text
	};
	row->n_cells++;
}

/* A number as a number, "86.18%" as the share that a spreadsheet shows so; what is not known stays empty text. */
static void put_value(struct context *context, struct sheet_row *row, const char *text)
{
	struct cell *cell = &row->cells[row->n_cells];
	const size_t length = strlen(text);
	const bool percent = length > 0 && text[length - 1] == '%';
	struct decimal value;

	put_text(row, text);
	if (!decimal_parse(percent ? arena_printf(context->arena, "%.*s", (int)length - 1, text) : text, &value))
		return;
	cell->kind = CELL_NUMBER;
	cell->percent = percent;
	if (percent)
		cell->text = cell->raw = decimal_format(context->arena, (struct decimal){ value.micros / 100 });
}

static struct sheet_row *new_row(struct context *context, struct sheet *sheet)
{
	struct sheet_row *row = &sheet->rows[sheet->n_rows++];

	row->number = (unsigned)sheet->n_rows;
	row->cells = arena_alloc(context->arena, (COLUMNS + 1) * sizeof(*row->cells));
	return row;
}

static void sheet_group(struct context *context, struct sheet *sheet, const char *key, const Jixiao__StatisticsGroup *group)
{
	struct sheet_row *row = new_row(context, sheet);

	put_text(row, key);
	for (size_t i = 0; i < COLUMNS; i++)
		put_value(context, row, value_of(context, group, i));
}

static struct sheet sheet_of(struct context *context, Jixiao__StatisticsBy by, const Jixiao__EvaluationStatisticsReply *reply)
{
	struct sheet sheet = { .name = message_plain(context->language, MSG_STATISTICS_SHEET) };
	struct sheet_row *header;

	sheet.rows = arena_alloc(context->arena, (reply->n_groups + 2) * sizeof(*sheet.rows));
	header = new_row(context, &sheet);
	put_text(header, in_language(context, kinds[by].heading));
	for (size_t i = 0; i < COLUMNS; i++)
		put_text(header, column_heading(context, i));
	for (size_t i = 0; i < reply->n_groups; i++)
		sheet_group(context, &sheet, key_words(context, by, reply->groups[i]), reply->groups[i]);
	sheet_group(context, &sheet, message_plain(context->language, MSG_SCORE_TOTAL_LINE), reply->total);
	return sheet;
}

static enum status_code write(struct context *context, const char *path, struct sheet *sheet)
{
	const struct workbook workbook = { .name = path, .n_sheets = 1, .sheets = sheet };
	const struct cell *formula;
	struct slice bytes;
	bool csv;
	enum status_code code =
		sheet_file_bytes(context->arena, path, &workbook, context->language, &csv, &bytes, &context->status);

	if (code == STATUS_OK)
		code = file_write(path, bytes, &context->status);
	if (code != STATUS_OK)
		return code;
	formula = csv ? csv_formula_like(sheet) : NULL;
	if (formula != NULL)
		OUTPUT_NOTE(context, MSG_CSV_FORMULA_LIKE, cell_address(context->arena, formula->row, formula->column),
			    formula->text);
	OUTPUT_RESULT(context, MSG_DONE_FILE_WRITTEN, path);
	return STATUS_OK;
}

/* ---- the command ---- */

static enum status_code statistics(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationStatisticsRequest request = JIXIAO__EVALUATION_STATISTICS_REQUEST__INIT;
	Jixiao__EvaluationStatisticsReply reply = JIXIAO__EVALUATION_STATISTICS_REPLY__INIT;
	const char *path = arguments->n_positional > 0 ? positional(arguments, 0) : NULL;
	struct evaluation_filter filter;
	struct sheet sheet;
	enum status_code code = filter_read(context, arguments, &filter);

	if (code == STATUS_OK)
		code = read_by(context, arguments, &request.by);
	if (code == STATUS_OK && path != NULL)
		code = sheet_file_name_check(path, &context->status);
	if (code == STATUS_OK && path != NULL)
		code = file_may_write(context, arguments, path);
	if (code != STATUS_OK)
		return code;
	request.year = filter.year;
	request.unit = filter.unit;
	request.stage = filter.stage;
	request.overdue = filter.overdue;
	request.grade = option_or(arguments, "grade", (char *)"");
	request.limit = PAGE;
	code = ask(context, &request, &reply);
	if (code != STATUS_OK || (path == NULL && output_message(context, &reply.base)))
		return code;
	if (path == NULL) {
		print(context, request.by, &reply);
		return STATUS_OK;
	}
	sheet = sheet_of(context, request.by, &reply);
	return write(context, path, &sheet);
}

static const struct option_row options[] = {
	{ "by",
	  "unit|year|grade|stage",
	  { "按什么分组：unit 单位（默认）、year 年度、grade 评级、stage 阶段", "what to group by; unit if not given" } },
	OPTIONS_FILTER,
	{ "grade", "GRADE", { "只要这个绩效评级的：优、良、中、差", "only those of this grade" } },
	OPTION_FORCE,
	{ NULL },
};

static const struct command commands[] = {
	{ "statistics",
	  NULL,
	  "[FILE]",
	  0,
	  1,
	  { "按单位、年度、评级或阶段统计您能看到的评价；写出文件名（.xlsx、.csv）则存为表格",
	    "evaluations by unit, year, grade or stage; into a spreadsheet if a file (.xlsx, .csv) is named" },
	  "jixiao statistics --by unit --year 2024",
	  options,
	  statistics,
	  { "Evaluation.Statistics" } },
};

const struct command_group statistics_commands = {
	"statistics", { "统计：单位、年度、评级、阶段、逾期", "statistics over evaluations" }, commands, 1
};
