/* scheme_nesting: looks at a YAML text before it is loaded: libyaml's work grows with the square of the depth, and of the
 * number of anchors. */
#ifndef JIXIAO_CLIENT_SCHEME_NESTING_H
#define JIXIAO_CLIENT_SCHEME_NESTING_H

#include <stddef.h>

#include "common/base/slice.h"
#include "common/text/message_catalogue.h"

/* Levels of lists and mappings; a scheme needs 11. */
enum { SCHEME_NESTING_MAX = 32 };
/* Names (&name) that aliases could refer to; a scheme takes no aliases. */
enum { SCHEME_ANCHORS_MAX = 100 };

/* MSG_SCHEME_FILE_NESTED if ${text}, UTF-8, opens more lists and mappings within one another than SCHEME_NESTING_MAX,
 * MSG_SCHEME_FILE_ALIAS if it has more anchors than SCHEME_ANCHORS_MAX; *${line} and *${column}, from 1, say where. Else
 * MSG_NONE: faults of syntax are left to who loads it. */
enum message_id scheme_nesting_check(struct slice text, size_t *line, size_t *column);

#endif
