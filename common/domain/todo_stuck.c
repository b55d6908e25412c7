/* What no leader of the team may review: four eyes have no exception, so another leader is needed. */
#include <string.h>

#include "common/domain/consistency.h"
#include "common/domain/todo_private.h"
#include "common/domain/workflow.h"

static bool other_leader(const struct dossier *dossier, const char *maker)
{
	for (size_t i = 0; i < dossier->n_team; i++)
		if ((dossier->team[i].roles & WHO_LEADER) && strcmp(dossier->team[i].person, maker) != 0)
			return true;
	return false;
}

static bool other_leader_for(const struct dossier *dossier, const char *indicator)
{
	for (size_t i = 0; i < dossier->n_team; i++)
		if ((dossier->team[i].roles & WHO_LEADER) &&
		    !dossier_score_is_made_by(dossier, indicator, dossier->team[i].person))
			return true;
	return false;
}

static size_t stuck_scheme(struct arena *arena, const struct dossier *dossier)
{
	(void)arena;
	return dossier->scheme.revision != 0 && !todo_is_signed(dossier, APPROVAL_SCHEME, NULL) &&
	       !other_leader(dossier, dossier->scheme.entered_by);
}

static size_t stuck_entries(struct arena *arena, const struct dossier *dossier)
{
	size_t n = dossier->funds.state == ENTRY_SUBMITTED && !other_leader(dossier, dossier->funds.entered_by);

	(void)arena;
	for (size_t i = 0; i < dossier->n_entries; i++)
		n += dossier->entries[i].state == ENTRY_SUBMITTED && !other_leader(dossier, dossier->entries[i].entered_by);
	return n;
}

static size_t stuck_scores(struct arena *arena, const struct dossier *dossier)
{
	const char **missing;
	size_t n = 0, n_missing = dossier_scores_complete(dossier) ? scores_unsigned(arena, dossier, &missing) : 0;

	for (size_t i = 0; i < dossier->n_scores; i++)
		n += dossier->scores[i].state == SCORE_PROPOSED && !other_leader_for(dossier, dossier->scores[i].indicator);
	for (size_t i = 0; i < n_missing; i++)
		n += !other_leader_for(dossier, missing[i]);
	return n;
}

/* Somebody else signs for what a leader wrote of the report. */
static size_t stuck_parts(const struct dossier *dossier)
{
	size_t n = 0;

	for (size_t i = 0; i < dossier->n_narrative; i++)
		n += *dossier->narrative[i].text != '\0' && !other_leader(dossier, dossier->narrative[i].drafted_by);
	for (size_t i = 0; i < dossier->n_findings; i++)
		n += !other_leader(dossier, dossier->findings[i].drafted_by);
	for (size_t i = 0; i < dossier->n_recommendations; i++)
		n += !other_leader(dossier, dossier->recommendations[i].drafted_by);
	return n;
}

static size_t stuck_report(struct arena *arena, const struct dossier *dossier)
{
	struct inconsistency *found;
	size_t n = stuck_parts(dossier), n_found = consistency_check(arena, dossier, &found);

	for (size_t i = 0; i < n_found; i++)
		n += inconsistency_blocks(&found[i]) && found[i].dismissal != NULL &&
		     !other_leader(dossier, found[i].dismissal->by);
	return n;
}

static size_t stuck_rectification(struct arena *arena, const struct dossier *dossier)
{
	size_t n = *dossier->rectification.filed_by != '\0' && !todo_is_signed(dossier, APPROVAL_RECTIFICATION, NULL) &&
		   !other_leader(dossier, dossier->rectification.filed_by);

	(void)arena;
	for (size_t i = 0; i < dossier->n_findings; i++)
		n += finding_waits_to_carry_on(&dossier->findings[i]) && !other_leader(dossier, dossier->findings[i].carry_by);
	return n;
}

size_t todo_stuck(struct arena *arena, const struct dossier *dossier)
{
	static size_t (*const counts[STAGE_COUNT])(struct arena * arena, const struct dossier *dossier) = {
		[STAGE_PREPARATION] = stuck_scheme,
		[STAGE_IMPLEMENTATION] = stuck_entries,
		[STAGE_ANALYSIS] = stuck_scores,
		[STAGE_REPORTING] = stuck_report,
		[STAGE_RECTIFICATION] = stuck_rectification,
	};

	return counts[dossier->stage] != NULL ? counts[dossier->stage](arena, dossier) : 0;
}
