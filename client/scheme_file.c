#include "client/scheme_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "client/scheme_mapping.h"
#include "client/scheme_nesting.h"
#include "common/rpc/pb.h"

enum { FILE_MAX = 1 << 20 };

/* A tab before the first word of the line with number ${line}, from 0. */
static bool line_is_indented_by_tab(struct slice text, size_t line)
{
	const char *at = (const char *)text.data, *end = at + text.size;

	for (; line > 0 && at < end; at++)
		line -= *at == '\n';
	while (at < end && *at == ' ')
		at++;
	return at < end && *at == '\t';
}

static bool load(struct reader *reader, yaml_parser_t *parser, struct slice text, yaml_document_t *document)
{
	size_t line;

	if (yaml_parser_load(parser, document))
		return true;
	line = parser->problem_mark.line;
	STATUS_VIOLATION(reader->status, reader_place(reader, line + 1, parser->problem_mark.column + 1),
			 line_is_indented_by_tab(text, line) ? MSG_SCHEME_FILE_TAB : MSG_SCHEME_FILE_SYNTAX);
	return false;
}

static void read_document(struct reader *reader, yaml_parser_t *parser, struct slice text,
			  void (*read)(struct reader *reader, yaml_node_t *root))
{
	yaml_node_t *root = yaml_document_get_root_node(&reader->document), *second;
	yaml_document_t rest;
	ptrdiff_t n = reader->document.nodes.top - reader->document.nodes.start;

	if (root == NULL) {
		STATUS_VIOLATION(reader->status, reader_place(reader, 1, 1), MSG_SCHEME_FILE_EMPTY);
		return;
	}
	reader->seen = arena_alloc(reader->arena, (size_t)n + 1);
	read(reader, root);
	if (!load(reader, parser, text, &rest))
		return;
	second = yaml_document_get_root_node(&rest);
	if (second != NULL)
		FAULT(reader, second, MSG_SCHEME_FILE_SECOND_DOCUMENT);
	yaml_document_delete(&rest);
}

void read_yaml(struct reader *reader, struct slice text, void (*read)(struct reader *reader, yaml_node_t *root))
{
	yaml_parser_t parser;
	size_t line, column;
	enum message_id fault = scheme_nesting_check(text, &line, &column);

	if (fault != MSG_NONE) {
		STATUS_VIOLATION(reader->status, reader_place(reader, line, column), fault,
				 arena_printf(reader->arena, "%d", SCHEME_NESTING_MAX));
		return;
	}
	if (!yaml_parser_initialize(&parser))
		abort();
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, text.data, text.size);
	if (load(reader, &parser, text, &reader->document)) {
		read_document(reader, &parser, text, read);
		yaml_document_delete(&reader->document);
	}
	yaml_parser_delete(&parser);
}

/* Line and column of a violation whose path is "NAME:12:5…". */
static void place_numbers(const char *path, const char *name, unsigned numbers[2])
{
	numbers[0] = numbers[1] = 0;
	sscanf(path + strlen(name), ":%u:%u", &numbers[0], &numbers[1]);
}

static int compare_places(const void *a, const void *b, void *name)
{
	unsigned left[2], right[2];

	place_numbers(((const struct violation *)a)->path, name, left);
	place_numbers(((const struct violation *)b)->path, name, right);
	if (left[0] != right[0])
		return left[0] < right[0] ? -1 : 1;
	return left[1] == right[1] ? 0 : left[1] < right[1] ? -1 : 1;
}

static void sort_faults(const struct scheme_file *file, struct status *status)
{
	if (status->n_violations > 1)
		qsort_r(status->violations, status->n_violations, sizeof(*status->violations), compare_places,
			(void *)(uintptr_t)file->name);
}

enum status_code scheme_file_conclude(const struct scheme_file *file, struct status *status)
{
	sort_faults(file, status);
	if (status->n_violations == 0)
		return STATUS_OK;
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCHEME_FILE_FAULTS, file->name);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct scheme_position *)a)->path, ((const struct scheme_position *)b)->path);
}

void scheme_file_sort(struct scheme_file *file)
{
	if (file->n_positions > 1)
		qsort(file->positions, file->n_positions, sizeof(*file->positions), compare_paths);
}

/* The server's paths begin with "scheme." or "template." for what stands at the file's top. */
static const char *file_path(const char *path)
{
	static const char *const tops[] = { "scheme.", "template." };

	for (size_t i = 0; i < sizeof(tops) / sizeof(tops[0]); i++)
		if (strncmp(path, tops[i], strlen(tops[i])) == 0)
			return path + strlen(tops[i]);
	return path;
}

struct scheme_position scheme_file_position(const struct scheme_file *file, const char *path)
{
	size_t length = strlen(file_path(path));
	char key[PATH_MAX_BYTES] = "";

	if (length < sizeof(key))
		memcpy(key, file_path(path), length);
	else
		length = 0;
	for (;;) {
		const struct scheme_position wanted = { .path = key }, *found;

		found = file->n_positions == 0
				? NULL
				: bsearch(&wanted, file->positions, file->n_positions, sizeof(wanted), compare_paths);
		if (found != NULL)
			return *found;
		if (length == 0)
			return (struct scheme_position){ .path = "", .line = 1, .column = 1 };
		do
			length--;
		while (length > 0 && key[length] != '.' && key[length] != '[');
		key[length] = '\0';
	}
}

void scheme_file_locate(const struct scheme_file *file, struct status *status)
{
	for (size_t i = 0; i < status->n_violations; i++) {
		struct violation *violation = &status->violations[i];
		struct scheme_position position = scheme_file_position(file, violation->path);

		violation->path = arena_printf(&status->arena, "%s:%u:%u %s", file->name, position.line, position.column,
					       file_path(violation->path));
	}
	sort_faults(file, status);
}

void scheme_file_add(const struct scheme_file *file, struct status *faults, struct status *status)
{
	scheme_file_locate(file, faults);
	for (size_t i = 0; i < faults->n_violations; i++)
		status_violation(status, faults->violations[i].path, faults->violations[i].message.id,
				 faults->violations[i].message.args);
}

enum status_code scheme_file_read(struct arena *arena, const char *name, struct slice text, struct scheme_file *file,
				  struct status *status)
{
	struct reader reader = { .arena = arena, .file = file, .status = status };
	struct slice prepared;

	*file = (struct scheme_file){
		.name = name,
		.request = (Jixiao__SchemePutRequest *)pb_new(arena, &jixiao__scheme_put_request__descriptor),
	};
	file->request->scheme = (Jixiao__Scheme *)pb_new(arena, &jixiao__scheme__descriptor);
	if (text.size > FILE_MAX)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCHEME_FILE_TOO_LARGE,
				   arena_printf(arena, "%d", FILE_MAX));
	if (reader_prepare(&reader, text, &prepared)) {
		struct status texts = STATUS_INIT;

		read_yaml(&reader, prepared, read_scheme);
		pb_check(arena, &file->request->base, &texts);
		scheme_file_add(file, &texts, status);
		status_clear(&texts);
	}
	return scheme_file_conclude(file, status);
}
