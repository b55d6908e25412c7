/* What is no spreadsheet, or means harm, is refused by a sentence of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/sheet/package.h"
#include "client/sheet/sheet_file.h"
#include "workbook_parts.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))
#define SHEET "xl/worksheets/sheet1.xml"
#define BYTES(literal) ((struct slice){ (const uint8_t *)(literal), sizeof(literal) - 1 })
#define OLE "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0"

static struct arena arena;
static struct status status;
static struct workbook workbook;

static int start(void **state)
{
	(void)state;
	status = (struct status)STATUS_INIT;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}

static const char *refusal(const char *name, struct slice bytes)
{
	status_clear(&status);
	if (sheet_bytes_read(&arena, name, bytes, &workbook, &status) == STATUS_OK)
		return "taken";
	return status_image(&arena, &status);
}

static void expect(const char *name, struct slice bytes, const char *wanted)
{
	assert_string_equal(refusal(name, bytes), arena_printf(&arena, "INVALID_ARGUMENT %s\n", wanted));
}

static void expect_parts(const struct part_text *parts, size_t n, const char *wanted)
{
	expect("f.xlsx", xlsx_of_parts(&arena, parts, n), wanted);
}

static void test_other_files_are_recognised(void **state)
{
	static const struct {
		const char *name;
		struct slice bytes;
		const char *wanted;
	} rows[] = {
		{ "f.xlsx", BYTES(""), "SHEET_IS_EMPTY(f.xlsx)" },
		{ "f.xlsx", BYTES(OLE "W\0o\0r\0k\0b\0o\0o\0k\0"), "SHEET_IS_XLS(f.xlsx)" },
		{ "f.xlsx", BYTES(OLE "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), "SHEET_IS_ENCRYPTED(f.xlsx)" },
		{ "f.csv", BYTES(OLE "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"), "SHEET_IS_WORD(f.csv)" },
		{ "f.xls", BYTES("<html xmlns:x=\"x\"><table>"), "SHEET_IS_HTML(f.xls)" },
		{ "f.xls", BYTES("\xef\xbb\xbf\n<TABLE border=1>"), "SHEET_IS_HTML(f.xls)" },
		{ "f.xls", BYTES("<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"),
		  "SHEET_IS_XML(f.xls)" },
		{ "f.csv", BYTES("%PDF-1.7"), "SHEET_IS_PDF(f.csv)" },
		{ "f.xlsx", BYTES("\x89PNG\r\n\x1a\n"), "SHEET_IS_PICTURE(f.xlsx)" },
		{ "f.xlsx", BYTES("Rar!\x1a\x07"), "SHEET_IS_ARCHIVE(f.xlsx)" },
		{ "f.XLSX", BYTES("甲,乙"), "SHEET_IS_NO_XLSX(f.XLSX)" },
		{ "f.csv", BYTES("\xfe\xff\0a"), "SHEET_IS_UTF16(f.csv)" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		expect(rows[i].name, rows[i].bytes, rows[i].wanted);
	expect("f.xlsx", sample(&arena, "libreoffice.xls"), "SHEET_IS_XLS(f.xlsx)");
	expect("f.xlsx", sample(&arena, "libreoffice.ods"), "SHEET_IS_ODS(f.xlsx)");
	assert_string_equal(refusal("f.csv", BYTES("甲,<table>")), "taken");
}

static void test_other_zip_files_are_recognised(void **state)
{
	static const struct {
		const char *part, *wanted;
	} rows[] = {
		{ "xl/workbook.bin", "SHEET_IS_XLSB(f.xlsx)" },
		{ "word/document.xml", "SHEET_IS_WORD(f.xlsx)" },
		{ "ppt/presentation.xml", "SHEET_IS_SLIDES(f.xlsx)" },
		{ "mimetype", "SHEET_IS_ZIP(f.xlsx)" },
		{ "数据.csv", "SHEET_IS_ZIP(f.xlsx)" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const struct part_text part = { rows[i].part, "x" };

		expect("f.xlsx", zip_of(&arena, &part, 1), rows[i].wanted);
	}
}

static void test_a_file_cut_short_is_never_taken(void **state)
{
	struct slice bytes = sample(&arena, "libreoffice.xlsx");

	(void)state;
	assert_string_equal(refusal("f.xlsx", bytes), "taken");
	for (size_t size = 2; size < bytes.size; size += 7) {
		const char *got = refusal("f.xlsx", (struct slice){ bytes.data, size });

		if (strcmp(got, "INVALID_ARGUMENT SHEET_ZIP_DAMAGED(f.xlsx)\n") != 0)
			fail_msg("%zu bytes: %s", size, got);
	}
}

/* Flips each byte in turn: what is taken all the same must read the same, for every part has a checksum. */
static void test_a_changed_byte_never_changes_a_value(void **state)
{
	struct slice good = xlsx_of_rows(&arena, "<row><c t='s'><v>1</v></c><c><v>1238.59</v></c></row>", "");
	uint8_t *bytes = arena_memdup(&arena, good.data, good.size);
	size_t taken = 0;

	(void)state;
	for (size_t i = 0; i < good.size; i++) {
		bytes[i] ^= 0x5a;
		status_clear(&status);
		if (sheet_bytes_read(&arena, "f.xlsx", (struct slice){ bytes, good.size }, &workbook, &status) == STATUS_OK) {
			assert_string_equal(workbook_image(&arena, &workbook), "填报!A1 text 数值\n填报!B1 number 1238.59\n");
			taken++;
		}
		bytes[i] ^= 0x5a;
	}
	assert_true(taken < good.size / 2);
}

static void test_zip_bombs_are_refused(void **state)
{
	char *big = arena_alloc(&arena, (PACKAGE_PART_MAX) + 2);
	struct part_text part = { SHEET, big };

	(void)state;
	memset(big, ' ', 3 << 20);
	expect_parts(&part, 1, "SHEET_BOMB(f.xlsx, " SHEET ")");
	/* Wherever it lies, and although its ratio is fine. */
	memset(big, ' ', (PACKAGE_PART_MAX) + 1);
	srandom(3);
	for (size_t i = 0; i < PACKAGE_PART_MAX; i += 64)
		big[i] = (char)('a' + random() % 26);
	part.name = "xl/media/image1.png";
	expect_parts(&part, 1, "SHEET_BOMB(f.xlsx, xl/media/image1.png)");
}

static void test_many_parts_together_are_a_bomb_too(void **state)
{
	enum { ONE = 1 << 20, N_PARTS = (PACKAGE_TOTAL_MAX) / ONE };
	struct part_text *parts = arena_alloc(&arena, N_PARTS * sizeof(*parts));
	char *big = memset(arena_alloc(&arena, ONE), ' ', ONE);

	(void)state;
	for (int i = 0; i < N_PARTS; i++)
		parts[i] = (struct part_text){ arena_printf(&arena, "xl/media/%d", i), big, ONE };
	expect_parts(parts, N_PARTS, arena_printf(&arena, "SHEET_BOMB(f.xlsx, xl/media/%d)", N_PARTS - 1));
}

/* The directory says a part is small; it is not. */
static void test_a_part_longer_than_it_says_is_refused(void **state)
{
	char *cells = arena_alloc(&arena, 100001);
	struct slice good;
	uint8_t *bytes;
	size_t patched = 0;

	(void)state;
	memset(cells, ' ', 100000);
	good = xlsx_of_rows(&arena, cells, "");
	bytes = arena_memdup(&arena, good.data, good.size);
	for (size_t i = 0; i + 46 < good.size; i++)
		if (memcmp(bytes + i, "PK\1\2", 4) == 0 && memcmp(bytes + i + 46, SHEET, sizeof(SHEET) - 1) == 0) {
			memcpy(bytes + i + 24, "\x64\0\0\0", 4);
			patched++;
		}
	assert_int_equal(patched, 1);
	expect("f.xlsx", (struct slice){ bytes, good.size }, "SHEET_PART_DAMAGED(f.xlsx, " SHEET ")");
}

static void test_parts_that_lead_elsewhere_or_stand_twice_are_refused(void **state)
{
	static const char *const names[] = { "../evil.xml",  "xl/../../evil.xml", "/etc/passwd",
					     "xl\\evil.xml", "c:evil.xml",	  "xl/.." };

	(void)state;
	for (size_t i = 0; i < N(names); i++) {
		const struct part_text part = { names[i], "x" };

		expect_parts(&part, 1, arena_printf(&arena, "SHEET_PART_NAME(f.xlsx, %s)", names[i]));
	}
	{
		const struct part_text part = { "XL/workbook.xml", "<workbook/>" };

		refusal("f.xlsx", xlsx_of_parts(&arena, &part, 1));
		assert_int_equal(status.message.id, MSG_SHEET_PART_NAME);
	}
}

static void test_too_many_parts_are_refused(void **state)
{
	struct part_text *parts = arena_alloc(&arena, (PACKAGE_PARTS_MAX) * sizeof(*parts));

	(void)state;
	for (int i = 0; i < PACKAGE_PARTS_MAX; i++)
		parts[i] = (struct part_text){ arena_printf(&arena, "xl/media/%d", i), "x" };
	expect_parts(parts, PACKAGE_PARTS_MAX, "SHEET_TOO_MANY_PARTS(f.xlsx, 2000)");
}

static void test_entities_are_never_declared(void **state)
{
	static const char *const texts[] = {
		"<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><worksheet><sheetData><row><c "
		"t='str'><v>&b;"
		"</v></c></row></sheetData></worksheet>",
		"<!DOCTYPE w SYSTEM 'file:///etc/passwd'><worksheet/>",
		"<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><worksheet><sheetData><row><c "
		"t='str'><v>&x;</v></c></row>"
		"</sheetData></worksheet>",
	};

	(void)state;
	for (size_t i = 0; i < N(texts); i++) {
		const struct part_text part = { SHEET, texts[i] };

		expect_parts(&part, 1, "SHEET_DTD(f.xlsx, " SHEET ")");
	}
}

static void test_damaged_parts_are_named(void **state)
{
	static const struct {
		const char *part, *text;
	} rows[] = {
		{ SHEET, "<worksheet><sheetData>" },
		{ SHEET, "<worksheet>&b;</worksheet>" },
		{ SHEET, "\xff\xfe<worksheet/>" },
		{ SHEET, "<worksheet>\xe4\xb8</worksheet>" },
		{ SHEET, "" },
		{ SHEET, NULL },
		{ "xl/workbook.xml", NULL },
		{ "xl/styles.xml", "<styleSheet" },
		{ "xl/sharedStrings.xml", NULL },
		{ "xl/_rels/workbook.xml.rels",
		  "<Relationships><Relationship Id='a' Type='b' Target='../../../etc/passwd'/></Relationships>" },
		{ "xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='a'/></Relationships>" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const struct part_text part = { rows[i].part, rows[i].text };

		expect_parts(&part, 1, arena_printf(&arena, "SHEET_PART_DAMAGED(f.xlsx, %s)", rows[i].part));
	}
}

static void test_a_deep_tree_is_refused(void **state)
{
	char *deep = arena_alloc(&arena, 100000 * 3 + 1);
	const struct part_text part = { SHEET, deep };

	(void)state;
	for (size_t i = 0; i < 100000; i++)
		memcpy(deep + 3 * i, "<a>", 3);
	expect_parts(&part, 1, "SHEET_PART_DAMAGED(f.xlsx, " SHEET ")");
}

static void test_encrypted_parts_are_named(void **state)
{
	struct slice good = xlsx_of_rows(&arena, "", "");
	uint8_t *bytes = arena_memdup(&arena, good.data, good.size);

	(void)state;
	/* The flag of encryption, in every header. */
	for (size_t i = 0; i + 10 < good.size; i++)
		if (memcmp(bytes + i, "PK\1\2", 4) == 0)
			bytes[i + 8] |= 1;
		else if (memcmp(bytes + i, "PK\3\4", 4) == 0)
			bytes[i + 6] |= 1;
	expect("f.xlsx", (struct slice){ bytes, good.size }, "SHEET_IS_ENCRYPTED(f.xlsx)");
}

static void test_a_file_of_200_megabytes_is_refused_at_once(void **state)
{
	char path[] = "/tmp/jixiao-test-XXXXXX";
	int fd = mkstemp(path);
	char *wanted = arena_printf(&arena, "INVALID_ARGUMENT SHEET_FILE_TOO_LARGE(%s, 16 MiB)\n", strrchr(path, '/') + 1);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 200L << 20), 0);
	close(fd);
	assert_int_equal(sheet_file_read(&arena, path, &workbook, &status), STATUS_INVALID_ARGUMENT);
	assert_string_equal(status_image(&arena, &status), wanted);
	unlink(path);
	status_clear(&status);
	assert_int_equal(sheet_file_read(&arena, path, &workbook, &status), STATUS_NOT_FOUND);
}

static void test_too_many_cells_are_refused_at_the_first_too_many(void **state)
{
	/* Rows of 1000 cells without addresses, a little different from each other so that they do not pack like a bomb. */
	char *rows = arena_alloc(&arena, 20 << 20), *p = rows;

	(void)state;
	srandom(4);
	for (int row = 0; row < 501; row++) {
		p = stpcpy(p, "<row>");
		for (int column = 0; column < 1000; column++)
			p += sprintf(p, "<c><v>%ld</v></c>", random() % 100000);
		p = stpcpy(p, "</row>");
	}
	expect("f.xlsx", xlsx_of_rows(&arena, rows, ""), "SHEET_FAULTS(f.xlsx)\n填报!A501 SHEET_TOO_MANY_CELLS(500000)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_other_files_are_recognised, start, stop),
		cmocka_unit_test_setup_teardown(test_other_zip_files_are_recognised, start, stop),
		cmocka_unit_test_setup_teardown(test_a_file_cut_short_is_never_taken, start, stop),
		cmocka_unit_test_setup_teardown(test_a_changed_byte_never_changes_a_value, start, stop),
		cmocka_unit_test_setup_teardown(test_zip_bombs_are_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_many_parts_together_are_a_bomb_too, start, stop),
		cmocka_unit_test_setup_teardown(test_a_part_longer_than_it_says_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_parts_that_lead_elsewhere_or_stand_twice_are_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_too_many_parts_are_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_entities_are_never_declared, start, stop),
		cmocka_unit_test_setup_teardown(test_damaged_parts_are_named, start, stop),
		cmocka_unit_test_setup_teardown(test_a_deep_tree_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_encrypted_parts_are_named, start, stop),
		cmocka_unit_test_setup_teardown(test_a_file_of_200_megabytes_is_refused_at_once, start, stop),
		cmocka_unit_test_setup_teardown(test_too_many_cells_are_refused_at_the_first_too_many, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
