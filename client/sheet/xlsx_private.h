/* xlsx_private: what the files that read .xlsx share. */
#ifndef JIXIAO_CLIENT_SHEET_XLSX_PRIVATE_H
#define JIXIAO_CLIENT_SHEET_XLSX_PRIVATE_H

#include "client/sheet/builder.h"
#include "client/sheet/day.h"
#include "client/sheet/package.h"
#include "client/sheet/sheet.h"

struct xlsx {
	struct arena *arena;
	struct package package;
	struct workbook *workbook;
	struct builder builder;
	struct status *status;
	const char **strings; /* shared strings, by index */
	size_t n_strings;
	enum number_form *forms; /* of cell styles, by index */
	size_t n_forms;
};

/* A link from one part to another. */
struct relation {
	const char *id, *type, *part;
};

struct relations {
	struct relation *rows;
	size_t n;
};

/* The relations of ${part} ("" for the package) that stay in the file; none if it has none. false with the status set. */
bool xlsx_relations(struct xlsx *xlsx, const char *part, struct relations *relations);
/* By id, or by the last word of the type ("sharedStrings"); NULL if there is none. */
const struct relation *relation_by_id(const struct relations *relations, const char *id);
const struct relation *relation_by_type(const struct relations *relations, const char *type);

/* Each reads one part; false with the status set. */
bool xlsx_read_strings(struct xlsx *xlsx, const char *part);
bool xlsx_read_styles(struct xlsx *xlsx, const char *part);
/* The cells of ${part} into the builder's newest sheet. */
bool xlsx_read_sheet(struct xlsx *xlsx, const char *part);

/* Reads the children of a string element (<si>, <is>) that has just begun, up to its end: runs are joined, readings (rPh) left
 * out, _xHHHH_ decoded, line ends made "\n". NULL if it is too long or the part fails (part->failed tells). */
const char *xlsx_string(struct part *part);

/* Decodes _xHHHH_ and line ends in place; false if more than SHEET_TEXT_MAX characters are left. */
bool xlsx_decode(char *text);

/* Text that grows while its nodes come. */
struct string {
	struct arena *arena;
	char *text;
	size_t length, capacity;
	bool too_long; /* more than SHEET_TEXT_MAX characters can have */
};

void string_add(struct string *string, const char *text);

#endif
