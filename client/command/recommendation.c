/* jixiao recommendation: what should be done (建议). */
#include <string.h>

#include "client/output.h"
#include "client/own_work.h"
#include "client/request.h"
#include "client/text_file.h"
#include "jixiao/rectification.pb-c.h"

extern const struct command_group recommendation_commands;

static enum status_code get_all(struct context *context, const struct arguments *arguments,
				Jixiao__RecommendationListReply **reply)
{
	Jixiao__RecommendationListRequest request = JIXIAO__RECOMMENDATION_LIST_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	return context_call(context, "Recommendation.List", &request.base, &jixiao__recommendation_list_reply__descriptor,
			    reply);
}

/* Fills in what the command line names and sends it. */
static enum status_code put(struct context *context, const struct arguments *arguments,
			    Jixiao__RecommendationPutRequest *request, enum message_id done)
{
	Jixiao__Recommendation *reply;
	const char *text;
	enum status_code code = text_argument(context, arguments, "text", "file", &text);

	if (code == STATUS_OK)
		code = option_number(context, arguments, "revision", &request->revision);
	if (code != STATUS_OK)
		return code;
	request->evaluation = positional(arguments, 0);
	request->title = option_or(arguments, "title", request->title);
	request->finding = option_or(arguments, "finding", request->finding);
	if (text != NULL)
		request->text = (char *)text;
	code = context_call(context, "Recommendation.Put", &request->base, &jixiao__recommendation__descriptor, &reply);
	if (code != STATUS_OK)
		return code;
	OUTPUT_DONE(context, reply, done, reply->id, reply->title);
	note_own_work(context, request->evaluation);
	return code;
}

static enum status_code add(struct context *context, const struct arguments *arguments)
{
	Jixiao__RecommendationPutRequest request = JIXIAO__RECOMMENDATION_PUT_REQUEST__INIT;

	return put(context, arguments, &request, MSG_DONE_RECOMMENDATION_ADDED);
}

static enum status_code edit(struct context *context, const struct arguments *arguments)
{
	Jixiao__RecommendationPutRequest request = JIXIAO__RECOMMENDATION_PUT_REQUEST__INIT;
	Jixiao__RecommendationListReply *all;
	enum status_code code = get_all(context, arguments, &all);

	if (code != STATUS_OK)
		return code;
	request.id = positional(arguments, 1);
	for (size_t i = 0; i < all->n_recommendations; i++) {
		const Jixiao__Recommendation *present = all->recommendations[i];

		if (strcmp(present->id, request.id) == 0) {
			request.title = present->title;
			request.text = present->text;
			request.finding = present->finding;
			request.revision = present->revision;
		}
	}
	return put(context, arguments, &request, MSG_DONE_RECOMMENDATION_EDITED);
}

static enum status_code remove_recommendation(struct context *context, const struct arguments *arguments)
{
	Jixiao__RecommendationGetRequest request = JIXIAO__RECOMMENDATION_GET_REQUEST__INIT;
	Jixiao__Done *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	code = context_call(context, "Recommendation.Remove", &request.base, &jixiao__done__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_REMOVED, request.id);
	return code;
}

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	Jixiao__RecommendationListReply *reply;
	enum status_code code = get_all(context, arguments, &reply);
	struct table *table;

	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	table = table_new(context);
	table_column(table, "编号", "id", COLUMN_LEFT);
	table_column(table, "标题", "title", COLUMN_WRAP);
	table_column(table, "建议", "recommendation", COLUMN_WRAP);
	table_column(table, "对应问题", "finding", COLUMN_LEFT);
	table_column(table, "撰写人", "drafted by", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_recommendations; i++) {
		const Jixiao__Recommendation *one = reply->recommendations[i];

		TABLE_ROW(table, one->id, one->title, one->text, one->finding, one->drafted_by);
	}
	table_print(table, MSG_RECOMMENDATIONS_NONE);
	return STATUS_OK;
}

#define RECOMMENDATION_OPTIONS(new_one)                                                                                        \
	{ "title", "TITLE", { "标题", "heading" }, .required = new_one },                                                      \
		{ "text", "TEXT", { "建议", "the recommendation" } },                                                          \
		{ "file", "FILE", { "从文件读取建议", "read the recommendation from a file" } },                               \
	{                                                                                                                      \
		"finding", "FINDING",                                                                                          \
		{                                                                                                              \
			"对应的问题", "the finding that it answers"                                                            \
		}                                                                                                              \
	}

static const struct option_row add_options[] = { RECOMMENDATION_OPTIONS(true), { NULL } };

static const struct option_row edit_options[] = {
	RECOMMENDATION_OPTIONS(false),
	OPTION_REVISION,
	{ NULL },
};

static const struct command commands[] = {
	{ "recommendation",
	  "add",
	  "EVALUATION",
	  1,
	  1,
	  { "写一条建议", "write a recommendation" },
	  "jixiao recommendation add 2024-yunxing --title 细化预算编制 --text 按支出标准逐项测算 --finding F01",
	  add_options,
	  add,
	  { "Recommendation.Put" } },
	{ "recommendation",
	  "edit",
	  "EVALUATION RECOMMENDATION",
	  2,
	  2,
	  { "修改一条建议；没写到的内容保持不变", "change a recommendation; what is not named stays" },
	  "jixiao recommendation edit 2024-yunxing R01 --finding F02",
	  edit_options,
	  edit,
	  { "Recommendation.Put" } },
	{ "recommendation",
	  "remove",
	  "EVALUATION RECOMMENDATION",
	  2,
	  2,
	  { "删除一条建议", "remove a recommendation" },
	  "jixiao recommendation remove 2024-yunxing R02",
	  NULL,
	  remove_recommendation,
	  { "Recommendation.Remove" } },
	{ "recommendation",
	  "list",
	  "EVALUATION",
	  1,
	  1,
	  { "列出建议", "list recommendations" },
	  "jixiao recommendation list 2024-yunxing",
	  NULL,
	  list,
	  { "Recommendation.List" } },
};

const struct command_group recommendation_commands = {
	"recommendation", { "建议", "recommendations" }, commands, sizeof(commands) / sizeof(*commands)
};
