#include "client/part_text.h"

#include <string.h>

#include "client/citation_text.h"
#include "client/marks.h"
#include "client/request.h"
#include "common/rpc/pb.h"

/* The place of the part of that name; n_parts if there is none. */
static size_t place_of(const Jixiao__EntryPutRequest *request, const char *name)
{
	size_t i = 0;

	while (i < request->n_parts && strcmp(request->parts[i]->name, name) != 0)
		i++;
	return i;
}

static void put_part(struct arena *arena, Jixiao__EntryPutRequest *request, Jixiao__EntryPart *part)
{
	const size_t i = place_of(request, part->name);

	if (i == request->n_parts)
		request->parts = arena_grow(arena, request->parts, request->n_parts++ * sizeof(part), (i + 1) * sizeof(part));
	request->parts[i] = part;
}

static bool read_evidence(struct arena *arena, char *ids, Jixiao__EntryPutRequest *request, Jixiao__EntryPart *part)
{
	char *next;

	part->evidence = arena_alloc(arena, (strlen(ids) + 1) * sizeof(*part->evidence));
	for (; ids != NULL; ids = next) {
		next = marks_cut(ids, marks_comma);
		if (*ids == '\0')
			return false;
		entry_cite(arena, request, ids);
		part->evidence[part->n_evidence++] = ids;
	}
	return true;
}

static bool read_one(struct arena *arena, const char *given, Jixiao__EntryPutRequest *request)
{
	Jixiao__EntryPart *part = (void *)pb_new(arena, &jixiao__entry_part__descriptor);
	char *name = arena_strdup(arena, given), *value = marks_cut(name, marks_equal);
	char *ids = marks_cut(value != NULL ? value : name, marks_at);

	if (*name == '\0' || (ids != NULL && !read_evidence(arena, ids, request, part)))
		return false;
	part->name = name;
	part->value = value != NULL ? value : (char *)"";
	put_part(arena, request, part);
	return true;
}

enum status_code parts_read(struct context *context, const struct arguments *arguments, Jixiao__EntryPutRequest *request)
{
	const char **given = argument_all(context->arena, arguments, "part");
	const char **dropped = argument_all(context->arena, arguments, "drop-part");

	/* The parts that stand there belong to the reply. */
	request->parts = arena_memdup(context->arena, request->parts, request->n_parts * sizeof(*request->parts));
	for (; *dropped != NULL; dropped++) {
		const size_t i = place_of(request, *dropped);

		if (i == request->n_parts)
			return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_PART_NONE, *dropped);
		request->n_parts--;
		memmove(&request->parts[i], &request->parts[i + 1], (request->n_parts - i) * sizeof(*request->parts));
	}
	for (; *given != NULL; given++)
		if (!read_one(context->arena, *given, request))
			return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_PART_FORM, *given);
	return STATUS_OK;
}

const char *parts_show(struct arena *arena, Jixiao__EntryPart *const *parts, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++) {
		const Jixiao__EntryPart *part = parts[i];

		text = arena_printf(arena, "%s%s%s%s%s", text, i > 0 ? "；" : "", part->name, *part->value != '\0' ? " " : "",
				    part->value);
		for (size_t k = 0; k < part->n_evidence; k++)
			text = arena_printf(arena, "%s%s%s", text, k == 0 ? "（" : "、", part->evidence[k]);
		if (part->n_evidence > 0)
			text = arena_printf(arena, "%s）", text);
	}
	return text;
}
