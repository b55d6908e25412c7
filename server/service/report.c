#include <string.h>

#include "common/crypto/digest.h"
#include "common/domain/consistency.h"
#include "common/domain/report_model.h"
#include "common/domain/workflow.h"
#include "common/report/render.h"
#include "common/rpc/pb.h"
#include "common/text/blank.h"
#include "jixiao/report.pb-c.h"
#include "server/service/approval.h"
#include "server/service/blob.h"
#include "server/service/dossier.h"
#include "server/service/handlers.h"
#include "server/service/report_kept.h"

enum { TEXT_LIMIT = 256 * 1024, REASON_LIMIT = 4096 };

/* ---- narrative ---- */

static struct record_key narrative_key(const struct call *call, const char *section)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_NARRATIVE, call->evaluation, section };
}

/* Removes a part that is still as the caller saw it. */
static enum status_code narrative_remove(struct call *call, const Jixiao__ReportPutNarrativeRequest *request)
{
	Jixiao__Narrative *found;
	enum status_code code;

	code = record_get(call->txn, narrative_key(call, request->section), &jixiao__narrative__descriptor,
			  (ProtobufCMessage **)&found, call->status);
	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(call->status, code, MSG_REPORT_NARRATIVE_NONE, request->section);
	if (code != STATUS_OK)
		return code;
	if (found->revision != request->revision)
		return STATUS_FAIL(call->status, STATUS_ABORTED, MSG_RECORD_CHANGED, "@RECORD_NARRATIVE",
				   arena_printf(call->arena, "%llu", (unsigned long long)found->revision),
				   arena_printf(call->arena, "%llu", (unsigned long long)request->revision),
				   arena_printf(call->arena, " %s ", request->section));
	return record_remove(call->txn, narrative_key(call, request->section), call->status);
}

enum status_code report_put_narrative(struct call *call)
{
	const Jixiao__ReportPutNarrativeRequest *request = (const void *)call->request;
	Jixiao__Narrative *narrative = (void *)call->reply;
	enum status_code code;

	if (report_section(request->section) == NULL)
		STATUS_VIOLATION(call->status, "section", MSG_REPORT_NO_SECTION, request->section);
	if (*request->text != '\0' && text_is_blank(request->text))
		STATUS_VIOLATION(call->status, "text", MSG_REPORT_TEXT_BLANK);
	if (strlen(request->text) > TEXT_LIMIT)
		STATUS_VIOLATION(call->status, "text", MSG_FIELD_TOO_LONG, arena_printf(call->arena, "%d", TEXT_LIMIT));
	code = status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	if (code != STATUS_OK)
		return code;
	narrative->evaluation = request->evaluation;
	narrative->section = request->section;
	narrative->text = request->text;
	narrative->drafted_by = arena_strdup(call->arena, call->person);
	if (*request->text == '\0')
		return narrative_remove(call, request);
	return record_put(call->txn, narrative_key(call, request->section), &narrative->base, request->revision, call->status);
}

enum status_code report_list_narrative(struct call *call)
{
	Jixiao__ReportNarrativeReply *reply = (void *)call->reply;
	Jixiao__Narrative *part;
	enum status_code code;

	reply->parts = arena_alloc(call->arena, report_n_sections * sizeof(*reply->parts));
	for (size_t i = 0; i < report_n_sections; i++) {
		code = record_get(call->txn, narrative_key(call, report_sections[i].id), &jixiao__narrative__descriptor,
				  (ProtobufCMessage **)&part, call->status);
		if (code == STATUS_NOT_FOUND) {
			part = (void *)pb_new(call->arena, &jixiao__narrative__descriptor);
			part->evaluation = arena_strdup(call->arena, call->evaluation);
			part->section = arena_strdup(call->arena, report_sections[i].id);
		} else if (code != STATUS_OK) {
			return code;
		}
		reply->parts[reply->n_parts++] = part;
	}
	return STATUS_OK;
}

/* ---- Render ---- */

static char *format_names(struct arena *arena)
{
	char *names = arena_strdup(arena, "");

	for (size_t i = 0; i < report_n_formats; i++)
		names = arena_printf(arena, "%s%s%s", names, i > 0 ? "、" : "", report_formats[i].name);
	return names;
}

/* An implementer gets the report when it was signed and pushed to them (the seed's 问题整改: 将报告推送至项目实施人员). */
enum { RENDERS_ANY_TIME = WHO_EVALUATORS | WHO_ADMIN | WHO_AUDITOR };

/* The report as it would be signed now. */
static enum status_code render_now(struct call *call, const struct report_format *format, Jixiao__ReportBytes *reply)
{
	struct dossier *dossier;
	struct slice whole;
	enum status_code code = dossier_load(call, &dossier);

	if (code != STATUS_OK)
		return code;
	whole = format->render(call->arena, report_build(call->arena, dossier));
	reply->size = whole.size;
	reply->data = pb_bytes(bytes_next(call, whole));
	return STATUS_OK;
}

static enum status_code render_kept(struct call *call, const struct report_format *format, Jixiao__ReportBytes *reply)
{
	uint8_t name[DIGEST_SIZE];
	struct slice piece;
	enum status_code code = report_kept(call, format->name, name, &reply->size);

	if (code == STATUS_OK)
		code = blob_next(call, name, reply->size, &piece);
	if (code == STATUS_OK)
		reply->data = pb_bytes(piece);
	return code;
}

enum status_code report_render(struct call *call)
{
	const Jixiao__ReportRenderRequest *request = (const void *)call->request;
	Jixiao__ReportBytes *reply = (void *)call->reply;
	const struct report_format *format = report_format(request->format);

	if (format == NULL) {
		STATUS_VIOLATION(call->status, "format", MSG_FIELD_NOT_ID, request->format, format_names(call->arena));
		return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	}
	if ((call->who & RENDERS_ANY_TIME) == 0 && call->shell->stage < JIXIAO__STAGE__STAGE_RECTIFICATION)
		return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_REPORT_NOT_PUSHED);
	reply->offset = call->position;
	return report_is_kept(call) ? render_kept(call, format, reply) : render_now(call, format, reply);
}

/* ---- Check, Dismiss ---- */

static Jixiao__Inconsistency *inconsistency_to_record(struct arena *arena, const struct inconsistency *from)
{
	Jixiao__Inconsistency *to = (void *)pb_new(arena, &jixiao__inconsistency__descriptor);

	to->id = arena_strdup(arena, from->id);
	to->error = from->error;
	to->path = arena_strdup(arena, from->path);
	to->message = arena_strdup(arena, message_name(from->message));
	to->args = arena_alloc(arena, sizeof(from->args));
	while (to->n_args < sizeof(from->args) / sizeof(from->args[0]) && from->args[to->n_args] != NULL) {
		to->args[to->n_args] = arena_strdup(arena, from->args[to->n_args]);
		to->n_args++;
	}
	if (from->dismissal != NULL) {
		to->false_alarm_reason = arena_strdup(arena, from->dismissal->reason);
		to->false_alarm_by = arena_strdup(arena, from->dismissal->by);
		to->accepted_by = arena_strdup(arena, from->dismissal->accepted_by);
	}
	return to;
}

enum status_code report_check(struct call *call)
{
	Jixiao__ReportCheckReply *reply = (void *)call->reply;
	struct inconsistency *found;
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);

	if (code != STATUS_OK)
		return code;
	reply->n_inconsistencies = consistency_check(call->arena, dossier, &found);
	reply->inconsistencies = arena_alloc(call->arena, reply->n_inconsistencies * sizeof(*reply->inconsistencies));
	for (size_t i = 0; i < reply->n_inconsistencies; i++)
		reply->inconsistencies[i] = inconsistency_to_record(call->arena, &found[i]);
	return STATUS_OK;
}

static enum status_code inconsistency_find(struct call *call, const char *id, const struct inconsistency **out)
{
	struct inconsistency *found;
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);
	size_t n;

	if (code != STATUS_OK)
		return code;
	n = consistency_check(call->arena, dossier, &found);
	for (size_t i = 0; i < n; i++)
		if (strcmp(found[i].id, id) == 0) {
			*out = &found[i];
			return STATUS_OK;
		}
	return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_REPORT_NO_INCONSISTENCY, id);
}

/* A reason makes the claim, and takes back an earlier leader's word; none is a leader's yes to someone else's claim. */
static enum status_code dismissal_judge(struct call *call, const char *reason, Jixiao__Inconsistency *record)
{
	if (*reason != '\0') {
		if (strlen(reason) > REASON_LIMIT) {
			STATUS_VIOLATION(call->status, "reason", MSG_FIELD_TOO_LONG,
					 arena_printf(call->arena, "%d", REASON_LIMIT));
			return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
		}
		record->false_alarm_reason = arena_strdup(call->arena, reason);
		record->false_alarm_by = arena_strdup(call->arena, call->person);
		record->accepted_by = arena_strdup(call->arena, "");
		return STATUS_OK;
	}
	if (*record->false_alarm_by == '\0' || !(call->who & WHO_LEADER)) {
		STATUS_VIOLATION(call->status, "reason", MSG_FIELD_REQUIRED);
		return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	}
	record->accepted_by = arena_strdup(call->arena, call->person);
	return four_eyes(call->person, record->false_alarm_by, "", record->id, call->status);
}

enum status_code report_dismiss(struct call *call)
{
	const Jixiao__ReportDismissRequest *request = (const void *)call->request;
	const struct inconsistency *found = NULL;
	Jixiao__Inconsistency *record;
	enum status_code code = inconsistency_find(call, request->id, &found);

	if (code != STATUS_OK)
		return code;
	record = inconsistency_to_record(call->arena, found);
	call->reply = &record->base;
	code = dismissal_judge(call, request->reason, record);
	if (code != STATUS_OK)
		return code;
	return record_put(call->txn,
			  (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_INCONSISTENCY, call->evaluation, record->id },
			  &record->base, RECORD_ANY_REVISION, call->status);
}

/* ---- Sign ---- */

/* A report with a part missing or a contradiction open is not what a leader may sign. */
static enum status_code sign_check(struct call *call, const struct dossier *dossier)
{
	struct inconsistency *found;
	size_t n = consistency_check(call->arena, dossier, &found);

	for (size_t i = 0; i < report_n_sections; i++)
		if (report_sections[i].required && report_section_text(dossier, report_sections[i].id) == NULL)
			STATUS_VIOLATION(call->status, arena_printf(call->arena, "narrative[%s]", report_sections[i].id),
					 MSG_REPORT_SECTION_MISSING, report_sections[i].label);
	for (size_t i = 0; i < n; i++)
		if (inconsistency_blocks(&found[i]))
			status_violation(call->status, found[i].path, found[i].message, (const char *const *)found[i].args);
	return status_conclude(call->status, STATUS_FAILED_PRECONDITION, MSG_REPORT_NOT_READY);
}

enum status_code report_sign(struct call *call)
{
	Jixiao__Approval *approval;
	struct dossier *dossier;
	enum status_code code = dossier_load(call, &dossier);

	if (code == STATUS_OK)
		code = sign_check(call, dossier);
	if (code == STATUS_OK)
		code = approval_record(call, APPROVAL_REPORT, "", &approval);
	if (code == STATUS_OK)
		code = report_keep(call, dossier);
	if (code == STATUS_OK)
		call->reply = &approval->base;
	return code;
}
