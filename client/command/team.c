/* jixiao team: who takes part in an evaluation, and as what. */
#include <string.h>

#include "client/output.h"
#include "client/request.h"
#include "client/words.h"

extern const struct command_group team_commands;

static enum status_code get_team(struct context *context, char *evaluation, Jixiao__EvaluationTeamReply **team)
{
	Jixiao__EvaluationTeamRequest request = JIXIAO__EVALUATION_TEAM_REQUEST__INIT;

	request.evaluation = evaluation;
	return context_call(context, "Evaluation.Team", &request.base, &jixiao__evaluation_team_reply__descriptor, team);
}

static char *roles_in_words(struct context *context, const Jixiao__TeamMember *member)
{
	char **words = arena_alloc(context->arena, (member->n_roles + 1) * sizeof(*words));

	for (size_t i = 0; i < member->n_roles; i++)
		words[i] = (char *)role_word(context->language, member->roles[i]);
	return join(context, words, member->n_roles);
}

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationTeamReply *reply;
	enum status_code code = get_team(context, positional(arguments, 0), &reply);
	struct table *table;

	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	table = table_new(context);
	table_column(table, "人员", "person", COLUMN_LEFT);
	table_column(table, "姓名", "name", COLUMN_LEFT);
	table_column(table, "角色", "roles", COLUMN_LEFT);
	table_column(table, "分工", "duty", COLUMN_WRAP);
	for (size_t i = 0; i < reply->n_members; i++)
		TABLE_ROW(table, reply->members[i]->person, reply->members[i]->name, roles_in_words(context, reply->members[i]),
			  reply->members[i]->duty);
	table_print(table, MSG_TEAM_NONE);
	return STATUS_OK;
}

/* --role leader --role 组员 … */
static enum status_code read_roles(struct context *context, const struct arguments *arguments,
				   Jixiao__EvaluationPutMemberRequest *request)
{
	const char **words = argument_all(context->arena, arguments, "role");

	while (words[request->n_roles] != NULL)
		request->n_roles++;
	request->roles = arena_alloc(context->arena, (request->n_roles + 1) * sizeof(*request->roles));
	for (size_t i = 0; i < request->n_roles; i++) {
		request->roles[i] = role_by_word(words[i]);
		if (request->roles[i] == JIXIAO__ROLE__ROLE_UNSPECIFIED)
			return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_ROLE_UNKNOWN, words[i]);
	}
	return STATUS_OK;
}

static enum status_code add(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationPutMemberRequest request = JIXIAO__EVALUATION_PUT_MEMBER_REQUEST__INIT;
	Jixiao__EvaluationTeamReply *team;
	Jixiao__TeamMember *reply;
	enum status_code code = read_roles(context, arguments, &request);

	if (code == STATUS_OK)
		code = get_team(context, positional(arguments, 0), &team);
	if (code != STATUS_OK)
		return code;
	request.evaluation = positional(arguments, 0);
	request.person = positional(arguments, 1);
	for (size_t i = 0; i < team->n_members; i++)
		if (strcmp(team->members[i]->person, request.person) == 0) {
			request.revision = team->members[i]->revision;
			request.duty = team->members[i]->duty;
		}
	request.duty = option_or(arguments, "duty", request.duty);
	code = option_number(context, arguments, "revision", &request.revision);
	if (code != STATUS_OK)
		return code;
	code = context_call(context, "Evaluation.PutMember", &request.base, &jixiao__team_member__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_TEAM_PUT, *reply->name != '\0' ? reply->name : reply->person,
			    roles_in_words(context, reply));
	return code;
}

static enum status_code remove_member(struct context *context, const struct arguments *arguments)
{
	Jixiao__EvaluationRemoveMemberRequest request = JIXIAO__EVALUATION_REMOVE_MEMBER_REQUEST__INIT;
	Jixiao__Done *reply;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	request.person = positional(arguments, 1);
	code = context_call(context, "Evaluation.RemoveMember", &request.base, &jixiao__done__descriptor, &reply);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, reply, MSG_DONE_TEAM_REMOVED, request.person);
	return code;
}

static const struct option_row add_options[] = {
	{ "role",
	  "leader|member|implementer",
	  { "角色：组长、组员、项目实施人员；写出的角色替换原有角色", "role; what is given replaces the roles held before" },
	  .required = true,
	  .repeated = true },
	{ "duty", "DUTY", { "分工", "what the person does here" } },
	OPTION_REVISION,
	{ NULL },
};

static const struct command commands[] = {
	{ "team",
	  "add",
	  "EVALUATION PERSON",
	  2,
	  2,
	  { "把人员加入评价小组或修改角色（管理员）", "add a person or change roles (admin)" },
	  "jixiao team add 2024-yunxing zhangwei --role leader --duty 负责全面工作",
	  add_options,
	  add,
	  { "Evaluation.PutMember" } },
	{ "team",
	  "remove",
	  "EVALUATION PERSON",
	  2,
	  2,
	  { "把人员移出评价小组（管理员）；已做的工作保留", "take a person out (admin); what they did stays" },
	  "jixiao team remove 2024-yunxing zhangwei",
	  NULL,
	  remove_member,
	  { "Evaluation.RemoveMember" } },
	{ "team",
	  "list",
	  "EVALUATION",
	  1,
	  1,
	  { "列出评价小组", "list the team" },
	  "jixiao team list 2024-yunxing",
	  NULL,
	  list,
	  { "Evaluation.Team" } },
};

const struct command_group team_commands = {
	"team", { "评价小组：人员、角色和分工", "the team of an evaluation" }, commands, sizeof(commands) / sizeof(*commands)
};
