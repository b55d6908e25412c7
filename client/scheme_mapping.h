/* scheme_mapping: YAML mappings read into protobuf messages by tables of keys, every fault noted at its place. Only for
 * scheme_file. */
#ifndef JIXIAO_CLIENT_SCHEME_MAPPING_H
#define JIXIAO_CLIENT_SCHEME_MAPPING_H

#include <stdint.h>

#include <yaml.h>

#include "client/scheme_file.h"

enum { PATH_MAX_BYTES = 128 };

/* A character that may not stand in a text, and where: the number of characters before it, line and column from 1. */
struct bad_character {
	int32_t character;
	size_t index, line, column;
};

struct reader {
	struct arena *arena;
	struct scheme_file *file;
	struct status *status;
	yaml_document_t document;
	bool *seen; /* nodes that were read: one that comes again is an alias */
	size_t indicators_capacity;
	const char *parent; /* of the indicators that are being read */
	unsigned level;
	yaml_node_t *target; /* of the indicator that is being read: its rule, which says what it is, may come after it */
	bool too_many;	     /* indicators; said so */
	struct bad_character *bad;
	size_t n_bad, bad_capacity;
	ProtobufCMessage *root; /* what a file that is no scheme is read into */
};

/* What stands behind a key. */
enum field_kind {
	FIELD_TEXT,
	FIELD_SHARE, /* "0.6" or "60%" */
	FIELD_MONEY, /* "12465000.00" or "1246.5万元" */
	FIELD_DATE,  /* "2024-12-10" or "2024年12月10日" */
	FIELD_COUNT, /* a whole number, uint32 */
	FIELD_FLAG,
	FIELD_TEXTS,
	FIELD_SHARES,
	FIELD_ITEMS,   /* a list of mappings of .shape */
	FIELD_MAPPING, /* one mapping of .shape */
	FIELD_OTHER,   /* .read */
	FIELD_LATER,   /* the caller reads it after the others */
};

struct shape;
struct field {
	const char *key; /* also the proto field's name */
	enum field_kind kind;
	bool required;
	const struct shape *shape;
	void (*read)(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
};

/* A mapping: a row a key. */
struct shape {
	const ProtobufCMessageDescriptor *type;
	const struct field *fields;
	size_t n_fields;
};

/* "scheme.yaml:12:5" of a line and column that count from 1. */
char *reader_place(struct reader *reader, size_t line, size_t column);
char *node_place(struct reader *reader, const yaml_node_t *node);
/* "scheme.yaml:12:5 indicators[3].target": for faults whose sentences do not name the field. */
char *field_place(struct reader *reader, const yaml_node_t *node, const char *path);

#define FAULT(reader, node, ...) STATUS_VIOLATION((reader)->status, node_place((reader), (node)), __VA_ARGS__)

/* Sorts the places by path, as scheme_file_position wants them. */
void scheme_file_sort(struct scheme_file *file);

/* ${path} is missing or could not be read, which is a fault already: the domain's check names nothing that follows from it. */
void reader_unread(struct reader *reader, const char *path);
bool reader_is_unread(const struct reader *reader, const char *path);

/* ${text} as libyaml can read it: each character that may not stand in a text becomes BAD_MARK and is noted in reader->bad.
 * false, and said so, if it is no UTF-8. */
bool reader_prepare(struct reader *reader, struct slice text, struct slice *prepared);

/* What stands in the ${size} bytes of ${node}'s value without characters that may not stand there; each is named at its place.
 */
char *reader_clean(struct reader *reader, const yaml_node_t *node, const char *path, const char *value, size_t size);

/* Notes where ${path} stands. */
void reader_remember(struct reader *reader, const char *path, const yaml_node_t *node);

/* The node behind ${index}; NULL, and said so, if it was read before: the document API resolves aliases silently. ${path}: what
 * remains unread then. */
yaml_node_t *node_visit(struct reader *reader, int index, const char *path);
/* The scalar's text; NULL, and said so, if it is none. YAML's nothing is "". */
char *node_text(struct reader *reader, const yaml_node_t *node, const char *path);
/* The same of a value, as a record keeps it: "60%" as "0.6", "1246.5万元" as "12465000.00", "2024年12月10日" as "2024-12-10".
 * NULL, and said so, if it is none; "" stays as it is but for a share. */
char *node_share(struct reader *reader, const yaml_node_t *node, const char *path);
char *node_money(struct reader *reader, const yaml_node_t *node, const char *path);
char *node_date(struct reader *reader, const yaml_node_t *node, const char *path);
bool node_is_list(struct reader *reader, const yaml_node_t *node, const char *path);
size_t list_size(const yaml_node_t *list);

/* Parses ${text}, which reader_prepare gave, and reads its one document by ${read}. A fault where there is none or another
 * follows. */
void read_yaml(struct reader *reader, struct slice text, void (*read)(struct reader *reader, yaml_node_t *root));

/* Reads a mapping by its shape, or a list of such mappings into the repeated field ${name}. */
void read_mapping(struct reader *reader, yaml_node_t *node, const char *path, const struct shape *shape,
		  ProtobufCMessage *message);
void read_items(struct reader *reader, yaml_node_t *node, const char *path, const struct shape *shape, const char *name,
		ProtobufCMessage *message);

/* Says that ${node}, a mapping at ${path}, lacks ${key}. */
void reader_missing(struct reader *reader, const yaml_node_t *node, const char *path, const char *key);

/* The index of the value behind ${key} in a mapping, 0 if there is none: for FIELD_LATER. */
int value_index(struct reader *reader, const yaml_node_t *node, const char *key);

/* A target, left as it stands until settle_target, which needs the indicator's rule; ${path} there is the indicator's. */
void read_target(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
void settle_target(struct reader *reader, const char *path, Jixiao__Indicator *indicator);

/* The scheme itself: the tables of all keys (scheme_keys.c). Reads the whole file below ${root}. */
void read_scheme(struct reader *reader, yaml_node_t *root);

/* What templates have in common with it. The tree goes into the file's request, as a scheme's does; read_framework reads a
 * whole file by ${shape} into ${message}. */
extern const struct shape scoring_shape;
void read_tree(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message);
void read_framework(struct reader *reader, yaml_node_t *root, const struct shape *shape, ProtobufCMessage *message);

#endif
