#include "client/survey_sheet.h"

#include "client/sheet/builder.h"
#include "client/sheet/table.h"

enum { SPARE_ROWS = 2000 };

/* Columns: 组别 where there are groups, one a question, 无效. */
struct columns {
	struct table_column *columns;
	size_t group, first, invalid, n; /* group == first: there are none */
};

static struct columns columns_of(struct arena *arena, const struct survey *survey)
{
	struct columns columns = { .first = survey->n_groups > 0 };
	static const char *const invalid_names[] = { "无效答卷", NULL };

	columns.columns = arena_alloc(arena, (survey->n_questions + 2) * sizeof(*columns.columns));
	if (survey->n_groups > 0)
		columns.columns[0] = (struct table_column){ "组别", NULL, true };
	for (size_t i = 0; i < survey->n_questions; i++) {
		const char **names = arena_alloc(arena, 3 * sizeof(*names));

		names[0] = arena_printf(arena, "第%zu题", i + 1);
		names[1] = arena_printf(arena, "%zu", i + 1);
		columns.columns[columns.first + i] =
			(struct table_column){ arena_printf(arena, "%zu. %s", i + 1, survey->questions[i].text), names, true };
	}
	columns.invalid = columns.first + survey->n_questions;
	columns.columns[columns.invalid] = (struct table_column){ "无效", invalid_names, false };
	columns.n = columns.invalid + 1;
	return columns;
}

/* ---- writing ---- */

static struct form_column question_look(struct arena *arena, enum language language, const struct question *question)
{
	struct form_column look = {
		.width = 24, .rule = FORM_CHOICE, .n_choices = question->n_options, .choices = question->options
	};

	if (question->kind != QUESTION_MULTIPLE)
		return look;
	look.lenient = true;
	look.prompt = arena_strdup(arena, message_plain(language, MSG_SURVEY_PROMPT_MULTIPLE));
	return look;
}

void survey_sheet_write(struct arena *arena, enum language language, const struct survey *survey, struct survey_form *form)
{
	static const char *const flags[] = { "是" };
	struct columns columns = columns_of(arena, survey);
	struct form_column *looks = arena_alloc(arena, columns.n * sizeof(*looks));
	struct builder builder = { .arena = arena, .workbook = &form->workbook };

	*form = (struct survey_form){ .workbook = { .name = survey->id } };
	builder_sheet(&builder, "答卷", false);
	if (survey->n_groups > 0)
		looks[0] = (struct form_column){ .width = 16,
						 .unlocked = true,
						 .rule = FORM_CHOICE,
						 .n_choices = survey->n_groups,
						 .choices = survey->groups };
	for (size_t i = 0; i < survey->n_questions; i++)
		looks[columns.first + i] = question_look(arena, language, &survey->questions[i]);
	looks[columns.invalid] =
		(struct form_column){ .width = 8, .unlocked = true, .rule = FORM_CHOICE, .n_choices = 1, .choices = flags };
	for (size_t i = 0; i < columns.n; i++)
		builder_text(&builder, 1, (unsigned)i + 1, columns.columns[i].header);
	form->form = (struct form){ .header_row = 1, .spare_rows = SPARE_ROWS, .n_columns = columns.n, .columns = looks };
}

/* ---- reading ---- */

static void count_row(struct response_counter *counter, const struct columns *columns, const struct table *table,
		      const struct cell *const *cells)
{
	struct arena *arena = counter->arena;
	const size_t n = counter->survey->n_questions;
	const char **answers = arena_alloc(arena, n * sizeof(*answers)), **places = arena_alloc(arena, n * sizeof(*places));
	struct response response = { .group = "",
				     .group_place = table_place(arena, table, cells[0]),
				     .invalid = cell_word(arena, cells[columns->invalid]),
				     .invalid_place = table_place(arena, table, cells[columns->invalid]),
				     .answers = answers,
				     .places = places };

	if (columns->first > 0)
		response.group = cell_word(arena, cells[0]);
	for (size_t i = 0; i < n; i++) {
		answers[i] = cell_word(arena, cells[columns->first + i]);
		places[i] = table_place(arena, table, cells[columns->first + i]);
	}
	response_count(counter, &response);
}

enum status_code survey_sheet_read(struct response_counter *counter, const struct workbook *workbook)
{
	const struct sheet *sheet = workbook_first_visible(workbook);
	struct columns columns = columns_of(counter->arena, counter->survey);
	struct table table;

	if (sheet == NULL)
		return STATUS_FAIL(counter->status, STATUS_INVALID_ARGUMENT, MSG_SHEET_IS_EMPTY, workbook->name);
	table_match(counter->arena, workbook, sheet, columns.columns, columns.n, &table, counter->status);
	if (counter->status->n_violations == 0 && table.n_rows == 0)
		return STATUS_FAIL(counter->status, STATUS_INVALID_ARGUMENT, MSG_SURVEY_NOTHING, workbook->name);
	for (size_t i = 0; table.header_row != 0 && i < table.n_rows; i++)
		count_row(counter, &columns, &table, table.rows[i].cells);
	return sheet_conclude(workbook, counter->status);
}
