/* Strings of .xlsx: plain, rich and shared. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "client/sheet/xlsx_private.h"

enum {
	STRINGS_MAX = SHEET_CELLS_MAX,
	BYTES_MAX = 7 * SHEET_TEXT_MAX, /* every character written as _xHHHH_ */
};

void string_add(struct string *string, const char *text)
{
	size_t more = strlen(text);

	if (string->too_long || more > BYTES_MAX - string->length) {
		string->too_long = true;
		return;
	}
	if (string->length + more + 1 > string->capacity) {
		string->capacity = 2 * (string->length + more) + 1;
		string->text = arena_grow(string->arena, string->text, string->length, string->capacity);
	}
	memcpy(string->text + string->length, text, more + 1);
	string->length += more;
}

/* The character of "_x000D_" at ${p}; 0 if there is none that a text may hold. */
static utf8proc_int32_t escaped(const char *p)
{
	utf8proc_int32_t character;
	char digits[5] = "";

	if (p[0] != '_' || p[1] != 'x')
		return 0;
	for (int i = 0; i < 4; i++) {
		if (!isxdigit((unsigned char)p[2 + i]))
			return 0;
		digits[i] = p[2 + i];
	}
	if (p[6] != '_')
		return 0;
	character = (utf8proc_int32_t)strtol(digits, NULL, 16);
	return utf8proc_codepoint_valid(character) ? character : 0;
}

bool xlsx_decode(char *text)
{
	char *out = text, *kept;

	for (const char *p = text; *p != '\0';) {
		utf8proc_int32_t character = escaped(p);

		if (character == 0) {
			*out++ = *p++;
			continue;
		}
		/* An encoded character is shorter than its escape. */
		out += utf8proc_encode_char(character, (utf8proc_uint8_t *)out);
		p += 7;
	}
	*out = '\0';
	kept = text;
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\r' && p[1] == '\n')
			continue;
		*kept++ = *p == '\r' ? '\n' : *p;
	}
	*kept = '\0';
	return cell_text_fits(text);
}

const char *xlsx_string(struct part *part)
{
	struct string string = { .arena = part->package->arena };
	const int depth = part_depth(part);
	bool in_text = false, in_reading = false;

	string_add(&string, "");
	if (part_is_empty(part))
		return string.text;
	while (part_next(part) && part_depth(part) > depth) {
		const char *text = part_text(part);

		if (part_begins(part, "rPh"))
			in_reading = !part_is_empty(part);
		else if (part_ends(part, "rPh"))
			in_reading = false;
		else if (part_begins(part, "t"))
			in_text = !part_is_empty(part);
		else if (part_ends(part, "t"))
			in_text = false;
		else if (text != NULL && in_text && !in_reading)
			string_add(&string, text);
	}
	if (string.too_long || part->failed)
		return NULL;
	return xlsx_decode(string.text) ? string.text : NULL;
}

static bool read_strings(struct xlsx *xlsx, struct part *part)
{
	size_t capacity = 0;

	while (part_next(part)) {
		if (!part_begins(part, "si"))
			continue;
		if (xlsx->n_strings == STRINGS_MAX) {
			part_fail(part);
			return false;
		}
		xlsx->strings = builder_room(xlsx->arena, xlsx->strings, xlsx->n_strings, &capacity, sizeof(*xlsx->strings));
		/* One that is too long stays NULL, and is refused at the cell that shows it. */
		xlsx->strings[xlsx->n_strings++] = xlsx_string(part);
	}
	return !part->failed;
}

bool xlsx_read_strings(struct xlsx *xlsx, const char *name)
{
	struct part part;
	bool read = part_open(&part, &xlsx->package, name) && read_strings(xlsx, &part);

	part_close(&part);
	return read;
}
