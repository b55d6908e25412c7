#include "client/indicator_changes.h"

#include <string.h>

#include "client/change_words.h"

void sentence_add(struct sentence_list *list, enum message_id id, const char *first, const char *second, const char *third)
{
	const char **args = arena_alloc(list->context->arena, 4 * sizeof(*args));

	args[0] = first;
	args[1] = second;
	args[2] = second != NULL ? third : NULL;
	args[3] = NULL;
	list->sentences[list->n++] = (struct sentence){ id, args };
}

static const Jixiao__Indicator *find(const struct tree *tree, const char *code)
{
	for (size_t i = 0; i < tree->n; i++)
		if (strcmp(tree->indicators[i]->code, code) == 0)
			return tree->indicators[i];
	return NULL;
}

/* Of a parent that leaves it out the sum of those below. */
static const char *weight_of(const struct sentence_list *list, const Jixiao__Indicator *indicator)
{
	return *indicator->weight != '\0' ? indicator->weight : message_plain(list->context->language, MSG_TEMPLATE_NO_WEIGHT);
}

static void compare(struct sentence_list *list, const Jixiao__Indicator *before, const Jixiao__Indicator *after)
{
	Jixiao__Indicator left;
	const char *words;

	if (before == NULL) {
		sentence_add(list, MSG_TEMPLATE_ADDED, after->code, after->name, weight_of(list, after));
		return;
	}
	left = *before;
	/* Another place in the file follows from what was added or removed before it. */
	left.position = after->position;
	left.evaluation = after->evaluation;
	left.revision = after->revision;
	words = message_changes(list->context, &after->base, &left.base);
	if (*words != '\0')
		sentence_add(list, MSG_TEMPLATE_MENDED, after->code, after->name, words);
}

void indicators_compare(struct sentence_list *list, const struct tree *before, const struct tree *after)
{
	for (size_t i = 0; i < after->n; i++)
		compare(list, find(before, after->indicators[i]->code), after->indicators[i]);
	for (size_t i = 0; i < before->n; i++)
		if (find(after, before->indicators[i]->code) == NULL)
			sentence_add(list, MSG_TEMPLATE_REMOVED, before->indicators[i]->code, before->indicators[i]->name,
				     weight_of(list, before->indicators[i]));
}
