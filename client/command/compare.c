/* jixiao compare: evaluations side by side. */
#include <stdint.h>
#include <stdio.h>

#include "client/output.h"
#include "client/request.h"
#include "client/words.h"

extern const struct command_group compare_commands;

/* A fact of each evaluation: a field of its summary. */
static const struct {
	const char *words[2], *field;
} facts[] = {
	{ { "项目", "project" }, "project" },
	{ { "被评价单位", "unit" }, "unit" },
	{ { "预算年度", "year" }, "year" },
	{ { "阶段", "stage" }, "stage" },
	{ { "总分", "total" }, "total" },
	{ { "绩效评级", "grade" }, "grade" },
	{ { "执行率", "execution" }, "execution_rate" },
};

static const char *fact_of(struct context *context, const Jixiao__EvaluationSummary *one, const char *name)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(one->base.descriptor, name);
	const char *at = (const char *)one + field->offset;

	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: return *(char *const *)at;
	case PROTOBUF_C_TYPE_ENUM: return stage_word(context->language, *(const Jixiao__Stage *)at);
	default: return number_text(context, *(const uint32_t *)at);
	}
}

static void print_facts(struct context *context, const Jixiao__EvaluationCompareReply *reply)
{
	const char **cells = arena_alloc(context->arena, (reply->n_evaluations + 1) * sizeof(*cells));
	struct table *table = table_new(context);

	table_column(table, "事项", "fact", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_evaluations; i++)
		table_column(table, reply->evaluations[i]->evaluation, reply->evaluations[i]->evaluation, COLUMN_WRAP);
	for (size_t k = 0; k < sizeof(facts) / sizeof(*facts); k++) {
		cells[0] = in_language(context, facts[k].words);
		for (size_t i = 0; i < reply->n_evaluations; i++)
			cells[i + 1] = fact_of(context, reply->evaluations[i], facts[k].field);
		table_row(table, cells);
	}
	for (size_t k = 0; k < reply->n_lines; k++) {
		const Jixiao__ComparedLine *line = reply->lines[k];

		cells[0] = message_text(context->arena, context->language, MSG_COMPARE_RATE,
					(const char *const[]){ line->name }, 1);
		for (size_t i = 0; i < reply->n_evaluations; i++)
			cells[i + 1] = i < line->n_rates ? line->rates[i] : "";
		table_row(table, cells);
	}
	table_print(table, MSG_NONE);
}

static void print_deductions(struct context *context, const Jixiao__EvaluationCompareReply *reply)
{
	struct table *table = table_new(context);

	table_column(table, "多次扣分的指标", "lost points repeatedly", COLUMN_WRAP);
	table_column(table, "评价", "evaluation", COLUMN_LEFT);
	table_column(table, "代码", "code", COLUMN_LEFT);
	table_column(table, "分值", "weight", COLUMN_RIGHT);
	table_column(table, "扣分", "points off", COLUMN_RIGHT);
	table_column(table, "扣分原因", "why", COLUMN_WRAP);
	for (size_t i = 0; i < reply->n_deductions; i++)
		for (size_t k = 0; k < reply->deductions[i]->n_deductions; k++) {
			const Jixiao__Deduction *one = reply->deductions[i]->deductions[k];

			TABLE_ROW(table, k == 0 ? reply->deductions[i]->name : "", one->evaluation, one->code, one->weight,
				  one->points, one->reason);
		}
	table_print(table, MSG_COMPARE_NO_DEDUCTIONS);
}

static enum status_code compare(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationCompareRequest request = JIXIAO__EVALUATION_COMPARE_REQUEST__INIT;
	Jixiao__EvaluationCompareReply *reply;
	uint64_t year = 0;
	enum status_code code;

	request.evaluations = positional_rest(arguments, 0, &request.n_evaluations);
	request.project = option_or(arguments, "project", (char *)"");
	request.template_ = option_or(arguments, "template", (char *)"");
	code = option_number(context, arguments, "year", &year);
	if (code != STATUS_OK)
		return code;
	request.year = (uint32_t)year;
	code = context_call(context, "Evaluation.Compare", &request.base, &jixiao__evaluation_compare_reply__descriptor,
			    &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	print_facts(context, reply);
	printf("\n");
	print_deductions(context, reply);
	return STATUS_OK;
}

static const struct option_row options[] = {
	{ "project",
	  "PROJECT",
	  { "对比这个项目历年的评价，写评价实施方案中的项目名称",
	    "the evaluations of this project, by its name in the scheme" } },
	{ "template",
	  "TEMPLATE",
	  { "对比方案用这个指标模板做的评价；不写版本则各版本都算",
	    "the evaluations whose scheme was made from this template; without a version of any" } },
	{ "year", "YEAR", { "只要这个预算年度的", "only those of this budget year" } },
	{ NULL },
};

static const struct command commands[] = {
	{ "compare",
	  NULL,
	  "[EVALUATION…]",
	  0,
	  SIZE_MAX,
	  { "对比两个或多个评价：总分、评级、一级指标得分率、执行率、多次扣分的指标；只写一个则与它所接续的以前评价对比",
	    "evaluations side by side: totals, grades, score rates, execution, what lost points repeatedly; one alone with "
	    "those "
	    "that it goes on from" },
	  "jixiao compare 2023-yunxing 2024-yunxing",
	  options,
	  compare,
	  { "Evaluation.Compare" } },
};

const struct command_group compare_commands = {
	"compare", { "对比：同一项目历年的评价，或几个评价", "evaluations side by side" }, commands, 1
};
