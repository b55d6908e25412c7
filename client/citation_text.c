#include "client/citation_text.h"

#include <stdlib.h>
#include <string.h>

#include "client/marks.h"
#include "client/output.h"
#include "client/request.h"
#include "common/rpc/pb.h"

/* "1,3"; false if it is no list of numbers. */
static bool read_numbers(struct arena *arena, char *text, Jixiao__Citation *citation)
{
	char *next;

	citation->supports = arena_alloc(arena, (strlen(text) / 2 + 1) * sizeof(*citation->supports));
	for (; text != NULL; text = next) {
		next = marks_cut(text, marks_comma);
		if (*text == '\0' || strlen(text) > 3 || text[strspn(text, "0123456789")] != '\0')
			return false;
		citation->supports[citation->n_supports++] = (uint32_t)strtoul(text, NULL, 10);
	}
	return true;
}

void entry_cite(struct arena *arena, Jixiao__EntryPutRequest *request, char *id)
{
	for (size_t i = 0; i < request->n_evidence; i++)
		if (strcmp(request->evidence[i], id) == 0)
			return;
	request->evidence = arena_grow(arena, request->evidence, request->n_evidence * sizeof(char *),
				       (request->n_evidence + 1) * sizeof(char *));
	request->evidence[request->n_evidence++] = id;
}

static bool read_one(struct arena *arena, const char *given, Jixiao__EntryPutRequest *request)
{
	static const char *const colons[] = { ":", "：", NULL };
	Jixiao__Citation *citation = (void *)pb_new(arena, &jixiao__citation__descriptor);
	char *id = arena_strdup(arena, given), *place = marks_cut(id, marks_at), *numbers = marks_cut(id, colons);

	if (*id == '\0' || (place != NULL && *place == '\0') || (numbers != NULL && !read_numbers(arena, numbers, citation)))
		return false;
	entry_cite(arena, request, id);
	if (place == NULL && numbers == NULL)
		return true;
	citation->evidence = id;
	citation->place = place != NULL ? place : (char *)"";
	request->citations = arena_grow(arena, request->citations, request->n_citations * sizeof(Jixiao__Citation *),
					(request->n_citations + 1) * sizeof(Jixiao__Citation *));
	request->citations[request->n_citations++] = citation;
	return true;
}

enum status_code citations_read(struct context *context, const struct arguments *arguments, Jixiao__EntryPutRequest *request)
{
	const char **given = argument_all(context->arena, arguments, "evidence");

	if (*given != NULL) {
		request->n_evidence = request->n_citations = 0;
		request->evidence = NULL;
		request->citations = NULL;
	}
	for (; *given != NULL; given++)
		if (!read_one(context->arena, *given, request))
			return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_CITATION_FORM, *given);
	return STATUS_OK;
}

/* "（要点1、3，第5页）". */
static const char *citation_words(struct context *context, const Jixiao__Citation *citation)
{
	const bool english = context->language == LANGUAGE_EN;
	char **numbers = arena_alloc(context->arena, (citation->n_supports + 1) * sizeof(*numbers));
	const char *points = "";

	for (size_t i = 0; i < citation->n_supports; i++)
		numbers[i] = number_text(context, citation->supports[i]);
	if (citation->n_supports > 0)
		points = arena_printf(context->arena, "%s%s", english ? "points " : "要点",
				      join(context, numbers, citation->n_supports));
	return arena_printf(context->arena, "%s%s%s%s%s", english ? " (" : "（", points,
			    *points != '\0' && *citation->place != '\0' ? english ? ", " : "，" : "", citation->place,
			    english ? ")" : "）");
}

char *citations_show(struct context *context, const Jixiao__Entry *entry)
{
	char **words = arena_alloc(context->arena, (entry->n_evidence + 1) * sizeof(*words));

	for (size_t i = 0; i < entry->n_evidence; i++) {
		words[i] = entry->evidence[i];
		for (size_t k = 0; k < entry->n_citations; k++)
			if (strcmp(entry->citations[k]->evidence, entry->evidence[i]) == 0)
				words[i] = arena_printf(context->arena, "%s%s", words[i],
							citation_words(context, entry->citations[k]));
	}
	return join(context, words, entry->n_evidence);
}
