/* An .xlsx file from anyone: must never crash, and what is taken must be sound.
 *
 * Input that begins with "PK" is the file itself. Anything else is an unpacked one, since a fuzzer cannot guess checksums:
 * parts begin with a line "=== NAME"; they are put into a ZIP beside the usual ones that they leave out. */
#include <zip.h>

#include "client/sheet/sheet_file.h"
#include "sheet_twin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const usual[][2] = {
	{ "_rels/.rels", "<r><Relationship Id='1' Type='/officeDocument' Target='xl/workbook.xml'/></r>" },
	{ "xl/workbook.xml", "<w xmlns:r='r'><sheet name='a' r:id='1'/></w>" },
	{ "xl/_rels/workbook.xml.rels", "<r><Relationship Id='1' Type='/worksheet' Target='sheet.xml'/>"
					"<Relationship Id='2' Type='/styles' Target='styles.xml'/>"
					"<Relationship Id='3' Type='/sharedStrings' Target='strings.xml'/></r>" },
	{ "xl/styles.xml", "<s><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='10'/></cellXfs></s>" },
	{ "xl/strings.xml", "<s><si><t>a</t></si></s>" },
	{ "xl/sheet.xml", "<w><sheetData/></w>" },
};

static void add_part(zip_t *zip, const char *name, const char *text, size_t size)
{
	zip_source_t *source = zip_source_buffer(zip, text, size, 0);
	zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);

	if (index < 0)
		zip_source_free(source);
	else
		zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

/* Adds each "=== NAME\nTEXT". */
static void add_parts(struct arena *arena, zip_t *zip, const char *text)
{
	while (strncmp(text, "=== ", 4) == 0) {
		const char *line = strchr(text, '\n'), *next;

		if (line == NULL)
			return;
		next = strstr(line, "\n=== ");
		add_part(zip, arena_printf(arena, "%.*s", (int)(line - text - 4), text + 4), line + 1,
			 next == NULL  ? strlen(line + 1)
			 : next > line ? (size_t)(next - line - 1)
				       : 0);
		if (next == NULL)
			return;
		text = next + 1;
	}
}

static struct slice pack(struct arena *arena, const uint8_t *data, size_t size)
{
	zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
	char *text = arena_alloc(arena, size + 1);
	uint8_t *bytes = NULL;
	zip_stat_t stat = { 0 };

	memcpy(text, data, size);
	zip_source_keep(target);
	add_parts(arena, zip, text);
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (zip_name_locate(zip, usual[i][0], 0) < 0)
			add_part(zip, usual[i][0], usual[i][1], strlen(usual[i][1]));
	if (zip_close(zip) != 0) {
		zip_discard(zip);
	} else if (zip_source_stat(target, &stat) == 0 && zip_source_open(target) == 0) {
		bytes = arena_alloc(arena, stat.size);
		zip_source_read(target, bytes, stat.size);
		zip_source_close(target);
	}
	zip_source_free(target);
	return (struct slice){ bytes, bytes == NULL ? 0 : stat.size };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	struct slice bytes = { data, size };
	struct workbook workbook;

	if (size < 2 || memcmp(data, "PK", 2) != 0)
		bytes = pack(&arena, data, size);
	if (sheet_bytes_read(&arena, "f.xlsx", bytes, &workbook, &status) == STATUS_OK)
		for (size_t i = 0; i < workbook.n_sheets; i++)
			check_sheet(&arena, &workbook, &workbook.sheets[i]);
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}
