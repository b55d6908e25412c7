#include "common/domain/evidence_need.h"

#include <string.h>

static bool names(const struct citation *citation, size_t point)
{
	for (size_t i = 0; i < citation->n_points; i++)
		if (citation->points[i] == point)
			return true;
	return citation->n_points == 0;
}

static bool is_for(const struct entry *entry, const char *evidence, size_t point)
{
	bool cited_closely = false;

	for (size_t i = 0; i < entry->n_citations; i++) {
		if (strcmp(entry->citations[i].evidence, evidence) != 0)
			continue;
		if (names(&entry->citations[i], point))
			return true;
		cited_closely = true;
	}
	return !cited_closely;
}

/* For ${point}, from 1; 0: for anything. */
static bool cites(const struct dossier *dossier, const struct entry *entry, const char *kind, size_t point)
{
	for (size_t i = 0; entry != NULL && i < entry->n_evidence; i++) {
		const struct evidence *evidence = dossier_evidence(dossier, entry->evidence[i]);

		if (evidence != NULL && strcmp(evidence->kind, kind) == 0 && (point == 0 || is_for(entry, evidence->id, point)))
			return true;
	}
	return false;
}

bool point_has_evidence(const struct dossier *dossier, const struct indicator *indicator, const struct entry *entry, size_t i)
{
	const char *kind = indicator->points[i].evidence;

	return *kind == '\0' || cites(dossier, entry, kind, i + 1);
}

size_t evidence_missing(struct arena *arena, const struct dossier *dossier, const struct indicator *indicator,
			struct evidence_need **needs)
{
	const struct entry *entry = dossier_entry(dossier, indicator->code);
	size_t n = 0;

	*needs = arena_alloc(arena, (indicator->n_evidence + indicator->n_points) * sizeof(**needs));
	if (!indicator_is_assessed(indicator) ||
	    (entry != NULL && entry->not_applicable != NULL && *entry->not_applicable != '\0'))
		return 0;
	for (size_t i = 0; i < indicator->n_evidence; i++)
		if (!cites(dossier, entry, indicator->evidence[i], 0))
			(*needs)[n++] = (struct evidence_need){ indicator->evidence[i], 0 };
	for (size_t i = 0; i < indicator->n_points; i++)
		if (!point_has_evidence(dossier, indicator, entry, i))
			(*needs)[n++] = (struct evidence_need){ indicator->points[i].evidence, i + 1 };
	return n;
}
