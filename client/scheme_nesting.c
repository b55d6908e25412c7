#include "client/scheme_nesting.h"

#include <stdbool.h>
#include <stdlib.h>

#include <yaml.h>

/* How ${event} changes the depth. */
static int step(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT: return 1;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: return -1;
	default: return 0;
	}
}

static bool has_anchor(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT: return event->data.scalar.anchor != NULL;
	case YAML_SEQUENCE_START_EVENT: return event->data.sequence_start.anchor != NULL;
	case YAML_MAPPING_START_EVENT: return event->data.mapping_start.anchor != NULL;
	default: return false;
	}
}

enum message_id scheme_nesting_check(struct slice text, size_t *line, size_t *column)
{
	yaml_parser_t parser;
	yaml_event_t event;
	int depth = 0, anchors = 0;
	bool more = true;

	if (!yaml_parser_initialize(&parser))
		abort();
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, text.data, text.size);
	while (more && depth <= SCHEME_NESTING_MAX && anchors <= SCHEME_ANCHORS_MAX && yaml_parser_parse(&parser, &event)) {
		depth += step(&event);
		anchors += has_anchor(&event);
		more = event.type != YAML_STREAM_END_EVENT;
		*line = event.start_mark.line + 1;
		*column = event.start_mark.column + 1;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	if (depth > SCHEME_NESTING_MAX)
		return MSG_SCHEME_FILE_NESTED;
	return anchors > SCHEME_ANCHORS_MAX ? MSG_SCHEME_FILE_ALIAS : MSG_NONE;
}
