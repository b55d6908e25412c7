/* A target of a scheme file: a text or a mapping, read when its indicator's rule is known. */
#include "client/scheme_mapping.h"
#include "client/target_text.h"
#include "common/rpc/pb.h"

static const struct field target_fields[] = {
	{ "op", FIELD_TEXT, false },
	{ "value", FIELD_TEXT, true },
	{ "unit", FIELD_TEXT, false },
};
static const struct shape target_shape = { &jixiao__target__descriptor, target_fields,
					   sizeof(target_fields) / sizeof(target_fields[0]) };

void read_target(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	Jixiao__Indicator *indicator = (Jixiao__Indicator *)message;
	char *text = NULL;

	if (node->type == YAML_SCALAR_NODE) {
		text = node_text(reader, node, path);
		if (text == NULL || text[0] == '\0')
			return;
	}
	reader->target = node;
	indicator->target = (Jixiao__Target *)pb_new(reader->arena, &jixiao__target__descriptor);
	if (text != NULL)
		indicator->target->value = text;
	else
		read_mapping(reader, node, path, &target_shape, &indicator->target->base);
}

void settle_target(struct reader *reader, const char *path, Jixiao__Indicator *indicator)
{
	const yaml_node_t *node = reader->target, *value;
	const char *target_path = arena_printf(reader->arena, "%s.target", path), *place;
	enum rule_kind kind = indicator->rule != NULL ? (enum rule_kind)indicator->rule->kind : RULE_NONE;
	Jixiao__Target *target = indicator->target;
	bool read;

	reader->target = NULL;
	if (node == NULL || (node->type != YAML_SCALAR_NODE && target->value[0] == '\0'))
		return;
	if (node->type == YAML_SCALAR_NODE) {
		place = field_place(reader, node, target_path);
		read = target_text_parse(reader->arena, target->value, kind, place, target, reader->status);
	} else {
		value = yaml_document_get_node(&reader->document, value_index(reader, node, "value"));
		place = field_place(reader, value != NULL ? value : node, target_path);
		read = target_parts_parse(reader->arena, kind, place, target, reader->status);
	}
	if (!read)
		reader_unread(reader, target_path);
}
