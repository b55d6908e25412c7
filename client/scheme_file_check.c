#include <string.h>

#include "client/scheme_file.h"
#include "client/words.h"
#include "common/domain/fault_index.h"
#include "common/domain/scheme_check.h"
#include "common/record/record_domain.h"

/* The division of labour stands in for the team, which only the server knows. */
static void team_of(struct arena *arena, const Jixiao__SchemePutRequest *request, struct dossier *dossier)
{
	dossier->team = arena_alloc(arena, (request->n_team + 1) * sizeof(*dossier->team));
	for (size_t i = 0; i < request->n_team; i++) {
		const Jixiao__Assignment *assignment = request->team[i];
		Jixiao__Role role = role_by_word(assignment->role);

		dossier->team[dossier->n_team++] = (struct team_member){
			.person = assignment->person,
			.name = assignment->person,
			.duty = assignment->duty,
			/* Whose role could not be read, which is a fault already, may be responsible for anything. */
			.roles = role == JIXIAO__ROLE__ROLE_UNSPECIFIED ? WHO_EVALUATORS : 1u << (role - 1),
		};
	}
}

void scheme_file_add_unread(struct arena *arena, const struct scheme_file *file, struct status *status)
{
	static const char *const own[] = { "indicators", "team", "usual" };

	for (size_t i = 0; i < file->n_unread; i++) {
		const char *path = file->unread[i];
		bool is_own = false;

		for (size_t k = 0; k < sizeof(own) / sizeof(own[0]); k++)
			is_own = is_own || strncmp(path, own[k], strlen(own[k])) == 0;
		STATUS_VIOLATION(status, is_own ? path : arena_printf(arena, "scheme.%s", path), MSG_NONE);
	}
}

void scheme_file_drop_unread(const struct scheme_file *file, struct status *status)
{
	status->n_violations -= file->n_unread;
	for (size_t i = 0; i < status->n_violations; i++)
		status->violations[i] = status->violations[file->n_unread + i];
}

/* Texts that are no numbers, then what the domain says. */
static void check_domain(struct arena *arena, const struct scheme_file *file, struct status *status)
{
	const Jixiao__SchemePutRequest *request = file->request;
	struct dossier dossier = { .evaluation = "", .title = "", .unit = "", .stage = STAGE_PREPARATION };
	struct fault_index unread = fault_index_make(arena, status);
	const size_t before = status->n_violations;

	dossier.n_indicators = request->n_indicators;
	dossier.indicators = arena_alloc(arena, (request->n_indicators + 1) * sizeof(*dossier.indicators));
	scheme_from_record(arena, request->scheme, "scheme", &dossier.scheme, status);
	for (size_t i = 0; i < request->n_indicators; i++)
		indicator_from_record(arena, request->indicators[i], arena_printf(arena, "indicators[%zu]", i),
				      &dossier.indicators[i], status);
	fault_index_drop(&unread, status, before);
	dossier_apply_options(&dossier);
	team_of(arena, request, &dossier);
	scheme_check(&dossier, status);
}

enum status_code scheme_file_check(struct arena *arena, const char *name, struct slice text, struct scheme_file *file,
				   struct status *status)
{
	enum status_code code = scheme_file_read(arena, name, text, file, status);
	struct status faults = STATUS_INIT;

	/* Without a tree of keys there is nothing to check. */
	if (file->n_positions <= 1)
		return code;
	scheme_file_add_unread(arena, file, &faults);
	check_domain(arena, file, &faults);
	scheme_file_drop_unread(file, &faults);
	scheme_file_add(file, &faults, status);
	status_clear(&faults);
	return scheme_file_conclude(file, status);
}
