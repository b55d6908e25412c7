#include <string.h>

#include "common/report/html_chart.h"
#include "common/report/render.h"
#include "common/report/text_buffer.h"

/* The form of an official document (GB/T 9704): A4, title 小标宋 22 pt, text 仿宋 16 pt with 28 pt lines, headings 黑体, 楷体,
 * 仿宋. */
static const char style[] =
	"@page{size:A4;margin:37mm 26mm 35mm 28mm}\n"
	"@page wide{size:A4 landscape;margin:20mm}\n"
	"body{max-width:156mm;margin:0 auto;padding:20mm 8mm;color:#000;background:#fff;"
	"font:16pt/28pt FangSong,\"仿宋_GB2312\",仿宋,STFangsong,\"Noto Serif CJK SC\",\"Source Han Serif SC\",SimSun,serif}\n"
	"h1{margin:0 0 14pt;font:normal 22pt/34pt \"方正小标宋简体\",\"方正小标宋_GBK\",FZXiaoBiaoSong-B05S,STZhongsong,"
	"\"Noto Serif CJK SC\",SimSun,serif;text-align:center}\n"
	".unit{margin:0 0 28pt;text-align:center;text-indent:0}\n"
	"h2,h3,h4{margin:0;font-size:16pt;line-height:28pt;text-indent:2em;break-after:avoid}\n"
	"h2{margin-top:14pt;font-family:SimHei,黑体,STHeiti,\"Noto Sans CJK SC\",sans-serif;font-weight:normal}\n"
	"h3{font-family:KaiTi,\"楷体_GB2312\",楷体,STKaiti,\"Noto Serif CJK SC\",serif;font-weight:normal}\n"
	"h4{font-weight:bold}\n"
	"p{margin:0;text-indent:2em;text-align:justify;overflow-wrap:anywhere}\n"
	"p.missing{color:#b00020;border-left:3pt solid #b00020;padding-left:6pt;text-indent:0}\n"
	"figure{margin:14pt 0}\n"
	"figure.wide{break-before:page;page:wide;margin:28pt -38mm;font-size:16pt}\n"
	"figcaption{text-align:center;break-after:avoid;"
	"font-family:SimHei,黑体,STHeiti,\"Noto Sans CJK SC\",sans-serif}\n"
	"table{width:calc(100% - 1pt);margin:0 auto;border-collapse:collapse;font-family:SimSun,宋体,STSong,\"Noto Serif CJK "
	"SC\",serif;"
	"font-size:10.5pt;line-height:15pt}\n"
	"figure.wide table{font-size:9pt;line-height:13pt}\n"
	"th,td{border:.5pt solid #000;padding:2pt 4pt;vertical-align:middle;overflow-wrap:anywhere}\n"
	"th{font-weight:bold;text-align:center}\n"
	"figure.wide th{white-space:nowrap}\n"
	"td.number{text-align:right;white-space:nowrap}\n"
	"td.same{border-top-style:hidden}\n"
	"svg{display:block;width:100%;margin:8pt auto 0;font-family:SimSun,宋体,STSong,\"Noto Serif CJK SC\",serif}\n"
	"thead{display:table-header-group}\n"
	"tfoot{display:table-footer-group}\n"
	"tfoot td{border:0;border-top:.5pt solid #000;padding:0;height:0;line-height:0}\n"
	"tr{break-inside:avoid}\n"
	"@media print{body{max-width:none;padding:0}figure.wide{margin:0}}\n"
	"@media screen and (max-width:250mm){figure.wide{margin:28pt 0;overflow-x:auto}}\n";

static void element(struct text_buffer *buffer, const char *open, const char *text, const char *close)
{
	text_put(buffer, open);
	html_escape(buffer, text);
	text_put(buffer, close);
}

static const char *cell(const struct report_table *table, size_t row, size_t column)
{
	return table->cells[row * table->columns + column];
}

/* In a merged column, whether the cell and all merged ones to its left equal those above it. */
static bool continues(const struct report_table *table, size_t row, size_t column)
{
	if (row == 0 || !(table->merged & 1u << column))
		return false;
	for (size_t i = 0; i <= column; i++)
		if (table->merged & 1u << i && strcmp(cell(table, row, i), cell(table, row - 1, i)) != 0)
			return false;
	return true;
}

/* No rowspan: browsers keep the rows of one together, which leaves printed pages half empty. */
static void table_row(struct text_buffer *buffer, const struct report_table *table, size_t row)
{
	text_put(buffer, "<tr>");
	for (size_t column = 0; column < table->columns; column++)
		if (continues(table, row, column))
			text_put(buffer, "<td class=\"same\"></td>");
		else
			element(buffer, table->numeric & 1u << column ? "<td class=\"number\">" : "<td>",
				cell(table, row, column), "</td>");
	text_put(buffer, "</tr>\n");
}

static void table(struct text_buffer *buffer, const struct report_table *table)
{
	text_put(buffer, table->wide ? "<figure class=\"wide\">\n" : "<figure>\n");
	element(buffer, "<figcaption>", table->caption, "</figcaption>\n<table>\n<thead><tr>");
	for (size_t i = 0; i < table->columns; i++)
		element(buffer, "<th scope=\"col\">", table->header[i], "</th>");
	text_put(buffer, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < table->rows; i++)
		table_row(buffer, table, i);
	text_put(buffer, "</tbody>\n");
	/* Printers repeat it on each page: the line below a cell that goes on overleaf. */
	if (table->merged != 0)
		text_format(buffer, "<tfoot aria-hidden=\"true\"><tr><td colspan=\"%zu\"></td></tr></tfoot>\n", table->columns);
	text_put(buffer, "</table>\n");
	if (table->chart > 0)
		html_chart(buffer, table);
	text_put(buffer, "</figure>\n");
}

static void block(struct text_buffer *buffer, const struct block *block)
{
	static const char *const headings[][2] = { { "<h2>", "</h2>\n" }, { "<h3>", "</h3>\n" }, { "<h4>", "</h4>\n" } };

	switch (block->kind) {
	case BLOCK_HEADING: element(buffer, headings[block->level - 1][0], block->text, headings[block->level - 1][1]); break;
	case BLOCK_PARAGRAPH: element(buffer, "<p>", block->text, "</p>\n"); break;
	case BLOCK_MISSING: element(buffer, "<p class=\"missing\">待补充：", block->text, "</p>\n"); break;
	case BLOCK_TABLE: table(buffer, block->table); break;
	}
}

struct slice render_html(struct arena *arena, const struct report *report)
{
	struct text_buffer buffer = { .arena = arena };

	text_put(&buffer, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
			  "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
	element(&buffer, "<title>", report->title, "</title>\n<style>\n");
	text_put(&buffer, style);
	element(&buffer, "</style>\n</head>\n<body>\n<h1>", report->title, "</h1>\n");
	element(&buffer, "<p class=\"unit\">", report->unit, "");
	text_format(&buffer, "　%u年度</p>\n", report->year);
	for (size_t i = 0; i < report->n_blocks; i++)
		block(&buffer, &report->blocks[i]);
	text_put(&buffer, "</body>\n</html>\n");
	return text_slice(&buffer);
}
