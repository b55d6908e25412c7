/* Scheme.*: the whole scheme in, out and approved. */
#include <string.h>

#include "common/domain/scheme_check.h"
#include "common/domain/workflow.h"
#include "common/record/record_domain.h"
#include "common/rpc/pb.h"
#include "common/text/blank.h"
#include "server/service/approval.h"
#include "server/service/handlers.h"
#include "server/service/indicator.h"
#include "server/service/template.h"

enum { INDICATORS_MOST = 1000, LEVEL_ASSESSED = 3, DUTY_LIMIT = 1024 };

/* The roles as a scheme names them. */
static const struct {
	const char *name;
	Jixiao__Role role;
} role_names[] = {
	{ "leader", JIXIAO__ROLE__ROLE_LEADER },
	{ "member", JIXIAO__ROLE__ROLE_MEMBER },
	{ "implementer", JIXIAO__ROLE__ROLE_IMPLEMENTER },
};
enum { N_ROLES = sizeof(role_names) / sizeof(role_names[0]) };

struct team {
	Jixiao__TeamMember **members;
	size_t n;
};

static struct record_key scheme_key(const struct call *call)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_SCHEME, call->evaluation, "scheme" };
}

static enum status_code team_load(struct call *call, struct team *team)
{
	return record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, call->evaluation,
			   &jixiao__team_member__descriptor, NULL, 0, (ProtobufCMessage ***)&team->members, &team->n,
			   call->status);
}

static Jixiao__TeamMember *team_find(const struct team *team, const char *person)
{
	for (size_t i = 0; i < team->n; i++)
		if (strcmp(team->members[i]->person, person) == 0)
			return team->members[i];
	return NULL;
}

/* ---- Put: every fault at once ---- */

static bool holds(const Jixiao__TeamMember *member, const char *role)
{
	for (size_t i = 0; i < member->n_roles; i++)
		for (size_t j = 0; j < N_ROLES; j++)
			if (member->roles[i] == role_names[j].role && strcmp(role_names[j].name, role) == 0)
				return true;
	return false;
}

/* The scheme divides work among people who are in the team; who is in it, and as what, is the admin's to say. */
static void check_assignment(struct call *call, const struct team *team, const Jixiao__Assignment *assignment, size_t i)
{
	const Jixiao__TeamMember *member = team_find(team, assignment->person);

	if (member == NULL)
		STATUS_VIOLATION(call->status, arena_printf(call->arena, "team[%zu].person", i), MSG_NOT_IN_TEAM,
				 assignment->person);
	else if (!holds(member, assignment->role))
		STATUS_VIOLATION(call->status, arena_printf(call->arena, "team[%zu].role", i), MSG_ASSIGNMENT_ROLE,
				 assignment->person, assignment->role);
	if (strlen(assignment->duty) > DUTY_LIMIT)
		STATUS_VIOLATION(call->status, arena_printf(call->arena, "team[%zu].duty", i), MSG_FIELD_TOO_LONG,
				 arena_printf(call->arena, "%d", DUTY_LIMIT));
}

static enum status_code check_tree(struct call *call, const Jixiao__SchemePutRequest *request, const struct team *team)
{
	Jixiao__SchemePutReply *reply = (void *)call->reply;
	struct dossier dossier = { .evaluation = call->evaluation, .title = call->shell->title, .unit = call->shell->unit };

	dossier.n_team = team->n;
	dossier.team = arena_alloc(call->arena, team->n * sizeof(*dossier.team));
	for (size_t i = 0; i < team->n; i++)
		team_member_from_record(team->members[i], &dossier.team[i]);
	scheme_from_record(call->arena, request->scheme, "scheme", &dossier.scheme, call->status);
	dossier.n_indicators = request->n_indicators;
	dossier.indicators = arena_alloc(call->arena, request->n_indicators * sizeof(*dossier.indicators));
	for (size_t i = 0; i < request->n_indicators; i++)
		indicator_from_record(call->arena, request->indicators[i], arena_printf(call->arena, "indicators[%zu]", i),
				      &dossier.indicators[i], call->status);
	dossier_apply_options(&dossier);
	scheme_check(&dossier, call->status);
	if (*request->scheme->template_ == '\0')
		return STATUS_OK;
	return template_compare(call, request->scheme->template_, &dossier, &reply->warnings, &reply->n_warnings);
}

static enum status_code put_check(struct call *call, const Jixiao__SchemePutRequest *request, const struct team *team)
{
	enum status_code code = STATUS_OK;

	if (request->scheme == NULL)
		STATUS_VIOLATION(call->status, "scheme", MSG_FIELD_REQUIRED);
	if (request->n_indicators > INDICATORS_MOST)
		STATUS_VIOLATION(call->status, "indicators", MSG_SCHEME_FILE_TOO_MANY,
				 arena_printf(call->arena, "%d", INDICATORS_MOST));
	if (call->status->n_violations == 0)
		code = check_tree(call, request, team);
	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < request->n_team; i++)
		check_assignment(call, team, request->team[i], i);
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

/* ---- Put: all or nothing ---- */

static Jixiao__Indicator *indicator_find(Jixiao__Indicator **indicators, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(indicators[i]->code, code) == 0)
			return indicators[i];
	return NULL;
}

static bool is_same(struct call *call, const ProtobufCMessage *a, const ProtobufCMessage *b)
{
	struct slice left = pb_pack(call->arena, a), right = pb_pack(call->arena, b);

	return left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
}

/* What was entered for an indicator and scored has no place any more when it goes; the log keeps it. */
static enum status_code entry_and_score_remove(struct call *call, const char *code)
{
	static const struct {
		Jixiao__RecordType type;
		const ProtobufCMessageDescriptor *descriptor;
	} kinds[] = {
		{ JIXIAO__RECORD_TYPE__RECORD_ENTRY, &jixiao__entry__descriptor },
		{ JIXIAO__RECORD_TYPE__RECORD_SCORE, &jixiao__score__descriptor },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct record_key key = { kinds[i].type, call->evaluation, code };
		ProtobufCMessage *record;
		enum status_code found = record_get(call->txn, key, kinds[i].descriptor, &record, call->status);

		if (found == STATUS_OK)
			found = record_remove(call->txn, key, call->status);
		if (found != STATUS_OK && found != STATUS_NOT_FOUND)
			return found;
	}
	return STATUS_OK;
}

static bool has_source(const Jixiao__Scheme *scheme, const char *source)
{
	for (size_t i = 0; i < scheme->n_budget; i++)
		if (strcmp(scheme->budget[i]->source, source) == 0)
			return true;
	return false;
}

/* Writes what differs, so that an indicator's history shows its own changes only, and removes what is no longer in the tree. */
static enum status_code tree_put(struct call *call, const Jixiao__SchemePutRequest *request, uint32_t *assessed)
{
	Jixiao__Indicator **old, *indicator, *before;
	enum status_code code;
	size_t n;

	code = indicator_records(call, &old, &n);
	for (size_t i = 0; i < request->n_indicators && code == STATUS_OK; i++) {
		indicator = request->indicators[i];
		before = indicator_find(old, n, indicator->code);
		indicator->evaluation = request->evaluation;
		indicator->position = (uint32_t)i;
		indicator->revision = before != NULL ? before->revision : 0;
		*assessed += indicator->level == LEVEL_ASSESSED;
		if (before == NULL || !is_same(call, &indicator->base, &before->base))
			code = record_put(call->txn, indicator_key(call, indicator->code), &indicator->base,
					  indicator->revision, call->status);
	}
	for (size_t i = 0; i < n && code == STATUS_OK; i++) {
		before = old[i];
		indicator = indicator_find(request->indicators, request->n_indicators, before->code);
		if (indicator == NULL)
			code = record_remove(call->txn, indicator_key(call, before->code), call->status);
		if (code == STATUS_OK && before->level == LEVEL_ASSESSED &&
		    (indicator == NULL || indicator->level != LEVEL_ASSESSED))
			code = entry_and_score_remove(call, before->code);
	}
	return code;
}

/* Funds of a source that is no longer in the budget go, and what is left is a draft again. */
static enum status_code funds_put_in_order(struct call *call, const Jixiao__Scheme *scheme)
{
	const struct record_key key = { JIXIAO__RECORD_TYPE__RECORD_FUNDS, call->evaluation, "funds" };
	Jixiao__Funds *funds;
	size_t kept = 0;
	enum status_code code =
		record_get(call->txn, key, &jixiao__funds__descriptor, (ProtobufCMessage **)&funds, call->status);

	if (code != STATUS_OK)
		return code == STATUS_NOT_FOUND ? STATUS_OK : code;
	for (size_t i = 0; i < funds->n_flows; i++)
		if (has_source(scheme, funds->flows[i]->source))
			funds->flows[kept++] = funds->flows[i];
	if (kept == funds->n_flows)
		return STATUS_OK;
	funds->n_flows = kept;
	funds->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT;
	return record_put(call->txn, key, &funds->base, funds->revision, call->status);
}

static enum status_code duties_put(struct call *call, const Jixiao__SchemePutRequest *request, const struct team *team)
{
	enum status_code code = STATUS_OK;

	for (size_t i = 0; i < request->n_team && code == STATUS_OK; i++) {
		const Jixiao__Assignment *assignment = request->team[i];
		Jixiao__TeamMember *member = team_find(team, assignment->person);

		/* A file that says nothing of a duty leaves what the admin wrote. */
		if (text_is_blank(assignment->duty) || strcmp(member->duty, assignment->duty) == 0)
			continue;
		member->duty = assignment->duty;
		code = record_put(
			call->txn,
			(struct record_key){ JIXIAO__RECORD_TYPE__RECORD_TEAM_MEMBER, call->evaluation, member->person },
			&member->base, member->revision, call->status);
	}
	return code;
}

enum status_code scheme_put(struct call *call)
{
	const Jixiao__SchemePutRequest *request = (const void *)call->request;
	Jixiao__SchemePutReply *reply = (void *)call->reply;
	Jixiao__Scheme *scheme = request->scheme;
	struct team team = { 0 };
	enum status_code code = team_load(call, &team);

	if (code == STATUS_OK)
		code = put_check(call, request, &team);
	if (code != STATUS_OK)
		return code;
	scheme->evaluation = request->evaluation;
	scheme->entered_by = arena_strdup(call->arena, call->person);
	code = record_put(call->txn, scheme_key(call), &scheme->base, request->revision, call->status);
	if (code == STATUS_OK)
		code = tree_put(call, request, &reply->indicators);
	if (code == STATUS_OK)
		code = funds_put_in_order(call, scheme);
	if (code == STATUS_OK)
		code = duties_put(call, request, &team);
	reply->revision = scheme->revision;
	return code;
}

/* ---- Get, Approve ---- */

static enum status_code scheme_record(struct call *call, Jixiao__Scheme **scheme)
{
	enum status_code code =
		record_get(call->txn, scheme_key(call), &jixiao__scheme__descriptor, (ProtobufCMessage **)scheme, call->status);

	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_SCHEME_NONE, call->evaluation);
	return code;
}

/* One line for each person and role: what a scheme file holds. */
static void write_team(struct call *call, const struct team *team, Jixiao__SchemeGetReply *reply)
{
	reply->team = arena_alloc(call->arena, team->n * N_ROLES * sizeof(*reply->team));
	for (size_t i = 0; i < team->n; i++)
		for (size_t j = 0; j < N_ROLES; j++) {
			Jixiao__Assignment *assignment;

			if (!holds(team->members[i], role_names[j].name))
				continue;
			assignment = arena_alloc(call->arena, sizeof(*assignment));
			jixiao__assignment__init(assignment);
			assignment->person = team->members[i]->person;
			assignment->role = (char *)role_names[j].name;
			assignment->duty = team->members[i]->duty;
			reply->team[reply->n_team++] = assignment;
		}
}

enum status_code scheme_get(struct call *call)
{
	Jixiao__SchemeGetReply *reply = (void *)call->reply;
	struct team team = { 0 };
	enum status_code code = scheme_record(call, &reply->scheme);

	if (code == STATUS_OK)
		code = indicator_records(call, &reply->indicators, &reply->n_indicators);
	if (code == STATUS_OK)
		code = team_load(call, &team);
	if (code == STATUS_OK)
		write_team(call, &team, reply);
	return code;
}

enum status_code scheme_approve(struct call *call)
{
	Jixiao__Approval *approval;
	Jixiao__Scheme *scheme;
	enum status_code code = scheme_record(call, &scheme);

	/* What an admin copied counts as entered by the member who submits it. */
	if (code == STATUS_OK && *scheme->entered_by == '\0')
		code = STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_SCHEME_NOT_SUBMITTED, call->evaluation);
	if (code == STATUS_OK)
		code = four_eyes(call->person, scheme->entered_by, "", "@NOUN_SCHEME", call->status);
	if (code == STATUS_OK)
		code = approval_record(call, APPROVAL_SCHEME, "", &approval);
	if (code == STATUS_OK)
		*(Jixiao__Approval *)call->reply = *approval;
	return code;
}
