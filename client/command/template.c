/* jixiao template: indicator frameworks, from which schemes are made. */
#include <string.h>

#include "client/change_words.h"
#include "client/evaluation_kind.h"
#include "client/indicator_words.h"
#include "client/output.h"
#include "client/request.h"
#include "client/self_form_file.h"
#include "client/template_fetch.h"
#include "client/template_file.h"
#include "client/template_words.h"
#include "client/text_file.h"
#include "client/words.h"
#include "common/record/template_record.h"
#include "common/rpc/pb.h"

extern const struct command_group template_commands;

/* All pages as one reply. */
static enum status_code list_all(struct context *context, Jixiao__TemplateListReply *all)
{
	Jixiao__TemplateListRequest request = JIXIAO__TEMPLATE_LIST_REQUEST__INIT;
	Jixiao__TemplateListReply *page;
	enum status_code code;

	do {
		code = context_call(context, "Template.List", &request.base, &jixiao__template_list_reply__descriptor, &page);
		if (code != STATUS_OK)
			return code;
		all->templates = arena_grow(context->arena, all->templates, all->n_templates * sizeof(void *),
					    (all->n_templates + page->n_templates) * sizeof(void *));
		for (size_t i = 0; i < page->n_templates; i++)
			all->templates[all->n_templates++] = page->templates[i];
		request.cursor = page->cursor;
	} while (page->cursor.len > 0);
	return STATUS_OK;
}

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	Jixiao__TemplateListReply reply = JIXIAO__TEMPLATE_LIST_REPLY__INIT;
	enum status_code code = list_all(context, &reply);
	struct table *table;

	(void)arguments;
	if (code != STATUS_OK || output_message(context, &reply.base))
		return code;
	table = table_new(context);
	table_column(table, "模板", "template", COLUMN_LEFT);
	table_column(table, "名称", "title", COLUMN_WRAP);
	table_column(table, "评价种类", "for", COLUMN_WRAP);
	table_column(table, "三级指标", "level-3 indicators", COLUMN_RIGHT);
	table_column(table, "导入人", "imported by", COLUMN_LEFT);
	table_column(table, "导入时间", "imported", COLUMN_LEFT);
	for (size_t i = 0; i < reply.n_templates; i++) {
		const Jixiao__TemplateSummary *one = reply.templates[i];

		TABLE_ROW(table, template_reference(context->arena, one->name, one->version), one->title,
			  evaluation_kinds_in_words(context->arena, context->language, one->kinds, one->n_kinds),
			  number_text(context, one->indicators), one->entered_by, time_in_words(context->arena, one->imported));
	}
	table_print(table, MSG_TEMPLATES_NONE);
	return STATUS_OK;
}

static const char *range_of(struct context *context, const Jixiao__UsualWeight *row)
{
	const char *least = *row->least != '\0' ? row->least : "0", *most = *row->most != '\0' ? row->most : "100";

	return strcmp(least, most) == 0 ? least : arena_printf(context->arena, "%s–%s", least, most);
}

/* "C、D 60–100（财预〔2020〕10号第十四条）". */
static char *usual_of(struct context *context, const Jixiao__Template *template)
{
	char *text = arena_strdup(context->arena, "");

	for (size_t i = 0; i < template->n_usual; i++) {
		const Jixiao__UsualWeight *row = template->usual[i];

		text = arena_printf(context->arena, "%s%s%s %s%s", text, i > 0 ? "\n" : "",
				    join(context, row->codes, row->n_codes), range_of(context, row),
				    *row->basis != '\0' ? arena_printf(context->arena, "（%s）", row->basis) : "");
	}
	return text;
}

static void print_tree(struct context *context, const Jixiao__Template *template)
{
	struct table *table = table_new(context);

	table_column(table, "代码", "code", COLUMN_LEFT);
	table_column(table, "指标", "indicator", COLUMN_WRAP);
	table_column(table, "分值", "weight", COLUMN_RIGHT);
	table_column(table, "目标", "target", COLUMN_LEFT);
	table_column(table, "计分规则", "rule", COLUMN_LEFT);
	table_column(table, "评价要点", "points", COLUMN_WRAP);
	for (size_t i = 0; i < template->n_indicators; i++) {
		const Jixiao__Indicator *one = template->indicators[i];

		TABLE_ROW(table, one->code, indicator_indented(context, one), one->weight, indicator_target(context, one),
			  indicator_rule(context, one), one->n_points > 0 ? number_text(context, one->n_points) : "");
	}
	table_print(table, MSG_INDICATORS_NONE);
}

static enum status_code show(struct context *context, const struct arguments *arguments)
{
	Jixiao__Template *one;
	enum status_code code = template_fetch(context, positional(arguments, 0), &one);
	struct table *table;

	if (code != STATUS_OK || output_message(context, &one->base))
		return code;
	table = detail_new(context);
	detail_row(context, table, "模板", "template", template_reference(context->arena, one->name, one->version));
	detail_row(context, table, "名称", "title", one->title);
	detail_row(context, table, "评价种类", "for",
		   evaluation_kinds_in_words(context->arena, context->language, one->kinds, one->n_kinds));
	detail_row(context, table, "评价标准", "standard", one->standard);
	detail_row(context, table, "评级分数线", "grades", join(context, one->grades, one->n_grades));
	detail_row(context, table, "计分参数", "scoring",
		   one->scoring == NULL ? "" : message_changes(context, &one->scoring->base, NULL));
	detail_row(context, table, "通常分值", "usual weights", usual_of(context, one));
	detail_row(context, table, "导入人", "imported by", one->entered_by);
	detail_row(context, table, "导入时间", "imported", time_in_words(context->arena, one->imported));
	table_print(table, MSG_NONE);
	print_tree(context, one);
	return STATUS_OK;
}

static enum status_code bring_in(struct context *context, const struct arguments *arguments)
{
	Jixiao__TemplateImportRequest request = JIXIAO__TEMPLATE_IMPORT_REQUEST__INIT;
	const char *path = positional(arguments, 0);
	Jixiao__TemplateImportReply *reply;
	struct scheme_file file;
	struct slice text;
	enum status_code code = file_read(context->arena, path, &text, &context->status);

	if (code == STATUS_OK)
		code = template_file_read(context->arena, path, text, &file, &request.template_, &context->status);
	if (code != STATUS_OK)
		return code;
	code = context_call(context, "Template.Import", &request.base, &jixiao__template_import_reply__descriptor, &reply);
	if (code != STATUS_OK) {
		scheme_file_locate(&file, &context->status);
		return code;
	}
	OUTPUT_DONE(context, reply, MSG_DONE_TEMPLATE_IMPORTED,
		    template_reference(context->arena, request.template_->name, reply->version),
		    number_text(context, reply->indicators));
	warnings_print(context, reply->warnings, reply->n_warnings);
	return code;
}

static enum status_code write_out(struct context *context, const struct arguments *arguments)
{
	const char *path = arguments->n_positional > 1 ? arguments->positional[1] : NULL;
	enum status_code code = file_may_write(context, arguments, path != NULL ? path : "-");
	Jixiao__Template *one;

	if (code == STATUS_OK)
		code = template_fetch(context, positional(arguments, 0), &one);
	if (code != STATUS_OK || (path == NULL && output_message(context, &one->base)))
		return code;
	code = file_write(path == NULL ? "-" : path, template_file_write(context->arena, one), &context->status);
	if (code == STATUS_OK && path != NULL)
		OUTPUT_RESULT(context, MSG_DONE_FILE_WRITTEN, path);
	return code;
}

static enum status_code diff(struct context *context, const struct arguments *arguments)
{
	Jixiao__Template *before, *after;
	struct sentence *sentences;
	enum status_code code = template_fetch(context, positional(arguments, 0), &before);
	size_t n;

	if (code == STATUS_OK)
		code = template_fetch(context, positional(arguments, 1), &after);
	if (code != STATUS_OK)
		return code;
	sentences = template_differences(context, before, after, &n);
	if (n > 0)
		output_sentences(context, sentences, n);
	else
		OUTPUT_RESULT(context, MSG_TEMPLATE_SAME, template_reference(context->arena, before->name, before->version),
			      template_reference(context->arena, after->name, after->version));
	return code;
}

static const struct option_row export_options[] = {
	OPTION_FORCE,
	{ NULL },
};

static const struct command commands[] = {
	{ "template",
	  "list",
	  "",
	  0,
	  0,
	  { "列出服务器上的指标模板及其版本", "list the templates and their versions" },
	  "jixiao template list",
	  NULL,
	  list,
	  { "Template.List" } },
	{ "template",
	  "show",
	  "TEMPLATE",
	  1,
	  1,
	  { "查看一个指标模板；不写版本则为最新版本，如 department@1 为第 1 版",
	    "show a template: the newest version, or the one named as department@1" },
	  "jixiao template show department",
	  NULL,
	  show,
	  { "Template.Get" } },
	{ "template",
	  "import",
	  "FILE",
	  1,
	  1,
	  { "导入模板文件，成为新的版本（管理员）；已有的版本不变", "add a file as a new version (admin); those there stay" },
	  "jixiao template import docs/templates/department.yaml",
	  NULL,
	  bring_in,
	  { "Template.Import" } },
	{ "template",
	  "export",
	  "TEMPLATE [FILE]",
	  1,
	  2,
	  { "导出模板文件，可修改后再导入；不写文件名则显示在屏幕上",
	    "write a template as a file that can be imported again; without a file name to the screen" },
	  "jixiao template export department@1 department.yaml",
	  export_options,
	  write_out,
	  { "Template.Get" } },
	{ "template",
	  "diff",
	  "TEMPLATE TEMPLATE",
	  2,
	  2,
	  { "比较两个版本：新增、删除、修改了哪些指标", "compare two versions: indicators added, removed and changed" },
	  "jixiao template diff department@1 department@2",
	  NULL,
	  diff,
	  { "Template.Get" } },
	{ "template",
	  "form",
	  "[TEMPLATE|FILE]",
	  0,
	  1,
	  { "给出自评表的空白表格，照纸质表填写后计分或导入；不写模板则用自带的单位自评模板，写 .yaml 文件也可，都不连服务器",
	    "write a form of a self-evaluation as a spreadsheet to fill in; without a template of the one built in, and like "
	    "from a "
	    ".yaml file without a server" },
	  "jixiao template form -o form.xlsx",
	  self_form_options,
	  self_form_make,
	  { "Template.Get" } },
};

const struct command_group template_commands = {
	"template",
	{ "指标模板：列出、查看、导入、导出、比较，做自评表", "templates of indicator frameworks, and forms of them" },
	commands,
	sizeof(commands) / sizeof(*commands),
};
