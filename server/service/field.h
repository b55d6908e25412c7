/* field: what several services ask of a request's texts. */
#ifndef JIXIAO_SERVICE_FIELD_H
#define JIXIAO_SERVICE_FIELD_H

#include "common/base/status.h"

/* A violation at ${path} if ${text} is blank or over ${limit} bytes. */
void field_check_text(struct status *status, const char *path, const char *text, size_t limit);

/* Also if it has line ends or tabs: for titles and names. */
void field_check_line(struct status *status, const char *path, const char *text, size_t limit);

#endif
