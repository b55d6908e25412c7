#include "client/survey_file.h"

#include <string.h>

#include "client/scheme_mapping.h"
#include "common/rpc/pb.h"

static void read_kind(struct reader *reader, yaml_node_t *node, const char *path, ProtobufCMessage *message)
{
	static const struct {
		const char *word;
		Jixiao__QuestionKind kind;
	} kinds[] = {
		{ "单选", JIXIAO__QUESTION_KIND__QUESTION_SINGLE },
		{ "多选", JIXIAO__QUESTION_KIND__QUESTION_MULTIPLE },
		{ "single", JIXIAO__QUESTION_KIND__QUESTION_SINGLE },
		{ "multiple", JIXIAO__QUESTION_KIND__QUESTION_MULTIPLE },
	};
	const char *text = node_text(reader, node, path);

	for (size_t i = 0; text != NULL && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].word, text) == 0) {
			((Jixiao__Question *)message)->kind = kinds[i].kind;
			return;
		}
	if (text != NULL)
		FAULT(reader, node, MSG_SCHEME_FILE_NO_SUCH, text, "单选、多选");
}

static const struct field question_fields[] = {
	{ "text", FIELD_TEXT, true },	     { "kind", FIELD_OTHER, false, .read = read_kind },
	{ "options", FIELD_TEXTS, true },    { "overall", FIELD_FLAG, false },
	{ "satisfied", FIELD_COUNT, false },
};
static const struct shape question_shape = { &jixiao__question__descriptor, question_fields,
					     sizeof(question_fields) / sizeof(question_fields[0]) };

static const struct field survey_fields[] = {
	{ "title", FIELD_TEXT, true },
	{ "issued", FIELD_COUNT, false },
	{ "groups", FIELD_TEXTS, false },
	{ "questions", FIELD_ITEMS, true, &question_shape },
};
static const struct shape survey_shape = { &jixiao__survey_put_request__descriptor, survey_fields,
					   sizeof(survey_fields) / sizeof(survey_fields[0]) };

static void read_root(struct reader *reader, yaml_node_t *root)
{
	read_mapping(reader, root, "", &survey_shape, reader->root);
}

/* What most questions are. */
static void settle_kinds(Jixiao__SurveyPutRequest *request)
{
	for (size_t i = 0; i < request->n_questions; i++)
		if (request->questions[i]->kind == JIXIAO__QUESTION_KIND__QUESTION_KIND_UNSPECIFIED)
			request->questions[i]->kind = JIXIAO__QUESTION_KIND__QUESTION_SINGLE;
}

enum status_code survey_file_read(struct arena *arena, const char *name, struct slice text, struct scheme_file *file,
				  Jixiao__SurveyPutRequest **request, struct status *status)
{
	struct reader reader = { .arena = arena, .file = file, .status = status };
	struct slice prepared;

	*file = (struct scheme_file){ .name = name };
	reader.root = pb_new(arena, &jixiao__survey_put_request__descriptor);
	*request = (Jixiao__SurveyPutRequest *)reader.root;
	if (reader_prepare(&reader, text, &prepared))
		read_yaml(&reader, prepared, read_root);
	settle_kinds(*request);
	scheme_file_sort(file);
	return status_conclude(status, STATUS_INVALID_ARGUMENT, MSG_SURVEY_FILE_FAULTS);
}

const char survey_file_example[] = "# 满意度问卷：改好后用 jixiao survey put 评价编号 文件 存入\n"
				   "title: 服务对象满意度调查\n"
				   "issued: 200                  # 发放份数，可以以后再填\n"
				   "# groups: [学员, 派员单位]   # 分组调查的写各组名称，与方案中计分规则的 groups 一致\n"
				   "questions:\n"
				   "- text: 您对本项目总体是否满意？\n"
				   "  options: [很满意, 满意, 一般, 不满意]   # 方案给选项赋值（options）的，名称要一致\n"
				   "  overall: true              # 由这道题算满意度\n"
				   "  satisfied: 2               # 前两个选项算作满意；选项赋值的不用这一项\n"
				   "- text: 您对下列哪些方面满意？\n"
				   "  kind: 多选\n"
				   "  options: [服务态度, 办事效率, 设施条件, 信息公开]\n";
