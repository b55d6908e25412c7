#include "client/own_work.h"

#include <string.h>

#include "client/call.h"
#include "client/output.h"
#include "client/request.h"
#include "client/score_explain.h"
#include "common/record/record_export.h"

/* Whose work it is, and who else could look at it. */
struct reviewers {
	const char *me;
	Jixiao__TeamMember **team;
	size_t n_team;
	const struct dossier *dossier; /* NULL: any other leader may */
};

static bool has_role(const uint32_t *roles, size_t n, Jixiao__Role role)
{
	for (size_t i = 0; i < n; i++)
		if (roles[i] == (uint32_t)role)
			return true;
	return false;
}

/* The caller's login, if they lead the evaluation; else NULL. */
static enum status_code leader_here(struct context *context, const char *evaluation, const char **login)
{
	bool leader = false;
	char *person = NULL;
	enum status_code code = whoami_in(context, evaluation, &person, &leader);

	*login = leader ? person : NULL;
	return code;
}

static enum status_code get_team(struct context *context, const char *evaluation, struct reviewers *reviewers)
{
	Jixiao__EvaluationTeamRequest request = JIXIAO__EVALUATION_TEAM_REQUEST__INIT;
	Jixiao__EvaluationTeamReply *reply;
	enum status_code code;

	request.evaluation = (char *)evaluation;
	code = context_call(context, "Evaluation.Team", &request.base, &jixiao__evaluation_team_reply__descriptor, &reply);
	if (code != STATUS_OK)
		return code;
	reviewers->team = reply->members;
	reviewers->n_team = reply->n_members;
	return STATUS_OK;
}

static bool may_review(const struct reviewers *reviewers, const Jixiao__TeamMember *member, const char *indicator)
{
	return has_role((const uint32_t *)member->roles, member->n_roles, JIXIAO__ROLE__ROLE_LEADER) &&
	       strcmp(member->person, reviewers->me) != 0 &&
	       (reviewers->dossier == NULL || !dossier_score_is_made_by(reviewers->dossier, indicator, member->person));
}

/* Those who may look at one of ${codes} at least, "张三、李四"; NULL if nobody may look at one of them. */
static const char *names_of(struct context *context, const struct reviewers *reviewers, char *const *codes, size_t n)
{
	char **names = arena_alloc(context->arena, (reviewers->n_team + 1) * sizeof(*names));
	bool *seen = arena_alloc(context->arena, (n + 1) * sizeof(*seen));
	size_t n_names = 0;

	memset(seen, 0, n * sizeof(*seen));
	for (size_t i = 0; i < reviewers->n_team; i++) {
		Jixiao__TeamMember *member = reviewers->team[i];
		bool one = false;

		for (size_t k = 0; k < n; k++)
			if (may_review(reviewers, member, codes[k]))
				seen[k] = one = true;
		if (one)
			names[n_names++] = *member->name != '\0' ? member->name : member->person;
	}
	for (size_t k = 0; k < n; k++)
		if (!seen[k])
			return NULL;
	return join(context, names, n_names);
}

/* What the scores rest on is asked for only where it matters. */
static enum status_code get_dossier(struct context *context, const char *evaluation, struct dossier *dossier)
{
	Jixiao__EvaluationExport *export;
	struct stored_total total;
	enum status_code code = export_fetch(context, evaluation, &export);

	return code == STATUS_OK ? dossier_from_export(context->arena, export, dossier, &total, &context->status) : code;
}

static enum status_code note(struct context *context, const char *evaluation, bool scores, char *const *codes, size_t n)
{
	struct reviewers reviewers = { .me = NULL };
	struct dossier dossier;
	const char *names;
	enum status_code code = leader_here(context, evaluation, &reviewers.me);

	if (code != STATUS_OK || reviewers.me == NULL)
		return code;
	code = get_team(context, evaluation, &reviewers);
	if (code == STATUS_OK && scores) {
		code = get_dossier(context, evaluation, &dossier);
		reviewers.dossier = &dossier;
	}
	if (code != STATUS_OK)
		return code;
	names = names_of(context, &reviewers, codes, n);
	if (names != NULL)
		OUTPUT_NOTE(context, MSG_OWN_WORK, names);
	else
		OUTPUT_NOTE(context, MSG_OWN_WORK_ALONE, evaluation);
	return STATUS_OK;
}

/* The work itself is done: if a question fails, there is only no note. */
static void note_or_not(struct context *context, const char *evaluation, bool scores, char *const *codes, size_t n)
{
	if (!context->quiet && context->output != OUTPUT_JSON && note(context, evaluation, scores, codes, n) != STATUS_OK)
		status_clear(&context->status);
}

void note_own_work(struct context *context, const char *evaluation)
{
	static char whole[] = "";
	char *codes[] = { whole };

	note_or_not(context, evaluation, false, codes, 1);
}

void note_own_scores(struct context *context, const char *evaluation, char *const *codes, size_t n)
{
	note_or_not(context, evaluation, true, codes, n);
}
