/* message_catalogue: every sentence that jixiao says to a person, in Chinese and English.
 *
 * Sentences stand in messages/NAME.def, one file a subject, as MESSAGE(ID, "中文 {0}", "English {0}"). The id's name travels on
 * the wire, so a renamed id is a change of protocol; the words may change freely. {0}, {1}, … are arguments; an argument
 * "@ROLE_LEADER@ROLE_MEMBER" is worded too: "组长、组员" or "leader, member". */
#ifndef JIXIAO_TEXT_MESSAGE_CATALOGUE_H
#define JIXIAO_TEXT_MESSAGE_CATALOGUE_H

#include <stddef.h>

struct arena;

enum language { LANGUAGE_ZH, LANGUAGE_EN };

enum message_id {
	MSG_NONE,
#define MESSAGE(id, zh, en) MSG_##id,
#include "common/text/messages/all.def"
#undef MESSAGE
	MSG_COUNT
};

/* The id's name without MSG_, as it stands on the wire. */
const char *message_name(enum message_id id);

/* MSG_NONE when this program does not know ${name}: a newer server said it. */
enum message_id message_by_name(const char *name);

/* Words message ${id} in ${language}. Arguments that are missing read "?"; surplus ones are ignored. Result in ${arena}. */
char *message_text(struct arena *arena, enum language language, enum message_id id, const char *const *args, size_t n_args);

/* A sentence without arguments; static. */
const char *message_plain(enum language language, enum message_id id);

#endif
