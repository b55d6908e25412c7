#include <stdio.h>
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

/* Nothing in the tree is missing or unread, so that its sums mean something. The file's own faults are known by their lines. */
static bool tree_is_whole(const struct scheme_file *file, const struct status *read, const struct status *faults, size_t unread)
{
	const unsigned first = scheme_file_position(file, "indicators").line;

	for (size_t i = 0; i < read->n_violations; i++) {
		unsigned line = 0;

		sscanf(read->violations[i].path + strlen(file->name), ":%u", &line);
		if (line >= first)
			return false;
	}
	for (size_t i = 0; i < unread; i++)
		if (strncmp(faults->violations[i].path, "indicators", strlen("indicators")) == 0)
			return false;
	return true;
}

static bool is_sum(const char *path)
{
	return concerns(path, "weight") || concerns(path, "points") || strcmp(path, "indicators") == 0;
}

/* The reader missed the key already. */
static bool is_missed(const struct scheme_file *file, const struct status *read, const char *path)
{
	const struct scheme_position position = scheme_file_position(file, path);
	const char *dot = strchr(path, '.'), *key = dot == NULL ? path : dot + 1;
	char place[64];

	snprintf(place, sizeof(place), ":%u:%u", position.line, position.column);
	for (size_t i = 0; i < read->n_violations; i++) {
		const struct violation *fault = &read->violations[i];

		if (fault->message.id == MSG_SCHEME_FILE_KEY_MISSING && strcmp(fault->path + strlen(file->name), place) == 0 &&
		    strncmp(key, fault->message.args[0], strlen(fault->message.args[0])) == 0)
			return true;
	}
	return false;
}

/* The value could not be read and therefore is zero. */
static bool is_unread(const struct status *faults, size_t unread, const char *path)
{
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
	bool whole;

	if (file->n_positions == 0)
		return code;
	unread = check_domain(arena, file->request, &faults);
	whole = tree_is_whole(file, status, &faults, unread);
	for (size_t i = 0; i < faults.n_violations; i++) {
		const struct violation fault = faults.violations[i];

		/* What only follows from another fault would not help. */
		if (i >= unread && ((is_sum(fault.path) && !whole) || is_missed(file, status, fault.path) ||
				    is_unread(&faults, unread, fault.path)))
			continue;
		faults.violations[kept++] = fault;
	}
	faults.n_violations = kept;
	scheme_file_add(file, &faults, status);
	status_clear(&faults);
	return scheme_file_conclude(file, status);
}
