#include "common/record/signed_state.h"

#include <string.h>

#include "common/rpc/descriptor_json.h"

static char empty[] = "";

struct slice signed_scheme(struct arena *arena, const Jixiao__SchemeGetReply *scheme)
{
	Jixiao__SchemeGetReply state = JIXIAO__SCHEME_GET_REPLY__INIT;
	Jixiao__Indicator *indicators = arena_alloc(arena, scheme->n_indicators * sizeof(*indicators));
	Jixiao__Scheme facts = *scheme->scheme;

	facts.n_schedule = 0;
	facts.entered_by = empty;
	facts.revision = 0;
	state.scheme = &facts;
	state.n_indicators = scheme->n_indicators;
	state.indicators = arena_alloc(arena, scheme->n_indicators * sizeof(*state.indicators));
	for (size_t i = 0; i < scheme->n_indicators; i++) {
		indicators[i] = *scheme->indicators[i];
		indicators[i].responsible = empty;
		indicators[i].revision = 0;
		state.indicators[i] = &indicators[i];
	}
	return json_canonical(arena, &state.base);
}

static Jixiao__Score *score_state(struct arena *arena, const Jixiao__Score *score)
{
	Jixiao__Score *state = arena_alloc(arena, sizeof(*state));

	jixiao__score__init(state);
	state->indicator = score->indicator;
	state->points = score->points;
	state->n_met = score->n_met;
	state->met = score->met;
	state->tier = score->tier;
	state->share = score->share;
	state->reason = score->reason;
	state->proposed_by = score->proposed_by;
	return state;
}

/* The accepted entry that says that ${indicator} does not apply; NULL if there is none. */
static const Jixiao__Entry *declaration_of(Jixiao__Entry *const *entries, size_t n, const char *indicator)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(entries[i]->indicator, indicator) == 0 && *entries[i]->not_applicable != '\0' &&
		    entries[i]->state == JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED)
			return entries[i];
	return NULL;
}

static Jixiao__NotApplicable *not_applicable_state(struct arena *arena, const Jixiao__Entry *entry)
{
	Jixiao__NotApplicable *state = arena_alloc(arena, sizeof(*state));

	jixiao__not_applicable__init(state);
	state->indicator = entry->indicator;
	state->reason = entry->not_applicable;
	return state;
}

struct slice signed_scores(struct arena *arena, Jixiao__Indicator *const *indicators, size_t n_indicators,
			   Jixiao__Entry *const *entries, size_t n_entries, Jixiao__Score *const *scores, size_t n_scores)
{
	Jixiao__ScoreListReply state = JIXIAO__SCORE_LIST_REPLY__INIT;

	state.scores = arena_alloc(arena, n_scores * sizeof(*state.scores));
	state.not_applicable = arena_alloc(arena, n_indicators * sizeof(*state.not_applicable));
	for (size_t i = 0; i < n_indicators; i++) {
		const Jixiao__Entry *declaration = declaration_of(entries, n_entries, indicators[i]->code);

		if (declaration != NULL)
			state.not_applicable[state.n_not_applicable++] = not_applicable_state(arena, declaration);
		for (size_t j = 0; declaration == NULL && j < n_scores; j++)
			if (strcmp(scores[j]->indicator, indicators[i]->code) == 0 && state.n_scores < n_scores)
				state.scores[state.n_scores++] = score_state(arena, scores[j]);
	}
	return json_canonical(arena, &state.base);
}

struct slice signed_carry_on(struct arena *arena, const Jixiao__Finding *finding)
{
	Jixiao__Finding state = *finding;

	state.state = JIXIAO__FINDING_STATE__FINDING_STATE_UNSPECIFIED;
	state.closed = 0;
	state.revision = 0;
	return json_canonical(arena, &state.base);
}

struct slice signed_rectification(struct arena *arena, const Jixiao__RectificationReport *report,
				  Jixiao__Finding *const *findings, size_t n_findings)
{
	Jixiao__RectificationState state = JIXIAO__RECTIFICATION_STATE__INIT;
	Jixiao__RectificationReport filed = JIXIAO__RECTIFICATION_REPORT__INIT;
	Jixiao__Finding *copies = arena_alloc(arena, n_findings * sizeof(*copies));

	filed.evaluation = report->evaluation;
	filed.text = report->text;
	filed.filed_by = report->filed_by;
	state.report = &filed;
	state.n_findings = n_findings;
	state.findings = arena_alloc(arena, n_findings * sizeof(*state.findings));
	for (size_t i = 0; i < n_findings; i++) {
		copies[i] = *findings[i];
		copies[i].revision = 0;
		state.findings[i] = &copies[i];
	}
	return json_canonical(arena, &state.base);
}
