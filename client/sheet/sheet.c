#include "client/sheet/sheet.h"
#include "client/sheet/day.h"
#include "common/text/blank.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const struct sheet *workbook_sheet(const struct workbook *workbook, const char *name)
{
	for (size_t i = 0; i < workbook->n_sheets; i++)
		if (strcmp(workbook->sheets[i].name, name) == 0)
			return &workbook->sheets[i];
	return NULL;
}

const struct sheet *workbook_first_visible(const struct workbook *workbook)
{
	for (size_t i = 0; i < workbook->n_sheets; i++)
		if (!workbook->sheets[i].hidden)
			return &workbook->sheets[i];
	return NULL;
}

static int compare_row(const void *number, const void *row)
{
	const unsigned wanted = *(const unsigned *)number, found = ((const struct sheet_row *)row)->number;

	return (wanted > found) - (wanted < found);
}

static int compare_cell(const void *column, const void *cell)
{
	const unsigned wanted = *(const unsigned *)column, found = ((const struct cell *)cell)->column;

	return (wanted > found) - (wanted < found);
}

const struct cell *sheet_cell(const struct sheet *sheet, unsigned row, unsigned column)
{
	const struct sheet_row *found;

	if (sheet->n_rows == 0)
		return NULL;
	found = bsearch(&row, sheet->rows, sheet->n_rows, sizeof(*sheet->rows), compare_row);
	if (found == NULL || found->n_cells == 0)
		return NULL;
	return bsearch(&column, found->cells, found->n_cells, sizeof(*found->cells), compare_cell);
}

/* The length of the white space at ${p}, also U+00A0 and the full-width space U+3000; 0 if there is none. */
static size_t space_length(const char *p)
{
	if (*p != '\0' && strchr(" \t\n\r\f\v", *p) != NULL)
		return 1;
	if (strncmp(p, "\u00a0", 2) == 0)
		return 2;
	return strncmp(p, "\u3000", 3) == 0 ? 3 : 0;
}

bool cell_is_blank(const struct cell *cell)
{
	const char *p;

	if (cell == NULL)
		return true;
	if (cell->kind == CELL_EMPTY)
		return !cell->formula;
	p = cell->text;
	while (space_length(p) > 0)
		p += space_length(p);
	return cell->kind == CELL_TEXT && *p == '\0';
}

bool cell_text_fits(const char *text)
{
	size_t characters = 0;

	for (; *text != '\0'; text++)
		characters += ((unsigned char)*text & 0xc0) != 0x80;
	return characters <= SHEET_TEXT_MAX;
}

/* ${text}, a plain decimal, × 100. */
static char *hundredfold(struct arena *arena, const char *text)
{
	const char *sign = *text == '-' ? "-" : "", *digits = text + (*text == '-'), *point = strchr(digits, '.');
	size_t whole = point == NULL ? strlen(digits) : (size_t)(point - digits);
	const char *fraction = point == NULL ? "" : point + 1;
	size_t moved = strlen(fraction) < 2 ? strlen(fraction) : 2;
	char *all = arena_printf(arena, "%.*s%.*s%s", (int)whole, digits, (int)moved, fraction, &"00"[moved]);

	while (*all == '0' && all[1] != '\0')
		all++;
	return arena_printf(arena, "%s%s%s%s", sign, all, fraction[moved] == '\0' ? "" : ".", fraction + moved);
}

const char *cell_shown(struct arena *arena, const struct cell *cell)
{
	if (cell->kind != CELL_NUMBER || !cell->percent || strchr(cell->text, 'E') != NULL)
		return cell->text;
	return arena_printf(arena, "%s%%", hundredfold(arena, cell->text));
}

char *cell_word(struct arena *arena, const struct cell *cell)
{
	const char *text = cell_is_blank(cell) || cell->kind == CELL_ERROR ? "" : cell_shown(arena, cell);
	size_t size = strlen(text);

	text_trim(&text, &size);
	return arena_printf(arena, "%.*s", (int)size, text);
}

const char *cell_serial_day(struct arena *arena, const struct workbook *workbook, const struct cell *cell)
{
	const char *day;

	if (cell->kind != CELL_NUMBER)
		return NULL;
	day = day_text(arena, cell->text, FORM_DATE, workbook->epoch_1904);
	return day != NULL ? day : "2024-12-10";
}

char *cell_address(struct arena *arena, unsigned row, unsigned column)
{
	char letters[8];
	size_t at = sizeof(letters) - 1;

	letters[at] = '\0';
	for (; column > 0 && at > 0; column = (column - 1) / 26)
		letters[--at] = (char)('A' + (column - 1) % 26);
	return arena_printf(arena, "%s%u", letters + at, row);
}

char *range_address(struct arena *arena, struct cell_range range)
{
	char *first = cell_address(arena, range.first_row, range.first_column);

	if (range.first_row == range.last_row && range.first_column == range.last_column)
		return first;
	return arena_printf(arena, "%s:%s", first, cell_address(arena, range.last_row, range.last_column));
}

/* Reads a cell's address at ${text}; where it ends, or NULL. */
static const char *parse_address(const char *text, unsigned *row, unsigned *column)
{
	*row = *column = 0;
	for (; *text >= 'A' && *text <= 'Z' && *column <= SHEET_COLUMN_MAX; text++)
		*column = *column * 26 + (unsigned)(*text - 'A') + 1;
	if (*column == 0 || *column > SHEET_COLUMN_MAX || *text == '0')
		return NULL;
	for (; isdigit((unsigned char)*text) && *row <= SHEET_ROW_MAX; text++)
		*row = *row * 10 + (unsigned)(*text - '0');
	return *row == 0 || *row > SHEET_ROW_MAX ? NULL : text;
}

bool cell_address_parse(const char *text, unsigned *row, unsigned *column)
{
	const char *end = parse_address(text, row, column);

	return end != NULL && *end == '\0';
}

static void order(unsigned *low, unsigned *high)
{
	unsigned kept = *low;

	if (*low <= *high)
		return;
	*low = *high;
	*high = kept;
}

bool range_address_parse(const char *text, struct cell_range *range)
{
	const char *end = parse_address(text, &range->first_row, &range->first_column);

	if (end == NULL)
		return false;
	range->last_row = range->first_row;
	range->last_column = range->first_column;
	if (*end == '\0')
		return true;
	if (*end != ':' || !cell_address_parse(end + 1, &range->last_row, &range->last_column))
		return false;
	order(&range->first_row, &range->last_row);
	order(&range->first_column, &range->last_column);
	return true;
}

char *sheet_place(struct arena *arena, const struct sheet *sheet, const char *address)
{
	return arena_printf(arena, "%s!%s", sheet->name, address == NULL ? "" : address);
}

char *sheet_place_in_words(struct arena *arena, enum language language, const char *path)
{
	const char *mark = strrchr(path, '!');
	struct cell_range range;

	if (mark == NULL || (mark[1] != '\0' && !range_address_parse(mark + 1, &range)))
		return NULL;
	return message_text(arena, language, mark[1] == '\0' ? MSG_SHEET_WHOLE : MSG_SHEET_PLACE,
			    STATUS_ARGS(arena_printf(arena, "%.*s", (int)(mark - path), path), mark + 1), 2);
}

enum status_code sheet_conclude(const struct workbook *workbook, struct status *status)
{
	if (status->n_violations == 0)
		return STATUS_OK;
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SHEET_FAULTS, workbook->name);
}
