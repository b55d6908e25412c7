#include "client/template_file.h"

#include <stdlib.h>
#include <string.h>

#include "client/evaluation_kind.h"
#include "client/scheme_mapping.h"
#include "common/record/template_record.h"
#include "common/rpc/pb.h"

enum { FILE_MAX = 1 << 20 };

static const struct field usual_fields[] = {
	{ "codes", FIELD_TEXTS, true },
	{ "least", FIELD_TEXT, false },
	{ "most", FIELD_TEXT, false },
	{ "basis", FIELD_TEXT, false },
};
static const struct shape usual_shape = { &jixiao__usual_weight__descriptor, usual_fields,
					  sizeof(usual_fields) / sizeof(usual_fields[0]) };

static void read_kind(struct reader *reader, yaml_node_t *item, Jixiao__Template *template)
{
	static const Jixiao__EvaluationKind known[] = {
		JIXIAO__EVALUATION_KIND__EVALUATION_KIND_SELF,
		JIXIAO__EVALUATION_KIND__EVALUATION_KIND_DEPARTMENT,
		JIXIAO__EVALUATION_KIND__EVALUATION_KIND_FINANCE,
	};
	char *text = node_text(reader, item, "kinds");
	Jixiao__EvaluationKind kind =
		text == NULL ? JIXIAO__EVALUATION_KIND__EVALUATION_KIND_UNSPECIFIED : evaluation_kind_by_word(text);

	if (kind != JIXIAO__EVALUATION_KIND__EVALUATION_KIND_UNSPECIFIED)
		template->kinds[template->n_kinds++] = kind;
	else if (text != NULL)
		FAULT(reader, item, MSG_SCHEME_FILE_NO_SUCH, text,
		      evaluation_kinds_in_words(reader->arena, LANGUAGE_ZH, known, sizeof(known) / sizeof(known[0])));
}

static void read_kinds(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	Jixiao__Template *template = (Jixiao__Template *)message;

	if (!node_is_list(reader, node, path))
		return;
	template->kinds = arena_alloc(reader->arena, (list_size(node) + 1) * sizeof(*template->kinds));
	for (size_t i = 0; i < list_size(node); i++) {
		yaml_node_t *item = node_visit(reader, node->data.sequence.items.start[i], path);

		if (item != NULL)
			read_kind(reader, item, template);
	}
}

static const struct field template_fields[] = {
	{ "name", FIELD_TEXT, true },
	{ "version", FIELD_COUNT, false },
	{ "title", FIELD_TEXT, true },
	{ "kinds", FIELD_OTHER, true, .read = read_kinds },
	{ "standard", FIELD_TEXT, false },
	{ "grades", FIELD_TEXTS, false },
	{ "scoring", FIELD_MAPPING, false, &scoring_shape },
	{ "usual", FIELD_ITEMS, false, &usual_shape },
	{ "indicators", FIELD_OTHER, true, .read = read_tree },
};
static const struct shape template_shape = { &jixiao__template__descriptor, template_fields,
					     sizeof(template_fields) / sizeof(template_fields[0]) };

static void read_root(struct reader *reader, yaml_node_t *root)
{
	read_framework(reader, root, &template_shape, reader->root);
}

/* What the domain says of what could be read. */
static void check_domain(struct arena *arena, struct scheme_file *file, const Jixiao__Template *record, struct status *status)
{
	struct status faults = STATUS_INIT;
	struct template template;

	scheme_file_add_unread(arena, file, &faults);
	template_from_record(arena, record, &template, &faults);
	template_check(&template, &faults);
	scheme_file_drop_unread(file, &faults);
	scheme_file_add(file, &faults, status);
	status_clear(&faults);
}

enum status_code template_file_read(struct arena *arena, const char *name, struct slice text, struct scheme_file *file,
				    Jixiao__Template **template, struct status *status)
{
	struct reader reader = { .arena = arena, .file = file, .status = status };
	struct status texts = STATUS_INIT;
	struct slice prepared;

	*file = (struct scheme_file){
		.name = name,
		.request = (Jixiao__SchemePutRequest *)pb_new(arena, &jixiao__scheme_put_request__descriptor),
	};
	reader.root = pb_new(arena, &jixiao__template__descriptor);
	*template = (Jixiao__Template *)reader.root;
	if (text.size > FILE_MAX)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCHEME_FILE_TOO_LARGE,
				   arena_printf(arena, "%d", FILE_MAX));
	if (reader_prepare(&reader, text, &prepared)) {
		read_yaml(&reader, prepared, read_root);
		(*template)->indicators = file->request->indicators;
		(*template)->n_indicators = file->request->n_indicators;
		pb_check(arena, &(*template)->base, &texts);
		scheme_file_add(file, &texts, status);
		status_clear(&texts);
		/* Without a tree of keys there is nothing to check. */
		if (file->n_positions > 1)
			check_domain(arena, file, *template, status);
	}
	return scheme_file_conclude(file, status);
}
