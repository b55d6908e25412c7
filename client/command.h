/* command: the CLI's command table: noun, verb, arguments, help, handler. `jixiao help`, --help and completion print from it.
 */
#ifndef JIXIAO_CLIENT_COMMAND_H
#define JIXIAO_CLIENT_COMMAND_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

#include "client/connection.h"
#include "common/base/arena.h"
#include "common/base/status.h"

enum output { OUTPUT_TABLE, OUTPUT_JSON };

/* What a command has to work with. */
struct context {
	struct arena *arena;
	enum language language;
	enum output output;
	const char *home;	       /* where profiles are kept: $JIXIAO_HOME or ~/.config/jixiao */
	const char *profile;	       /* --as, $JIXIAO_CONTEXT, or the only or default one */
	const char *folder;	       /* the profile's files; set by context_connect */
	bool quiet;		       /* no progress */
	bool field_names;	       /* name fields as proto/ does, not in words: for who writes JSON */
	const struct command *command; /* what is run; NULL: none */
	const uint8_t *request_id;     /* 16 bytes, of the next write; NULL: a new one */
	struct connection *connection; /* opened by the first call; see context_connect */
	struct status status;
	const ProtobufCMessage *request; /* that the status refuses: names what its paths count; NULL: none */
};

/* A long option of one verb, with a value or without. */
struct option_row {
	const char *name;    /* "reason" */
	const char *value;   /* "理由", or NULL for a flag */
	const char *help[2]; /* zh, en */
	bool required, repeated;
};

/* Rows of several verbs. */
/* clang-format off */
#define OPTION_REVISION { "revision", "REVISION", \
	{ "您看到的版本；不写则先读取当前版本", "the revision that you saw; without it the current one" } }
#define OPTION_EVIDENCE_REPLACED { "evidence", "ID", \
	{ "佐证材料编号；写出的材料替换原有的", "id of evidence; what is given replaces what was there" }, .repeated = true }
/* clang-format on */

/* Of the verbs that hand in. */
extern const struct option_row undo_options[];

/* --undo, among the rows of a verb that has others. */
#define OPTION_UNDO                                                                                                            \
	{                                                                                                                      \
		"undo", NULL,                                                                                                  \
		{                                                                                                              \
			"撤回本人的提交（下一个人处理之前）", "take back what you handed in, until somebody else acts on it"   \
		}                                                                                                              \
	}

/* Of the verbs that let pass what was handed in, and of those that send it back. */
extern const struct option_row comment_options[], return_comment_options[];

/* What the command line said. */
struct arguments {
	const struct command *command;
	size_t n_positional;
	const char **positional;
	size_t n_options;
	struct {
		const char *name, *value;
	} * options;
};

/* The option's value, "" for a flag that was given, NULL if it was not. */
const char *argument(const struct arguments *arguments, const char *option);
/* All values of a repeated option, NULL-terminated. */
const char **argument_all(struct arena *arena, const struct arguments *arguments, const char *option);

typedef enum status_code command_handler(struct context *context, const struct arguments *arguments);

struct command {
	const char *noun, *verb; /* "entry", "put"; verb NULL for `jixiao todo` */
	const char *usage;	 /* "EVALUATION CODE VALUE" */
	size_t min_positional, max_positional;
	const char *help[2];		  /* zh, en: one line */
	const char *example;		  /* "jixiao entry put 2024-yunxing C11 10次 --evidence E003" */
	const struct option_row *options; /* ends with a row whose name is NULL; NULL if none */
	command_handler *handler;
	/* Methods of the server: first the one that the command is for, by which its refusals and `whoami --can` go, then those
	 * that only serve it. None: the command asks the server nothing, or whatever it is told to. */
	const char *methods[4];
};

/* Each file of client/command/ gives its rows; command_table.c lists the files. */
struct command_group {
	const char *noun;
	const char *help[2];
	const struct command *commands;
	size_t n_commands;
};

#endif
