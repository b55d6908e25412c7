#include <string.h>

#include "common/report/render.h"
#include "common/report/text_buffer.h"

/* A field: \ as \\, line feed as \n, tab as \t, so that tabs part fields and line feeds part blocks. */
static void field(struct text_buffer *buffer, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			text_put(buffer, "\\\\");
		else if (*text == '\n')
			text_put(buffer, "\\n");
		else if (*text == '\t')
			text_put(buffer, "\\t");
		else
			text_put_char(buffer, *text);
	}
}

static void table(struct text_buffer *buffer, const struct report_table *table)
{
	text_put(buffer, "table\t");
	field(buffer, table->caption);
	text_format(buffer, "\t%zu\t%zu", table->columns, table->rows);
	for (size_t i = 0; i < table->columns; i++) {
		text_put(buffer, "\t");
		field(buffer, table->header[i]);
	}
	for (size_t i = 0; i < table->columns * table->rows; i++) {
		text_put(buffer, "\t");
		field(buffer, table->cells[i]);
	}
}

static void block(struct text_buffer *buffer, const struct block *block)
{
	switch (block->kind) {
	case BLOCK_HEADING: text_format(buffer, "heading\t%u\t", block->level); break;
	case BLOCK_PARAGRAPH: text_format(buffer, "paragraph\t%s\t", block->section); break;
	case BLOCK_MISSING: text_format(buffer, "missing\t%s\t", block->section); break;
	case BLOCK_TABLE: table(buffer, block->table); break;
	}
	if (block->kind != BLOCK_TABLE)
		field(buffer, block->text);
	text_put(buffer, "\n");
}

struct slice render_model(struct arena *arena, const struct report *report)
{
	struct text_buffer buffer = { .arena = arena };

	text_put(&buffer, "jixiao-report\t1\ntitle\t");
	field(&buffer, report->title);
	text_put(&buffer, "\nunit\t");
	field(&buffer, report->unit);
	text_format(&buffer, "\nyear\t%u\n", report->year);
	for (size_t i = 0; i < report->n_blocks; i++)
		block(&buffer, &report->blocks[i]);
	return text_slice(&buffer);
}
