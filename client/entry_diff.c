/* jixiao entry diff: two versions of an entry side by side. */
#include <inttypes.h>
#include <string.h>

#include "client/entry_commands.h"
#include "client/entry_content.h"
#include "client/entry_versions.h"
#include "client/history.h"
#include "client/output.h"
#include "client/request.h"
#include "client/words.h"

/* The versions that are compared, the older first; that with revision 0 is "nothing yet". */
struct pair {
	const struct entry_version *sides[2];
};

static const struct entry_version nothing_yet;

static enum status_code find_version(struct context *context, const struct entry_versions *versions, const char *text,
				     const struct entry_version **version)
{
	*version = NULL;
	for (size_t i = 0; i < versions->n; i++)
		if (strcmp(text, number_text(context, versions->all[i].revision)) == 0)
			*version = &versions->all[i];
	if (strcmp(text, "0") == 0)
		*version = &nothing_yet;
	if (*version != NULL)
		return STATUS_OK;
	return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_ENTRY_NO_VERSION, text,
			   number_text(context, versions->n > 0 ? versions->all[0].revision : 0));
}

/* The newest that wrote the content, and what stood there before it. */
static struct pair last_change(const struct entry_versions *versions)
{
	for (size_t i = 0; i < versions->n; i++)
		if (versions->all[i].written)
			return (struct pair){ { i + 1 < versions->n ? &versions->all[i + 1] : &nothing_yet,
						&versions->all[i] } };
	return (struct pair){ { &nothing_yet, &nothing_yet } };
}

static enum status_code choose(struct context *context, const struct arguments *arguments,
			       const struct entry_versions *versions, struct pair *pair)
{
	enum status_code code = STATUS_OK;
	const struct entry_version *first;

	*pair = last_change(versions);
	if (arguments->n_positional > 2) {
		pair->sides[1] = &versions->all[0];
		code = find_version(context, versions, positional(arguments, 2), &pair->sides[0]);
	}
	if (code == STATUS_OK && arguments->n_positional > 3)
		code = find_version(context, versions, positional(arguments, 3), &pair->sides[1]);
	if (code != STATUS_OK || pair->sides[0]->revision <= pair->sides[1]->revision)
		return code;
	first = pair->sides[0];
	pair->sides[0] = pair->sides[1];
	pair->sides[1] = first;
	return STATUS_OK;
}

/* "第 2 版（li，2025-03-10 14:05）". */
static const char *heading(struct context *context, const struct entry_version *version)
{
	const char *args[] = { number_text(context, version->revision),
			       version->event != NULL ? version->event->head->person : "",
			       version->event != NULL ? time_in_words(context->arena, version->event->head->time) : "" };

	return message_text(context->arena, context->language,
			    version->event != NULL ? MSG_ENTRY_VERSION : MSG_ENTRY_VERSION_NONE, args, 3);
}

static enum status_code content_of(struct context *context, const struct entry_version *version,
				   const struct indicator *indicator, Jixiao__EntryPutRequest *content)
{
	jixiao__entry_put_request__init(content);
	if (version->content != NULL)
		*content = *version->content;
	else if (version->event != NULL)
		return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_ENTRY_VERSION_NOT_KEPT,
				   number_text(context, version->revision));
	entry_content_settle(context->arena, indicator, content);
	return STATUS_OK;
}

static void show_parts(struct context *context, const struct pair *pair, const Jixiao__EntryPutRequest contents[2])
{
	struct table *table = table_new(context);
	const char *headings[] = { heading(context, pair->sides[0]), heading(context, pair->sides[1]) };

	table_column(table, "内容", "content", COLUMN_LEFT);
	for (size_t i = 0; i < 2; i++)
		table_column(table, headings[i], headings[i], COLUMN_WRAP);
	for (size_t part = 0; part < entry_content_parts(&contents[0]); part++) {
		const char *before = entry_content_text(context->arena, &contents[0], part);
		const char *after = entry_content_text(context->arena, &contents[1], part);

		if (strcmp(before, after) != 0)
			TABLE_ROW(table, entry_content_label(context->arena, context->language, part), before, after);
	}
	table_print(table, MSG_ENTRY_SAME_CONTENT);
}

/* Of the history, what lies between both sides: their own events included, older ones only for comparison. */
static Jixiao__EventListReply between(struct context *context, const struct entry_versions *versions, const struct pair *pair)
{
	Jixiao__EventListReply list = JIXIAO__EVENT_LIST_REPLY__INIT;

	list.events = arena_alloc(context->arena, (versions->n + 1) * sizeof(*list.events));
	for (size_t i = 0; i < versions->n; i++)
		if (versions->all[i].revision > pair->sides[0]->revision &&
		    versions->all[i].revision <= pair->sides[1]->revision)
			list.events[list.n_events++] = (Jixiao__EventView *)(uintptr_t)versions->all[i].event;
	return list;
}

enum status_code entry_diff(struct context *context, const struct arguments *arguments)
{
	const char *evaluation = positional(arguments, 0), *code = positional(arguments, 1);
	Jixiao__EntryPutRequest contents[2];
	Jixiao__EventListReply list;
	struct entry_versions versions;
	struct indicator indicator;
	Jixiao__Indicator *record;
	struct pair pair;
	enum status_code result = get_indicator(context, evaluation, code, &record);

	if (result == STATUS_OK)
		result = entry_versions_load(context, evaluation, code, &versions);
	if (result == STATUS_OK && versions.n == 0)
		return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_ENTRY_NONE, code);
	if (result == STATUS_OK)
		result = choose(context, arguments, &versions, &pair);
	if (result != STATUS_OK)
		return result;
	list = between(context, &versions, &pair);
	if (output_message(context, &list.base))
		return STATUS_OK;
	entry_indicator(context->arena, record, &indicator);
	for (size_t i = 0; i < 2 && result == STATUS_OK; i++)
		result = content_of(context, pair.sides[i], &indicator, &contents[i]);
	if (result != STATUS_OK)
		return result;
	show_parts(context, &pair, contents);
	if (list.n_events > 1)
		print_history_between(context, versions.events, JIXIAO__RECORD_TYPE__RECORD_ENTRY, code,
				      pair.sides[0]->revision, pair.sides[1]->revision);
	return STATUS_OK;
}
