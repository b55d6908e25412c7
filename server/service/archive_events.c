#include "server/service/archive_events.h"

#include <string.h>

#include "common/rpc/descriptor_json.h"
#include "jixiao/archive.pb-c.h"

static bool concerns(const Jixiao__EventHead *head, const char *evaluation)
{
	if (strcmp(head->evaluation, evaluation) == 0)
		return true;
	for (size_t i = 0; i < head->n_changes; i++)
		if (strcmp(head->changes[i]->evaluation, evaluation) == 0 ||
		    (head->changes[i]->type == JIXIAO__RECORD_TYPE__RECORD_EVALUATION &&
		     strcmp(head->changes[i]->id, evaluation) == 0))
			return true;
	return false;
}

/* What to read, and head and payload as they are in the log, for whoever recomputes the leaf. */
static const char *event_line(struct arena *arena, Jixiao__EventHead *head, const Jixiao__Event *event)
{
	Jixiao__ArchivedEvent line = JIXIAO__ARCHIVED_EVENT__INIT;
	struct slice json;

	line.head = head;
	line.leaf = event->head;
	line.payload = event->payload;
	json = json_canonical(arena, &line.base);
	return arena_printf(arena, "%.*s\n", (int)json.size, (const char *)json.data);
}

/* The lines so far, growing. */
struct lines {
	char *text;
	size_t used, capacity, kept; /* kept: up to the last event that changed something */
};

static void line_append(struct arena *arena, struct lines *lines, const char *line, bool changed)
{
	size_t length = strlen(line);

	if (lines->used + length > lines->capacity) {
		lines->capacity = 2 * (lines->used + length);
		lines->text = arena_grow(arena, lines->text, lines->used, lines->capacity);
	}
	memcpy(lines->text + lines->used, line, length);
	lines->used += length;
	if (changed)
		lines->kept = lines->used;
}

enum status_code archive_events(struct call *call, struct slice *out)
{
	const uint64_t size = event_log_size(call->txn);
	struct arena scratch = ARENA_INIT;
	struct lines lines = { 0 };
	enum status_code code = STATUS_OK;
	Jixiao__EventHead *head;
	Jixiao__Event *event;

	for (uint64_t i = 0; i < size && code == STATUS_OK; i++) {
		arena_reset(&scratch);
		code = event_head_get(call->txn, &scratch, i, &head, call->status);
		if (code != STATUS_OK || !concerns(head, call->evaluation))
			continue;
		code = event_get(call->txn, i, &event, &head, call->status);
		if (code == STATUS_OK)
			line_append(call->arena, &lines, event_line(&scratch, head, event), head->n_changes > 0);
	}
	arena_clear(&scratch);
	*out = (struct slice){ (const uint8_t *)lines.text, lines.kept };
	return code;
}
