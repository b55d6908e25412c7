#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/command_table.h"
#include "client/output.h"
#include "client/words.h"
#include "jixiao/scheme.pb-c.h"

/* Runs ${print} with ${stream} going into a file and returns what it wrote. */
static char *captured(struct context *context, FILE *stream, void (*print)(struct context *))
{
	char *text = arena_alloc(context->arena, 1 << 16);
	FILE *file = tmpfile();
	int saved;

	assert_non_null(file);
	fflush(stream);
	saved = dup(fileno(stream));
	assert_true(dup2(fileno(file), fileno(stream)) >= 0);
	print(context);
	fflush(stream);
	assert_true(dup2(saved, fileno(stream)) >= 0);
	close(saved);
	rewind(file);
	assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
	fclose(file);
	return text;
}

static struct context *context_new(struct arena *arena, enum language language)
{
	struct context *context = arena_alloc(arena, sizeof(*context));

	context->arena = arena;
	context->language = language;
	context->status = (struct status)STATUS_INIT;
	return context;
}

static void print_scores(struct context *context)
{
	struct table *table = table_new(context);

	table_column(table, "指标", "indicator", COLUMN_LEFT);
	table_column(table, "得分", "points", COLUMN_RIGHT);
	table_column(table, "状态", "state", COLUMN_LEFT);
	TABLE_ROW(table, "成本", "8.50", "已审核");
	TABLE_ROW(table, "A级会议数量", "10.00", NULL);
	table_print(table, MSG_INDICATORS_NONE);
}

static void test_columns_line_up_with_chinese_in_them(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	assert_string_equal(captured(context_new(&arena, LANGUAGE_ZH), stdout, print_scores), "指标          得分  状态\n"
											      "成本          8.50  已审核\n"
											      "A级会议数量  10.00  \n");
	assert_string_equal(captured(context_new(&arena, LANGUAGE_EN), stdout, print_scores), "indicator    points  state\n"
											      "成本           8.50  已审核\n"
											      "A级会议数量   10.00  \n");
	arena_clear(&arena);
}

static void print_nothing(struct context *context)
{
	struct table *table = table_new(context);

	table_column(table, "指标", "indicator", COLUMN_LEFT);
	table_print(table, MSG_INDICATORS_NONE);
}

static void test_an_empty_list_says_so_and_what_to_do(void **state)
{
	struct arena arena = ARENA_INIT;
	const char *text = captured(context_new(&arena, LANGUAGE_ZH), stdout, print_nothing);

	(void)state;
	assert_non_null(strstr(text, "还没有指标"));
	assert_non_null(strstr(text, "jixiao scheme import"));
	arena_clear(&arena);
}

static void print_control(struct context *context)
{
	struct table *table = table_new(context);

	table_column(table, "标题", "title", COLUMN_LEFT);
	TABLE_ROW(table, "\x1b[2J危险");
	table_print(table, MSG_NONE);
}

static void test_terminal_controls_in_data_never_reach_the_terminal(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	assert_null(strchr(captured(context_new(&arena, LANGUAGE_ZH), stdout, print_control), '\x1b'));
	arena_clear(&arena);
}

static void test_a_fault_names_each_violation_in_words(void **state)
{
	struct arena arena = ARENA_INIT;
	struct context *context = context_new(&arena, LANGUAGE_ZH);

	(void)state;
	STATUS_VIOLATION(&context->status, "indicators[A11].weight", MSG_FIELD_REQUIRED);
	STATUS_VIOLATION(&context->status, "budget[0].amount", MSG_FIELD_NOT_MONEY, "12,5");
	STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	assert_string_equal(captured(context, stderr, status_print),
			    "错误：请求内容有误，请按下列各项改正\n"
			    "  - 指标 A11 的分值：必填\n"
			    "  - 预算第 1 项的金额：“12,5”不是金额，单位为元，最多两位小数，如 12465000.00\n");
	status_clear(&context->status);
	arena_clear(&arena);
}

static void test_a_fault_says_what_to_do_next(void **state)
{
	static const enum status_code codes[] = { STATUS_PERMISSION_DENIED, STATUS_FAILED_PRECONDITION,
						  STATUS_UNAVAILABLE,	    STATUS_DEADLINE_EXCEEDED,
						  STATUS_ABORTED,	    STATUS_UNAUTHENTICATED,
						  STATUS_INTERNAL,	    STATUS_DATA_LOSS };

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		for (enum language language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
			struct arena arena = ARENA_INIT;
			struct context *context = context_new(&arena, language);
			const char *text, *second;

			STATUS_FAIL(&context->status, codes[i], MSG_INTERNAL, "r1");
			text = captured(context, stderr, status_print);
			second = strchr(text, '\n');
			assert_true(second != NULL && strlen(second) > 2);
			status_clear(&context->status);
			arena_clear(&arena);
		}
}

/* The second line of what ${context} prints of a refusal with ${code} and ${message}. */
static void expect_hint(const char *noun, enum status_code code, enum message_id message, const char *hint)
{
	const struct command_group *group = command_group_find(noun);
	struct arena arena = ARENA_INIT;
	struct context *context = context_new(&arena, LANGUAGE_ZH);

	context->command = &group->commands[0];
	STATUS_FAIL(&context->status, code, message, "a", "b");
	assert_string_equal(strchr(captured(context, stderr, status_print), '\n') + 1, hint);
	status_clear(&context->status);
	arena_clear(&arena);
}

static void test_who_does_not_know_whether_it_was_done_is_told_where_to_look(void **state)
{
	static const char look[] =
		"请先用 jixiao finding list 查看是否已办成，没有办成再重新提交：再运行一次命令算另一次办理\n";

	(void)state;
	expect_hint("finding", STATUS_UNAVAILABLE, MSG_OUTCOME_UNKNOWN, look);
	expect_hint("finding", STATUS_DEADLINE_EXCEEDED, MSG_NO_ANSWER, look);
	/* A noun that has no list. */
	expect_hint("funds", STATUS_UNAVAILABLE, MSG_OUTCOME_UNKNOWN,
		    "请先用 jixiao funds show 查看是否已办成，没有办成再重新提交：再运行一次命令算另一次办理\n");
	expect_hint("finding", STATUS_UNAVAILABLE, MSG_SERVER_UNREACHABLE,
		    "请检查服务器地址和网络（jixiao context list），稍后再试\n");
}

static void test_a_code_is_asked_for_only_where_it_helps(void **state)
{
	(void)state;
	expect_hint("finding", STATUS_UNAUTHENTICATED, MSG_PROFILE_NONE,
		    "请向管理员索取注册码，用 jixiao enroll 注册；证书快到期时用 jixiao renew 续期\n");
	expect_hint("finding", STATUS_UNAUTHENTICATED, MSG_SERVER_UNTRUSTED, "");
	expect_hint("finding", STATUS_UNAUTHENTICATED, MSG_PEER_REPLACED, "");
	expect_hint("finding", STATUS_UNAUTHENTICATED, MSG_PEER_WITHOUT_CERTIFICATE, "");
}

static void test_a_fault_is_json_when_json_is_asked_for(void **state)
{
	struct arena arena = ARENA_INIT;
	struct context *context = context_new(&arena, LANGUAGE_EN);
	const char *text;

	(void)state;
	context->output = OUTPUT_JSON;
	STATUS_VIOLATION(&context->status, "weight", MSG_FIELD_REQUIRED);
	STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
	text = captured(context, stderr, status_print);
	assert_non_null(strstr(text, "\"code\": \"INVALID_ARGUMENT\""));
	assert_non_null(strstr(text, "\"message\": \"INVALID_REQUEST\""));
	assert_non_null(strstr(text, "\"path\": \"weight\""));
	status_clear(&context->status);
	arena_clear(&arena);
}

static void print_done(struct context *context)
{
	Jixiao__Target target = JIXIAO__TARGET__INIT;

	target.unit = (char *)"次";
	OUTPUT_DONE(context, &target, MSG_TODO_NOTHING);
	OUTPUT_NOTE(context, MSG_TODO_NOTHING);
}

static void test_json_output_is_only_the_reply(void **state)
{
	struct arena arena = ARENA_INIT;
	struct context *context = context_new(&arena, LANGUAGE_ZH);

	(void)state;
	context->output = OUTPUT_JSON;
	assert_string_equal(captured(context, stdout, print_done),
			    "{\n  \"op\": \"\",\n  \"value\": \"\",\n  \"unit\": \"次\"\n}\n");
	arena_clear(&arena);
}

static void test_usage_is_worded(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	assert_string_equal(usage_in_words(&arena, LANGUAGE_ZH, "EVALUATION [CODE…] N=TEXT"), "评价编号 [指标代码…] N=文字");
	assert_string_equal(usage_in_words(&arena, LANGUAGE_EN, "EVALUATION [CODE…]"), "EVALUATION [CODE…]");
	arena_clear(&arena);
}

static void test_stages_and_roles_are_understood_in_both_languages(void **state)
{
	(void)state;
	assert_int_equal(stage_by_word("分析评价"), JIXIAO__STAGE__STAGE_ANALYSIS);
	assert_int_equal(stage_by_word("ANALYSIS"), JIXIAO__STAGE__STAGE_ANALYSIS);
	assert_int_equal(stage_by_word("?"), JIXIAO__STAGE__STAGE_UNSPECIFIED);
	assert_int_equal(role_by_word("组长"), JIXIAO__ROLE__ROLE_LEADER);
	assert_int_equal(role_by_word("boss"), JIXIAO__ROLE__ROLE_UNSPECIFIED);
	/* A number from a newer server is no reason to crash. */
	assert_string_equal(stage_word(LANGUAGE_ZH, (Jixiao__Stage)99), "?");
	assert_string_equal(finding_state_word(LANGUAGE_EN, (Jixiao__FindingState)-1), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns_line_up_with_chinese_in_them),
		cmocka_unit_test(test_an_empty_list_says_so_and_what_to_do),
		cmocka_unit_test(test_terminal_controls_in_data_never_reach_the_terminal),
		cmocka_unit_test(test_a_fault_names_each_violation_in_words),
		cmocka_unit_test(test_a_fault_says_what_to_do_next),
		cmocka_unit_test(test_who_does_not_know_whether_it_was_done_is_told_where_to_look),
		cmocka_unit_test(test_a_code_is_asked_for_only_where_it_helps),
		cmocka_unit_test(test_a_fault_is_json_when_json_is_asked_for),
		cmocka_unit_test(test_json_output_is_only_the_reply),
		cmocka_unit_test(test_usage_is_worded),
		cmocka_unit_test(test_stages_and_roles_are_understood_in_both_languages),
	};

	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
