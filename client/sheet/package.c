#include "client/sheet/package.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RATIO_FREE = 1 << 20 };

/* ---- the container ---- */

/* Absolute names, drive letters, "..", "\" and control characters lead elsewhere, or hide what they are. */
static bool name_is_safe(const char *name)
{
	for (const char *p = name; *p != '\0'; p++)
		if (*p == '\\' || *p == ':' || (unsigned char)*p < 0x20)
			return false;
	if (*name == '/' || *name == '\0')
		return false;
	for (const char *p = name; p != NULL; p = strchr(p, '/')) {
		p += *p == '/';
		if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || p[2] == '\0'))
			return false;
	}
	return true;
}

static bool is_bomb(const zip_stat_t *stat)
{
	if (stat->size > PACKAGE_PART_MAX)
		return true;
	return stat->size > RATIO_FREE && stat->size / PACKAGE_RATIO_MAX > stat->comp_size;
}

static int compare_names(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

static enum status_code refuse(struct package *package, enum message_id id, const char *part)
{
	return STATUS_FAIL(package->status, STATUS_INVALID_ARGUMENT, id, package->name, part);
}

static enum status_code check_part(struct package *package, uint64_t index, const char **name)
{
	const zip_uint64_t wanted = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
	zip_stat_t stat;

	if (zip_stat_index(package->zip, index, 0, &stat) != 0 || (stat.valid & wanted) != wanted)
		return STATUS_FAIL(package->status, STATUS_INVALID_ARGUMENT, MSG_SHEET_ZIP_DAMAGED, package->name);
	*name = stat.name;
	if (!name_is_safe(stat.name))
		return refuse(package, MSG_SHEET_PART_NAME, stat.name);
	if (stat.encryption_method != ZIP_EM_NONE)
		return STATUS_FAIL(package->status, STATUS_INVALID_ARGUMENT, MSG_SHEET_IS_ENCRYPTED, package->name);
	package->total += stat.size;
	return is_bomb(&stat) || package->total > PACKAGE_TOTAL_MAX ? refuse(package, MSG_SHEET_BOMB, stat.name) : STATUS_OK;
}

static enum status_code check_parts(struct package *package)
{
	zip_int64_t n = zip_get_num_entries(package->zip, 0);
	const char **names;

	if (n > PACKAGE_PARTS_MAX)
		return STATUS_FAIL(package->status, STATUS_INVALID_ARGUMENT, MSG_SHEET_TOO_MANY_PARTS, package->name,
				   arena_printf(package->arena, "%d", PACKAGE_PARTS_MAX));
	names = arena_alloc(package->arena, (size_t)n * sizeof(*names) + 1);
	for (zip_int64_t i = 0; i < n; i++) {
		enum status_code code = check_part(package, (uint64_t)i, &names[i]);

		if (code != STATUS_OK)
			return code;
	}
	qsort(names, (size_t)n, sizeof(*names), compare_names);
	for (zip_int64_t i = 1; i < n; i++)
		if (strcasecmp(names[i - 1], names[i]) == 0)
			return refuse(package, MSG_SHEET_PART_NAME, names[i]);
	return STATUS_OK;
}

enum status_code package_open(struct package *package, struct arena *arena, const char *name, struct slice bytes,
			      struct status *status)
{
	zip_error_t error;
	zip_source_t *source;

	*package = (struct package){ .arena = arena, .name = name, .status = status };
	zip_error_init(&error);
	source = zip_source_buffer_create(bytes.data, bytes.size, 0, &error);
	if (source == NULL)
		abort();
	package->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
	zip_error_fini(&error);
	if (package->zip == NULL) {
		zip_source_free(source);
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SHEET_ZIP_DAMAGED, name);
	}
	return check_parts(package);
}

void package_close(struct package *package)
{
	if (package->zip != NULL)
		zip_discard(package->zip);
	package->zip = NULL;
}

bool package_has(struct package *package, const char *part)
{
	return zip_name_locate(package->zip, part, ZIP_FL_NOCASE) >= 0;
}

static zip_file_t *open_entry(struct package *package, const char *name, uint64_t *size)
{
	zip_int64_t index = zip_name_locate(package->zip, name, ZIP_FL_NOCASE);
	zip_stat_t stat;

	if (index < 0 || zip_stat_index(package->zip, (zip_uint64_t)index, 0, &stat) != 0)
		return NULL;
	*size = stat.size;
	return zip_fopen_index(package->zip, (zip_uint64_t)index, 0);
}

char *package_text(struct package *package, const char *part, size_t limit)
{
	uint64_t size;
	zip_file_t *file = open_entry(package, part, &size);
	char *text;
	zip_int64_t n;

	if (file == NULL)
		return NULL;
	text = arena_alloc(package->arena, limit + 1);
	n = zip_fread(file, text, limit);
	text[n < 0 ? 0 : n] = '\0';
	zip_fclose(file);
	return text;
}

/* ---- a part ---- */

static int read_bytes(void *context, char *buffer, int length)
{
	struct part *part = context;
	zip_int64_t n = zip_fread(part->file, buffer, (zip_uint64_t)length);

	if (n < 0)
		return -1;
	part->read += (uint64_t)n;
	return part->read > part->size ? -1 : (int)n;
}

static int close_nothing(void *context)
{
	(void)context;
	return 0;
}

bool part_open(struct part *part, struct package *package, const char *name)
{
	const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT;

	*part = (struct part){ .package = package, .name = name };
	part->file = open_entry(package, name, &part->size);
	if (part->file != NULL)
		part->reader = xmlReaderForIO(read_bytes, close_nothing, part, NULL, NULL, options);
	if (part->reader == NULL)
		part_fail(part);
	return !part->failed;
}

void part_close(struct part *part)
{
	if (part->reader != NULL)
		xmlFreeTextReader(part->reader);
	if (part->file != NULL)
		zip_fclose(part->file);
	*part = (struct part){ .failed = part->failed };
}

void part_fail(struct part *part)
{
	if (!part->failed)
		refuse(part->package, MSG_SHEET_PART_DAMAGED, part->name);
	part->failed = true;
}

bool part_next(struct part *part)
{
	int got = part->failed ? 0 : xmlTextReaderRead(part->reader);

	if (got < 0)
		part_fail(part);
	if (got != 1)
		return false;
	switch (xmlTextReaderNodeType(part->reader)) {
	case XML_READER_TYPE_DOCUMENT_TYPE:
	case XML_READER_TYPE_ENTITY_REFERENCE:
	case XML_READER_TYPE_ENTITY:
		refuse(part->package, MSG_SHEET_DTD, part->name);
		part->failed = true;
		return false;
	default: return true;
	}
}

static bool is_named(const struct part *part, int type, const char *name)
{
	const char *local;

	if (xmlTextReaderNodeType(part->reader) != type)
		return false;
	local = (const char *)xmlTextReaderConstLocalName(part->reader);
	return local != NULL && strcmp(local, name) == 0;
}

bool part_begins(const struct part *part, const char *name)
{
	return is_named(part, XML_READER_TYPE_ELEMENT, name);
}

bool part_ends(const struct part *part, const char *name)
{
	return is_named(part, XML_READER_TYPE_END_ELEMENT, name);
}

bool part_is_empty(const struct part *part)
{
	return xmlTextReaderIsEmptyElement(part->reader) == 1;
}

int part_depth(const struct part *part)
{
	return xmlTextReaderDepth(part->reader);
}

const char *part_text(const struct part *part)
{
	switch (xmlTextReaderNodeType(part->reader)) {
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
	case XML_READER_TYPE_WHITESPACE:
	case XML_READER_TYPE_SIGNIFICANT_WHITESPACE: return (const char *)xmlTextReaderConstValue(part->reader);
	default: return NULL;
	}
}

/* The value of an attribute; valid until the next node is looked at. */
static const char *attribute(const struct part *part, const char *name)
{
	const char *value = NULL;

	while (value == NULL && xmlTextReaderMoveToNextAttribute(part->reader) == 1) {
		const char *local = (const char *)xmlTextReaderConstLocalName(part->reader);

		if (local != NULL && strcmp(local, name) == 0 && xmlTextReaderIsNamespaceDecl(part->reader) != 1)
			value = (const char *)xmlTextReaderConstValue(part->reader);
	}
	xmlTextReaderMoveToElement(part->reader);
	return value;
}

char *part_attribute(const struct part *part, const char *name)
{
	const char *value = attribute(part, name);

	return value == NULL ? NULL : arena_strdup(part->package->arena, value);
}

bool part_short_attribute(const struct part *part, const char *name, char *value, size_t size)
{
	const char *found = attribute(part, name);

	if (found == NULL || strlen(found) >= size)
		return false;
	strcpy(value, found);
	return true;
}
