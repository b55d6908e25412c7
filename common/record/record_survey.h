/* record_survey: surveys and counts of answers as the domain's plain structs, and back. Texts stay the message's own. */
#ifndef JIXIAO_RECORD_RECORD_SURVEY_H
#define JIXIAO_RECORD_RECORD_SURVEY_H

#include "common/domain/survey.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/survey.pb-c.h"

/* Without tallies. */
void survey_from_record(struct arena *arena, const Jixiao__Survey *record, struct survey *survey);
struct group_tally *tallies_from_records(struct arena *arena, Jixiao__GroupTally *const *records, size_t n);
Jixiao__GroupTally **tallies_to_records(struct arena *arena, const struct group_tally *tallies, size_t n);
Jixiao__Questionnaire *questionnaire_to_record(struct arena *arena, const struct questionnaire_counts *counts);

#endif
