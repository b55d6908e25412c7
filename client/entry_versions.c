#include "client/entry_versions.h"

#include "client/call.h"
#include "client/change_words.h"
#include "client/history.h"

static void fill(struct arena *arena, const Jixiao__EventView *event, const char *code, struct entry_version *version)
{
	const ProtobufCMessage *request = request_about(arena, event, code);
	const char *method = event->head->method;

	version->event = event;
	version->revision = revision_after(event->head, JIXIAO__RECORD_TYPE__RECORD_ENTRY, code);
	version->written = is_entry_writer(method);
	if (version->written && request != NULL && request->descriptor == &jixiao__entry_put_request__descriptor)
		version->content = (const void *)request;
}

void entry_versions_of(struct arena *arena, Jixiao__EventListReply *events, const char *code, struct entry_versions *versions)
{
	*versions = (struct entry_versions){ .events = events };
	versions->all = arena_alloc(arena, (events->n_events + 1) * sizeof(*versions->all));
	for (size_t i = 0; i < events->n_events; i++)
		if (events->events[i]->head != NULL)
			fill(arena, events->events[i], code, &versions->all[versions->n++]);
	/* Who hands in or reviews leaves the content as it was. */
	for (size_t i = versions->n; i-- > 0;)
		if (!versions->all[i].written && i + 1 < versions->n)
			versions->all[i].content = versions->all[i + 1].content;
}

enum status_code entry_versions_load(struct context *context, const char *evaluation, const char *code,
				     struct entry_versions *versions)
{
	Jixiao__EventHistoryRequest request = JIXIAO__EVENT_HISTORY_REQUEST__INIT;
	Jixiao__EventListReply *events;
	enum status_code result;

	request.evaluation = (char *)(uintptr_t)evaluation;
	request.type = JIXIAO__RECORD_TYPE__RECORD_ENTRY;
	request.id = (char *)(uintptr_t)code;
	result = context_call(context, "Event.History", &request.base, &jixiao__event_list_reply__descriptor, &events);
	if (result == STATUS_OK)
		entry_versions_of(context->arena, events, code, versions);
	return result;
}

const struct entry_version *entry_version_find(const struct entry_versions *versions, uint64_t revision)
{
	for (size_t i = 0; i < versions->n; i++)
		if (versions->all[i].revision == revision)
			return &versions->all[i];
	return NULL;
}
