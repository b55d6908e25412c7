/* Styles of .xlsx: of each, only what it makes of a number. */
#include <stdlib.h>
#include <string.h>

#include "client/sheet/xlsx_private.h"

enum { STYLES_MAX = 65536, CUSTOMS_MAX = 4096 };

/* A number format of the file's own. */
struct custom {
	unsigned id;
	enum number_form form;
};

struct styles {
	struct custom *customs;
	size_t n_customs, customs_capacity, forms_capacity;
	bool in_formats, in_cells; /* inside <numFmts>, <cellXfs> */
};

static void add_custom(struct xlsx *xlsx, struct part *part, struct styles *styles)
{
	const char *code = part_attribute(part, "formatCode");
	char id[16];

	if (!part_short_attribute(part, "numFmtId", id, sizeof(id)) || code == NULL || styles->n_customs == CUSTOMS_MAX) {
		part_fail(part);
		return;
	}
	styles->customs = builder_room(xlsx->arena, styles->customs, styles->n_customs, &styles->customs_capacity,
				       sizeof(*styles->customs));
	styles->customs[styles->n_customs++] = (struct custom){ (unsigned)strtoul(id, NULL, 10), number_form_of(code) };
}

static enum number_form form_of(const struct styles *styles, unsigned id)
{
	for (size_t i = 0; i < styles->n_customs; i++)
		if (styles->customs[i].id == id)
			return styles->customs[i].form;
	return number_form_builtin(id);
}

static void add_style(struct xlsx *xlsx, struct part *part, struct styles *styles)
{
	char id[16] = "0";

	part_short_attribute(part, "numFmtId", id, sizeof(id));
	if (xlsx->n_forms == STYLES_MAX) {
		part_fail(part);
		return;
	}
	xlsx->forms = builder_room(xlsx->arena, xlsx->forms, xlsx->n_forms, &styles->forms_capacity, sizeof(*xlsx->forms));
	xlsx->forms[xlsx->n_forms++] = form_of(styles, (unsigned)strtoul(id, NULL, 10));
}

static void read_node(struct xlsx *xlsx, struct part *part, struct styles *styles)
{
	if (part_begins(part, "numFmts"))
		styles->in_formats = !part_is_empty(part);
	else if (part_ends(part, "numFmts"))
		styles->in_formats = false;
	else if (part_begins(part, "cellXfs"))
		styles->in_cells = !part_is_empty(part);
	else if (part_ends(part, "cellXfs"))
		styles->in_cells = false;
	else if (styles->in_formats && part_begins(part, "numFmt"))
		add_custom(xlsx, part, styles);
	else if (styles->in_cells && part_begins(part, "xf"))
		add_style(xlsx, part, styles);
}

bool xlsx_read_styles(struct xlsx *xlsx, const char *name)
{
	struct styles styles = { NULL };
	struct part part;
	bool failed = !part_open(&part, &xlsx->package, name);

	while (!failed && part_next(&part))
		read_node(xlsx, &part, &styles);
	failed = part.failed;
	part_close(&part);
	return !failed;
}
