#include "client/request.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "client/output.h"
#include "jixiao/user.pb-c.h"

char *positional(const struct arguments *arguments, size_t i)
{
	return (char *)(i < arguments->n_positional ? arguments->positional[i] : "");
}

char **positional_rest(const struct arguments *arguments, size_t first, size_t *n)
{
	*n = arguments->n_positional > first ? arguments->n_positional - first : 0;
	return *n > 0 ? (char **)arguments->positional + first : NULL;
}

char *option_or(const struct arguments *arguments, const char *option, char *otherwise)
{
	const char *value = argument(arguments, option);

	return value != NULL ? (char *)value : otherwise;
}

void option_list(struct context *context, const struct arguments *arguments, const char *option, char ***list, size_t *n)
{
	const char **values = argument_all(context->arena, arguments, option);
	size_t count = 0;

	while (values[count] != NULL)
		count++;
	if (count == 0)
		return;
	*list = (char **)values;
	*n = count;
}

enum status_code option_number(struct context *context, const struct arguments *arguments, const char *option, uint64_t *number)
{
	const char *text = argument(arguments, option);

	if (text == NULL)
		return STATUS_OK;
	errno = 0;
	*number = strtoull(text, NULL, 10);
	if (errno != 0 || *text == '\0' || text[strspn(text, "0123456789")] != '\0')
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_OPTION_NOT_NUMBER, option, text);
	return STATUS_OK;
}

enum status_code option_undo(struct context *context, const struct arguments *arguments, bool *undo)
{
	*undo = argument(arguments, "undo") != NULL;
	for (size_t i = 0; *undo && i < arguments->n_options; i++)
		if (strcmp(arguments->options[i].name, "undo") != 0)
			return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_OPTIONS_EXCLUDE, "undo",
					   arguments->options[i].name);
	return STATUS_OK;
}

enum status_code split_pair(struct context *context, const char *option, const char *text, char **name, char **value)
{
	const char *equals = strchr(text, '=');

	if (equals == NULL || equals == text)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_OPTION_NOT_PAIR, option, text);
	*name = arena_printf(context->arena, "%.*s", (int)(equals - text), text);
	*value = arena_strdup(context->arena, equals + 1);
	return STATUS_OK;
}

enum status_code call_if_there(struct context *context, const char *method, const ProtobufCMessage *request,
			       const ProtobufCMessageDescriptor *output, void *reply)
{
	enum status_code code = context_call(context, method, request, output, reply);

	if (code != STATUS_NOT_FOUND)
		return code;
	status_clear(&context->status);
	*(ProtobufCMessage **)reply = NULL;
	return STATUS_OK;
}

enum status_code whoami_in(struct context *context, const char *evaluation, char **person, bool *leader)
{
	Jixiao__UserWhoamiRequest request = JIXIAO__USER_WHOAMI_REQUEST__INIT;
	Jixiao__UserWhoamiReply *reply;
	enum status_code code;

	request.evaluation = (char *)(uintptr_t)evaluation;
	code = context_call(context, "User.Whoami", &request.base, &jixiao__user_whoami_reply__descriptor, &reply);
	if (code != STATUS_OK)
		return code;
	*person = reply->user != NULL ? reply->user->id : (char *)"";
	*leader = false;
	for (size_t i = 0; i < reply->n_roles; i++)
		*leader = *leader || reply->roles[i] == JIXIAO__ROLE__ROLE_LEADER;
	return STATUS_OK;
}

enum status_code get_indicator(struct context *context, const char *evaluation, const char *code, Jixiao__Indicator **indicator)
{
	Jixiao__IndicatorGetRequest request = JIXIAO__INDICATOR_GET_REQUEST__INIT;

	request.evaluation = (char *)evaluation;
	request.code = (char *)code;
	return context_call(context, "Indicator.Get", &request.base, &jixiao__indicator__descriptor, indicator);
}

enum status_code list_indicators(struct context *context, const char *evaluation, Jixiao__IndicatorListReply **reply)
{
	Jixiao__IndicatorListRequest request = JIXIAO__INDICATOR_LIST_REQUEST__INIT;

	request.evaluation = (char *)evaluation;
	return context_call(context, "Indicator.List", &request.base, &jixiao__indicator_list_reply__descriptor, reply);
}

enum status_code list_evidence(struct context *context, const char *evaluation, Jixiao__EvidenceListReply *whole)
{
	Jixiao__EvidenceListRequest request = JIXIAO__EVIDENCE_LIST_REQUEST__INIT;
	Jixiao__EvidenceListReply *page;
	enum status_code code;

	request.evaluation = (char *)evaluation;
	request.limit = 1000;
	do {
		code = context_call(context, "Evidence.List", &request.base, &jixiao__evidence_list_reply__descriptor, &page);
		if (code != STATUS_OK)
			return code;
		whole->evidence = arena_grow(context->arena, whole->evidence, whole->n_evidence * sizeof(*whole->evidence),
					     (whole->n_evidence + page->n_evidence) * sizeof(*whole->evidence));
		for (size_t i = 0; i < page->n_evidence; i++)
			whole->evidence[whole->n_evidence++] = page->evidence[i];
		request.cursor = page->cursor;
	} while (request.cursor.len > 0);
	return STATUS_OK;
}

char *number_text(struct context *context, uint64_t number)
{
	return arena_printf(context->arena, "%" PRIu64, number);
}

char *join(struct context *context, char *const *words, size_t n)
{
	const char *comma = context->language == LANGUAGE_EN ? ", " : "、";
	char *text = arena_strdup(context->arena, "");

	for (size_t i = 0; i < n; i++)
		text = arena_printf(context->arena, "%s%s%s", text, i > 0 ? comma : "", words[i]);
	return text;
}

struct table *detail_new(struct context *context)
{
	struct table *table = table_new_plain(context);

	table_column(table, "", "", COLUMN_LEFT);
	table_column(table, "", "", COLUMN_WRAP);
	return table;
}

void detail_row(struct context *context, struct table *table, const char *zh, const char *en, const char *text)
{
	const char *const label[] = { zh, en };
	const char *name = in_language(context, label);

	/* A paragraph is a row of its own. */
	while (text != NULL && *text != '\0') {
		size_t length = strcspn(text, "\n");

		TABLE_ROW(table, name, arena_printf(context->arena, "%.*s", (int)length, text));
		text += length + (text[length] == '\n');
		name = "";
	}
}
