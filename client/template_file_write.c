#include <string.h>

#include "client/evaluation_kind.h"
#include "client/scheme_writer.h"
#include "client/template_file.h"
#include "common/record/template_record.h"

static void write_kinds(struct writer *writer, const Jixiao__Template *template)
{
	write_text(writer, "kinds");
	begin_list(writer, YAML_FLOW_SEQUENCE_STYLE);
	for (size_t i = 0; i < template->n_kinds; i++)
		write_text(writer, evaluation_kind_word(LANGUAGE_ZH, template->kinds[i]));
	end_list(writer);
}

static void write_usual(struct writer *writer, const Jixiao__Template *template)
{
	if (template->n_usual == 0)
		return;
	write_text(writer, "usual");
	begin_list(writer, YAML_BLOCK_SEQUENCE_STYLE);
	for (size_t i = 0; i < template->n_usual; i++) {
		const Jixiao__UsualWeight *row = template->usual[i];

		begin_mapping(writer, YAML_FLOW_MAPPING_STYLE);
		write_text(writer, "codes");
		begin_list(writer, YAML_FLOW_SEQUENCE_STYLE);
		for (size_t k = 0; k < row->n_codes; k++)
			write_text(writer, row->codes[k]);
		end_list(writer);
		pair(writer, "least", row->least);
		pair(writer, "most", row->most);
		pair(writer, "basis", row->basis);
		end_mapping(writer);
	}
	end_list(writer);
}

static void write_options_of(struct writer *writer, const Jixiao__Template *template)
{
	const Jixiao__Scheme scheme = template_scheme(template);

	write_options(writer, &scheme);
}

static void write_template(struct writer *writer, const void *content)
{
	const Jixiao__Template *template = content;

	pair(writer, "name", template->name);
	if (template->version > 0)
		pair(writer, "version", arena_printf(writer->arena, "%u", template->version));
	pair(writer, "title", template->title);
	write_kinds(writer, template);
	write_options_of(writer, template);
	write_usual(writer, template);
	write_indicators(writer, template->indicators, template->n_indicators);
}

struct slice template_file_write(struct arena *arena, const Jixiao__Template *template)
{
	return write_document(arena, write_template, template);
}

/* What the project gives. The blanks are comments, so that `scheme check` names each one that nobody has filled in. */
static const char blanks[] =
	"# 去掉行首的“# ”，填写下列各项；再为没有 target 的定量指标补上预期指标值，为三级指标写上责任组员 responsible。\n"
	"# 填写后用 jixiao scheme check 检查，写法见 docs/examples。\n"
	"# project: 项目名称\n"
	"# implementer_unit: 实施主体\n"
	"# fund_kind: 资金性质\n"
	"# start: 2024-01-01     # 实施周期\n"
	"# end: 2024-12-31\n"
	"# cut_off: 2024-12-31   # 截止评价日\n"
	"# budget:               # 预算按来源\n"
	"# - {source: 财政资金, amount: 0.00元}\n"
	"# team:\n"
	"# - {person: 登录名, role: leader}\n"
	"# - {person: 登录名, role: member}\n";

static void write_scheme(struct writer *writer, const void *content)
{
	const Jixiao__Template *template = content;

	pair(writer, "template", template_reference(writer->arena, template->name, template->version));
	write_options_of(writer, template);
	write_indicators(writer, template->indicators, template->n_indicators);
}

struct slice template_scheme_file_write(struct arena *arena, const Jixiao__Template *template)
{
	const struct slice body = write_document(arena, write_scheme, template);
	const char *text = arena_printf(arena, "# 评价实施方案，用模板 %s（%s）生成\n%s\n%.*s",
					template_reference(arena, template->name, template->version), template->title, blanks,
					(int)body.size, (const char *)body.data);

	return (struct slice){ (const uint8_t *)text, strlen(text) };
}
