/* Template.*: versions of indicator frameworks, in and out. A version that is there is never changed. */
#include "server/service/template.h"

#include <stdlib.h>
#include <string.h>

#include "common/record/template_record.h"
#include "common/rpc/pb.h"
#include "server/service/cursor.h"
#include "server/service/field.h"
#include "server/service/handlers.h"

enum { LINE_LIMIT = 256, LAST_VERSION = 9999, INDICATORS_MOST = 1000, USUAL_MOST = 100, LEVEL_ASSESSED = 3 };

/* Padded, so that the store's order of ids is that of the versions. */
static struct record_key template_key(struct call *call, const char *name, uint32_t version)
{
	return (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_TEMPLATE, "",
				    arena_printf(call->arena, "%s@%04u", name, version) };
}

static enum status_code template_record(struct call *call, const char *name, uint32_t version, Jixiao__Template **record)
{
	return record_get(call->txn, template_key(call, name, version), &jixiao__template__descriptor,
			  (ProtobufCMessage **)record, call->status);
}

static enum status_code versions_after(struct call *call, const char *after, size_t limit, Jixiao__Template ***records,
				       size_t *n)
{
	return record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_TEMPLATE, "", &jixiao__template__descriptor, after, limit,
			   (ProtobufCMessage ***)records, n, call->status);
}

/* The newest version of ${name}; NULL if there is none. */
static enum status_code newest(struct call *call, const char *name, Jixiao__Template **record)
{
	const char *after = template_key(call, name, 0).id;
	Jixiao__Template **records;
	enum status_code code;
	size_t n;

	*record = NULL;
	do {
		code = versions_after(call, after, PAGE_DEFAULT, &records, &n);
		for (size_t i = 0; i < n && code == STATUS_OK; i++) {
			if (strcmp(records[i]->name, name) != 0)
				return STATUS_OK;
			*record = records[i];
			after = template_key(call, name, records[i]->version).id;
		}
	} while (code == STATUS_OK && n == PAGE_DEFAULT);
	return code;
}

static uint32_t count_assessed(const Jixiao__Template *record)
{
	uint32_t n = 0;

	for (size_t i = 0; i < record->n_indicators; i++)
		n += record->indicators[i]->level == LEVEL_ASSESSED;
	return n;
}

/* ---- List, Get ---- */

static Jixiao__TemplateSummary *summary_of(struct call *call, const Jixiao__Template *record)
{
	Jixiao__TemplateSummary *summary = arena_alloc(call->arena, sizeof(*summary));

	jixiao__template_summary__init(summary);
	summary->name = record->name;
	summary->version = record->version;
	summary->title = record->title;
	summary->kinds = record->kinds;
	summary->n_kinds = record->n_kinds;
	summary->indicators = count_assessed(record);
	summary->entered_by = record->entered_by;
	summary->imported = record->imported;
	return summary;
}

enum status_code template_list(struct call *call)
{
	const Jixiao__TemplateListRequest *request = (const void *)call->request;
	Jixiao__TemplateListReply *reply = (void *)call->reply;
	const uint32_t limit = page_size(request->limit);
	Jixiao__Template **records;
	const char *after;
	enum status_code code = cursor_read(call, request->cursor, &after);
	size_t n = 0;

	if (code == STATUS_OK)
		code = versions_after(call, after, limit, &records, &n);
	if (code != STATUS_OK)
		return code;
	reply->templates = arena_alloc(call->arena, (n + 1) * sizeof(*reply->templates));
	for (size_t i = 0; i < n; i++)
		reply->templates[reply->n_templates++] = summary_of(call, records[i]);
	if (n == limit)
		reply->cursor = cursor_make(call, template_key(call, records[n - 1]->name, records[n - 1]->version).id);
	return STATUS_OK;
}

enum status_code template_get(struct call *call)
{
	const Jixiao__TemplateGetRequest *request = (const void *)call->request;
	Jixiao__Template *record = NULL;
	enum status_code code = request->version == 0 ? newest(call, request->name, &record)
						      : template_record(call, request->name, request->version, &record);

	if (code == STATUS_NOT_FOUND || (code == STATUS_OK && record == NULL))
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_TEMPLATE_NONE,
				   request->version == 0 ? request->name
							 : template_reference(call->arena, request->name, request->version));
	if (code == STATUS_OK)
		*(Jixiao__Template *)call->reply = *record;
	return code;
}

/* ---- Import ---- */

static bool kinds_are_well_formed(const Jixiao__Template *record)
{
	for (size_t i = 0; i < record->n_kinds; i++) {
		if (record->kinds[i] == JIXIAO__EVALUATION_KIND__EVALUATION_KIND_UNSPECIFIED)
			return false;
		for (size_t k = 0; k < i; k++)
			if (record->kinds[k] == record->kinds[i])
				return false;
	}
	return record->n_kinds > 0;
}

static void check_head(struct call *call, const Jixiao__Template *record)
{
	if (!field_is_id(record->name))
		STATUS_VIOLATION(call->status, "name", MSG_FIELD_NOT_ID, record->name, "@FORM_EVALUATION");
	if (record->version > LAST_VERSION)
		STATUS_VIOLATION(call->status, "version", MSG_TEMPLATE_VERSION,
				 arena_printf(call->arena, "%u", record->version));
	field_check_line(call->status, "title", record->title, LINE_LIMIT);
	if (!kinds_are_well_formed(record))
		STATUS_VIOLATION(call->status, "kinds", MSG_TEMPLATE_KINDS);
	if (record->n_indicators > INDICATORS_MOST)
		STATUS_VIOLATION(call->status, "indicators", MSG_SCHEME_FILE_TOO_MANY,
				 arena_printf(call->arena, "%d", INDICATORS_MOST));
	if (record->n_usual > USUAL_MOST)
		STATUS_VIOLATION(call->status, "usual", MSG_ANSWERS_TOO_MANY, arena_printf(call->arena, "%d", USUAL_MOST));
}

/* The domain speaks of a scheme; here it is the template's. */
static void name_fields(struct status *status)
{
	for (size_t i = 0; i < status->n_violations; i++) {
		const char *path = status->violations[i].path;

		if (strncmp(path, "scheme.", strlen("scheme.")) == 0)
			path += strlen("scheme.");
		status->violations[i].path = arena_printf(&status->arena, "template.%s", path);
	}
}

static enum status_code import_check(struct call *call, const Jixiao__Template *record, struct template *template)
{
	check_head(call, record);
	if (record->n_indicators <= INDICATORS_MOST && record->n_usual <= USUAL_MOST) {
		template_from_record(call->arena, record, template, call->status);
		template_check(template, call->status);
	}
	name_fields(call->status);
	return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

/* What a version says, without which it is and who brought it in. */
static struct slice content_of(struct call *call, const Jixiao__Template *record)
{
	Jixiao__Template content = *record;

	content.version = 0;
	content.entered_by = (char *)"";
	content.imported = 0;
	content.revision = 0;
	return pb_pack(call->arena, &content.base);
}

static bool is_same(struct call *call, const Jixiao__Template *a, const Jixiao__Template *b)
{
	struct slice left = content_of(call, a), right = content_of(call, b);

	return left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
}

static enum status_code already_there(struct call *call, const Jixiao__Template *there)
{
	return STATUS_FAIL(call->status, STATUS_ALREADY_EXISTS, MSG_TEMPLATE_THERE,
			   template_reference(call->arena, there->name, there->version));
}

/* Gives ${record} its version, after the newest; refuses what is there already, and what would change it. */
static enum status_code version_settle(struct call *call, Jixiao__Template *record)
{
	Jixiao__Template *last, *there;
	enum status_code code = newest(call, record->name, &last);
	uint32_t highest = last != NULL ? last->version : 0;

	if (code != STATUS_OK)
		return code;
	if (last != NULL && is_same(call, record, last))
		return already_there(call, last);
	if (record->version == 0 && highest == LAST_VERSION)
		return STATUS_FAIL(call->status, STATUS_RESOURCE_EXHAUSTED, MSG_TEMPLATE_FULL, record->name);
	if (record->version == 0)
		record->version = highest + 1;
	if (record->version > highest)
		return STATUS_OK;
	code = template_record(call, record->name, record->version, &there);
	if (code == STATUS_OK && is_same(call, record, there))
		return already_there(call, there);
	return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION, MSG_TEMPLATE_OLD, record->name,
			   arena_printf(call->arena, "%u", highest), arena_printf(call->arena, "%u", highest + 1));
}

static void warn(struct call *call, const struct template *template, const struct dossier *dossier,
		 Jixiao__Violation ***warnings, size_t *n)
{
	struct status status = STATUS_INIT;
	const Jixiao__Status *wire;

	template_check_usual(template, dossier, &status);
	wire = pb_status(call->arena, &status);
	*warnings = wire->violations;
	*n = wire->n_violations;
	status_clear(&status);
}

enum status_code template_import(struct call *call)
{
	const Jixiao__TemplateImportRequest *request = (const void *)call->request;
	Jixiao__TemplateImportReply *reply = (void *)call->reply;
	Jixiao__Template *record = request->template_;
	struct template template;
	enum status_code code;

	if (record == NULL) {
		STATUS_VIOLATION(call->status, "template", MSG_FIELD_REQUIRED);
		return status_conclude(call->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	}
	for (size_t i = 0; i < record->n_indicators; i++) {
		record->indicators[i]->evaluation = (char *)"";
		record->indicators[i]->position = (uint32_t)i;
		record->indicators[i]->revision = 0;
	}
	code = import_check(call, record, &template);
	if (code == STATUS_OK)
		code = version_settle(call, record);
	if (code != STATUS_OK)
		return code;
	record->entered_by = arena_strdup(call->arena, call->person);
	record->imported = call->time;
	reply->version = record->version;
	reply->indicators = count_assessed(record);
	warn(call, &template, &template.framework, &reply->warnings, &reply->n_warnings);
	return record_put(call->txn, template_key(call, record->name, record->version), &record->base, 0, call->status);
}

/* ---- for schemes ---- */

enum status_code template_compare(struct call *call, const char *reference, const struct dossier *dossier,
				  Jixiao__Violation ***warnings, size_t *n)
{
	struct template template;
	Jixiao__Template *record;
	struct status faults = STATUS_INIT;
	enum status_code code = STATUS_NOT_FOUND;
	uint32_t version;
	char *name;

	if (!template_reference_parse(call->arena, reference, &name, &version) || version == 0 || version > LAST_VERSION) {
		STATUS_VIOLATION(call->status, "scheme.template", MSG_TEMPLATE_REFERENCE, reference);
		return STATUS_OK;
	}
	if (field_is_id(name))
		code = template_record(call, name, version, &record);
	if (code == STATUS_NOT_FOUND) {
		STATUS_VIOLATION(call->status, "scheme.template", MSG_TEMPLATE_NONE, reference);
		return STATUS_OK;
	}
	if (code != STATUS_OK)
		return code;
	if (template_from_record(call->arena, record, &template, &faults) == STATUS_OK)
		warn(call, &template, dossier, warnings, n);
	status_clear(&faults);
	return STATUS_OK;
}
