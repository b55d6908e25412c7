/* One function a kind (docs/protocol.md, 5). */
#include "server/service/approval_canonical.h"

#include <string.h>

#include "common/crypto/digest.h"
#include "common/record/signed_state.h"
#include "common/report/render.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"
#include "server/service/indicator.h"

typedef enum status_code write_state(struct call *call, const struct dossier *dossier, const char *subject,
				     struct slice *canonical);

static enum status_code list(struct call *call, Jixiao__RecordType type, const ProtobufCMessageDescriptor *descriptor,
			     void *messages, size_t *n)
{
	return record_list(call->txn, type, call->evaluation, descriptor, NULL, 0, messages, n, call->status);
}

static enum status_code nothing_there(struct call *call)
{
	return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_NOTHING_TO_SIGN);
}

static enum status_code write_scheme(struct call *call, const struct dossier *dossier, const char *subject,
				     struct slice *canonical)
{
	Jixiao__SchemeGetReply state = JIXIAO__SCHEME_GET_REPLY__INIT;
	Jixiao__Scheme **schemes;
	size_t n;
	enum status_code code = list(call, JIXIAO__RECORD_TYPE__RECORD_SCHEME, &jixiao__scheme__descriptor, &schemes, &n);

	(void)dossier;
	(void)subject;
	if (code == STATUS_OK && n == 0)
		code = nothing_there(call);
	if (code == STATUS_OK)
		code = indicator_records(call, &state.indicators, &state.n_indicators);
	if (code != STATUS_OK)
		return code;
	state.scheme = schemes[0];
	*canonical = signed_scheme(call->arena, &state);
	return STATUS_OK;
}

static enum status_code write_scores(struct call *call, const struct dossier *dossier, const char *subject,
				     struct slice *canonical)
{
	Jixiao__Indicator **indicators;
	Jixiao__Entry **entries;
	Jixiao__Score **scores;
	size_t n, n_indicators, n_entries;
	enum status_code code = list(call, JIXIAO__RECORD_TYPE__RECORD_SCORE, &jixiao__score__descriptor, &scores, &n);

	(void)dossier;
	(void)subject;
	if (code == STATUS_OK && n == 0)
		code = nothing_there(call);
	if (code == STATUS_OK)
		code = indicator_records(call, &indicators, &n_indicators);
	if (code == STATUS_OK)
		code = list(call, JIXIAO__RECORD_TYPE__RECORD_ENTRY, &jixiao__entry__descriptor, &entries, &n_entries);
	if (code == STATUS_OK)
		*canonical = signed_scores(call->arena, indicators, n_indicators, entries, n_entries, scores, n);
	return code;
}

/* A line for each rendition, the model's canonical bytes among them. */
static enum status_code write_report(struct call *call, const struct dossier *dossier, const char *subject,
				     struct slice *canonical)
{
	const struct report *report = report_build(call->arena, dossier);
	char *text = arena_strdup(call->arena, "");
	uint8_t bytes[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	(void)subject;
	for (size_t i = 0; i < report_n_formats; i++) {
		digest(report_formats[i].render(call->arena, report), bytes);
		digest_hex(bytes, hex);
		text = arena_printf(call->arena, "%s%s sha256:%s\n", text, report_formats[i].name, hex);
	}
	*canonical = (struct slice){ (const uint8_t *)text, strlen(text) };
	return STATUS_OK;
}

static enum status_code write_carry_on(struct call *call, const struct dossier *dossier, const char *subject,
				       struct slice *canonical)
{
	Jixiao__Finding *finding;
	enum status_code code = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_FINDING, call->evaluation, subject,
					   jixiao__finding, &finding, call->status);

	(void)dossier;
	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_NO_SUCH_FINDING, subject);
	if (code == STATUS_OK)
		*canonical = signed_carry_on(call->arena, finding);
	return code;
}

static enum status_code write_rectification(struct call *call, const struct dossier *dossier, const char *subject,
					    struct slice *canonical)
{
	Jixiao__RectificationReport **reports;
	Jixiao__Finding **findings;
	size_t n, n_findings;
	enum status_code code = list(call, JIXIAO__RECORD_TYPE__RECORD_RECTIFICATION_REPORT,
				     &jixiao__rectification_report__descriptor, &reports, &n);

	(void)dossier;
	(void)subject;
	if (code == STATUS_OK && (n == 0 || *reports[0]->filed_by == '\0'))
		code = nothing_there(call);
	if (code == STATUS_OK)
		code = list(call, JIXIAO__RECORD_TYPE__RECORD_FINDING, &jixiao__finding__descriptor, &findings, &n_findings);
	if (code == STATUS_OK)
		*canonical = signed_rectification(call->arena, reports[0], findings, n_findings);
	return code;
}

static write_state *const states[] = {
	[APPROVAL_SCHEME] = write_scheme,
	[APPROVAL_SCORES] = write_scores,
	[APPROVAL_REPORT] = write_report,
	[APPROVAL_CARRY_ON] = write_carry_on,
	[APPROVAL_RECTIFICATION] = write_rectification,
};

enum status_code approval_canonical(struct call *call, const struct dossier *dossier, enum approval_kind kind,
				    const char *subject, struct slice *canonical)
{
	if ((unsigned)kind >= sizeof(states) / sizeof(states[0]) || states[kind] == NULL)
		return nothing_there(call);
	return states[kind](call, dossier, subject, canonical);
}

bool approval_is_current(struct call *call, const struct dossier *dossier, const Jixiao__Approval *approval)
{
	enum approval_kind kind = (enum approval_kind)approval->kind;
	struct status ignored = STATUS_INIT, *status = call->status;
	uint8_t now[DIGEST_SIZE];
	struct slice canonical;
	bool current = false;

	/* A seal holds by what follows it: nothing in an archived evaluation changes. */
	if (kind == APPROVAL_SEAL)
		return dossier->stage == STAGE_ARCHIVED;
	/* The report that was pushed stays what it is until it is sent back. */
	if (kind == APPROVAL_REPORT && call->shell->report.len > 0)
		return approval->state_digest.len == call->shell->report.len &&
		       memcmp(approval->state_digest.data, call->shell->report.data, call->shell->report.len) == 0;
	/* A state that cannot be written any more (the finding is gone) is not what was signed: no fault of this call. */
	call->status = &ignored;
	if (approval_canonical(call, dossier, kind, approval->subject, &canonical) == STATUS_OK) {
		digest(canonical, now);
		current =
			approval->state_digest.len == DIGEST_SIZE && memcmp(now, approval->state_digest.data, DIGEST_SIZE) == 0;
	}
	call->status = status;
	status_clear(&ignored);
	return current;
}
