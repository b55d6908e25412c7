#include "client/words.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/domain/scoring.h"

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
	if ((unsigned)state > JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED)
		return "?";
	return message_plain(language, (enum message_id)(MSG_FINDING_STATE_0 + (unsigned)state));
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
	{ "absent_reason", { "“无”的理由", "reason why there is none" } },
	{ "actions", { "整改措施", "actions" } },
	{ "actual", { "实际完成值", "actual" } },
	{ "amount", { "金额", "amount" } },
	{ "adjustments", { "调整", "adjustments" } },
	{ "answers", { "各选项份数", "answers" } },
	{ "approvals", { "签名", "approvals" } },
	{ "bands", { "分档表", "bands" } },
	{ "basis", { "依据", "basis" } },
	{ "batch", { "批号", "batch" } },
	{ "before", { "早于的序号", "before" } },
	{ "below", { "执行率低于", "below" } },
	{ "bounds", { "分档界限", "bounds" } },
	{ "breakdowns", { "支出分类", "breakdowns" } },
	{ "budget", { "预算", "budget" } },
	{ "cap", { "总分上限", "cap" } },
	{ "caps", { "总分上限", "caps" } },
	{ "by", { "分组方式", "grouped by" } },
	{ "catalogue", { "档案目录", "catalogue" } },
	{ "category", { "目标类别", "category" } },
	{ "cause", { "原因分析", "cause" } },
	{ "citations", { "佐证引用", "citations" } },
	{ "code", { "指标代码", "code" } },
	{ "code_key", { "注册码公钥", "code's key" } },
	{ "codes", { "一级指标代码", "codes" } },
	{ "comment", { "审核意见", "comment" } },
	{ "count", { "份数", "count" } },
	{ "counts", { "各选项份数", "counts" } },
	{ "cursor", { "翻页标记", "cursor" } },
	{ "cut_off", { "截止评价日", "cut-off" } },
	{ "data", { "文件内容", "data" } },
	{ "date", { "材料日期", "date" } },
	{ "deadline", { "整改时限", "deadline" } },
	{ "deduction", { "扣分", "deduction" } },
	{ "denominator", { "分母", "denominator" } },
	{ "deviation_deduction", { "偏离扣分", "deviation deduction" } },
	{ "deviation_limit", { "偏离度", "deviation limit" } },
	{ "digest", { "文件摘要", "digest" } },
	{ "done", { "完成日", "done" } },
	{ "duty", { "分工", "duty" } },
	{ "end", { "结束日期", "end" } },
	{ "entered_by", { "填报人", "entered by" } },
	{ "entries", { "填报", "entries" } },
	{ "evaluations", { "评价", "evaluations" } },
	{ "evaluation", { "评价", "evaluation" } },
	{ "evidence", { "佐证材料", "evidence" } },
	{ "explanation", { "指标解释", "explanation" } },
	{ "facts", { "项目情况", "facts" } },
	{ "finding", { "问题", "finding" } },
	{ "findings", { "问题", "findings" } },
	{ "first", { "原有条数", "first size" } },
	{ "floor", { "起算率", "floor" } },
	{ "flows", { "资金来源", "flows" } },
	{ "format", { "报告格式", "format" } },
	{ "from", { "起始序号", "from" } },
	{ "fund_kind", { "资金性质", "kind of funds" } },
	{ "funds", { "资金", "funds" } },
	{ "grade", { "绩效评级", "grade" } },
	{ "grades", { "评级界限", "grades" } },
	{ "groups", { "问卷分组", "groups" } },
	{ "id", { "编号", "id" } },
	{ "implementer", { "责任人", "implementer" } },
	{ "implementer_unit", { "实施主体", "implementing unit" } },
	{ "imported", { "导入时间", "imported" } },
	{ "indicator", { "指标", "indicator" } },
	{ "indicators", { "指标", "indicators" } },
	{ "initial", { "年初预算", "initial budget" } },
	{ "issued", { "发放份数", "issued" } },
	{ "kind", { "类型", "kind" } },
	{ "kinds", { "评价种类", "kinds" } },
	{ "least", { "最低", "least" } },
	{ "level", { "级次", "level" } },
	{ "limit", { "最多条数", "limit" } },
	{ "login_request", { "登录证书申请", "login certificate request" } },
	{ "met", { "评价要点", "points met" } },
	{ "method", { "评价方法", "method" } },
	{ "minimum_sample", { "最低样本量", "minimum sample" } },
	{ "most", { "最高", "most" } },
	{ "name", { "名称", "name" } },
	{ "mine", { "只看本人负责的", "mine" } },
	{ "narrative", { "报告正文", "narrative" } },
	{ "nature", { "定量/定性", "nature" } },
	{ "newest", { "从新到旧", "newest first" } },
	{ "not_applicable", { "不适用", "not applicable" } },
	{ "note", { "说明", "note" } },
	{ "number", { "文号", "document number" } },
	{ "offset", { "续传位置", "offset" } },
	{ "op", { "运算符", "operator" } },
	{ "option", { "选项", "option" } },
	{ "options", { "问卷选项", "options" } },
	{ "overall", { "总体满意度题", "overall question" } },
	{ "paid", { "支付", "paid" } },
	{ "parent", { "上级指标", "parent" } },
	{ "parts", { "底稿", "parts" } },
	{ "passed", { "核查是否通过", "passed" } },
	{ "path", { "档案内的文件", "path" } },
	{ "per_day", { "每日扣分", "per day" } },
	{ "overdue", { "只要逾期的", "only what is overdue" } },
	{ "person", { "人员", "person" } },
	{ "place", { "页码或位置", "page or place" } },
	{ "points", { "评价要点", "points" } },
	{ "position", { "顺序", "position" } },
	{ "project", { "项目名称", "project" } },
	{ "proof", { "注册证明", "proof" } },
	{ "questionnaire", { "问卷", "questionnaire" } },
	{ "questions", { "题目", "questions" } },
	{ "rate", { "比率", "rate" } },
	{ "reason", { "理由", "reason" } },
	{ "received", { "到位", "received" } },
	{ "rectification", { "整改报告", "rectification" } },
	{ "remainder", { "余额", "remainder" } },
	{ "report", { "报告", "report" } },
	{ "required", { "是否必备", "required" } },
	{ "response_rate", { "回收率下限", "response rate" } },
	{ "responsible", { "责任组员", "responsible" } },
	{ "returned", { "回收份数", "returned" } },
	{ "revision", { "版本", "revision" } },
	{ "role", { "角色", "role" } },
	{ "roles", { "角色", "roles" } },
	{ "rule", { "计分规则", "rule" } },
	{ "satisfied", { "满意份数", "satisfied" } },
	{ "satisfied_from", { "计入满意的赋值", "satisfied from" } },
	{ "schedule", { "进度安排", "schedule" } },
	{ "scheme", { "评价实施方案", "scheme" } },
	{ "scores", { "得分", "scores" } },
	{ "scoring", { "计分参数", "scoring" } },
	{ "second", { "现有条数", "second size" } },
	{ "section", { "章节", "section" } },
	{ "sequence", { "事件序号", "event" } },
	{ "share", { "比例", "share" } },
	{ "signature", { "签名", "signature" } },
	{ "signed", { "审签文本", "signed statement" } },
	{ "signing_request", { "签名证书申请", "signing certificate request" } },
	{ "size", { "大小", "size" } },
	{ "source", { "来源", "source" } },
	{ "stage", { "阶段", "stage" } },
	{ "standard", { "评价标准", "standard" } },
	{ "start", { "开始日期", "start" } },
	{ "statement", { "审签文本", "statement" } },
	{ "step", { "每档差额", "step" } },
	{ "subject", { "签署对象", "subject" } },
	{ "supports", { "支持的要点", "points supported" } },
	{ "survey", { "问卷调查", "survey" } },
	{ "target", { "预期指标值", "target" } },
	{ "team", { "评价小组", "team" } },
	{ "template", { "指标模板", "template" } },
	{ "text", { "文字说明", "text" } },
	{ "tier", { "档次", "tier" } },
	{ "title", { "标题", "title" } },
	{ "to", { "截止序号", "to" } },
	{ "type", { "记录类型", "type of record" } },
	{ "unit", { "单位", "unit" } },
	{ "until", { "新的整改时限", "new deadline" } },
	{ "use", { "用途", "use" } },
	{ "uses", { "用途", "uses" } },
	{ "usual", { "通常分值", "usual weights" } },
	{ "valid", { "有效份数", "valid" } },
	{ "value", { "值", "value" } },
	{ "verification", { "核查结论", "verification" } },
	{ "version", { "版本", "version" } },
	{ "weight", { "分值", "weight" } },
	{ "year", { "预算年度", "year" } },
	/* Where a message calls another thing so. */
	{ "AuditInclusionRequest.size", { "审计链条数", "size of the log" } },
	{ "Band.from", { "起点", "from" } },
	{ "Band.points", { "得分", "points" } },
	{ "EvaluationAdvanceRequest.from", { "现在的阶段", "present stage" } },
	{ "EvaluationCreateRequest.from", { "上一次评价", "earlier evaluation" } },
	{ "EvaluationCreateRequest.id", { "评价编号", "evaluation's id" } },
	{ "EvaluationCreateRequest.title", { "评价名称", "title" } },
	{ "EvaluationCreateRequest.unit", { "被评价单位", "evaluated unit" } },
	{ "EvaluationReturnRequest.to", { "退回到的阶段", "stage to return to" } },
	{ "EvidenceChunkRequest.size", { "文件大小", "file size" } },
	{ "EvidenceCompleteRequest.kind", { "材料类型", "kind" } },
	{ "EvidenceCompleteRequest.name", { "文件名", "file name" } },
	{ "EvidenceCompleteRequest.note", { "证明内容", "note" } },
	{ "EvidenceReplaceRequest.name", { "文件名", "file name" } },
	{ "EvidenceUpdateRequest.kind", { "材料类型", "kind" } },
	{ "EvidenceUpdateRequest.note", { "证明内容", "note" } },
	{ "Questionnaire.returned", { "回收份数", "returned" } },
	{ "Score.points", { "得分", "points" } },
	{ "ScoreAdjustment.points", { "得分", "points" } },
	{ "ScoreProposeRequest.points", { "得分", "points" } },
	{ "Template.title", { "名称", "title" } },
	{ "UserAddRequest.id", { "登录名", "login" } },
	{ "UserAddRequest.name", { "姓名", "name" } },
};

/* Placeholders of help. */
static const struct word placeholders[] = {
	{ "AMOUNT", { "金额", "AMOUNT" } },
	{ "BATCH", { "批号", "BATCH" } },
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
	{ "FINDING", { "问题编号", "FINDING" } },
	{ "FOLDER", { "目录", "FOLDER" } },
	{ "FORMAT", { "格式", "FORMAT" } },
	{ "GRADE", { "评级", "GRADE" } },
	{ "HOST", { "主机", "HOST" } },
	{ "ID", { "编号", "ID" } },
	{ "ITEM", { "目录项序号", "ITEM" } },
	{ "JSON", { "JSON", "JSON" } },
	{ "KIND", { "类型", "KIND" } },
	{ "METHOD", { "方法", "METHOD" } },
	{ "NAME", { "名称", "NAME" } },
	{ "NOTE", { "说明", "NOTE" } },
	{ "NOUN", { "命令", "NOUN" } },
	{ "NUMBER", { "数量", "NUMBER" } },
	{ "NUMBERS", { "序号,…", "NUMBERS" } },
	{ "PASS-OR-FAIL", { "--pass（通过）或--fail（不通过）", "--pass or --fail" } },
	{ "PERSON", { "人员", "PERSON" } },
	{ "PLACE", { "位置", "PLACE" } },
	{ "POINTS", { "分数", "POINTS" } },
	{ "POINTS-MET", { "符合的要点序号", "POINTS-MET" } },
	{ "PORT", { "端口", "PORT" } },
	{ "PROJECT", { "项目名称", "PROJECT" } },
	{ "PROFILE", { "身份", "PROFILE" } },
	{ "REASON", { "理由", "REASON" } },
	{ "RECOMMENDATION", { "建议编号", "RECOMMENDATION" } },
	{ "RESULT", { "完成情况", "RESULT" } },
	{ "REVISION", { "版本", "REVISION" } },
	{ "ROLES", { "角色", "ROLES" } },
	{ "SECTION", { "章节", "SECTION" } },
	{ "SEQUENCE", { "序号", "SEQUENCE" } },
	{ "SERVICE", { "服务", "SERVICE" } },
	{ "SHARE", { "比例", "SHARE" } },
	{ "SOURCE", { "来源", "SOURCE" } },
	{ "STAGE", { "阶段", "STAGE" } },
	{ "SURVEY", { "问卷编号", "SURVEY" } },
	{ "TEMPLATE", { "模板", "TEMPLATE" } },
	{ "TEXT", { "文字", "TEXT" } },
	{ "TIER", { "档次", "TIER" } },
	{ "TITLE", { "标题", "TITLE" } },
	{ "TYPE", { "类型", "TYPE" } },
	{ "UNIT", { "单位", "UNIT" } },
	{ "USE", { "用途", "USE" } },
	{ "VALUE", { "数值", "VALUE" } },
	{ "VERB", { "动作", "VERB" } },
	{ "YEAR", { "年度", "YEAR" } },
};

static const char *find(const struct word *words, size_t n, enum language language, const char *name, size_t length)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i].name) == length && strncmp(words[i].name, name, length) == 0)
			return words[i].words[language];
	return NULL;
}

/* Replaces each word in capitals (and hyphens) that ${words} knows. */
static char *replace(struct arena *arena, enum language language, const char *text, const struct word *words, size_t n)
{
	char *result = arena_strdup(arena, "");

	while (*text != '\0') {
		size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-");
		const char *word = length > 0 ? find(words, n, language, text, length) : NULL;

		if (length == 0)
			length = 1;
		if (word != NULL)
			result = arena_printf(arena, "%s%s", result, word);
		else
			result = arena_printf(arena, "%s%.*s", result, (int)length, text);
		text += length;
	}
	return result;
}

const char *field_word(enum language language, const char *type, const char *name)
{
	char exact[128];
	const char *word = NULL;

	if (snprintf(exact, sizeof(exact), "%s.%s", type, name) < (int)sizeof(exact))
		word = find(fields, sizeof(fields) / sizeof(*fields), language, exact, strlen(exact));
	return word != NULL ? word : find(fields, sizeof(fields) / sizeof(*fields), language, name, strlen(name));
}

char *usage_in_words(struct arena *arena, enum language language, const char *usage)
{
	return replace(arena, language, usage, placeholders, sizeof(placeholders) / sizeof(*placeholders));
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
