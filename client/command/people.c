/* jixiao enroll, renew, whoami, context: who one is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/command_table.h"
#include "client/enrolment.h"
#include "client/method_words.h"
#include "client/options.h"
#include "client/output.h"
#include "client/request.h"
#include "client/text_file.h"
#include "client/text_normal.h"
#include "client/words.h"
#include "jixiao/user.pb-c.h"

extern const struct command_group enroll_commands, renew_commands, whoami_commands, context_commands;

/* After an act on a profile: the profile as JSON, or the sentence. */
static enum status_code done(struct context *context, const struct profile *profile, enum message_id id,
			     const char *const *args)
{
	if (context->output == OUTPUT_JSON)
		printf("%s\n", profile_json(context->arena, profile));
	else
		output_line(context, id, args);
	return STATUS_OK;
}

/* ---- enroll ---- */

/* The code's line: from the file, or from standard input, asked for when a person sits there. Never from the command line,
 * which every user of the machine can read. */
static enum status_code read_ticket(struct context *context, const char *path, const char **text)
{
	char *line = NULL;
	size_t capacity = 0;
	struct slice bytes;

	if (path != NULL) {
		if (file_read(context->arena, path, &bytes, &context->status) != STATUS_OK)
			return context->status.code;
		return text_normal(context->arena, path, bytes, text, &context->status);
	}
	if (isatty(STDIN_FILENO))
		fprintf(stderr, "%s", message_plain(context->language, MSG_CODE_PROMPT));
	*text = getline(&line, &capacity, stdin) > 0 ? arena_strdup(context->arena, line) : "";
	free(line);
	return STATUS_OK;
}

static enum status_code enroll_command(struct context *context, const struct arguments *arguments)
{
	struct enrolment_ticket ticket;
	struct profile *profile;
	const char *text = "", *name;

	if (read_ticket(context, argument(arguments, "code-file"), &text) != STATUS_OK ||
	    enrolment_ticket_read(context->arena, text, &ticket, &context->status) != STATUS_OK)
		return context->status.code;
	name = context->profile != NULL && *context->profile != '\0' ? context->profile : ticket.person;
	if (enroll(context, positional(arguments, 0), &ticket, name, &profile) != STATUS_OK)
		return context->status.code;
	return done(context, profile, MSG_DONE_ENROLLED,
		    STATUS_ARGS(profile->full_name, profile->person, profile->installation, profile->name));
}

static const struct option_row enroll_options[] = {
	{ "code-file", "FILE", { "从文件读注册码；不写则提示粘贴", "read the code from a file; without it you are asked" } },
	{ NULL },
};

static const struct command enroll_rows[] = {
	{ "enroll",
	  NULL,
	  "HOST[:PORT]",
	  1,
	  1,
	  { "用管理员给的一次性注册码注册：密钥在本机生成，从不离开本机（端口是注册端口，默认 7444）",
	    "enrol with the one-time code from an administrator: keys are made here and stay here (PORT is the enrolment port, "
	    "7444 by default)" },
	  "jixiao enroll jixiao.example.gov.cn",
	  enroll_options,
	  enroll_command,
	  { "User.Enroll" } },
};

const struct command_group enroll_commands = {
	"enroll", { "用注册码注册到一台服务器", "enrol at a server with a code" }, enroll_rows, 1
};

/* ---- renew ---- */

static enum status_code renew_command(struct context *context, const struct arguments *arguments)
{
	struct profile *profile;
	int64_t expires;

	(void)arguments;
	if (renew(context, &profile, &expires) != STATUS_OK)
		return context->status.code;
	return done(context, profile, MSG_DONE_RENEWED,
		    STATUS_ARGS(profile->full_name, time_in_words(context->arena, expires)));
}

static const struct command renew_rows[] = {
	{ "renew",
	  NULL,
	  "",
	  0,
	  0,
	  { "换新的密钥和证书（到期之前）", "new keys and certificates, before the old ones end" },
	  "jixiao renew",
	  NULL,
	  renew_command,
	  { "User.Renew" } },
};

const struct command_group renew_commands = { "renew", { "更新自己的证书", "renew one's certificates" }, renew_rows, 1 };

/* ---- whoami ---- */

static const char *ability_word(const struct context *context, const Jixiao__Ability *ability)
{
	static const char *const words[][2] = {
		{ "可以", "yes" },
		{ "现阶段不可以", "not in this stage" },
		{ "不可以", "no" },
	};
	size_t i = ability->allowed ? 0 : ability->other_stage ? 1 : 2;

	return words[i][context->language];
}

static const char *act_word(const struct context *context, const char *method)
{
	const char *word = method_word(context->language, method);

	return word != NULL ? word : method;
}

static void print_abilities(struct context *context, const Jixiao__UserWhoamiReply *reply)
{
	struct table *table = table_new(context);

	table_column(table, "事项", "act", COLUMN_LEFT);
	table_column(table, "可否", "allowed", COLUMN_LEFT);
	table_column(table, "命令", "command", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_abilities; i++) {
		const Jixiao__Ability *one = reply->abilities[i];
		const struct command *command = command_for_method(one->method);
		const char *name = command != NULL ? command_name(context->arena, command)
						   : arena_printf(context->arena, "call %s", one->method);

		TABLE_ROW(table, act_word(context, one->method), ability_word(context, one),
			  arena_printf(context->arena, "jixiao %s", name));
	}
	table_print(table, MSG_ABILITIES_NONE);
}

static char *roles_in_words(struct context *context, const Jixiao__UserWhoamiReply *reply)
{
	char **words = arena_alloc(context->arena, (reply->n_roles + 1) * sizeof(*words));

	for (size_t i = 0; i < reply->n_roles; i++)
		words[i] = (char *)role_word(context->language, (Jixiao__Role)reply->roles[i]);
	return join(context, words, reply->n_roles);
}

static enum status_code whoami(struct context *context, const struct arguments *arguments)
{
	Jixiao__UserWhoamiRequest request = JIXIAO__USER_WHOAMI_REQUEST__INIT;
	Jixiao__UserWhoamiReply *reply;
	struct profile *profile;
	struct table *table;

	request.evaluation = positional(arguments, 0);
	if (profile_current(context, &profile) != STATUS_OK ||
	    context_call(context, "User.Whoami", &request.base, &jixiao__user_whoami_reply__descriptor, &reply) != STATUS_OK)
		return context->status.code;
	if (output_message(context, &reply->base))
		return STATUS_OK;
	table = detail_new(context);
	detail_row(context, table, "登录名", "login", reply->user->id);
	detail_row(context, table, "姓名", "name", reply->user->name);
	detail_row(context, table, "服务器", "server",
		   arena_printf(context->arena, "%s (%s:%u)", profile->installation, profile->host, profile->port));
	detail_row(context, table, "服务器上的角色", "role on the server",
		   server_role_word(context->language, reply->user->role));
	detail_row(context, table, "证书到期", "certificate ends", time_in_words(context->arena, reply->user->login_expires));
	if (*request.evaluation != '\0') {
		detail_row(context, table, "评价中的角色", "roles in the evaluation", roles_in_words(context, reply));
		detail_row(context, table, "阶段", "stage", stage_word(context->language, (Jixiao__Stage)reply->stage));
	}
	table_print(table, MSG_ABILITIES_NONE);
	if (argument(arguments, "can") != NULL) {
		printf("\n");
		print_abilities(context, reply);
	}
	return STATUS_OK;
}

static const struct option_row whoami_options[] = {
	{ "can", NULL, { "列出每件事现在可不可以做", "list each act and whether one may do it now" } },
	{ NULL },
};

static const struct command whoami_rows[] = {
	{ "whoami",
	  NULL,
	  "[EVALUATION]",
	  0,
	  1,
	  { "我是谁，在评价中是什么角色，能做什么", "who one is, which roles one has in an evaluation, what one may do" },
	  "jixiao whoami 2024-yunxing --can",
	  whoami_options,
	  whoami,
	  { "User.Whoami" } },
};

const struct command_group whoami_commands = {
	"whoami", { "我是谁，能做什么", "who one is and what one may do" }, whoami_rows, 1
};

/* ---- context ---- */

static void print_profiles(struct context *context, struct profile *const *profiles, size_t n)
{
	const char *chosen = profile_chosen(context);
	struct table *table = table_new(context);

	table_column(table, "", "", COLUMN_LEFT);
	table_column(table, "身份", "identity", COLUMN_LEFT);
	table_column(table, "登录名", "login", COLUMN_LEFT);
	table_column(table, "姓名", "name", COLUMN_LEFT);
	table_column(table, "服务器", "server", COLUMN_LEFT);
	for (size_t i = 0; i < n; i++) {
		const struct profile *profile = profiles[i];
		const char *server =
			arena_printf(context->arena, "%s (%s:%u)", profile->installation, profile->host, profile->port);

		TABLE_ROW(table, chosen != NULL && strcmp(chosen, profile->name) == 0 ? "*" : "", profile->name,
			  profile->person, profile->full_name, server);
	}
	table_print(table, MSG_PROFILE_NONE);
}

static enum status_code context_list(struct context *context, const struct arguments *arguments)
{
	const char **names = profile_names(context);
	struct profile **profiles = NULL;
	size_t n = 0;

	(void)arguments;
	for (; names[n] != NULL; n++) {
		profiles = arena_grow(context->arena, profiles, n * sizeof(*profiles), (n + 1) * sizeof(*profiles));
		if (profile_load(context, names[n], &profiles[n]) != STATUS_OK)
			return context->status.code;
	}
	if (context->output != OUTPUT_JSON) {
		print_profiles(context, profiles, n);
		return STATUS_OK;
	}
	printf("[");
	for (size_t i = 0; i < n; i++)
		printf("%s%s", i > 0 ? ",\n" : "", profile_json(context->arena, profiles[i]));
	printf("]\n");
	return STATUS_OK;
}

static enum status_code context_use(struct context *context, const struct arguments *arguments)
{
	struct profile *profile;

	if (profile_load(context, positional(arguments, 0), &profile) != STATUS_OK ||
	    profile_use(context, profile->name) != STATUS_OK)
		return context->status.code;
	return done(context, profile, MSG_DONE_CONTEXT, STATUS_ARGS(profile->name));
}

static const struct command context_rows[] = {
	{ "context",
	  "list",
	  "",
	  0,
	  0,
	  { "这台电脑上的身份，* 是默认使用的", "identities on this machine; * marks the one that is used" },
	  "jixiao context list",
	  NULL,
	  context_list },
	{ "context",
	  "use",
	  "PROFILE",
	  1,
	  1,
	  { "以后默认用这个身份", "use this identity from now on" },
	  "jixiao context use zhangguodong",
	  NULL,
	  context_use },
};

const struct command_group context_commands = {
	"context", { "这台电脑上的身份", "identities on this machine" }, context_rows, 2
};
