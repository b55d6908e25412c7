/* questionnaire_file: the counts of a questionnaire as a small YAML file:
 *
 *   issued: 200
 *   returned: 190
 *   valid: 180
 *   satisfied: 162        # where the scheme's rule gives answers no values; else:
 *   groups:
 *   - name: 学员          # left out where the rule has no groups
 *     answers:
 *     - {option: 很满意, count: 100}
 */
#ifndef JIXIAO_CLIENT_QUESTIONNAIRE_FILE_H
#define JIXIAO_CLIENT_QUESTIONNAIRE_FILE_H

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"
#include "jixiao/entry.pb-c.h"

/* Reads ${text}, a file called ${name}; everything in ${arena}. Every fault at once, each at "NAME:12:5".
 * STATUS_INVALID_ARGUMENT, MSG_QUESTIONNAIRE_FILE_FAULTS. */
enum status_code questionnaire_file_read(struct arena *arena, const char *name, struct slice text,
					 Jixiao__Questionnaire **questionnaire, struct status *status);

#endif
