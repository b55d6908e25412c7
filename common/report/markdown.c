#include <string.h>

#include "common/report/render.h"
#include "common/report/text_buffer.h"

/* Text that stays text: what Markdown reads as markup gets a backslash; a line feed becomes a space. */
static void escaped(struct text_buffer *buffer, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("\\`*_{}[]<>#|~!&", *text) != NULL)
			text_put_char(buffer, '\\');
		text_put_char(buffer, *text == '\n' ? ' ' : *text);
	}
}

/* A paragraph's first character may not begin a list, a quotation or a rule. */
static void paragraph(struct text_buffer *buffer, const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (strchr("-+=", text[0]) != NULL && text[0] != '\0') {
		text_put_char(buffer, '\\');
	} else if (digits > 0 && (text[digits] == '.' || text[digits] == ')')) {
		text_format(buffer, "%.*s\\", (int)digits, text);
		text += digits;
	}
	escaped(buffer, text);
	text_put(buffer, "\n\n");
}

static void row(struct text_buffer *buffer, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		text_put(buffer, "| ");
		escaped(buffer, cells[i]);
		text_put(buffer, " ");
	}
	text_put(buffer, "|\n");
}

static void table(struct text_buffer *buffer, const struct report_table *table)
{
	text_put(buffer, "**");
	escaped(buffer, table->caption);
	text_put(buffer, "**\n\n");
	row(buffer, table->header, table->columns);
	for (size_t i = 0; i < table->columns; i++)
		text_put(buffer, table->numeric & 1u << i ? "|---:" : "|---");
	text_put(buffer, "|\n");
	for (size_t i = 0; i < table->rows; i++)
		row(buffer, table->cells + i * table->columns, table->columns);
	text_put(buffer, "\n");
}

static void block(struct text_buffer *buffer, const struct block *block)
{
	switch (block->kind) {
	case BLOCK_HEADING:
		text_format(buffer, "%.*s ", (int)block->level + 1, "#####");
		escaped(buffer, block->text);
		text_put(buffer, "\n\n");
		break;
	case BLOCK_PARAGRAPH: paragraph(buffer, block->text); break;
	case BLOCK_TABLE: table(buffer, block->table); break;
	case BLOCK_MISSING:
		text_put(buffer, "> **待补充：");
		escaped(buffer, block->text);
		text_put(buffer, "**\n\n");
		break;
	}
}

struct slice render_markdown(struct arena *arena, const struct report *report)
{
	struct text_buffer buffer = { .arena = arena };

	text_put(&buffer, "# ");
	escaped(&buffer, report->title);
	text_put(&buffer, "\n\n");
	escaped(&buffer, report->unit);
	text_format(&buffer, "　%u年度\n\n", report->year);
	for (size_t i = 0; i < report->n_blocks; i++)
		block(&buffer, &report->blocks[i]);
	return text_slice(&buffer);
}
