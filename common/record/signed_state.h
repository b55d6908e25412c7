/* signed_state: the canonical bytes of what an approval signs, from records (docs/protocol.md, 5).
 *
 * The server makes them when it gives a state out and when it checks a signature; who verifies an archive makes them again from
 * the archive's data. The report's are made from its renditions and stand beside the report. The messages stay as they are. */
#ifndef JIXIAO_RECORD_SIGNED_STATE_H
#define JIXIAO_RECORD_SIGNED_STATE_H

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"

/* Facts, budget, tree, weights, targets, rules: not the division of labour and the schedule, which may change (DECISIONS of
 * docs/architecture.md). */
struct slice signed_scheme(struct arena *arena, const Jixiao__SchemeGetReply *scheme);

/* What counts of each score, in the order of ${indicators}: not who looked at it when. Instead of the score of an indicator
 * whose accepted entry says that it does not apply, that it does not, and why. */
struct slice signed_scores(struct arena *arena, Jixiao__Indicator *const *indicators, size_t n_indicators,
			   Jixiao__Entry *const *entries, size_t n_entries, Jixiao__Score *const *scores, size_t n_scores);

/* A finding as it is to be carried on: that it then is carried on changes nothing of what was signed. */
struct slice signed_carry_on(struct arena *arena, const Jixiao__Finding *finding);

/* The rectification report as it was filed, and what became of each finding. */
struct slice signed_rectification(struct arena *arena, const Jixiao__RectificationReport *report,
				  Jixiao__Finding *const *findings, size_t n_findings);

#endif
