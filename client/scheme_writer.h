/* scheme_writer: YAML out, and the parts that scheme and template files share. Only for scheme_file and template_file. */
#ifndef JIXIAO_CLIENT_SCHEME_WRITER_H
#define JIXIAO_CLIENT_SCHEME_WRITER_H

#include <yaml.h>

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "jixiao/scheme.pb-c.h"

struct writer {
	struct arena *arena;
	yaml_emitter_t emitter;
	uint8_t *data;
	size_t size, capacity;
};

/* A document of one mapping, whose pairs ${body} writes of ${content}. In ${arena}. */
struct slice write_document(struct arena *arena, void (*body)(struct writer *writer, const void *content), const void *content);

void write_text(struct writer *writer, const char *text);
void begin_mapping(struct writer *writer, yaml_mapping_style_t style);
void end_mapping(struct writer *writer);
void begin_list(struct writer *writer, yaml_sequence_style_t style);
void end_list(struct writer *writer);
/* A pair; nothing where there is no text. */
void pair(struct writer *writer, const char *key, const char *text);
/* A list of texts in one line; nothing where there are none. */
void texts(struct writer *writer, const char *key, char **items, size_t n_items);

/* standard, grades, scoring */
void write_options(struct writer *writer, const Jixiao__Scheme *scheme);
/* indicators */
void write_indicators(struct writer *writer, Jixiao__Indicator *const *indicators, size_t n);

#endif
