/* jixiao user: who there is; for administrators also who comes and goes. */
#include <stdio.h>
#include <string.h>

#include "client/enrolment.h"
#include "client/output.h"
#include "client/profile.h"
#include "client/request.h"
#include "client/words.h"
#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/crypto/enrolment.h"
#include "jixiao/user.pb-c.h"

extern const struct command_group user_commands;

static const struct {
	Jixiao__ServerRole role;
	const char *words[2];
} roles[] = {
	{ JIXIAO__SERVER_ROLE__SERVER_ROLE_ADMIN, { "admin", "管理员" } },
	{ JIXIAO__SERVER_ROLE__SERVER_ROLE_AUDITOR, { "auditor", "审计员" } },
};

static const struct {
	Jixiao__UserState state;
	const char *zh, *en;
} states[] = {
	{ JIXIAO__USER_STATE__USER_STATE_INVITED, "待注册", "invited" },
	{ JIXIAO__USER_STATE__USER_STATE_ACTIVE, "在用", "active" },
	{ JIXIAO__USER_STATE__USER_STATE_REVOKED, "已停用", "revoked" },
};

static const char *state_word(const struct context *context, Jixiao__UserState state)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (states[i].state == state)
			return context->language == LANGUAGE_ZH ? states[i].zh : states[i].en;
	return "?";
}

/* ---- codes ---- */

/* A new code for ${person}, with what the server gets of it. */
static enum status_code make_code(struct context *context, const char *person, struct enrolment_ticket *ticket,
				  ProtobufCBinaryData *key)
{
	struct profile *profile;
	struct slice ca;

	ticket->person = person;
	*key = (ProtobufCBinaryData){ ENROLMENT_KEY_SIZE, arena_alloc(context->arena, ENROLMENT_KEY_SIZE) };
	if (profile_current(context, &profile) != STATUS_OK ||
	    certificate_from_pem(context->arena, profile->ca, &ca, &context->status) != STATUS_OK ||
	    enrolment_code_make(context->arena, &ticket->code, &context->status) != STATUS_OK)
		return context->status.code;
	digest(ca, ticket->ca);
	return enrolment_key(person, ticket->code, key->data, &context->status);
}

/* The code alone on stdout in both formats: it is what the command is for, and it is shown only now. */
static void print_ticket(struct context *context, const struct enrolment_ticket *ticket, const Jixiao__User *user)
{
	struct profile *profile;

	OUTPUT_NOTE(context, MSG_CODE_FOR, user->name, user->id, time_in_words(context->arena, user->code_expires));
	if (context->output == OUTPUT_JSON)
		printf("{\"id\": \"%s\", \"code\": \"%s\"}\n", user->id, enrolment_ticket_write(context->arena, ticket));
	else
		printf("%s\n", enrolment_ticket_write(context->arena, ticket));
	if (profile_current(context, &profile) == STATUS_OK)
		OUTPUT_NOTE(context, MSG_TICKET_USE, server_text(context->arena, profile->host, profile->enroll_port));
}

static enum status_code read_role(struct context *context, const struct arguments *arguments, Jixiao__ServerRole *role)
{
	const char *word = argument(arguments, "role");

	if (word == NULL)
		return STATUS_OK;
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strcmp(roles[i].words[0], word) == 0 || strcmp(roles[i].words[1], word) == 0) {
			*role = roles[i].role;
			return STATUS_OK;
		}
	return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_OPTION_ONE_OF, "role", word, "admin, auditor");
}

static enum status_code add(struct context *context, const struct arguments *arguments)
{
	Jixiao__UserAddRequest request = JIXIAO__USER_ADD_REQUEST__INIT;
	struct enrolment_ticket ticket;
	Jixiao__User *user;

	request.id = positional(arguments, 0);
	request.name = option_or(arguments, "name", request.name);
	if (read_role(context, arguments, &request.role) != STATUS_OK ||
	    make_code(context, request.id, &ticket, &request.code_key) != STATUS_OK ||
	    context_call(context, "User.Add", &request.base, &jixiao__user__descriptor, &user) != STATUS_OK)
		return context->status.code;
	print_ticket(context, &ticket, user);
	return STATUS_OK;
}

static enum status_code code(struct context *context, const struct arguments *arguments)
{
	Jixiao__UserCodeRequest request = JIXIAO__USER_CODE_REQUEST__INIT;
	struct enrolment_ticket ticket;
	Jixiao__User *user;

	request.id = positional(arguments, 0);
	if (make_code(context, request.id, &ticket, &request.code_key) != STATUS_OK ||
	    context_call(context, "User.Code", &request.base, &jixiao__user__descriptor, &user) != STATUS_OK)
		return context->status.code;
	print_ticket(context, &ticket, user);
	return STATUS_OK;
}

static enum status_code revoke(struct context *context, const struct arguments *arguments)
{
	Jixiao__UserRevokeRequest request = JIXIAO__USER_REVOKE_REQUEST__INIT;
	Jixiao__User *user;
	enum status_code result;

	request.id = positional(arguments, 0);
	request.reason = option_or(arguments, "reason", request.reason);
	result = context_call(context, "User.Revoke", &request.base, &jixiao__user__descriptor, &user);
	if (result == STATUS_OK)
		OUTPUT_DONE(context, user, MSG_DONE_USER_REVOKED, user->name, user->id);
	return result;
}

/* ---- showing ---- */

static void add_user(struct context *context, struct table *table, const Jixiao__User *user)
{
	TABLE_ROW(table, user->id, user->name, server_role_word(context->language, user->role),
		  state_word(context, user->state), time_in_words(context->arena, user->login_expires));
}

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	Jixiao__UserListRequest request = JIXIAO__USER_LIST_REQUEST__INIT;
	Jixiao__UserListReply *page, all = JIXIAO__USER_LIST_REPLY__INIT;
	struct table *table = NULL;

	(void)arguments;
	do {
		if (context_call(context, "User.List", &request.base, &jixiao__user_list_reply__descriptor, &page) != STATUS_OK)
			return context->status.code;
		all.users = arena_grow(context->arena, all.users, all.n_users * sizeof(*all.users),
				       (all.n_users + page->n_users) * sizeof(*all.users));
		for (size_t i = 0; i < page->n_users; i++)
			all.users[all.n_users++] = page->users[i];
		request.cursor = page->cursor;
	} while (page->cursor.len > 0);
	if (output_message(context, &all.base))
		return STATUS_OK;
	table = table_new(context);
	table_column(table, "登录名", "login", COLUMN_LEFT);
	table_column(table, "姓名", "name", COLUMN_LEFT);
	table_column(table, "角色", "role", COLUMN_LEFT);
	table_column(table, "状态", "state", COLUMN_LEFT);
	table_column(table, "证书到期", "certificate ends", COLUMN_LEFT);
	for (size_t i = 0; i < all.n_users; i++)
		add_user(context, table, all.users[i]);
	table_print(table, MSG_USERS_NONE);
	return STATUS_OK;
}

static enum status_code show(struct context *context, const struct arguments *arguments)
{
	Jixiao__UserGetRequest request = JIXIAO__USER_GET_REQUEST__INIT;
	struct table *table;
	Jixiao__User *user;
	enum status_code result;

	request.id = positional(arguments, 0);
	result = context_call(context, "User.Get", &request.base, &jixiao__user__descriptor, &user);
	if (result != STATUS_OK || output_message(context, &user->base))
		return result;
	table = detail_new(context);
	detail_row(context, table, "登录名", "login", user->id);
	detail_row(context, table, "姓名", "name", user->name);
	detail_row(context, table, "角色", "role", server_role_word(context->language, user->role));
	detail_row(context, table, "状态", "state", state_word(context, user->state));
	detail_row(context, table, "登录证书到期", "login certificate ends",
		   time_in_words(context->arena, user->login_expires));
	detail_row(context, table, "注册码到期", "code ends", time_in_words(context->arena, user->code_expires));
	for (size_t i = 0; i < user->n_signing_certificates; i++) {
		const Jixiao__SigningCertificate *own = user->signing_certificates[i];
		struct certificate_info info;
		struct slice der = { own->certificate.data, own->certificate.len };

		if (certificate_info(context->arena, der, &info, &context->status) != STATUS_OK)
			return context->status.code;
		if (own->revoked != 0)
			detail_row(context, table, "签名证书作废于", "signing certificate revoked",
				   time_in_words(context->arena, own->revoked));
		else
			detail_row(context, table, "签名证书到期", "signing certificate ends",
				   time_in_words(context->arena, info.not_after));
	}
	table_print(table, MSG_USERS_NONE);
	return STATUS_OK;
}

static const struct option_row add_options[] = {
	{ "name", "NAME", { "姓名", "the person's name" }, .required = true },
	{ "role",
	  "admin|auditor",
	  { "服务器上的角色；在评价里担任角色的人不写", "role on the server; none for people with roles in evaluations" } },
	{ NULL },
};

static const struct option_row revoke_options[] = {
	{ "reason", "REASON", { "理由", "why" }, .required = true },
	{ NULL },
};

static const struct command commands[] = {
	{ "user",
	  "add",
	  "PERSON",
	  1,
	  1,
	  { "添加一个人，显示其一次性注册码", "add a person and print their one-time code" },
	  "jixiao user add zhangguodong --name 张国栋",
	  add_options,
	  add,
	  { "User.Add" } },
	{ "user", "list", "", 0, 0, { "列出所有人", "list everybody" }, "jixiao user list", NULL, list, { "User.List" } },
	{ "user",
	  "show",
	  "PERSON",
	  1,
	  1,
	  { "查看一个人", "show a person" },
	  "jixiao user show zhangguodong",
	  NULL,
	  show,
	  { "User.Get" } },
	{ "user",
	  "code",
	  "PERSON",
	  1,
	  1,
	  { "给丢了密钥的人一个新注册码：旧密钥立即作废，已有签名仍然有效",
	    "a new code for a person who lost their key: old keys are revoked at once, old signatures stay valid" },
	  "jixiao user code zhangguodong",
	  NULL,
	  code,
	  { "User.Code" } },
	{ "user",
	  "revoke",
	  "PERSON",
	  1,
	  1,
	  { "停用一个人：其连接立即切断，已有签名仍然有效",
	    "revoke a person: their connections are cut at once, their signatures stay valid" },
	  "jixiao user revoke zhangguodong --reason 调离",
	  revoke_options,
	  revoke,
	  { "User.Revoke" } },
};

const struct command_group user_commands = {
	"user", { "人员和注册码", "people and their codes" }, commands, sizeof(commands) / sizeof(commands[0])
};
