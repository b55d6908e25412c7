/* survey_record: what the files that keep surveys, count answers and enter satisfactions share about their records. */
#ifndef JIXIAO_SERVICE_SURVEY_RECORD_H
#define JIXIAO_SERVICE_SURVEY_RECORD_H

#include "common/domain/survey.h"
#include "jixiao/survey.pb-c.h"
#include "server/rpc/method.h"

struct record_key survey_key(const struct call *call, const char *id);
struct record_key batch_key(const struct call *call, const char *id);

/* STATUS_NOT_FOUND, MSG_NO_SUCH_SURVEY. */
enum status_code survey_find(struct call *call, const char *id, Jixiao__Survey **survey);
enum status_code survey_records(struct call *call, Jixiao__Survey ***surveys, size_t *n);
/* What came in for it, in the order in which it did. */
enum status_code survey_batches(struct call *call, const char *id, Jixiao__AnswerBatch ***batches, size_t *n);

/* The survey with the sum of its answers. */
enum status_code survey_load(struct call *call, const Jixiao__Survey *record, struct survey *survey);

/* All of them as the domain's: the dossier's part. */
enum status_code surveys_load(struct call *call, struct survey **surveys, size_t *n);
/* All of them with the sums of their answers. */
enum status_code survey_results(struct call *call, Jixiao__SurveyResults *results);

/* STATUS_FAILED_PRECONDITION if an entry that rests on it was handed in or accepted. */
enum status_code survey_check_open(struct call *call, const char *id);
/* The drafts that rest on it get its counts as they are now. */
enum status_code survey_follow(struct call *call, const char *id);

#endif
