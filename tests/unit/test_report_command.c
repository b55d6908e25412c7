/* jixiao report: what a leader signs is what the server gives out to be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/call.h"
#include "client/signing.h"
#include "common/crypto/digest.h"
#include "common/crypto/signature.h"
#include "common/rpc/pb.h"
#include "jixiao/report.pb-c.h"

extern const struct command_group report_commands;

/* A server that shows ${state} and gives out ${pieces}, and a key that signs ${signed_state}. */
static struct {
	const char *state, *signed_state;
	const char *format; /* the last that was asked for; NULL: none was */
	Jixiao__ReportBytes pieces[3];
	size_t n_pieces;
	bool signed_report;
} server;

static struct context context;

enum status_code context_call(struct context *self, const char *method, const ProtobufCMessage *request,
			      const ProtobufCMessageDescriptor *output, void *reply_out)
{
	ProtobufCMessage *reply = pb_new(self->arena, output);

	(void)request;
	if (strcmp(method, "Approval.State") == 0)
		((Jixiao__ApprovalState *)reply)->state =
			(ProtobufCBinaryData){ strlen(server.state), (uint8_t *)arena_strdup(self->arena, server.state) };
	if (strcmp(method, "Report.Sign") == 0)
		server.signed_report = true;
	*(ProtobufCMessage **)reply_out = reply;
	return STATUS_OK;
}

enum status_code context_stream(struct context *self, const char *method, const ProtobufCMessage *request,
				const ProtobufCMessageDescriptor *output, connection_visit *visit, void *visit_context)
{
	(void)output;
	assert_string_equal(method, "Report.Render");
	server.format = arena_strdup(self->arena, ((const Jixiao__ReportRenderRequest *)request)->format);
	for (size_t i = 0; i < server.n_pieces && visit(visit_context, &server.pieces[i].base); i++)
		;
	return STATUS_OK;
}

enum status_code context_sign(struct context *self, const char *evaluation, enum approval_kind kind, const char *subject,
			      Jixiao__SignedStatement **signed_out)
{
	struct statement statement = { "i", evaluation, "report", subject, "zhang", { 0 }, 1741593600000 };
	struct slice text;

	assert_int_equal(kind, APPROVAL_REPORT);
	digest((struct slice){ (const uint8_t *)server.signed_state, strlen(server.signed_state) }, statement.state);
	text = statement_write(self->arena, &statement);
	*signed_out = (Jixiao__SignedStatement *)pb_new(self->arena, &jixiao__signed_statement__descriptor);
	(*signed_out)->statement = pb_bytes(text);
	return STATUS_OK;
}

static struct arena arena;

static Jixiao__ReportBytes piece(uint64_t offset, const char *text, uint64_t size)
{
	Jixiao__ReportBytes bytes = JIXIAO__REPORT_BYTES__INIT;

	bytes.offset = offset;
	bytes.data = (ProtobufCBinaryData){ strlen(text), (uint8_t *)arena_strdup(&arena, text) };
	bytes.size = size;
	return bytes;
}

static int start(void **state)
{
	uint8_t bytes[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	(void)state;
	digest((struct slice){ (const uint8_t *)"<html>", 6 }, bytes);
	digest_hex(bytes, hex);
	server.state = arena_printf(&arena, "html sha256:%s\n", hex);
	server.signed_state = server.state;
	server.pieces[0] = piece(0, "<ht", 6);
	server.pieces[1] = piece(3, "ml>", 6);
	server.n_pieces = 2;
	server.signed_report = false;
	server.format = NULL;
	context = (struct context){ .arena = &arena, .language = LANGUAGE_EN };
	return 0;
}

static int stop(void **state)
{
	(void)state;
	status_clear(&context.status);
	arena_clear(&arena);
	return 0;
}

/* Runs `report ${verb} e1`, to ${path} if that is given. */
static enum status_code run(const char *verb, const char *path)
{
	const char *positional[] = { "e1", path };
	struct arguments arguments = { .n_positional = path != NULL ? 2 : 1, .positional = positional };
	int screen = dup(STDOUT_FILENO);
	enum status_code code = STATUS_UNIMPLEMENTED;

	fflush(stdout);
	assert_non_null(freopen("/dev/null", "w", stdout));
	for (size_t i = 0; i < report_commands.n_commands; i++)
		if (strcmp(report_commands.commands[i].verb, verb) == 0)
			code = report_commands.commands[i].handler(&context, &arguments);
	fflush(stdout);
	dup2(screen, STDOUT_FILENO);
	close(screen);
	return code;
}

static void test_a_report_that_is_as_shown_is_signed(void **state)
{
	(void)state;
	assert_int_equal(run("sign", NULL), STATUS_OK);
	assert_string_equal(server.format, "html");
	assert_true(server.signed_report);
}

static void test_a_rendition_that_differs_is_not_signed(void **state)
{
	(void)state;
	server.pieces[1] = piece(3, "mL>", 6);
	assert_int_equal(run("sign", NULL), STATUS_ABORTED);
	assert_int_equal(context.status.message.id, MSG_REPORT_RENDITION_DIFFERS);
	assert_false(server.signed_report);
}

static void test_a_signature_over_another_state_is_not_sent(void **state)
{
	(void)state;
	server.signed_state = "another";
	assert_int_equal(run("sign", NULL), STATUS_ABORTED);
	assert_int_equal(context.status.message.id, MSG_STATE_CHANGED);
	assert_false(server.signed_report);
}

static void test_a_malformed_state_is_not_signed(void **state)
{
	(void)state;
	server.state = server.signed_state = arena_printf(&arena, "%s../etc md5:1\n", server.state);
	assert_int_equal(run("sign", NULL), STATUS_DATA_LOSS);
	assert_false(server.signed_report);
}

static void test_an_empty_state_is_not_signed(void **state)
{
	(void)state;
	server.state = server.signed_state = "";
	assert_int_equal(run("sign", NULL), STATUS_DATA_LOSS);
	assert_false(server.signed_report);
}

static void test_pieces_must_follow_one_another(void **state)
{
	static const struct {
		uint64_t offset, size;
		const char *text;
	} second[] = { { 4, 6, "ml>" }, { 3, 7, "ml>" }, { 3, 6, "ml>!" }, { 3, 6, "ml" } };

	for (size_t i = 0; i < sizeof(second) / sizeof(second[0]); i++) {
		start(state);
		server.pieces[1] = piece(second[i].offset, second[i].text, second[i].size);
		assert_int_equal(run("sign", NULL), STATUS_DATA_LOSS);
		assert_int_equal(context.status.message.id, MSG_REPORT_INCOMPLETE);
		assert_false(server.signed_report);
		status_clear(&context.status);
	}
	server.pieces[0] = piece(0, "", UINT64_MAX);
	assert_int_equal(run("sign", NULL), STATUS_DATA_LOSS);
}

static void test_a_rendered_file_appears_whole_and_replaces_none_unasked(void **state)
{
	char path[] = "/tmp/jixiao-report-XXXXXX.html", text[16] = "";
	int file = mkstemps(path, strlen(".html"));
	FILE *read;

	(void)state;
	assert_true(file >= 0);
	close(file);
	assert_int_equal(run("render", path), STATUS_ALREADY_EXISTS);
	status_clear(&context.status);
	unlink(path);
	assert_int_equal(run("render", path), STATUS_OK);
	read = fopen(path, "r");
	assert_non_null(read);
	assert_int_equal(fread(text, 1, sizeof(text) - 1, read), 6);
	fclose(read);
	assert_string_equal(text, "<html>");
	unlink(path);
	assert_int_equal(run("render", "/nonexistent/report.html"), STATUS_FAILED_PRECONDITION);
}

static void test_the_file_s_name_tells_the_format(void **state)
{
	static const struct {
		const char *name, *format; /* NULL: refused */
	} rows[] = {
		{ "a.html", "html" },
		{ "a.htm", "html" },
		{ "a.HTML", "html" },
		{ "a.md", "markdown" },
		{ "a.markdown", "markdown" },
		{ "a.model", "model" },
		{ "2024.6.md", "markdown" },
		{ "a.docx", NULL },
		{ "a.txt", NULL },
		{ "a", NULL },
		{ "a.html.bak", NULL },
		{ "a.md/report", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start(state);
		run("render", arena_printf(&arena, "/nonexistent/%s", rows[i].name));
		if (rows[i].format != NULL) {
			assert_string_equal(server.format, rows[i].format);
			assert_int_equal(context.status.message.id, MSG_FILE_UNWRITABLE);
		} else {
			assert_null(server.format);
			assert_int_equal(context.status.message.id, MSG_REPORT_FILE_ENDING);
			assert_string_equal(context.status.message.args[1], ".html .htm .md .markdown .model");
		}
		status_clear(&context.status);
	}
	assert_int_equal(run("render", "-"), STATUS_OK);
	assert_string_equal(server.format, "html");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_report_that_is_as_shown_is_signed, start, stop),
		cmocka_unit_test_setup_teardown(test_a_rendition_that_differs_is_not_signed, start, stop),
		cmocka_unit_test_setup_teardown(test_a_signature_over_another_state_is_not_sent, start, stop),
		cmocka_unit_test_setup_teardown(test_a_malformed_state_is_not_signed, start, stop),
		cmocka_unit_test_setup_teardown(test_an_empty_state_is_not_signed, start, stop),
		cmocka_unit_test_setup_teardown(test_pieces_must_follow_one_another, start, stop),
		cmocka_unit_test_setup_teardown(test_a_rendered_file_appears_whole_and_replaces_none_unasked, start, stop),
		cmocka_unit_test_setup_teardown(test_the_file_s_name_tells_the_format, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
