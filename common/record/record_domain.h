/* record_domain: records and requests (proto/) as the domain's plain structs.
 *
 * What is text in a message and a number, an amount of money or a date in the domain is read here and nowhere else. Functions
 * that read such text add a violation below ${path} ("indicators[3]" gives "indicators[3].weight") for each one that is none,
 * put a zero of its kind there, and answer STATUS_INVALID_ARGUMENT if they added any; the caller concludes, together with its
 * own violations. The others cannot fail. Results and arrays are in ${arena}; texts stay the message's own. */
#ifndef JIXIAO_RECORD_RECORD_DOMAIN_H
#define JIXIAO_RECORD_RECORD_DOMAIN_H

#include "common/base/arena.h"
#include "common/base/status.h"
#include "common/domain/dossier.h"
#include "jixiao/approval.pb-c.h"
#include "jixiao/archive.pb-c.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/report.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"

/* The usual values stand where a rule's parameters are empty, until dossier_apply_options puts the scheme's there; grades are
 * 90, 80, 60 if there are none. */
enum status_code scheme_from_record(struct arena *arena, const Jixiao__Scheme *record, const char *path, struct scheme *scheme,
				    struct status *status);
enum status_code indicator_from_record(struct arena *arena, const Jixiao__Indicator *record, const char *path,
				       struct indicator *indicator, struct status *status);
enum status_code rule_from_record(struct arena *arena, const Jixiao__Rule *record, const char *path, struct rule *rule,
				  struct status *status);

/* Flows, breakdowns and evidence of a request have the same form as the record's. */
enum status_code funds_from_record(struct arena *arena, const Jixiao__Funds *record, const char *path, struct funds *funds,
				   struct status *status);
enum status_code score_from_record(struct arena *arena, const Jixiao__Score *record, const char *path, struct score *score,
				   struct status *status);

/* Names and rates alone of the lines. */
struct earlier_result *earlier_from_records(struct arena *arena, Jixiao__EarlierResult *const *records, size_t n);

void team_member_from_record(const Jixiao__TeamMember *record, struct team_member *member);
void entry_from_record(struct arena *arena, const Jixiao__Entry *record, struct entry *entry);
/* NULL gives NULL. */
const struct questionnaire_counts *questionnaire_from_record(struct arena *arena, const Jixiao__Questionnaire *record);
/* As they are kept: a value that is no decimal is 0. */
struct paper_part *parts_from_record(struct arena *arena, Jixiao__EntryPart *const *records, size_t n);
void evidence_from_record(const Jixiao__Evidence *record, struct evidence *evidence);
void narrative_from_record(const Jixiao__Narrative *record, struct narrative *narrative);
void dismissal_from_record(const Jixiao__Inconsistency *record, struct dismissal *dismissal);
void finding_from_record(struct arena *arena, const Jixiao__Finding *record, struct finding *finding);
void recommendation_from_record(const Jixiao__Recommendation *record, struct recommendation *recommendation);
void rectification_from_record(const Jixiao__RectificationReport *record, struct rectification_report *report);
void approval_from_record(const Jixiao__Approval *record, struct approval *approval);
void catalogue_item_from_record(struct arena *arena, const Jixiao__CatalogueItem *record, struct catalogue_item *item);

#endif
