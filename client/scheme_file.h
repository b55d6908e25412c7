/* scheme_file: the scheme (评价实施方案) as one readable YAML file, in and out. The server never sees YAML.
 *
 * The keys are the field names of proto/jixiao/scheme.proto, but for: `children` nests the tree (codes of parents and levels
 * follow from it), a rule is its name or a mapping with `name` and parameters, a target is a text ("≥10次") or a mapping of op,
 * value and unit, a stage is its name. Examples with every key: docs/examples. */
#ifndef JIXIAO_CLIENT_SCHEME_FILE_H
#define JIXIAO_CLIENT_SCHEME_FILE_H

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"
#include "jixiao/scheme.pb-c.h"

/* Where a field of the request stands in the file; both count from 1. */
struct scheme_position {
	const char *path; /* "indicators[3].weight" */
	unsigned line, column;
};

struct scheme_file {
	const char *name;		   /* for messages: "scheme.yaml" */
	Jixiao__SchemePutRequest *request; /* without evaluation and revision */
	struct scheme_position *positions; /* by path */
	size_t n_positions, capacity;
	const char **unread; /* paths of what is missing or could not be read, and is a fault already */
	size_t n_unread, unread_capacity;
};

/* Reads ${text}, a file called ${name}; everything in ${arena}. Every fault at once: each is a violation whose path is
 * "scheme.yaml:12:5", in the file's order. STATUS_INVALID_ARGUMENT, MSG_SCHEME_FILE_FAULTS. */
enum status_code scheme_file_read(struct arena *arena, const char *name, struct slice text, struct scheme_file *file,
				  struct status *status);

/* The same, and what the domain's check finds besides: weights that don't sum, rules and targets that don't fit, people that
 * the file's own team does not have. All that can be said of a file without the server. */
enum status_code scheme_file_check(struct arena *arena, const char *name, struct slice text, struct scheme_file *file,
				   struct status *status);

/* The place of ${path}, or of the nearest thing around it that stands in the file. */
struct scheme_position scheme_file_position(const struct scheme_file *file, const char *path);

/* Turns the field paths of ${status}'s violations (from the server or the domain's check) into places of the file, in order. */
void scheme_file_locate(const struct scheme_file *file, struct status *status);

/* Adds ${faults}, whose paths are fields, to those of ${status}, whose paths are places. */
void scheme_file_add(const struct scheme_file *file, struct status *faults, struct status *status);
/* Begins ${status} with the reader's faults as the domain's check names their fields: what it need not name again. */
void scheme_file_add_unread(struct arena *arena, const struct scheme_file *file, struct status *status);
/* Takes them away when it has checked: they are named already. */
void scheme_file_drop_unread(const struct scheme_file *file, struct status *status);
/* Puts the faults into the file's order; STATUS_OK if there are none. */
enum status_code scheme_file_conclude(const struct scheme_file *file, struct status *status);

/* The file of ${scheme}; reading it gives the same again. */
struct slice scheme_file_write(struct arena *arena, const Jixiao__SchemeGetReply *scheme);

#endif
