#include "workbook_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "client/text_file.h"
#include "common/report/text_buffer.h"

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define DOC "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"

static const struct part_text usual[] = {
	{ "[Content_Types].xml", "<Types xmlns=\"" PACKAGE "content-types\"/>" },
	{ "_rels/.rels", "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" DOC
			 "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>" },
	{ "xl/workbook.xml", "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOC
			     "\"><sheets><sheet name=\"填报\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>" },
	{ "xl/_rels/workbook.xml.rels",
	  "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" DOC
	  "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" DOC
	  "/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId3\" Type=\"" DOC
	  "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/></Relationships>" },
	{ "xl/styles.xml", "<styleSheet xmlns=\"" MAIN "\"><numFmts count=\"3\"><numFmt numFmtId=\"176\" "
			   "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@\"/><numFmt numFmtId=\"177\" "
			   "formatCode=\"[h]:mm\"/><numFmt numFmtId=\"178\" formatCode=\"G/通用格式\"/></numFmts><cellStyleXfs>"
			   "<xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"
			   "<xf numFmtId=\"10\"/><xf numFmtId=\"176\"/><xf numFmtId=\"177\"/><xf numFmtId=\"178\"/>"
			   "<xf numFmtId=\"20\"/></cellXfs></styleSheet>" },
	{ "xl/sharedStrings.xml", "<sst xmlns=\"" MAIN "\"><si><t>指标</t></si><si><t>数值</t></si></sst>" },
	{ "xl/worksheets/sheet1.xml", "<worksheet xmlns=\"" MAIN "\"><sheetData/></worksheet>" },
};

enum { N_USUAL = sizeof(usual) / sizeof(*usual) };

static void add_part(zip_t *zip, const struct part_text *part)
{
	zip_source_t *source = zip_source_buffer(zip, part->text, part->size > 0 ? part->size : strlen(part->text), 0);

	assert_non_null(source);
	assert_true(zip_file_add(zip, part->name, source, ZIP_FL_ENC_UTF_8) >= 0);
}

struct slice zip_of(struct arena *arena, const struct part_text *parts, size_t n)
{
	zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
	struct slice bytes;
	zip_stat_t stat;
	uint8_t *data;

	assert_non_null(zip);
	zip_source_keep(target);
	for (size_t i = 0; i < n; i++)
		if (parts[i].text != NULL)
			add_part(zip, &parts[i]);
	assert_int_equal(zip_close(zip), 0);
	assert_int_equal(zip_source_stat(target, &stat), 0);
	data = arena_alloc(arena, stat.size);
	assert_int_equal(zip_source_open(target), 0);
	assert_int_equal(zip_source_read(target, data, stat.size), (zip_int64_t)stat.size);
	zip_source_close(target);
	zip_source_free(target);
	bytes = (struct slice){ data, stat.size };
	return bytes;
}

struct slice xlsx_of_parts(struct arena *arena, const struct part_text *parts, size_t n)
{
	struct part_text *all = arena_alloc(arena, (N_USUAL + n) * sizeof(*all));
	size_t count = N_USUAL;

	memcpy(all, usual, sizeof(usual));
	for (size_t i = 0; i < n; i++) {
		size_t at = 0;

		while (at < N_USUAL && strcmp(usual[at].name, parts[i].name) != 0)
			at++;
		all[at < N_USUAL ? at : count++] = parts[i];
	}
	return zip_of(arena, all, count);
}

struct slice xlsx_of_rows(struct arena *arena, const char *rows, const char *rest)
{
	const struct part_text sheet = {
		"xl/worksheets/sheet1.xml",
		arena_printf(arena, "<worksheet xmlns=\"" MAIN "\"><sheetData>%s</sheetData>%s</worksheet>", rows, rest)
	};

	return xlsx_of_parts(arena, &sheet, 1);
}

struct slice sample(struct arena *arena, const char *name)
{
	struct status status = STATUS_INIT;
	struct slice bytes;

	assert_int_equal(file_read(arena, arena_printf(arena, SOURCE_DIR "/tests/data/sheet/%s", name), &bytes, &status),
			 STATUS_OK);
	return bytes;
}

char *workbook_image(struct arena *arena, const struct workbook *workbook)
{
	static const char *const kinds[] = { "empty", "text", "number", "date", "flag", "error" };
	struct text_buffer buffer = { .arena = arena };

	for (size_t s = 0; s < workbook->n_sheets; s++) {
		const struct sheet *sheet = &workbook->sheets[s];

		if (sheet->hidden)
			text_format(&buffer, "%s is hidden\n", sheet->name);
		for (size_t r = 0; r < sheet->n_rows; r++)
			for (size_t c = 0; c < sheet->rows[r].n_cells; c++) {
				const struct cell *cell = &sheet->rows[r].cells[c];

				text_format(&buffer, "%s %s %s%s%s%s\n",
					    sheet_place(arena, sheet, cell_address(arena, cell->row, cell->column)),
					    kinds[cell->kind], cell->text, cell->formula ? " formula" : "",
					    cell->merged ? " merged" : "", cell->percent ? " percent" : "");
			}
	}
	text_put_char(&buffer, '\0');
	return buffer.data;
}

static void put_message(struct text_buffer *buffer, const char *where, const struct message *message)
{
	text_format(buffer, "%s %s(", where, message_name(message->id));
	for (size_t i = 0; i < message->n_args; i++)
		text_format(buffer, "%s%s", i == 0 ? "" : ", ", message->args[i]);
	text_put(buffer, ")\n");
}

char *status_image(struct arena *arena, const struct status *status)
{
	struct text_buffer buffer = { .arena = arena };

	if (status->code != STATUS_OK)
		put_message(&buffer, status_code_name(status->code), &status->message);
	for (size_t i = 0; i < status->n_violations; i++)
		put_message(&buffer, status->violations[i].path, &status->violations[i].message);
	text_put_char(&buffer, '\0');
	return buffer.data;
}
