#include "client/sheet/xlsx.h"

#include <string.h>

#include "client/sheet/xlsx_private.h"

enum { RELATIONS_MAX = 10000 };

/* ---- relations ---- */

/* "xl/_rels/workbook.xml.rels" of "xl/workbook.xml"; "_rels/.rels" of "". */
static char *relations_part(struct arena *arena, const char *part)
{
	const char *slash = strrchr(part, '/'), *file = slash == NULL ? part : slash + 1;

	return arena_printf(arena, "%.*s_rels/%s.rels", (int)(file - part), part, file);
}

/* The part that ${target} means in the relations of ${part}: absolute, or from its folder. NULL if it leads out of the file. */
static char *resolve(struct arena *arena, const char *part, const char *target)
{
	const char *slash = strrchr(part, '/');
	char *path = *target == '/' ? arena_strdup(arena, target + 1)
				    : arena_printf(arena, "%.*s%s", slash == NULL ? 0 : (int)(slash - part) + 1, part, target);
	char *at, *before;

	while (strncmp(path, "./", 2) == 0)
		path += 2;
	while ((at = strstr(path, "/./")) != NULL)
		memmove(at, at + 2, strlen(at + 2) + 1);
	while (strncmp(path, "../", 3) != 0 && (at = strstr(path, "/../")) != NULL) {
		for (before = at; before > path && before[-1] != '/'; before--)
			;
		memmove(before, at + 4, strlen(at + 4) + 1);
	}
	return strncmp(path, "../", 3) == 0 ? NULL : path;
}

static void add_relation(struct xlsx *xlsx, struct part *part, const char *from, struct relations *relations, size_t *capacity)
{
	struct relation row = { part_attribute(part, "Id"), part_attribute(part, "Type"), part_attribute(part, "Target") };
	char mode[16];

	if (part_short_attribute(part, "TargetMode", mode, sizeof(mode)) && strcmp(mode, "External") == 0)
		return;
	if (row.id != NULL && row.type != NULL && row.part != NULL)
		row.part = resolve(xlsx->arena, from, row.part);
	if (row.id == NULL || row.type == NULL || row.part == NULL || relations->n == RELATIONS_MAX) {
		part_fail(part);
		return;
	}
	relations->rows = builder_room(xlsx->arena, relations->rows, relations->n, capacity, sizeof(row));
	relations->rows[relations->n++] = row;
}

bool xlsx_relations(struct xlsx *xlsx, const char *from, struct relations *relations)
{
	const char *name = relations_part(xlsx->arena, from);
	size_t capacity = 0;
	struct part part;
	bool failed;

	*relations = (struct relations){ NULL };
	if (!package_has(&xlsx->package, name))
		return true;
	failed = !part_open(&part, &xlsx->package, name);
	while (!failed && part_next(&part))
		if (part_begins(&part, "Relationship"))
			add_relation(xlsx, &part, from, relations, &capacity);
	failed = part.failed;
	part_close(&part);
	return !failed;
}

const struct relation *relation_by_id(const struct relations *relations, const char *id)
{
	for (size_t i = 0; i < relations->n; i++)
		if (strcmp(relations->rows[i].id, id) == 0)
			return &relations->rows[i];
	return NULL;
}

/* Transitional and strict types differ before the last slash only. */
static bool has_type(const struct relation *relation, const char *type)
{
	const char *slash = strrchr(relation->type, '/');

	return strcmp(slash == NULL ? relation->type : slash + 1, type) == 0;
}

const struct relation *relation_by_type(const struct relations *relations, const char *type)
{
	for (size_t i = 0; i < relations->n; i++)
		if (has_type(&relations->rows[i], type))
			return &relations->rows[i];
	return NULL;
}

/* ---- the workbook ---- */

/* A worksheet that is listed, before its part is read. */
struct listed {
	char *name, *id;
	bool hidden;
};

struct listing {
	struct listed sheets[SHEET_SHEETS_MAX];
	size_t n;
};

static bool is_true(const char *text)
{
	return strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
}

static void list_sheet(struct part *part, struct listing *listing)
{
	struct listed sheet = { part_attribute(part, "name"), part_attribute(part, "id"), false };
	char state[16];

	sheet.hidden = part_short_attribute(part, "state", state, sizeof(state)) && strcmp(state, "visible") != 0;
	if (sheet.name == NULL || sheet.id == NULL || listing->n == SHEET_SHEETS_MAX)
		part_fail(part);
	else
		listing->sheets[listing->n++] = sheet;
}

static bool list_sheets(struct xlsx *xlsx, const char *name, struct listing *listing)
{
	char value[8];
	struct part part;
	bool failed = !part_open(&part, &xlsx->package, name);

	listing->n = 0;
	while (!failed && part_next(&part)) {
		if (part_begins(&part, "workbookPr"))
			xlsx->workbook->epoch_1904 =
				part_short_attribute(&part, "date1904", value, sizeof(value)) && is_true(value);
		else if (part_begins(&part, "sheet"))
			list_sheet(&part, listing);
	}
	failed = part.failed;
	part_close(&part);
	return !failed;
}

static bool missing(struct xlsx *xlsx, const char *part)
{
	STATUS_FAIL(xlsx->status, STATUS_INVALID_ARGUMENT, MSG_SHEET_PART_DAMAGED, xlsx->package.name, part);
	return false;
}

static bool read_sheets(struct xlsx *xlsx, const struct listing *listing, const struct relations *relations)
{
	for (size_t i = 0; i < listing->n; i++) {
		const struct listed *listed = &listing->sheets[i];
		const struct relation *relation = relation_by_id(relations, listed->id);

		if (relation == NULL)
			return missing(xlsx, listed->name);
		/* Chart, dialogue and macro sheets have no cells. */
		if (!has_type(relation, "worksheet"))
			continue;
		builder_sheet(&xlsx->builder, listed->name, listed->hidden);
		if (!xlsx_read_sheet(xlsx, relation->part))
			return false;
	}
	return true;
}

static bool read_workbook(struct xlsx *xlsx, const char *name)
{
	const struct relation *styles, *strings;
	struct relations relations;
	struct listing *listing = arena_alloc(xlsx->arena, sizeof(*listing));

	if (!xlsx_relations(xlsx, name, &relations) || !list_sheets(xlsx, name, listing))
		return false;
	styles = relation_by_type(&relations, "styles");
	strings = relation_by_type(&relations, "sharedStrings");
	if ((styles != NULL && !xlsx_read_styles(xlsx, styles->part)) ||
	    (strings != NULL && !xlsx_read_strings(xlsx, strings->part)))
		return false;
	return read_sheets(xlsx, listing, &relations);
}

/* What else lies in a ZIP: a row a kind, by a part that only it has. */
static const struct {
	const char *part, *mime;
	enum message_id message;
} strangers[] = {
	{ "mimetype", "application/vnd.oasis.opendocument.spreadsheet", MSG_SHEET_IS_ODS },
	{ "xl/workbook.bin", NULL, MSG_SHEET_IS_XLSB },
	{ "word/document.xml", NULL, MSG_SHEET_IS_WORD },
	{ "ppt/presentation.xml", NULL, MSG_SHEET_IS_SLIDES },
};

static bool is_stranger(struct xlsx *xlsx)
{
	for (size_t i = 0; i < sizeof(strangers) / sizeof(*strangers); i++) {
		const char *mime = strangers[i].mime;

		if (!package_has(&xlsx->package, strangers[i].part))
			continue;
		if (mime != NULL) {
			const char *text = package_text(&xlsx->package, strangers[i].part, 128);

			if (text == NULL || strncmp(text, mime, strlen(mime)) != 0)
				continue;
		}
		STATUS_FAIL(xlsx->status, STATUS_INVALID_ARGUMENT, strangers[i].message, xlsx->package.name);
		return true;
	}
	return false;
}

static void read_package(struct xlsx *xlsx)
{
	const struct relation *workbook;
	struct relations relations;

	if (is_stranger(xlsx) || !xlsx_relations(xlsx, "", &relations))
		return;
	workbook = relation_by_type(&relations, "officeDocument");
	if (workbook == NULL)
		STATUS_FAIL(xlsx->status, STATUS_INVALID_ARGUMENT, MSG_SHEET_IS_ZIP, xlsx->package.name);
	else
		read_workbook(xlsx, workbook->part);
}

enum status_code xlsx_read(struct arena *arena, const char *name, struct slice bytes, struct workbook *workbook,
			   struct status *status)
{
	struct xlsx xlsx = { .arena = arena, .workbook = workbook, .status = status };

	*workbook = (struct workbook){ .name = name };
	xlsx.builder = (struct builder){ .arena = arena, .workbook = workbook };
	if (package_open(&xlsx.package, arena, name, bytes, status) == STATUS_OK)
		read_package(&xlsx);
	package_close(&xlsx.package);
	return status->code == STATUS_OK ? sheet_conclude(workbook, status) : status->code;
}
