/* field: what several services ask of a request's texts. */
#ifndef JIXIAO_SERVICE_FIELD_H
#define JIXIAO_SERVICE_FIELD_H

#include "common/base/status.h"

/* A violation at ${path} if ${text} is blank or over ${limit} bytes. */
void field_check_text(struct status *status, const char *path, const char *text, size_t limit);

/* Also if it has line ends or tabs: for titles and names. */
void field_check_line(struct status *status, const char *path, const char *text, size_t limit);

/* [a-z0-9][a-z0-9-]{0,31} (@FORM_EVALUATION): also a file name and an argument, so nothing that a shell or a path would read.
 */
bool field_is_id(const char *text);

#endif
