#include "client/history.h"

#include <inttypes.h>
#include <string.h>

#include "client/change_words.h"
#include "client/method_words.h"
#include "client/output.h"
#include "client/words.h"

uint64_t revision_after(const Jixiao__EventHead *head, Jixiao__RecordType type, const char *id)
{
	for (size_t i = 0; i < head->n_changes; i++)
		if (head->changes[i]->type == type && strcmp(head->changes[i]->id, id) == 0)
			return head->changes[i]->revision;
	return 0;
}

void print_history_between(struct context *context, const Jixiao__EventListReply *list, Jixiao__RecordType type, const char *id,
			   uint64_t after, uint64_t until)
{
	struct table *table = table_new(context);

	table_column(table, "版本", "revision", COLUMN_RIGHT);
	table_column(table, "时间", "time", COLUMN_LEFT);
	table_column(table, "人员", "person", COLUMN_LEFT);
	table_column(table, "事项", "act", COLUMN_LEFT);
	table_column(table, "改动", "changes", COLUMN_WRAP);
	for (size_t i = 0; i < list->n_events; i++) {
		const Jixiao__EventHead *head = list->events[i]->head;
		const uint64_t revision = head != NULL ? revision_after(head, type, id) : 0;
		const char *act = head != NULL ? method_word(context->language, head->method) : NULL;

		/* What does not say its version belongs to the whole history only. */
		if (head == NULL || revision > until || (after > 0 && revision <= after))
			continue;
		TABLE_ROW(table, revision == 0 ? "" : arena_printf(context->arena, "%" PRIu64, revision),
			  time_in_words(context->arena, head->time), head->person, act != NULL ? act : head->method,
			  change_in_words(context, list, id, i));
	}
	table_print(table, MSG_HISTORY_NONE);
}

enum status_code print_history(struct context *context, const Jixiao__EventListReply *list, Jixiao__RecordType type,
			       const char *id)
{
	if (!output_message(context, &list->base))
		print_history_between(context, list, type, id, 0, UINT64_MAX);
	return STATUS_OK;
}
