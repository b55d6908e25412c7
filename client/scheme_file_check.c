#include <string.h>

#include "client/scheme_file.h"
#include "client/words.h"
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
			.roles = role == JIXIAO__ROLE__ROLE_UNSPECIFIED ? 0 : 1u << (role - 1),
		};
	}
}

/* Texts that are no numbers, then what the domain says. Returns how many of the violations are the former. */
static size_t check_domain(struct arena *arena, const Jixiao__SchemePutRequest *request, struct status *status)
{
	struct dossier dossier = { .evaluation = "", .title = "", .unit = "", .stage = STAGE_PREPARATION };
	size_t unread;

	dossier.n_indicators = request->n_indicators;
	dossier.indicators = arena_alloc(arena, (request->n_indicators + 1) * sizeof(*dossier.indicators));
	scheme_from_record(arena, request->scheme, "scheme", &dossier.scheme, status);
	for (size_t i = 0; i < request->n_indicators; i++)
		indicator_from_record(arena, request->indicators[i], arena_printf(arena, "indicators[%zu]", i),
				      &dossier.indicators[i], status);
	unread = status->n_violations;
	team_of(arena, request, &dossier);
	scheme_check(&dossier, status);
	return unread;
}

/* "indicators[3].weight" is "weight" or lies in it. */
static bool concerns(const char *path, const char *field)
{
	const char *dot = strchr(path, '.');

	return dot != NULL && strncmp(dot + 1, field, strlen(field)) == 0;
}

/* A fault that may only follow from another one: a sum to which a number is missing, a key that is called missing twice, a
 * value that could not be read and therefore is zero. */
static bool may_follow(const struct scheme_file *file, const struct status *faults, size_t unread, const char *path)
{
	const struct scheme_position position = scheme_file_position(file, path);

	if (concerns(path, "weight") || concerns(path, "points") || strcmp(path, "indicators") == 0 ||
	    strcmp(position.path, strncmp(path, "scheme.", 7) == 0 ? path + 7 : path) != 0)
		return true;
	for (size_t i = 0; i < unread; i++)
		if (strcmp(faults->violations[i].path, path) == 0)
			return true;
	return false;
}

enum status_code scheme_file_check(struct arena *arena, const char *name, struct slice text, struct scheme_file *file,
				   struct status *status)
{
	enum status_code code = scheme_file_read(arena, name, text, file, status);
	struct status faults = STATUS_INIT;
	size_t unread, kept = 0;

	if (file->n_positions == 0)
		return code;
	unread = check_domain(arena, file->request, &faults);
	for (size_t i = 0; i < faults.n_violations; i++) {
		const struct violation fault = faults.violations[i];

		if (i < unread || (unread == 0 && code == STATUS_OK) || !may_follow(file, &faults, unread, fault.path))
			faults.violations[kept++] = fault;
	}
	faults.n_violations = kept;
	scheme_file_add(file, &faults, status);
	status_clear(&faults);
	return scheme_file_conclude(file, status);
}
