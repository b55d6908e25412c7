/* record_export: an exported evaluation as a dossier: what scores are computed from, and the scores. */
#ifndef JIXIAO_RECORD_RECORD_EXPORT_H
#define JIXIAO_RECORD_RECORD_EXPORT_H

#include "common/domain/score_verify.h"
#include "jixiao/evaluation.pb-c.h"

/* Everything in ${arena} or in the export itself. Parts that are missing are empty. STATUS_INVALID_ARGUMENT,
 * MSG_EXPORT_UNREADABLE with a violation for each number that is none. */
enum status_code dossier_from_export(struct arena *arena, const Jixiao__EvaluationExport *export, struct dossier *dossier,
				     struct stored_total *stored, struct status *status);

#endif
