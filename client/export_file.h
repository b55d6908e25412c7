/* export_file: an exported evaluation, from the file of `jixiao evaluation export` or from the data part of an archive. */
#ifndef JIXIAO_CLIENT_EXPORT_FILE_H
#define JIXIAO_CLIENT_EXPORT_FILE_H

#include "common/base/arena.h"
#include "common/base/status.h"
#include "jixiao/evaluation.pb-c.h"

/* ${path} is an export: it ends with .json, or is an archive's folder or .zip. */
bool export_is_file(const char *path);

/* Reads it into ${arena}. STATUS_NOT_FOUND; STATUS_INVALID_ARGUMENT, MSG_EXPORT_UNREADABLE with what is wrong where. */
enum status_code export_read(struct arena *arena, const char *path, Jixiao__EvaluationExport **export, struct status *status);

#endif
