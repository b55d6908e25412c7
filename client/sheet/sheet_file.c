#include "client/sheet/sheet_file.h"

#include <string.h>
#include <strings.h>

#include "client/sheet/csv.h"
#include "client/sheet/xlsx.h"
#include "client/sheet/xlsx_write.h"
#include "client/text_file.h"

enum { HEAD = 4096 };

#define TEXT(literal) literal, sizeof(literal) - 1

/* What files begin with that are no spreadsheets that we read. */
static const struct {
	const char *magic;
	size_t size;
	enum message_id message;
} beginnings[] = {
	{ TEXT("%PDF-"), MSG_SHEET_IS_PDF },
	{ TEXT("\x89PNG"), MSG_SHEET_IS_PICTURE },
	{ TEXT("\xff\xd8\xff"), MSG_SHEET_IS_PICTURE },
	{ TEXT("Rar!"), MSG_SHEET_IS_ARCHIVE },
	{ TEXT("7z\xbc\xaf\x27\x1c"), MSG_SHEET_IS_ARCHIVE },
	{ TEXT("\x1f\x8b"), MSG_SHEET_IS_ARCHIVE },
	{ TEXT("{\\rtf"), MSG_SHEET_IS_WORD },
};

/* Words near the beginning of texts that some programs call .xls. */
static const struct {
	const char *word;
	enum message_id message;
} words[] = {
	{ "urn:schemas-microsoft-com:office:spreadsheet", MSG_SHEET_IS_XML },
	{ "<html", MSG_SHEET_IS_HTML },
	{ "<!doctype html", MSG_SHEET_IS_HTML },
	{ "<table", MSG_SHEET_IS_HTML },
};

static bool begins_with(struct slice bytes, const char *magic, size_t size)
{
	return bytes.size >= size && memcmp(bytes.data, magic, size) == 0;
}

/* An OLE file names its streams in UTF-16: ${name} has each letter followed by a NUL. */
static bool has_stream(struct slice bytes, const char *name, size_t size)
{
	return memmem(bytes.data, bytes.size, name, size) != NULL;
}

static enum message_id ole_kind(struct slice bytes)
{
	if (has_stream(bytes, TEXT("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0")))
		return MSG_SHEET_IS_ENCRYPTED;
	if (has_stream(bytes, TEXT("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0")))
		return MSG_SHEET_IS_WORD;
	return MSG_SHEET_IS_XLS;
}

/* What else the bytes are, if they are no ZIP; MSG_NONE if they may be CSV. */
static enum message_id stranger(struct arena *arena, struct slice bytes)
{
	const char *head = arena_printf(arena, "%.*s", (int)(bytes.size < HEAD ? bytes.size : HEAD), (const char *)bytes.data);

	if (begins_with(bytes, TEXT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
		return ole_kind(bytes);
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (begins_with(bytes, beginnings[i].magic, beginnings[i].size))
			return beginnings[i].message;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasestr(head, words[i].word) != NULL && strchr("<\xef \t\r\n", *head) != NULL)
			return words[i].message;
	return MSG_NONE;
}

static bool ends_with(const char *name, const char *extension)
{
	size_t n = strlen(name), m = strlen(extension);

	return n >= m && strcasecmp(name + n - m, extension) == 0;
}

enum status_code sheet_bytes_read(struct arena *arena, const char *name, struct slice bytes, struct workbook *workbook,
				  struct status *status)
{
	enum message_id message;

	if (bytes.size == 0)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SHEET_IS_EMPTY, name);
	if (begins_with(bytes, TEXT("PK")))
		return xlsx_read(arena, name, bytes, workbook, status);
	message = stranger(arena, bytes);
	if (message == MSG_NONE && (ends_with(name, ".xlsx") || ends_with(name, ".xlsm") || ends_with(name, ".xls")))
		message = MSG_SHEET_IS_NO_XLSX;
	if (message != MSG_NONE)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, message, name);
	return csv_read(arena, name, bytes, workbook, status);
}

enum status_code sheet_file_read(struct arena *arena, const char *path, struct workbook *workbook, struct status *status)
{
	const char *slash = strrchr(path, '/'), *name = arena_strdup(arena, slash == NULL ? path : slash + 1);
	struct slice bytes;
	enum status_code code = file_read(arena, path, &bytes, status);

	/* The same refusal, with what to do about a spreadsheet. */
	if (code == STATUS_INVALID_ARGUMENT)
		return STATUS_FAIL(status, code, MSG_SHEET_FILE_TOO_LARGE, name, "16 MiB");
	return code == STATUS_OK ? sheet_bytes_read(arena, name, bytes, workbook, status) : code;
}

enum status_code sheet_file_name_check(const char *path, struct status *status)
{
	if (ends_with(path, ".xlsx") || ends_with(path, ".csv"))
		return STATUS_OK;
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SHEET_FILE_ENDING, path);
}

enum status_code sheet_file_bytes(struct arena *arena, const char *path, const struct workbook *workbook,
				  enum language language, bool *csv, struct slice *bytes, struct status *status)
{
	enum status_code code = sheet_file_name_check(path, status);

	*csv = ends_with(path, ".csv");
	if (code != STATUS_OK)
		return code;
	return *csv ? csv_write(arena, &workbook->sheets[0], CSV_UTF8, bytes, status)
		    : xlsx_write(arena, workbook, NULL, language, bytes, status);
}
