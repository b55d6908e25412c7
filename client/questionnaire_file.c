#include "client/questionnaire_file.h"

#include "client/scheme_mapping.h"
#include "common/rpc/pb.h"

static const struct field answer_fields[] = {
	{ "option", FIELD_TEXT, true },
	{ "count", FIELD_COUNT, true },
};
static const struct shape answer_shape = { &jixiao__answer_count__descriptor, answer_fields, 2 };

static const struct field group_fields[] = {
	{ "name", FIELD_TEXT, false },
	{ "answers", FIELD_ITEMS, true, &answer_shape },
};
static const struct shape group_shape = { &jixiao__answer_group__descriptor, group_fields, 2 };

static const struct field questionnaire_fields[] = {
	{ "issued", FIELD_COUNT, true },
	{ "returned", FIELD_COUNT, true },
	{ "valid", FIELD_COUNT, true },
	{ "satisfied", FIELD_COUNT, false },
	{ "groups", FIELD_ITEMS, false, &group_shape },
};
static const struct shape questionnaire_shape = { &jixiao__questionnaire__descriptor, questionnaire_fields, 5 };

static void read_root(struct reader *reader, yaml_node_t *root)
{
	read_mapping(reader, root, "", &questionnaire_shape, reader->root);
}

enum status_code questionnaire_file_read(struct arena *arena, const char *name, struct slice text,
					 Jixiao__Questionnaire **questionnaire, struct status *status)
{
	struct scheme_file file = { .name = name };
	struct slice prepared;
	struct reader reader = { .arena = arena, .file = &file, .status = status };

	reader.root = pb_new(arena, &jixiao__questionnaire__descriptor);
	*questionnaire = (Jixiao__Questionnaire *)reader.root;
	if (reader_prepare(&reader, text, &prepared))
		read_yaml(&reader, prepared, read_root);
	return status_conclude(status, STATUS_INVALID_ARGUMENT, MSG_QUESTIONNAIRE_FILE_FAULTS);
}
