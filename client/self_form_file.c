#include "client/self_form_file.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "client/output.h"
#include "client/request.h"
#include "client/sheet/sheet_file.h"
#include "client/template_fetch.h"
#include "client/template_file.h"
#include "client/text_file.h"
#include "common/record/template_record.h"

/* docs/templates/self.yaml, ended by a 0. */
extern const unsigned char self_form_template[];

bool self_form_is_file(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL && strcasecmp(dot, ".xlsx") == 0;
}

enum status_code self_form_file_read(struct context *context, const char *path, bool whole, struct filled_form *form,
				     struct status *notes)
{
	struct workbook *workbook = arena_alloc(context->arena, sizeof(*workbook));
	enum status_code code = sheet_file_read(context->arena, path, workbook, &context->status);

	return code == STATUS_OK ? self_form_read(context->arena, workbook, whole, form, notes, &context->status) : code;
}

void self_form_notes_print(struct context *context, const struct filled_form *form)
{
	if (form->notes->n_violations == 0 || context->output == OUTPUT_JSON)
		return;
	printf("%s\n", message_plain(context->language, MSG_FORM_NOTES));
	violations_print(stdout, context, form->notes);
}

/* ---- jixiao template form ---- */

static enum status_code read_yaml(struct context *context, const char *name, struct slice text, Jixiao__Template **template)
{
	struct scheme_file file;

	return template_file_read(context->arena, name, text, &file, template, &context->status);
}

/* Without a name the template that comes with the client; no server knows of it. */
static enum status_code find_template(struct context *context, const char *name, Jixiao__Template **template,
				      const char **reference)
{
	const char *dot = strrchr(name, '.');
	struct slice text = { self_form_template, strlen((const char *)self_form_template) };
	enum status_code code;

	*reference = "";
	if (*name == '\0')
		return read_yaml(context, "self.yaml", text, template);
	if (dot != NULL && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0)) {
		code = file_read(context->arena, name, &text, &context->status);
		return code == STATUS_OK ? read_yaml(context, name, text, template) : code;
	}
	code = template_fetch(context, name, template);
	if (code == STATUS_OK)
		*reference = template_reference(context->arena, (*template)->name, (*template)->version);
	return code;
}

enum status_code self_form_make(struct context *context, const struct arguments *arguments)
{
	const char *path = argument(arguments, "output"), *reference;
	struct blank_form form;
	Jixiao__Template *template;
	struct slice bytes;
	enum status_code code;

	if (!self_form_is_file(path))
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_FORM_FILE_NAME, path);
	code = file_may_write(context, arguments, path);
	if (code == STATUS_OK)
		code = find_template(context, positional(arguments, 0), &template, &reference);
	if (code == STATUS_OK)
		code = self_form_write(context->arena, context->language, template, reference, &form, &context->status);
	if (code == STATUS_OK)
		code = xlsx_write(context->arena, &form.workbook, form.forms, context->language, &bytes, &context->status);
	if (code == STATUS_OK)
		code = file_write(path, bytes, &context->status);
	if (code == STATUS_OK) {
		OUTPUT_RESULT(context, MSG_DONE_FILE_WRITTEN, path);
		OUTPUT_NOTE(context, MSG_FORM_NEXT, path);
	}
	return code;
}

const struct option_row self_form_options[] = {
	{ "output", "FILE", { "写到哪个文件（.xlsx），可简写为 -o", "file to write (.xlsx), also -o" }, .required = true },
	OPTION_FORCE,
	{ NULL },
};
