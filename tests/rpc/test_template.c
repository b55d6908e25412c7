/* Templates on the server: versions that never change, and the schemes that are made from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "client/template_file.h"
#include "common/crypto/file.h"
#include "common/rpc/descriptor_json.h"
#include "fixture.h"
#include "jixiao/evaluation.pb-c.h"

enum { FILE_LIMIT = 1 << 20 };

static struct fixture fixture;

static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

/* A shipped template under another name. */
static Jixiao__Template *shipped(const char *file_name, const char *name)
{
	const char *path = arena_printf(&fixture.arena, SOURCE_DIR "/docs/templates/%s.yaml", file_name);
	struct status status = STATUS_INIT;
	Jixiao__Template *template;
	struct scheme_file file;
	struct slice text;

	assert_int_equal(file_load(&fixture.arena, path, FILE_LIMIT, &text, &status), STATUS_OK);
	assert_int_equal(template_file_read(&fixture.arena, path, text, &file, &template, &status), STATUS_OK);
	template->name = (char *)name;
	return template;
}

static enum status_code import_as(const char *person, Jixiao__Template *template, Jixiao__TemplateImportReply **reply)
{
	Jixiao__TemplateImportRequest request = JIXIAO__TEMPLATE_IMPORT_REQUEST__INIT;

	request.template_ = template;
	return fixture_call(&fixture, person, "Template.Import", &request, reply);
}

static uint32_t must_import(Jixiao__Template *template)
{
	Jixiao__TemplateImportReply *reply;

	assert_int_equal(import_as("admin", template, &reply), STATUS_OK);
	return reply->version;
}

static enum status_code get(const char *name, uint32_t version, Jixiao__Template **template)
{
	Jixiao__TemplateGetRequest request = JIXIAO__TEMPLATE_GET_REQUEST__INIT;

	request.name = (char *)name;
	request.version = version;
	return fixture_call(&fixture, "outsider", "Template.Get", &request, template);
}

static const char *title_of(const char *name, uint32_t version)
{
	Jixiao__Template *template;

	assert_int_equal(get(name, version, &template), STATUS_OK);
	return template->title;
}

static void test_a_template_comes_out_as_it_went_in(void **state)
{
	Jixiao__Template *in = shipped("department", "whole"), *out;

	(void)state;
	assert_int_equal(must_import(in), 1);
	assert_int_equal(get("whole", 1, &out), STATUS_OK);
	assert_string_equal(out->entered_by, "admin");
	assert_true(out->imported > 0);
	assert_string_equal((const char *)template_file_write(&fixture.arena, out).data,
			    (const char *)template_file_write(&fixture.arena, in).data);
}

static void test_an_import_is_a_new_version_and_changes_no_old_one(void **state)
{
	Jixiao__Template *template = shipped("self", "versions");

	(void)state;
	assert_int_equal(must_import(template), 1);
	template->version = 0;
	template->title = (char *)"第二版";
	assert_int_equal(must_import(template), 2);
	template->version = 10;
	template->title = (char *)"第十版";
	assert_int_equal(must_import(template), 10);
	assert_string_equal(title_of("versions", 1), "项目支出单位自评");
	/* An old version again is there, though it is not the newest. */
	template = shipped("self", "versions");
	assert_int_equal(import_as("admin", template, NULL), STATUS_ALREADY_EXISTS);
	assert_string_equal(fixture.status.message.args[0], "versions@1");
	assert_string_equal(title_of("versions", 2), "第二版");
	assert_string_equal(title_of("versions", 0), "第十版");
}

static void test_the_same_content_again_is_there_already(void **state)
{
	Jixiao__Template *template = shipped("self", "again");
	uint64_t size;

	(void)state;
	must_import(template);
	size = fixture_log_size(&fixture);
	assert_int_equal(import_as("admin", template, NULL), STATUS_ALREADY_EXISTS);
	assert_int_equal(fixture.status.message.id, MSG_TEMPLATE_THERE);
	template->version = 0;
	assert_int_equal(import_as("admin", template, NULL), STATUS_ALREADY_EXISTS);
	template->version = 7;
	assert_int_equal(import_as("admin", template, NULL), STATUS_ALREADY_EXISTS);
	assert_string_equal(fixture.status.message.args[0], "again@1");
	assert_int_equal(fixture_log_size(&fixture), size);
}

static void test_a_version_that_is_there_never_changes(void **state)
{
	Jixiao__Template *template = shipped("self", "fixed");

	(void)state;
	must_import(template);
	template->title = (char *)"别的内容";
	assert_int_equal(import_as("admin", template, NULL), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_TEMPLATE_OLD);
	assert_string_equal(fixture.status.message.args[2], "2");
	assert_string_equal(title_of("fixed", 0), "项目支出单位自评");
}

/* "ab" and "ab-c" stand side by side in the store. */
static void test_the_newest_is_of_the_very_name(void **state)
{
	Jixiao__Template *template;

	(void)state;
	must_import(shipped("self", "ab-c"));
	assert_int_equal(get("ab", 0, &template), STATUS_NOT_FOUND);
	assert_int_equal(fixture.status.message.id, MSG_TEMPLATE_NONE);
	assert_int_equal(must_import(shipped("plain", "ab")), 1);
	assert_int_equal(must_import(shipped("self", "a")), 1);
	assert_string_equal(title_of("ab", 0), "通用（产出、效益、满意度）");
	assert_int_equal(get("ab", 2, &template), STATUS_NOT_FOUND);
}

static void test_all_faults_of_a_template_come_at_once(void **state)
{
	Jixiao__Template *template = shipped("self", "Bad Name");
	Jixiao__EvaluationKind twice[] = { JIXIAO__EVALUATION_KIND__EVALUATION_KIND_SELF,
					   JIXIAO__EVALUATION_KIND__EVALUATION_KIND_SELF };
	uint64_t size = fixture_log_size(&fixture);

	(void)state;
	template->version = 10000;
	template->title = (char *)" ";
	template->kinds = twice;
	template->n_kinds = 2;
	template->indicators[2]->weight = (char *)"11";
	template->indicators[2]->responsible = (char *)"member";
	template->grades[0] = (char *)"50";
	template->usual[0]->codes[0] = (char *)"Z";
	assert_int_equal(import_as("admin", template, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "template.name", MSG_FIELD_NOT_ID));
	assert_true(fixture_violated(&fixture, "template.version", MSG_TEMPLATE_VERSION));
	assert_true(fixture_violated(&fixture, "template.title", MSG_FIELD_REQUIRED));
	assert_true(fixture_violated(&fixture, "template.kinds", MSG_TEMPLATE_KINDS));
	assert_true(fixture_violated(&fixture, "template.indicators", MSG_WEIGHTS_NOT_100));
	assert_true(fixture_violated(&fixture, "template.indicators[2].responsible", MSG_TEMPLATE_RESPONSIBLE));
	assert_true(fixture_violated(&fixture, "template.grades", MSG_GRADES_ORDER));
	assert_true(fixture_violated(&fixture, "template.usual[0].codes[0]", MSG_USUAL_CODE));
	assert_int_equal(fixture_log_size(&fixture), size);
	assert_int_equal(import_as("admin", NULL, NULL), STATUS_INVALID_ARGUMENT);
}

static void test_unusual_weights_warn_and_are_taken(void **state)
{
	Jixiao__Template *template = shipped("self", "unusual");
	Jixiao__TemplateImportReply *reply;

	(void)state;
	template->usual[1]->least = (char *)"51";
	template->usual[1]->most = (char *)"60";
	assert_int_equal(import_as("admin", template, &reply), STATUS_OK);
	assert_int_equal(reply->n_warnings, 1);
	assert_string_equal(reply->warnings[0]->path, "usual[1]");
	assert_string_equal(reply->warnings[0]->message, "USUAL_WEIGHT");
}

static void test_only_the_admin_imports(void **state)
{
	static const char *const others[] = { "leader", "member", "auditor", "outsider" };

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(import_as(others[i], shipped("self", "mine"), NULL), STATUS_PERMISSION_DENIED);
}

static void test_all_versions_are_listed_by_pages(void **state)
{
	Jixiao__TemplateListRequest request = JIXIAO__TEMPLATE_LIST_REQUEST__INIT;
	Jixiao__TemplateListReply *page;
	Jixiao__Template *template = shipped("self", "listed");
	size_t found = 0, pages = 0;

	(void)state;
	must_import(template);
	template->version = 12;
	template->title = (char *)"第十二版";
	must_import(template);
	request.limit = 2;
	do {
		assert_int_equal(fixture_call(&fixture, "outsider", "Template.List", &request, &page), STATUS_OK);
		for (size_t i = 0; i < page->n_templates; i++) {
			if (strcmp(page->templates[i]->name, "listed") != 0)
				continue;
			assert_int_equal(page->templates[i]->version, found == 0 ? 1 : 12);
			assert_int_equal(page->templates[i]->indicators, 9);
			found++;
		}
		request.cursor = page->cursor;
		pages++;
	} while (page->cursor.len > 0);
	assert_int_equal(found, 2);
	assert_true(pages > 1);
}

/* ---- schemes ---- */

/* The smallest scheme of an evaluation of its own. */
static Jixiao__SchemePutRequest *scheme(const char *evaluation, const char *template)
{
	struct status status = STATUS_INIT;
	struct scheme_file file;
	struct slice text;

	fixture_evaluation(&fixture, evaluation);
	assert_int_equal(
		file_load(&fixture.arena, SOURCE_DIR "/docs/examples/self-evaluation/scheme.yaml", FILE_LIMIT, &text, &status),
		STATUS_OK);
	assert_int_equal(scheme_file_read(&fixture.arena, "f", text, &file, &status), STATUS_OK);
	file.request->evaluation = (char *)evaluation;
	file.request->scheme->template_ = (char *)template;
	file.request->n_team = 0;
	for (size_t i = 0; i < file.request->n_indicators; i++)
		file.request->indicators[i]->responsible = (char *)"";
	return file.request;
}

static void weigh(Jixiao__SchemePutRequest *request, const char *code, const char *weight)
{
	for (size_t i = 0; i < request->n_indicators; i++)
		if (strcmp(request->indicators[i]->code, code) == 0)
			request->indicators[i]->weight = (char *)weight;
}

static void test_a_scheme_keeps_its_template_and_its_version(void **state)
{
	Jixiao__SchemeGetRequest get_request = JIXIAO__SCHEME_GET_REQUEST__INIT;
	Jixiao__SchemePutReply *reply;
	Jixiao__SchemeGetReply *got;

	(void)state;
	must_import(shipped("self", "kept"));
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Put", scheme("keeps", "kept@1"), &reply), STATUS_OK);
	assert_int_equal(reply->n_warnings, 0);
	get_request.evaluation = (char *)"keeps";
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Get", &get_request, &got), STATUS_OK);
	assert_string_equal(got->scheme->template_, "kept@1");
}

static void test_a_scheme_names_a_version_that_is_there(void **state)
{
	static const struct {
		const char *template;
		enum message_id fault;
	} rows[] = {
		{ "there@2", MSG_TEMPLATE_NONE },    { "nobody@1", MSG_TEMPLATE_NONE },
		{ "there", MSG_TEMPLATE_REFERENCE }, { "there@0", MSG_TEMPLATE_REFERENCE },
		{ "@1", MSG_TEMPLATE_REFERENCE },    { "there@99999", MSG_TEMPLATE_REFERENCE },
		{ "there\n@1", MSG_TEMPLATE_NONE },
	};

	(void)state;
	must_import(shipped("self", "there"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *evaluation = arena_printf(&fixture.arena, "names-%zu", i);

		assert_int_equal(fixture_call(&fixture, "member", "Scheme.Put", scheme(evaluation, rows[i].template), NULL),
				 STATUS_INVALID_ARGUMENT);
		assert_int_equal(fixture.status.n_violations, 1);
		assert_true(fixture_violated(&fixture, "scheme.template", rows[i].fault));
	}
}

static void test_weights_that_leave_the_templates_usual_warn_and_are_taken(void **state)
{
	Jixiao__SchemePutRequest *request;
	Jixiao__SchemePutReply *reply;

	(void)state;
	must_import(shipped("self", "adapted"));
	request = scheme("adapts", "adapted@1");
	weigh(request, "B", "45");
	weigh(request, "B11", "10");
	weigh(request, "D", "15");
	weigh(request, "D11", "15");
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Put", request, &reply), STATUS_OK);
	assert_int_equal(reply->n_warnings, 3); /* 产出 45; 效益 and 满意度 45; 满意度 15 */
	assert_string_equal(reply->warnings[0]->args[1], "45");
	assert_string_equal(reply->warnings[0]->args[2], "50");
}

static void test_the_schemes_signature_covers_its_template(void **state)
{
	Jixiao__ApproveRequest approve = JIXIAO__APPROVE_REQUEST__INIT;
	Jixiao__SchemePutRequest *request;
	Jixiao__SchemePutReply *reply;

	(void)state;
	must_import(shipped("self", "signed"));
	request = scheme("signs", "");
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Put", request, &reply), STATUS_OK);
	approve.evaluation = (char *)"signs";
	approve.signed_ = fixture_sign(&fixture, "leader", "signs", APPROVAL_SCHEME, "");
	request->scheme->template_ = (char *)"signed@1";
	request->revision = reply->revision;
	assert_int_equal(fixture_call(&fixture, "member", "Scheme.Put", request, NULL), STATUS_OK);
	/* What was signed is no longer what stands there. */
	assert_int_equal(fixture_call(&fixture, "leader", "Scheme.Approve", &approve, NULL), STATUS_ABORTED);
	approve.signed_ = fixture_sign(&fixture, "leader", "signs", APPROVAL_SCHEME, "");
	assert_int_equal(fixture_call(&fixture, "leader", "Scheme.Approve", &approve, NULL), STATUS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_template_comes_out_as_it_went_in),
		cmocka_unit_test(test_an_import_is_a_new_version_and_changes_no_old_one),
		cmocka_unit_test(test_the_same_content_again_is_there_already),
		cmocka_unit_test(test_a_version_that_is_there_never_changes),
		cmocka_unit_test(test_the_newest_is_of_the_very_name),
		cmocka_unit_test(test_all_faults_of_a_template_come_at_once),
		cmocka_unit_test(test_unusual_weights_warn_and_are_taken),
		cmocka_unit_test(test_only_the_admin_imports),
		cmocka_unit_test(test_all_versions_are_listed_by_pages),
		cmocka_unit_test(test_a_scheme_keeps_its_template_and_its_version),
		cmocka_unit_test(test_a_scheme_names_a_version_that_is_there),
		cmocka_unit_test(test_weights_that_leave_the_templates_usual_warn_and_are_taken),
		cmocka_unit_test(test_the_schemes_signature_covers_its_template),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
