#include "client/template_words.h"

#include <string.h>

#include "client/change_words.h"

struct differences {
	struct context *context;
	struct sentence *sentences;
	size_t n;
};

static void say(struct differences *differences, enum message_id id, const char *first, const char *second, const char *third)
{
	const char **args = arena_alloc(differences->context->arena, 4 * sizeof(*args));

	args[0] = first;
	args[1] = second;
	args[2] = second != NULL ? third : NULL;
	args[3] = NULL;
	differences->sentences[differences->n++] = (struct sentence){ id, args };
}

static const Jixiao__Indicator *find(const Jixiao__Template *template, const char *code)
{
	for (size_t i = 0; i < template->n_indicators; i++)
		if (strcmp(template->indicators[i]->code, code) == 0)
			return template->indicators[i];
	return NULL;
}

/* Of a parent that leaves it out the sum of those below. */
static const char *weight_of(const struct differences *differences, const Jixiao__Indicator *indicator)
{
	return *indicator->weight != '\0' ? indicator->weight
					  : message_plain(differences->context->language, MSG_TEMPLATE_NO_WEIGHT);
}

static void compare_heads(struct differences *differences, const Jixiao__Template *before, const Jixiao__Template *after)
{
	Jixiao__Template left = *before, right = *after;
	const char *words;

	/* Which two they are is known, and what an importer left behind is no content. */
	left.name = right.name;
	left.version = right.version;
	left.entered_by = right.entered_by;
	words = message_changes(differences->context, &right.base, &left.base);
	if (*words != '\0')
		say(differences, MSG_TEMPLATE_CHANGED, words, NULL, NULL);
}

static void compare_indicator(struct differences *differences, const Jixiao__Indicator *before, const Jixiao__Indicator *after)
{
	Jixiao__Indicator left;
	const char *words;

	if (before == NULL) {
		say(differences, MSG_TEMPLATE_ADDED, after->code, after->name, weight_of(differences, after));
		return;
	}
	left = *before;
	/* Another place in the file follows from what was added or removed before it. */
	left.position = after->position;
	words = message_changes(differences->context, &after->base, &left.base);
	if (*words != '\0')
		say(differences, MSG_TEMPLATE_MENDED, after->code, after->name, words);
}

struct sentence *template_differences(struct context *context, const Jixiao__Template *before, const Jixiao__Template *after,
				      size_t *n)
{
	struct differences differences = { .context = context };

	differences.sentences =
		arena_alloc(context->arena, (1 + before->n_indicators + after->n_indicators) * sizeof(*differences.sentences));
	compare_heads(&differences, before, after);
	for (size_t i = 0; i < after->n_indicators; i++)
		compare_indicator(&differences, find(before, after->indicators[i]->code), after->indicators[i]);
	for (size_t i = 0; i < before->n_indicators; i++)
		if (find(after, before->indicators[i]->code) == NULL)
			say(&differences, MSG_TEMPLATE_REMOVED, before->indicators[i]->code, before->indicators[i]->name,
			    weight_of(&differences, before->indicators[i]));
	*n = differences.n;
	return differences.sentences;
}
