/* package: the ZIP container of an .xlsx file and its XML parts, read from anyone without trust.
 *
 * What is refused, each by its own sentence: a broken ZIP, more parts than PACKAGE_PARTS_MAX, part names that lead elsewhere or
 * stand twice, encrypted parts, a part that unpacks to more than PACKAGE_PART_MAX bytes or more than PACKAGE_RATIO_MAX times
 * its size (a zip bomb; so are PACKAGE_TOTAL_MAX bytes of all), one that is longer than it says, XML with a DTD (no entity is
 * ever declared or loaded, the network is never used), XML that is damaged. */
#ifndef JIXIAO_CLIENT_SHEET_PACKAGE_H
#define JIXIAO_CLIENT_SHEET_PACKAGE_H

#include <stdbool.h>

#include <libxml/xmlreader.h>
#include <zip.h>

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"

enum {
	PACKAGE_PARTS_MAX = 2000,
	PACKAGE_PART_MAX = 64 << 20,
	PACKAGE_TOTAL_MAX = 256 << 20,
	PACKAGE_RATIO_MAX = 200, /* for parts over 1 MiB; sheets of 100,000 empty styled rows were measured at 14 */
};

struct package {
	struct arena *arena;
	const char *name; /* of the file, for sentences */
	zip_t *zip;
	uint64_t total; /* bytes that all parts say they unpack to */
	struct status *status;
};

/* Opens the bytes of a file; they must outlive the package. STATUS_INVALID_ARGUMENT. */
enum status_code package_open(struct package *package, struct arena *arena, const char *name, struct slice bytes,
			      struct status *status);
void package_close(struct package *package);

/* "/"-separated, without a leading "/", in any case of letters. */
bool package_has(struct package *package, const char *part);

/* The bytes of a small part, cut at ${limit}; NULL if there is none. A NUL follows. */
char *package_text(struct package *package, const char *part, size_t limit);

/* One XML part while it is read. */
struct part {
	struct package *package;
	const char *name;
	zip_file_t *file;
	uint64_t size, read; /* as the directory says; so far */
	xmlTextReaderPtr reader;
	bool failed;
};

/* false with the status set. */
bool part_open(struct part *part, struct package *package, const char *name);
void part_close(struct part *part);

/* The next node; false at the end or when the part is refused (part->failed, the status is set). */
bool part_next(struct part *part);

/* Is the current node the beginning, or the end, of element ${name}, in any namespace? An empty element has no end. */
bool part_begins(const struct part *part, const char *name);
bool part_ends(const struct part *part, const char *name);
bool part_is_empty(const struct part *part);
int part_depth(const struct part *part);

/* The text of the current node, or NULL if it is none; white space counts. Valid until the next node. */
const char *part_text(const struct part *part);

/* The value of the attribute with this local name, in the arena; NULL if there is none. */
char *part_attribute(const struct part *part, const char *name);
/* The same into ${value}; false if there is none or it doesn't fit. */
bool part_short_attribute(const struct part *part, const char *name, char *value, size_t size);

/* Refuses the part as damaged; sets the status. */
void part_fail(struct part *part);

#endif
