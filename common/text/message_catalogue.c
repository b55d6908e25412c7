#include "common/text/message_catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"

static const struct {
	const char *name, *text[2];
} catalogue[MSG_COUNT] = {
	[MSG_NONE] = { "NONE", { "", "" } },
#define MESSAGE(id, zh, en) [MSG_##id] = { #id, { zh, en } },
#include "common/text/messages/all.def"
#undef MESSAGE
};

const char *message_name(enum message_id id)
{
	return catalogue[id].name;
}

enum message_id message_by_name(const char *name)
{
	for (size_t i = 0; i < MSG_COUNT; i++)
		if (strcmp(catalogue[i].name, name) == 0)
			return (enum message_id)i;
	return MSG_NONE;
}

const char *message_plain(enum language language, enum message_id id)
{
	return catalogue[id].text[language];
}

/* The argument that "{7}" at ${p} names, or NULL if ${p} is no placeholder. */
static const char *placeholder(const char *p, const char *const *args, size_t n_args)
{
	size_t i;

	if (p[0] != '{' || p[1] < '0' || p[1] > '9' || p[2] != '}')
		return NULL;
	i = (size_t)(p[1] - '0');
	return i < n_args ? args[i] : "?";
}

/* Words an argument "@ID@ID…", each ID a plain sentence: "组长、组员". Anything else, also an unknown ID, stays as it is. */
static const char *word_argument(struct arena *arena, enum language language, const char *arg)
{
	enum { LONGEST = 512 };
	const char *text = "", *separator = "", *p = arg;

	if (*arg != '@' || strlen(arg) > LONGEST)
		return arg;
	while (*p == '@') {
		size_t length = strcspn(p + 1, "@");
		enum message_id id = message_by_name(arena_printf(arena, "%.*s", (int)length, p + 1));

		if (id == MSG_NONE)
			return arg;
		text = arena_printf(arena, "%s%s%s", text, separator, message_plain(language, id));
		separator = language == LANGUAGE_ZH ? "、" : ", ";
		p += length + 1;
	}
	return text;
}

char *message_text(struct arena *arena, enum language language, enum message_id id, const char *const *args, size_t n_args)
{
	const char *text = catalogue[id].text[language], *p, *arg;
	const char *worded[10];
	size_t length = 0;
	char *result, *out;

	n_args = n_args < 10 ? n_args : 10;
	for (size_t i = 0; i < n_args; i++)
		worded[i] = word_argument(arena, language, args[i]);
	args = worded;
	for (p = text; *p != '\0'; p++) {
		arg = placeholder(p, args, n_args);
		length += arg != NULL ? strlen(arg) : 1;
		p += arg != NULL ? 2 : 0;
	}
	result = out = arena_alloc(arena, length + 1);
	for (p = text; *p != '\0'; p++) {
		arg = placeholder(p, args, n_args);
		if (arg != NULL) {
			out = stpcpy(out, arg);
			p += 2;
		} else {
			*out++ = *p;
		}
	}
	return result;
}
