/* Recommendation.*: what should be done, each mostly in answer to a finding. */
#include <string.h>

#include "common/rpc/pb.h"
#include "server/service/field.h"
#include "server/service/finding_record.h"
#include "server/service/handlers.h"

enum { TITLE_LIMIT = 256, TEXT_LIMIT = 16 * 1024, MOST_RECOMMENDATIONS = 99 };

static struct record_key recommendation_key(const struct call *call, const char *id)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_RECOMMENDATION, call->evaluation, id };
}

static enum status_code recommendation_records(struct call *call, Jixiao__Recommendation ***all, size_t *n)
{
	return record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_RECOMMENDATION, call->evaluation,
			   &jixiao__recommendation__descriptor, NULL, 0, (ProtobufCMessage ***)all, n, call->status);
}

static enum status_code recommendation_find(struct call *call, const char *id, Jixiao__Recommendation **recommendation)
{
	enum status_code code = record_get(call->txn, recommendation_key(call, id), &jixiao__recommendation__descriptor,
					   (ProtobufCMessage **)recommendation, call->status);

	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_NO_SUCH_RECOMMENDATION, id);
	return code;
}

static const char *id_of(const void *records, size_t i)
{
	return ((Jixiao__Recommendation *const *)records)[i]->id;
}

static enum status_code recommendation_new(struct call *call, Jixiao__Recommendation **recommendation)
{
	Jixiao__Recommendation **all;
	size_t n;
	enum status_code code = recommendation_records(call, &all, &n);

	if (code != STATUS_OK)
		return code;
	if (n >= MOST_RECOMMENDATIONS)
		return STATUS_FAIL(call->status, STATUS_RESOURCE_EXHAUSTED, MSG_RECOMMENDATION_TOO_MANY,
				   arena_printf(call->arena, "%d", MOST_RECOMMENDATIONS));
	*recommendation = (void *)pb_new(call->arena, &jixiao__recommendation__descriptor);
	(*recommendation)->evaluation = arena_strdup(call->arena, call->evaluation);
	(*recommendation)->id = next_record_id(call->arena, 'R', n, id_of, all);
	return STATUS_OK;
}

static enum status_code check_put(struct call *call, const Jixiao__RecommendationPutRequest *request)
{
	Jixiao__Finding *finding;
	enum status_code code;

	field_check_line(call->status, "title", request->title, TITLE_LIMIT);
	field_check_text(call->status, "text", request->text, TEXT_LIMIT);
	if (*request->finding != '\0') {
		code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_FINDING, call->evaluation, request->finding,
				  jixiao__finding, &finding, call->status);
		if (code == STATUS_NOT_FOUND)
			STATUS_VIOLATION(call->status, "finding", MSG_NO_SUCH_FINDING, request->finding);
		else if (code != STATUS_OK)
			return code;
	}
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

enum status_code recommendation_put(struct call *call)
{
	const Jixiao__RecommendationPutRequest *request = (const void *)call->request;
	Jixiao__Recommendation *recommendation;
	enum status_code code = check_put(call, request);

	if (code == STATUS_OK)
		code = *request->id == '\0' ? recommendation_new(call, &recommendation)
					    : recommendation_find(call, request->id, &recommendation);
	if (code != STATUS_OK)
		return code;
	recommendation->title = request->title;
	recommendation->text = request->text;
	recommendation->finding = request->finding;
	recommendation->drafted_by = arena_strdup(call->arena, call->person);
	code = record_put(call->txn, recommendation_key(call, recommendation->id), &recommendation->base,
			  *request->id == '\0' ? 0 : request->revision, call->status);
	*(Jixiao__Recommendation *)call->reply = *recommendation;
	return code;
}

enum status_code recommendation_remove(struct call *call)
{
	const Jixiao__RecommendationGetRequest *request = (const void *)call->request;
	Jixiao__Recommendation *recommendation;
	enum status_code code = recommendation_find(call, request->id, &recommendation);

	return code == STATUS_OK ? record_remove(call->txn, recommendation_key(call, request->id), call->status) : code;
}

/* An answer to a finding that was put to somebody else stays out of an implementer's sight, like the finding; and one to none
 * until the report that holds it is put to them. */
static bool is_hidden(const struct call *call, const Jixiao__Recommendation *recommendation, Jixiao__Finding *const *findings,
		      size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(findings[i]->id, recommendation->finding) == 0)
			return finding_is_hidden(call, findings[i]);
	return !(call->who & (WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR)) &&
	       call->shell->stage < JIXIAO__STAGE__STAGE_RECTIFICATION;
}

enum status_code recommendation_list(struct call *call)
{
	Jixiao__RecommendationListReply *reply = (void *)call->reply;
	Jixiao__Recommendation **all;
	Jixiao__Finding **findings;
	size_t n, n_findings;
	enum status_code code = recommendation_records(call, &all, &n);

	if (code == STATUS_OK)
		code = finding_records(call, &findings, &n_findings);
	if (code != STATUS_OK)
		return code;
	reply->recommendations = arena_alloc(call->arena, n * sizeof(*reply->recommendations));
	for (size_t i = 0; i < n; i++)
		if (!is_hidden(call, all[i], findings, n_findings))
			reply->recommendations[reply->n_recommendations++] = all[i];
	return STATUS_OK;
}
