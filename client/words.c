#include "client/words.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "client/sheet/sheet.h"

#define WORD(words, language, i) ((size_t)(i) < sizeof(words) / sizeof(*(words)) ? (words)[i][language] : "?")

const char *entry_state_word(enum language language, Jixiao__EntryState state)
{
	static const char *const words[][2] = {
		{ "未填报", "none" },	  { "草稿", "draft" },	    { "待审核", "submitted" },
		{ "已审核", "accepted" }, { "已退回", "returned" },
	};

	return WORD(words, language, state);
}

const char *score_state_word(enum language language, Jixiao__ScoreState state)
{
	static const char *const words[][2] = {
		{ "未评分", "none" }, { "待审核", "proposed" }, { "已审核", "approved" }, { "已退回", "returned" }
	};

	return WORD(words, language, state);
}

const char *finding_state_word(enum language language, Jixiao__FindingState state)
{
	static const char *const words[][2] = {
		{ "?", "?" },
		{ "待推送", "open" },
		{ "待整改", "assigned" },
		{ "整改中", "acting" },
		{ "待核查", "submitted" },
		{ "已退回", "returned" },
		{ "已销号", "closed" },
		{ "转入持续整改", "carried on" },
	};

	return WORD(words, language, state);
}

const char *rule_word(enum language language, Jixiao__RuleKind kind)
{
	static const char *const words[][2] = {
		{ "", "" },
		{ "正向比率", "ratio" },
		{ "反向比率", "inverse" },
		{ "等于目标", "exact" },
		{ "到位率/执行率（起点）", "floor_rate" },
		{ "执行率", "rate" },
		{ "分档扣分", "step" },
		{ "按期完成", "deadline" },
		{ "评价要点", "checklist" },
		{ "定性分档", "tier" },
		{ "满意度", "satisfaction" },
		{ "人工评分", "manual" },
	};

	return WORD(words, language, kind);
}

static const char *const stages[][2] = {
	{ "?", "?" },
	{ "前期准备", "preparation" },
	{ "组织实施", "implementation" },
	{ "分析评价", "analysis" },
	{ "撰写与提交评价报告", "reporting" },
	{ "问题整改", "rectification" },
	{ "档案整理", "archiving" },
	{ "已归档", "archived" },
};

static const char *const roles[][2] = {
	{ "?", "?" }, { "组长", "leader" }, { "组员", "member" }, { "项目实施人员", "implementer" }
};

const char *stage_word(enum language language, Jixiao__Stage stage)
{
	return WORD(stages, language, stage);
}

const char *role_word(enum language language, Jixiao__Role role)
{
	return WORD(roles, language, role);
}

const char *server_role_word(enum language language, Jixiao__ServerRole role)
{
	static const char *const words[][2] = {
		[JIXIAO__SERVER_ROLE__SERVER_ROLE_NONE] = { "", "" },
		[JIXIAO__SERVER_ROLE__SERVER_ROLE_ADMIN] = { "管理员", "administrator" },
		[JIXIAO__SERVER_ROLE__SERVER_ROLE_AUDITOR] = { "审计员", "auditor" },
	};

	return WORD(words, language, role);
}

/* Index of ${word} among ${words} in either language; 0 if it is not there. */
static int index_of(const char *const words[][2], size_t n, const char *word)
{
	for (size_t i = 1; i < n; i++)
		if (strcmp(words[i][LANGUAGE_ZH], word) == 0 || strcasecmp(words[i][LANGUAGE_EN], word) == 0)
			return (int)i;
	return 0;
}

Jixiao__Stage stage_by_word(const char *word)
{
	return (Jixiao__Stage)index_of(stages, sizeof(stages) / sizeof(*stages), word);
}

Jixiao__Role role_by_word(const char *word)
{
	return (Jixiao__Role)index_of(roles, sizeof(roles) / sizeof(*roles), word);
}

struct word {
	const char *name, *words[2];
};

/* Names of fields as officials call them. */
static const struct word fields[] = {
	{ "actual", { "实际完成值", "actual" } },
	{ "amount", { "金额", "amount" } },
	{ "actions", { "整改措施", "actions" } },
	{ "approvals", { "签名", "approvals" } },
	{ "breakdowns", { "支出分类", "breakdowns" } },
	{ "bounds", { "分档界限", "bounds" } },
	{ "budget", { "预算", "budget" } },
	{ "catalogue", { "档案目录", "catalogue" } },
	{ "category", { "目标类别", "category" } },
	{ "cause", { "原因分析", "cause" } },
	{ "code", { "指标代码", "code" } },
	{ "comment", { "审核意见", "comment" } },
	{ "cut_off", { "截止评价日", "cut-off" } },
	{ "deadline", { "整改时限", "deadline" } },
	{ "deduction", { "扣分", "deduction" } },
	{ "denominator", { "分母", "denominator" } },
	{ "done", { "完成日", "done" } },
	{ "duty", { "分工", "duty" } },
	{ "end", { "结束日期", "end" } },
	{ "entries", { "填报", "entries" } },
	{ "evaluation", { "评价", "evaluation" } },
	{ "evidence", { "佐证材料", "evidence" } },
	{ "explanation", { "指标解释", "explanation" } },
	{ "facts", { "项目情况", "facts" } },
	{ "finding", { "问题", "finding" } },
	{ "findings", { "问题", "findings" } },
	{ "floor", { "起点", "floor" } },
	{ "flows", { "资金来源", "flows" } },
	{ "fund_kind", { "资金性质", "kind of funds" } },
	{ "funds", { "资金", "funds" } },
	{ "grades", { "评级界限", "grades" } },
	{ "id", { "编号", "id" } },
	{ "implementer", { "责任人", "implementer" } },
	{ "implementer_unit", { "实施主体", "implementing unit" } },
	{ "indicator", { "指标", "indicator" } },
	{ "indicators", { "指标", "indicators" } },
	{ "kind", { "类型", "kind" } },
	{ "level", { "级次", "level" } },
	{ "met", { "评价要点", "points met" } },
	{ "method", { "评价方法", "method" } },
	{ "name", { "名称", "name" } },
	{ "narrative", { "报告正文", "narrative" } },
	{ "nature", { "定量/定性", "nature" } },
	{ "note", { "说明", "note" } },
	{ "op", { "比较符号", "operator" } },
	{ "paid", { "支付", "paid" } },
	{ "parent", { "上级指标", "parent" } },
	{ "per_day", { "每日扣分", "per day" } },
	{ "person", { "人员", "person" } },
	{ "points", { "评价要点", "points" } },
	{ "project", { "项目名称", "project" } },
	{ "rate", { "比率", "rate" } },
	{ "reason", { "理由", "reason" } },
	{ "received", { "到位", "received" } },
	{ "rectification", { "整改报告", "rectification" } },
	{ "report", { "报告", "report" } },
	{ "responsible", { "责任组员", "responsible" } },
	{ "revision", { "版本", "revision" } },
	{ "role", { "角色", "role" } },
	{ "roles", { "角色", "roles" } },
	{ "rule", { "评分规则", "rule" } },
	{ "schedule", { "进度安排", "schedule" } },
	{ "scheme", { "评价实施方案", "scheme" } },
	{ "scores", { "评分", "scores" } },
	{ "section", { "章节", "section" } },
	{ "share", { "比例", "share" } },
	{ "source", { "来源", "source" } },
	{ "standard", { "评价标准", "standard" } },
	{ "start", { "开始日期", "start" } },
	{ "step", { "每档差额", "step" } },
	{ "target", { "预期指标值", "target" } },
	{ "team", { "评价小组", "team" } },
	{ "text", { "文字说明", "text" } },
	{ "tier", { "档次", "tier" } },
	{ "title", { "标题", "title" } },
	{ "unit", { "单位", "unit" } },
	{ "until", { "新时限", "until" } },
	{ "use", { "用途", "use" } },
	{ "uses", { "用途", "uses" } },
	{ "value", { "值", "value" } },
	{ "verification", { "核查结论", "verification" } },
	{ "weight", { "分值", "weight" } },
	{ "year", { "预算年度", "year" } },
};

/* Placeholders of help. */
static const struct word placeholders[] = {
	{ "AMOUNT", { "金额", "AMOUNT" } },
	{ "BREAKDOWN", { "分类", "BREAKDOWN" } },
	{ "CAUSE", { "原因", "CAUSE" } },
	{ "CODE", { "指标代码", "CODE" } },
	{ "COMMENT", { "意见", "COMMENT" } },
	{ "DATE", { "日期", "DATE" } },
	{ "DIR", { "目录", "DIR" } },
	{ "DUTY", { "分工", "DUTY" } },
	{ "EVALUATION", { "评价编号", "EVALUATION" } },
	{ "EVIDENCE", { "材料编号", "EVIDENCE" } },
	{ "FILE", { "文件", "FILE" } },
	{ "FOLDER", { "目录", "FOLDER" } },
	{ "FINDING", { "问题编号", "FINDING" } },
	{ "HOST", { "主机", "HOST" } },
	{ "ID", { "编号", "ID" } },
	{ "JSON", { "JSON", "JSON" } },
	{ "KIND", { "类型", "KIND" } },
	{ "METHOD", { "方法", "METHOD" } },
	{ "NAME", { "名称", "NAME" } },
	{ "NOTE", { "说明", "NOTE" } },
	{ "NOUN", { "名词", "NOUN" } },
	{ "NUMBER", { "数量", "NUMBER" } },
	{ "NUMBERS", { "序号,…", "NUMBERS" } },
	{ "PERSON", { "人员", "PERSON" } },
	{ "POINTS", { "分数", "POINTS" } },
	{ "PROFILE", { "身份", "PROFILE" } },
	{ "REASON", { "理由", "REASON" } },
	{ "RECOMMENDATION", { "建议编号", "RECOMMENDATION" } },
	{ "REVISION", { "版本", "REVISION" } },
	{ "ROLES", { "角色", "ROLES" } },
	{ "SECTION", { "章节", "SECTION" } },
	{ "SEQUENCE", { "序号", "SEQUENCE" } },
	{ "SERVICE", { "服务", "SERVICE" } },
	{ "SHARE", { "比例", "SHARE" } },
	{ "SOURCE", { "来源", "SOURCE" } },
	{ "STAGE", { "阶段", "STAGE" } },
	{ "TEXT", { "文字", "TEXT" } },
	{ "TITLE", { "标题", "TITLE" } },
	{ "TYPE", { "类型", "TYPE" } },
	{ "UNIT", { "单位", "UNIT" } },
	{ "USE", { "用途", "USE" } },
	{ "VALUE", { "数值", "VALUE" } },
	{ "VERB", { "动词", "VERB" } },
	{ "YEAR", { "年度", "YEAR" } },
};

static const char *find(const struct word *words, size_t n, enum language language, const char *name, size_t length)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i].name) == length && strncmp(words[i].name, name, length) == 0)
			return words[i].words[language];
	return NULL;
}

/* Replaces each run of ${letters} in ${text} that ${words} knows. Runs inside brackets of a path are ids and stay. */
static char *replace(struct arena *arena, enum language language, const char *text, const char *letters,
		     const struct word *words, size_t n, bool keep_brackets)
{
	char *result = arena_strdup(arena, "");
	bool inside = false;

	while (*text != '\0') {
		size_t length = strspn(text, letters);
		const char *word = length > 0 && !inside ? find(words, n, language, text, length) : NULL;

		if (length == 0)
			length = 1;
		if (keep_brackets && *text == '[')
			inside = true;
		else if (*text == ']')
			inside = false;
		if (word != NULL)
			result = arena_printf(arena, "%s%s", result, word);
		else
			result = arena_printf(arena, "%s%.*s", result, (int)length, text);
		text += length;
	}
	return result;
}

/* "scheme.yaml:12:5", "data/scores.json": the name of a file has no words to translate. */
static bool is_place(const char *path)
{
	if (strchr(path, '/') != NULL)
		return true;
	for (const char *colon = strchr(path, ':'); colon != NULL; colon = strchr(colon + 1, ':')) {
		size_t line = strspn(colon + 1, "0123456789");

		if (line > 0 && colon[1 + line] == ':' && strspn(colon + line + 2, "0123456789") > 0)
			return true;
	}
	return false;
}

char *path_in_words(struct arena *arena, enum language language, const char *path)
{
	char *cell;

	if (is_place(path))
		return arena_strdup(arena, path);
	cell = sheet_place_in_words(arena, language, path);
	if (cell != NULL)
		return cell;
	return replace(arena, language, path, "abcdefghijklmnopqrstuvwxyz_", fields, sizeof(fields) / sizeof(*fields), true);
}

char *usage_in_words(struct arena *arena, enum language language, const char *usage)
{
	return replace(arena, language, usage, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", placeholders,
		       sizeof(placeholders) / sizeof(*placeholders), false);
}

char *time_in_words(struct arena *arena, int64_t milliseconds)
{
	time_t seconds = (time_t)(milliseconds / 1000);
	struct tm local;
	char text[32];

	if (milliseconds == 0 || localtime_r(&seconds, &local) == NULL)
		return arena_strdup(arena, "");
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &local);
	return arena_strdup(arena, text);
}
