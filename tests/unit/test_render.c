#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/report/render.h"
#include "seed.h"

static struct arena arena;

static int stop(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static const char *text_of(struct slice bytes)
{
	return arena_printf(&arena, "%.*s", (int)bytes.size, (const char *)bytes.data);
}

/* One block of each kind, with everything that a format could take for markup. */
static struct report *awkward(void)
{
	static const char *header[] = { "甲", "乙|丙" };
	static const char *cells[] = { "<b>", "1", "<b>", "2\n3" };
	static struct report_table table = {
		.caption = "表 <1>", .columns = 2, .rows = 2, .header = header, .cells = cells, .numeric = 2, .merged = 1
	};
	static struct block blocks[] = {
		{ .kind = BLOCK_HEADING, .level = 2, .text = "（一）A & B", .section = "" },
		{ .kind = BLOCK_PARAGRAPH, .text = "1.见<script>alert('x')</script>\"*_`\t\\", .section = "1.1.background" },
		{ .kind = BLOCK_MISSING, .text = "结论", .section = "3.1.summary" },
		{ .kind = BLOCK_TABLE, .text = "", .section = "", .table = &table },
	};
	static struct report report = { .title = "报告 <T>", .unit = "单位", .year = 2024, .blocks = blocks, .n_blocks = 4 };

	return &report;
}

static void test_html_escapes_whatever_people_wrote(void **state)
{
	const char *html = text_of(render_html(&arena, awkward()));

	(void)state;
	assert_null(strstr(html, "<script"));
	assert_null(strstr(html, "<b>"));
	assert_non_null(strstr(html, "<p>1.见&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;*_`\t\\</p>"));
	assert_non_null(strstr(html, "<title>报告 &lt;T&gt;</title>"));
	assert_non_null(strstr(html, "<h3>（一）A &amp; B</h3>"));
	assert_non_null(strstr(html, "<p class=\"missing\">待补充：结论</p>"));
	assert_non_null(strstr(html, "<td class=\"same\"></td><td class=\"number\">2<br>3</td>"));
}

/* The plot is 176 high. */
static void test_html_draws_percentages_and_nothing_else_as_bars(void **state)
{
	static const char *header[] = { "年度", "<甲>" };
	static const char *cells[] = { "2022", "不适用", "2023", "50.00%", "2024", "120%" };
	struct report_table table = { .caption = "表", .columns = 2, .rows = 3, .header = header, .cells = cells, .chart = 1 };
	struct block block = { .kind = BLOCK_TABLE, .text = "", .section = "", .table = &table };
	const struct report report = { .title = "", .unit = "", .year = 2024, .blocks = &block, .n_blocks = 1 };
	const char *html = text_of(render_html(&arena, &report)), *svg = strstr(html, "<svg");

	(void)state;
	assert_non_null(svg);
	assert_non_null(strstr(svg, "height=\"88\" fill=\"#999\"/>"));
	assert_non_null(strstr(svg, "height=\"176\" fill=\"#333\"/>"));
	assert_non_null(strstr(svg, "&lt;甲&gt;"));
	/* Two bars and three legends. */
	for (size_t i = 0; i < 5; i++) {
		svg = strstr(svg, "<rect");
		assert_non_null(svg);
		svg++;
	}
	assert_null(strstr(svg, "<rect"));
	table.chart = 0;
	assert_null(strstr(text_of(render_html(&arena, &report)), "<svg"));
}

static void test_html_closes_cells_that_go_on_overleaf(void **state)
{
	struct report *report = awkward();
	const char *line = "<tfoot aria-hidden=\"true\"><tr><td colspan=\"2\"></td></tr></tfoot>";

	(void)state;
	assert_non_null(strstr(text_of(render_html(&arena, report)), line));
	report->blocks[3].table->merged = 0;
	assert_null(strstr(text_of(render_html(&arena, report)), line));
	report->blocks[3].table->merged = 1;
}

static void test_html_needs_nothing_else(void **state)
{
	const char *html = text_of(render_html(&arena, report_build(&arena, seed_dossier(&arena))));

	(void)state;
	assert_non_null(strstr(html, "<meta charset=\"utf-8\">"));
	assert_null(strstr(html, "http"));
	assert_null(strstr(html, " src="));
	assert_null(strstr(html, "url("));
	assert_null(strstr(html, "@import"));
}

static void test_markdown_escapes_whatever_people_wrote(void **state)
{
	const char *text = text_of(render_markdown(&arena, awkward()));

	(void)state;
	assert_non_null(strstr(text, "# 报告 \\<T\\>\n"));
	assert_non_null(strstr(text, "### （一）A \\& B\n"));
	assert_non_null(strstr(text, "\n1\\.见\\<script\\>alert('x')\\</script\\>\"\\*\\_\\`\t\\\\\n"));
	assert_non_null(strstr(text, "> **待补充：结论**"));
	assert_non_null(strstr(text, "| 甲 | 乙\\|丙 |\n|---|---:|\n| \\<b\\> | 1 |\n| \\<b\\> | 2 3 |\n"));
}

static void test_canonical_bytes_are_what_they_were(void **state)
{
	(void)state;
	assert_string_equal(text_of(render_model(&arena, awkward())),
			    "jixiao-report\t1\n"
			    "title\t报告 <T>\n"
			    "unit\t单位\n"
			    "year\t2024\n"
			    "heading\t2\t（一）A & B\n"
			    "paragraph\t1.1.background\t1.见<script>alert('x')</script>\"*_`\\t\\\\\n"
			    "missing\t3.1.summary\t结论\n"
			    "table\t表 <1>\t2\t2\t甲\t乙|丙\t<b>\t1\t<b>\t2\\n3\n");
}

static void test_the_same_data_give_the_same_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < report_n_formats; i++) {
		struct slice one = report_formats[i].render(&arena, report_build(&arena, seed_dossier(&arena)));
		struct slice two = report_formats[i].render(&arena, report_build(&arena, seed_dossier(&arena)));

		assert_int_equal(one.size, two.size);
		assert_memory_equal(one.data, two.data, one.size);
	}
}

static void test_formats_are_found_by_name(void **state)
{
	(void)state;
	assert_ptr_equal(report_format("html")->render, render_html);
	assert_ptr_equal(report_format("model")->render, render_model);
	assert_null(report_format("docx"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_html_escapes_whatever_people_wrote, stop),
		cmocka_unit_test_teardown(test_html_draws_percentages_and_nothing_else_as_bars, stop),
		cmocka_unit_test_teardown(test_html_closes_cells_that_go_on_overleaf, stop),
		cmocka_unit_test_teardown(test_html_needs_nothing_else, stop),
		cmocka_unit_test_teardown(test_markdown_escapes_whatever_people_wrote, stop),
		cmocka_unit_test_teardown(test_canonical_bytes_are_what_they_were, stop),
		cmocka_unit_test_teardown(test_the_same_data_give_the_same_bytes, stop),
		cmocka_unit_test_teardown(test_formats_are_found_by_name, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
