/* workflow: the stages, their gates, and who may not review whom. Source: the seed's chapter 2, 绩效评价工作过程. */
#ifndef JIXIAO_DOMAIN_WORKFLOW_H
#define JIXIAO_DOMAIN_WORKFLOW_H

#include "common/domain/dossier.h"

/* Adds a violation for each thing that the gate out of the dossier's stage still misses; none: the gate is open. The path says
 * where: "team", "indicators[A11].target", "findings[F02]". */
void gate_check(const struct dossier *dossier, struct status *status);

/* The stage behind the gate; STAGE_NONE after ARCHIVING (which only a seal ends) and ARCHIVED. */
enum stage stage_next(enum stage stage);

/* May a return lead from ${from} to ${to}: any earlier stage, never out of ARCHIVED. */
bool stage_may_return(enum stage from, enum stage to);

/* Four eyes: persons, not roles. Fails with STATUS_PERMISSION_DENIED, MSG_FOUR_EYES (what, indicator) if ${person} is
 * ${maker} (who entered) or ${proposer}. */
enum status_code four_eyes(const char *person, const char *maker, const char *proposer, const char *what,
			   struct status *status);

/* A signature over the score set counts for the items that its signer neither entered nor proposed: items that no current
 * signature covers are written to ${missing} (codes, in arena). */
size_t scores_unsigned(struct arena *arena, const struct dossier *dossier, const char ***missing);

#endif
