/* What helps to fill in a spreadsheet of entries: the files there are, and the instructions. */
#include "client/entry_sheet_private.h"

void entry_evidence_write(struct entry_writer *writer)
{
	static const char *const headers[] = { "编号", "类型", "文件名", "说明" };
	static const struct form_column columns[] = { { .width = 10 }, { .width = 16 }, { .width = 40 }, { .width = 40 } };
	struct form *form = entry_form_begin(writer, "佐证材料");

	form->n_columns = 4;
	form->columns = columns;
	for (unsigned i = 0; i < 4; i++)
		builder_text(&writer->builder, 1, i + 1, headers[i]);
	for (size_t i = 0; i < writer->source->n_evidence; i++) {
		const Jixiao__Evidence *one = writer->source->evidence[i];
		const char *const texts[] = { one->id, one->kind, one->name, one->note };

		for (unsigned k = 0; k < 4; k++)
			builder_text(&writer->builder, (unsigned)i + 2, k + 1, texts[k]);
	}
}

void entry_guide_write(struct entry_writer *writer)
{
	static const enum message_id lines[] = { MSG_ENTRY_GUIDE_CELLS,	   MSG_ENTRY_GUIDE_ACTUAL,   MSG_ENTRY_GUIDE_DATE,
						 MSG_ENTRY_GUIDE_POINTS,   MSG_ENTRY_GUIDE_EVIDENCE, MSG_ENTRY_GUIDE_ROWS,
						 MSG_ENTRY_GUIDE_CONFLICT, MSG_ENTRY_GUIDE_IMPORT };
	static const struct form_column column = { .width = 100 };
	struct form *form = entry_form_begin(writer, "填写说明");

	form->n_columns = 1;
	form->columns = &column;
	builder_text(&writer->builder, 1, 1, "填写说明");
	for (unsigned i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		builder_text(&writer->builder, i + 2, 1,
			     message_text(writer->arena, writer->language, lines[i], &writer->source->evaluation, 1));
}
