/* jixiao indicator: the indicator tree, read one by one. */
#include <string.h>

#include "client/indicator_words.h"
#include "client/output.h"
#include "client/request.h"
#include "client/words.h"
#include "common/domain/rule_text.h"
#include "common/record/record_domain.h"

extern const struct command_group indicator_commands;

/* With its parameters. */
static const char *whole_rule_of(struct context *context, const Jixiao__Indicator *indicator)
{
	struct status faults = STATUS_INIT;
	struct rule rule;

	if (indicator->rule == NULL)
		return "";
	/* What a newer server means by a parameter that is no number here can't be shown; the rest can. */
	rule_from_record(context->arena, indicator->rule, "rule", &rule, &faults);
	status_clear(&faults);
	return rule_text(context->arena, context->language, &rule, indicator->target == NULL ? "" : indicator->target->unit);
}

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	Jixiao__IndicatorListReply *reply;
	enum status_code code = list_indicators(context, positional(arguments, 0), &reply);
	struct table *table;

	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	table = table_new(context);
	table_column(table, "代码", "code", COLUMN_LEFT);
	table_column(table, "指标", "indicator", COLUMN_WRAP);
	table_column(table, "分值", "weight", COLUMN_RIGHT);
	table_column(table, "目标", "target", COLUMN_LEFT);
	table_column(table, "计分规则", "rule", COLUMN_LEFT);
	table_column(table, "责任组员", "responsible", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_indicators; i++) {
		const Jixiao__Indicator *one = reply->indicators[i];

		TABLE_ROW(table, one->code, indicator_indented(context, one), one->weight, indicator_target(context, one),
			  indicator_rule(context, one), one->responsible);
	}
	table_print(table, MSG_INDICATORS_NONE);
	return STATUS_OK;
}

static char *points_of(struct context *context, const Jixiao__Indicator *indicator)
{
	char *text = arena_strdup(context->arena, "");

	for (size_t i = 0; i < indicator->n_points; i++) {
		const Jixiao__Point *point = indicator->points[i];

		text = arena_printf(context->arena, "%s%s%zu. %s", text, i > 0 ? "\n" : "", i + 1, point->text);
		text = arena_printf(context->arena, "%s%s", text,
				    message_text(context->arena, context->language,
						 point->required ? MSG_POINT_REQUIRED : MSG_POINT_WEIGHT,
						 STATUS_ARGS(point->weight), 1));
	}
	return text;
}

static const char *nature_word(const struct context *context, const char *nature)
{
	static const char *const quantitative[] = { "定量", "quantitative" }, *const qualitative[] = { "定性", "qualitative" };

	if (strcmp(nature, "quantitative") == 0)
		return in_language(context, quantitative);
	return strcmp(nature, "qualitative") == 0 ? in_language(context, qualitative) : nature;
}

static enum status_code show(struct context *context, const struct arguments *arguments)
{
	Jixiao__Indicator *one;
	enum status_code code = get_indicator(context, positional(arguments, 0), positional(arguments, 1), &one);
	struct table *table;

	if (code != STATUS_OK || output_message(context, &one->base))
		return code;
	table = detail_new(context);
	detail_row(context, table, "代码", "code", one->code);
	detail_row(context, table, "指标", "indicator", one->name);
	detail_row(context, table, "级次", "level", arena_printf(context->arena, "%u", one->level));
	detail_row(context, table, "上级指标", "parent", one->parent);
	detail_row(context, table, "分值", "weight", one->weight);
	detail_row(context, table, "定量/定性", "nature", nature_word(context, one->nature));
	detail_row(context, table, "目标类别", "category", one->category);
	detail_row(context, table, "目标", "target", indicator_target(context, one));
	detail_row(context, table, "计分规则", "rule", whole_rule_of(context, one));
	detail_row(context, table, "指标解释", "explanation", one->explanation);
	detail_row(context, table, "评价标准", "standard", one->standard);
	detail_row(context, table, "评价方法", "method", one->method);
	detail_row(context, table, "评价要点", "points", points_of(context, one));
	detail_row(context, table, "佐证材料", "evidence", join(context, one->evidence, one->n_evidence));
	detail_row(context, table, "责任组员", "responsible", one->responsible);
	table_print(table, MSG_NONE);
	return STATUS_OK;
}

static enum status_code assign(struct context *context, const struct arguments *arguments)
{
	Jixiao__IndicatorAssignRequest request = JIXIAO__INDICATOR_ASSIGN_REQUEST__INIT;
	Jixiao__Indicator *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.code = positional(arguments, 1);
	request.responsible = positional(arguments, 2);
	code = context_call(context, "Indicator.Assign", &request.base, &jixiao__indicator__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_INDICATOR_ASSIGNED, reply->code, reply->name, reply->responsible);
	return code;
}

static const struct command commands[] = {
	{ "indicator",
	  "list",
	  "EVALUATION",
	  1,
	  1,
	  { "列出指标体系", "list the indicator tree" },
	  "jixiao indicator list 2024-yunxing",
	  NULL,
	  list,
	  { "Indicator.List" } },
	{ "indicator",
	  "show",
	  "EVALUATION CODE",
	  2,
	  2,
	  { "查看一个指标：目标、规则、要点", "show one indicator: target, rule, points" },
	  "jixiao indicator show 2024-yunxing C11",
	  NULL,
	  show,
	  { "Indicator.Get" } },
	{ "indicator",
	  "assign",
	  "EVALUATION CODE PERSON",
	  3,
	  3,
	  { "换一位责任组员（组长）；不影响方案签名",
	    "make another member responsible (leader); the scheme's signature stands" },
	  "jixiao indicator assign 2024-yunxing C11 lina",
	  NULL,
	  assign,
	  { "Indicator.Assign" } },
};

const struct command_group indicator_commands = {
	"indicator", { "指标：查看指标体系、分派责任", "indicators" }, commands, sizeof(commands) / sizeof(*commands)
};
