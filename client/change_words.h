/* change_words: what an event changed, in words: "实际完成值：9 → 10；文字说明：（空）→ 已完成". */
#ifndef JIXIAO_CLIENT_CHANGE_WORDS_H
#define JIXIAO_CLIENT_CHANGE_WORDS_H

#include "client/command.h"
#include "jixiao/event.pb-c.h"

/* The request of an event; of one that wrote several entries, the row of ${id}. NULL if it is not kept or not understood.
 * Result in ${arena}. */
const ProtobufCMessage *request_about(struct arena *arena, const Jixiao__EventView *view, const char *id);

/* Entry.Put and Entry.PutAll: of both, request_about gives an EntryPutRequest. */
bool is_entry_writer(const char *method);

/* Event ${at} of ${list} (newest first, of the record ${id}): each field of its request that differs from the newest earlier
 * request of the same method, from what to what. What the first such request holds is listed; what only says which record is
 * meant is left out. A field's long text is cut. "" for a request without content or one that is not kept. Result in the
 * context's arena. */
char *change_in_words(struct context *context, const Jixiao__EventListReply *list, const char *id, size_t at);

/* The same of two messages of one type; ${before} NULL: lists what ${now} holds. */
char *message_changes(struct context *context, const ProtobufCMessage *now, const ProtobufCMessage *before);

#endif
