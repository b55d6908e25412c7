/* text_normal: text as people's editors save it, made into text as we keep it. */
#ifndef JIXIAO_CLIENT_TEXT_NORMAL_H
#define JIXIAO_CLIENT_TEXT_NORMAL_H

#include "common/base/slice.h"
#include "common/base/status.h"

/* The text of file ${name}: a byte order mark at its beginning is dropped, the line ends of Windows (CR LF) and of old Macs
 * (CR) become LF, blanks and blank lines at its end go. Result in ${arena}, ended by a NUL.
 *
 * STATUS_INVALID_ARGUMENT if something remains that nobody sees: each control or invisible character is a violation at
 * "NAME:LINE:COLUMN" (from 1, columns in characters) that names it as U+XXXX; likewise the first byte that is no UTF-8. */
enum status_code text_normal(struct arena *arena, const char *name, struct slice bytes, const char **text,
			     struct status *status);

#endif
