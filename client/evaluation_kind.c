#include "client/evaluation_kind.h"

#include <string.h>
#include <strings.h>

enum { KINDS = JIXIAO__EVALUATION_KIND__EVALUATION_KIND_FINANCE };

static const enum message_id kind_words[KINDS + 1] = { MSG_NONE, MSG_EVALUATION_KIND_SELF, MSG_EVALUATION_KIND_DEPARTMENT,
						       MSG_EVALUATION_KIND_FINANCE };

const char *evaluation_kind_word(enum language language, Jixiao__EvaluationKind kind)
{
	return (int)kind > 0 && (int)kind <= KINDS ? message_plain(language, kind_words[kind]) : "?";
}

Jixiao__EvaluationKind evaluation_kind_by_word(const char *word)
{
	for (int kind = 1; kind <= KINDS; kind++)
		if (strcmp(word, message_plain(LANGUAGE_ZH, kind_words[kind])) == 0 ||
		    strcasecmp(word, message_plain(LANGUAGE_EN, kind_words[kind])) == 0)
			return (Jixiao__EvaluationKind)kind;
	return JIXIAO__EVALUATION_KIND__EVALUATION_KIND_UNSPECIFIED;
}

char *evaluation_kinds_in_words(struct arena *arena, enum language language, const Jixiao__EvaluationKind *kinds, size_t n)
{
	char *text = arena_strdup(arena, "");

	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text,
				    *text == '\0'	      ? ""
				    : language == LANGUAGE_ZH ? "、"
							      : ", ",
				    evaluation_kind_word(language, kinds[i]));
	return text;
}
