/* part_text: "昌吉市=30万元@E001,E002": a part of a working paper as the command line has it. */
#ifndef JIXIAO_CLIENT_PART_TEXT_H
#define JIXIAO_CLIENT_PART_TEXT_H

#include "client/command.h"
#include "jixiao/entry.pb-c.h"

/* Takes --part and --drop-part into ${request}: a part takes the place of the one of its name, or comes last. Its evidence is
 * the entry's, too. Full-width ＝ ＠ ， and 、 are understood. STATUS_INVALID_ARGUMENT, MSG_PART_FORM; STATUS_NOT_FOUND,
 * MSG_PART_NONE. */
enum status_code parts_read(struct context *context, const struct arguments *arguments, Jixiao__EntryPutRequest *request);

/* "昌吉市 30（E001、E002）；阜康市 20"; "" for none. */
const char *parts_show(struct arena *arena, Jixiao__EntryPart *const *parts, size_t n);

#endif
