/* The working paper of an entry as it is written down. */
#include "server/service/entry_content.h"

#include <string.h>

#include "server/service/field.h"

enum { NAME_LIMIT = 200, VALUE_LIMIT = 200 };

struct paper {
	struct call *call;
	const Jixiao__EntryPutRequest *request;
	const struct indicator *indicator;
	const char *path; /* "entries[3].parts" */
};

static void check_name(const struct paper *paper, size_t i, const char *path)
{
	Jixiao__EntryPart *const *parts = paper->request->parts;

	field_check_line(paper->call->status, path, parts[i]->name, NAME_LIMIT);
	for (size_t k = 0; k < i; k++)
		if (strcmp(parts[k]->name, parts[i]->name) == 0) {
			STATUS_VIOLATION(paper->call->status, path, MSG_ENTRY_PART_TWICE, parts[i]->name);
			return;
		}
}

static void check_evidence(const struct paper *paper, const Jixiao__EntryPart *part, const char *path)
{
	for (size_t i = 0; i < part->n_evidence; i++)
		if (!entry_request_cites(paper->request, part->evidence[i]))
			STATUS_VIOLATION(paper->call->status, arena_printf(paper->call->arena, "%s.evidence[%zu]", path, i),
					 MSG_CITATION_EVIDENCE, part->evidence[i]);
}

/* The part as it is kept; its value in ${read}. */
static Jixiao__EntryPart *check_part(const struct paper *paper, size_t i, struct paper_part *read)
{
	struct arena *arena = paper->call->arena;
	const Jixiao__EntryPart *part = paper->request->parts[i];
	const char *path = arena_printf(arena, "%s[%zu]", paper->path, i), *value = arena_printf(arena, "%s.value", path);
	Jixiao__EntryPart *kept = arena_memdup(arena, part, sizeof(*part));

	*read = (struct paper_part){ .name = part->name, .text = "" };
	check_name(paper, i, arena_printf(arena, "%s.name", path));
	if (strlen(part->value) > VALUE_LIMIT)
		STATUS_VIOLATION(paper->call->status, value, MSG_FIELD_TOO_LONG, arena_printf(arena, "%d", VALUE_LIMIT));
	else if (part_parse(arena, &paper->indicator->rule, &paper->indicator->target, part->value, value, read,
			    paper->call->status))
		kept->value = arena_strdup(arena, read->text);
	check_evidence(paper, part, path);
	return kept;
}

static void compute(const struct paper *paper, const struct paper_part *parts, struct value *actual)
{
	const enum part_measure measure = paper->indicator->rule.parts;

	actual->kind = VALUE_NUMBER;
	if (!parts_actual(measure, parts, paper->request->n_parts, &actual->number))
		STATUS_VIOLATION(paper->call->status, paper->path, MSG_ENTRY_PARTS_TOO_LARGE);
}

void entry_parts_check(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
		       const struct indicator *indicator, struct entry_settled *settled)
{
	const struct paper paper = { call, request, indicator, entry_path(call, row, "parts") };
	const size_t n = request->n_parts, before = call->status->n_violations;
	struct paper_part *read;

	if (indicator->rule.parts != PARTS_NONE && *request->actual != '\0')
		STATUS_VIOLATION(call->status, entry_path(call, row, "actual"), MSG_ENTRY_ACTUAL_FROM_PARTS, indicator->code);
	if (n == 0)
		return;
	if (indicator->rule.parts == PARTS_NONE) {
		STATUS_VIOLATION(call->status, paper.path, MSG_ENTRY_PARTS_UNWANTED, indicator->code);
		return;
	}
	if (n > PARTS_MOST) {
		STATUS_VIOLATION(call->status, paper.path, MSG_ENTRY_PARTS_TOO_MANY,
				 arena_printf(call->arena, "%d", PARTS_MOST), arena_printf(call->arena, "%zu", n));
		return;
	}
	settled->parts = arena_alloc(call->arena, n * sizeof(*settled->parts));
	read = arena_alloc(call->arena, n * sizeof(*read));
	for (size_t i = 0; i < n; i++)
		settled->parts[i] = check_part(&paper, i, &read[i]);
	if (call->status->n_violations == before)
		compute(&paper, read, &settled->actual);
}
