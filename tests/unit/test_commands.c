/* From the command line to the request: each command runs against a server that is only a table of answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/call.h"
#include "client/command_table.h"
#include "client/options.h"
#include "client/signing.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/descriptor_methods.h"
#include "common/rpc/pb.h"

struct answer {
	const char *method, *json; /* json NULL: there is no such thing */
};

struct scenario {
	const char *line;
	struct answer answers[4]; /* a method that is not here is answered with an empty message */
	const char *requests;	  /* "Entry.Put {…}\n": all that was sent, reads included */
	const char *output;	  /* found in what was printed; NULL: not looked at */
};

static const struct scenario *scenario;
static char *sent;

enum status_code context_call(struct context *context, const char *method, const ProtobufCMessage *request,
			      const ProtobufCMessageDescriptor *output, void *reply_out)
{
	const char *json = "{}";
	ProtobufCMessage *reply;

	sent = arena_printf(context->arena, "%s%s %s\n", sent, method, json_canonical(context->arena, request).data);
	for (size_t i = 0; i < 4 && scenario->answers[i].method != NULL; i++)
		if (strcmp(scenario->answers[i].method, method) == 0)
			json = scenario->answers[i].json;
	if (json == NULL)
		return STATUS_FAIL(&context->status, STATUS_NOT_FOUND, MSG_NO_SUCH, "?", "?");
	assert_ptr_equal(output, descriptor_method(method)->output);
	assert_ptr_equal(request->descriptor, descriptor_method(method)->input);
	if (json_read(context->arena, output, (struct slice){ (const uint8_t *)json, strlen(json) }, &reply,
		      &context->status) != STATUS_OK)
		fail_msg("%s: %s", method, context->status.violations[0].path);
	*(ProtobufCMessage **)reply_out = reply;
	return STATUS_OK;
}

enum status_code context_stream(struct context *context, const char *method, const ProtobufCMessage *request,
				const ProtobufCMessageDescriptor *output, connection_visit *visit, void *visit_context)
{
	sent = arena_printf(context->arena, "%sstream %s %s\n", sent, method, json_canonical(context->arena, request).data);
	visit(visit_context, pb_new(context->arena, output));
	return STATUS_OK;
}

void context_close(struct context *context)
{
	(void)context;
}

enum status_code context_sign(struct context *context, const char *evaluation, enum approval_kind kind, const char *subject,
			      Jixiao__SignedStatement **signed_out)
{
	sent = arena_printf(context->arena, "%ssign %s %d %s\n", sent, evaluation, kind, subject);
	*signed_out = (void *)pb_new(context->arena, &jixiao__signed_statement__descriptor);
	(*signed_out)->signature.data = (uint8_t *)arena_strdup(context->arena, "s");
	(*signed_out)->signature.len = 1;
	return STATUS_OK;
}

/* Runs ${one} and returns what it printed to stdout and stderr. */
static enum status_code run(struct context *context, const struct scenario *one, char **printed)
{
	char *words = arena_strdup(context->arena, one->line), *save = NULL;
	char *argv[32] = { (char *)"jixiao" };
	int argc = 1, saved_out = dup(STDOUT_FILENO), saved_err = dup(STDERR_FILENO);
	FILE *file = tmpfile();
	struct command_line line;
	enum status_code code;

	scenario = one;
	sent = arena_strdup(context->arena, "");
	*printed = arena_alloc(context->arena, 1 << 16);
	for (char *word = strtok_r(words, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	if (command_line_parse(context->arena, argc, argv, &line, &context->status) != STATUS_OK ||
	    command_line_complete(context->arena, &line, &context->status) != STATUS_OK)
		fail_msg("%s: %s", one->line, message_name(context->status.message.id));
	fflush(stdout);
	fflush(stderr);
	dup2(fileno(file), STDOUT_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	code = line.arguments.command->handler(context, &line.arguments);
	fflush(stdout);
	fflush(stderr);
	dup2(saved_out, STDOUT_FILENO);
	dup2(saved_err, STDERR_FILENO);
	close(saved_out);
	close(saved_err);
	rewind(file);
	(*printed)[fread(*printed, 1, (1 << 16) - 1, file)] = '\0';
	fclose(file);
	return code;
}

#define ME "{\"roles\":[2]}"
#define LEADER "{\"user\":{\"id\":\"zhang\"},\"roles\":[1]}"
#define TEAM                                                                                                                   \
	"{\"members\":[{\"person\":\"zhang\",\"name\":\"张三\",\"roles\":[\"ROLE_LEADER\"]},"                                \
	"{\"person\":\"li\",\"name\":\"李四\",\"roles\":[\"ROLE_LEADER\"]},"                                                 \
	"{\"person\":\"wang\",\"name\":\"王五\",\"roles\":[\"ROLE_MEMBER\"]}]}"

/* One indicator, scored by its rule and approved. */
#define SCORED                                                                                                                 \
	"{\"scheme\":{\"scheme\":{},\"indicators\":[{\"code\":\"C\",\"level\":1,\"name\":\"产出\"},{\"code\":\"C1\","        \
	"\"parent\":\"C\",\"level\":2},{\"code\":\"C11\",\"parent\":\"C1\",\"level\":3,\"weight\":\"3\","                      \
	"\"rule\":{\"kind\":\"RULE_RATIO\"},\"target\":{\"op\":\">=\",\"value\":\"10\",\"unit\":\"次\"}}]},"                  \
	"\"entries\":{\"entries\":[{\"indicator\":\"C11\",\"actual\":\"9\",\"entered_by\":\"li\",\"state\":\"ENTRY_STATE_"     \
	"ACCEPTED\"}]},"                                                                                                       \
	"\"scores\":{\"scores\":[{\"indicator\":\"C11\",\"points\":\"2.70\",\"reason\":\"少一次\","                         \
	"\"state\":\"SCORE_STATE_APPROVED\"}]}}"

static const struct scenario scenarios[] = {
	{ "evaluation create e1 --title 评价 --unit 单位 --year 2024",
	  { { "Evaluation.Create", "{\"id\":\"e1\",\"title\":\"评价\"}" } },
	  "Evaluation.Create {\"id\":\"e1\",\"title\":\"评价\",\"unit\":\"单位\",\"year\":2024}\n",
	  "已建立评价 e1：评价" },
	{ "evaluation list",
	  { { "Evaluation.List", "{\"evaluations\":[{\"id\":\"e1\",\"stage\":\"STAGE_ANALYSIS\",\"year\":2024}]}" } },
	  "Evaluation.List {}\n",
	  "分析评价" },
	{ "evaluation list", { { NULL } }, "Evaluation.List {}\n", "没有您能看到的评价" },
	{ "evaluation list --year 2024 --stage 分析评价 --unit 某单位 --overdue",
	  { { NULL } },
	  "Evaluation.List {\"overdue\":true,\"stage\":\"STAGE_ANALYSIS\",\"unit\":\"某单位\",\"year\":2024}\n",
	  NULL },
	{ "evaluation show e1",
	  { { "Evaluation.Summary", "{\"total\":\"90.00\",\"warnings\":[{\"colour\":\"WARNING_COLOUR_YELLOW\","
				    "\"message\":\"WARNING_NO_BUDGET\"}]}" } },
	  "Evaluation.Get {\"evaluation\":\"e1\"}\nScheme.Get {}\nEvaluation.Summary {\"evaluation\":\"e1\"}\n",
	  "黄色预警：预算为 0" },
	{ "statistics --by stage --grade 优",
	  { { "Evaluation.Statistics", "{\"groups\":[{\"key\":\"ANALYSIS\",\"count\":2,\"grades\":[1,0,0,1]}],"
				       "\"total\":{\"count\":2},\"today\":\"2025-06-30\"}" } },
	  "Evaluation.Statistics {\"by\":\"STATISTICS_BY_STAGE\",\"grade\":\"优\",\"limit\":500}\n",
	  "分析评价" },
	{ "compare e1 e2",
	  { { "Evaluation.Compare",
	      "{\"evaluations\":[{\"evaluation\":\"e1\",\"total\":\"90.00\"},{\"evaluation\":\"e2\"}],"
	      "\"lines\":[{\"name\":\"产出\",\"rates\":[\"90.00%\",\"\"]}],\"deductions\":[{\"name\":\"开展培训\","
	      "\"deductions\":[{\"evaluation\":\"e1\",\"points\":\"10.00\",\"reason\":\"少一次\"}]}]}" } },
	  "Evaluation.Compare {\"evaluations\":[\"e1\",\"e2\"]}\n",
	  "产出 得分率" },
	{ "compare --project 培训经费", { { NULL } }, "Evaluation.Compare {\"project\":\"培训经费\"}\n", "没有多次扣分的指标" },
	{ "evaluation gate e1",
	  { { "Evaluation.Gate", "{\"next\":\"STAGE_IMPLEMENTATION\",\"missing\":[{\"path\":\"indicators[A11].target\","
				 "\"message\":\"FIELD_REQUIRED\"}]}" } },
	  "Evaluation.Gate {\"evaluation\":\"e1\"}\n",
	  "进入“组织实施”还缺 1 项：\n  - 指标 A11 的预期指标值：必填\n" },
	{ "evaluation gate e1",
	  { { "Evaluation.Gate", "{\"next\":\"STAGE_IMPLEMENTATION\"}" } },
	  "Evaluation.Gate {\"evaluation\":\"e1\"}\n",
	  "jixiao evaluation advance e1" },
	/* The last gate is the admin's, and behind it is none. */
	{ "evaluation gate e1",
	  { { "Evaluation.Gate", "{\"next\":\"STAGE_ARCHIVED\"}" } },
	  "Evaluation.Gate {\"evaluation\":\"e1\"}\n",
	  "管理员可以归档：jixiao archive seal e1" },
	{ "evaluation gate e1", { { NULL } }, "Evaluation.Gate {\"evaluation\":\"e1\"}\n", "没有下一阶段" },
	{ "evaluation update e1 --unit 新单位",
	  { { "Evaluation.Get", "{\"title\":\"评价\",\"unit\":\"旧\",\"year\":2024,\"revision\":\"7\"}" } },
	  "Evaluation.Get {\"evaluation\":\"e1\"}\nEvaluation.Update "
	  "{\"evaluation\":\"e1\",\"revision\":\"7\",\"title\":\"评价\",\"unit\":\"新单位\",\"year\":2024}\n",
	  "已更正评价" },
	/* The stage that was seen goes with it. */
	{ "evaluation advance e1",
	  { { "Evaluation.Get", "{\"stage\":\"STAGE_ANALYSIS\"}" },
	    { "Evaluation.Advance", "{\"id\":\"e1\",\"stage\":\"STAGE_REPORTING\"}" } },
	  "Evaluation.Get {\"evaluation\":\"e1\"}\nEvaluation.Advance {\"evaluation\":\"e1\",\"from\":\"STAGE_ANALYSIS\"}\n",
	  "“撰写与提交评价报告”" },
	{ "evaluation return e1 组织实施 --reason 有误",
	  { { NULL } },
	  "Evaluation.SendBack {\"evaluation\":\"e1\",\"reason\":\"有误\",\"to\":\"STAGE_IMPLEMENTATION\"}\n",
	  "已退回" },
	{ "team add e1 li --role member --role 项目实施人员 --duty 收集",
	  { { NULL } },
	  "Evaluation.Team {\"evaluation\":\"e1\"}\nEvaluation.PutMember "
	  "{\"duty\":\"收集\",\"evaluation\":\"e1\",\"person\":\"li\",\"roles\":[\"ROLE_MEMBER\",\"ROLE_IMPLEMENTER\"]}\n",
	  NULL },
	/* Another role for someone who is there: their duty and revision are kept. */
	{ "team add e1 li --role leader",
	  { { "Evaluation.Team", "{\"members\":[{\"person\":\"li\",\"duty\":\"收集\",\"revision\":\"4\"}]}" } },
	  "Evaluation.Team {\"evaluation\":\"e1\"}\nEvaluation.PutMember "
	  "{\"duty\":\"收集\",\"evaluation\":\"e1\",\"person\":\"li\",\"revision\":\"4\",\"roles\":[\"ROLE_LEADER\"]}\n",
	  NULL },
	{ "team remove e1 li",
	  { { NULL } },
	  "Evaluation.RemoveMember {\"evaluation\":\"e1\",\"person\":\"li\"}\n",
	  "li 已移出" },
	{ "indicator assign e1 A11 li",
	  { { NULL } },
	  "Indicator.Assign {\"code\":\"A11\",\"evaluation\":\"e1\",\"responsible\":\"li\"}\n",
	  NULL },
	{ "indicator list e1",
	  { { "Indicator.List",
	      "{\"indicators\":[{\"code\":\"C11\",\"level\":3,\"name\":\"活动次数\",\"weight\":\"5\","
	      "\"target\":{\"op\":\">=\",\"value\":\"10\",\"unit\":\"次\"},\"rule\":{\"kind\":\"RULE_RATIO\"}}]}" } },
	  "Indicator.List {\"evaluation\":\"e1\"}\n",
	  "    活动次数     5  ≥10次  正向比例法" },
	{ "indicator show e1 B12",
	  { { "Indicator.Get",
	      "{\"code\":\"B12\",\"rule\":{\"kind\":\"RULE_FLOOR_RATE\",\"rate\":\"execution\",\"floor\":\"0.5\"},"
	      "\"points\":[{\"text\":\"集体决策\",\"weight\":\"1\",\"required\":true}]}" } },
	  "Indicator.Get {\"code\":\"B12\",\"evaluation\":\"e1\"}\n",
	  "比率扣底法（起点 50%，分母为到位资金）" },
	/* A new entry. */
	{ "entry put e1 C11 10 --text 已完成 --evidence E001 --evidence E002",
	  { { "Entry.Get", NULL }, { "Entry.Put", "{\"indicator\":\"C11\"}" }, { "User.Whoami", ME } },
	  "Entry.Get {\"evaluation\":\"e1\",\"indicator\":\"C11\"}\nEntry.Put "
	  "{\"actual\":\"10\",\"evaluation\":\"e1\",\"evidence\":[\"E001\",\"E002\"],\"indicator\":\"C11\",\"text\":\"已完成\"}"
	  "\n"
	  "User.Whoami {\"evaluation\":\"e1\"}\n",
	  "jixiao entry submit e1 C11" },
	/* What is not named stays, and the revision goes with it. */
	{ "entry put e1 A11 --point 2=第二 --evidence E009",
	  { { "Entry.Get", "{\"text\":\"旧\",\"points\":[\"一\",\"二\",\"三\"],\"evidence\":[\"E001\"],\"actual\":\"7\","
			   "\"revision\":\"3\"}" },
	    { "User.Whoami", ME } },
	  "Entry.Get {\"evaluation\":\"e1\",\"indicator\":\"A11\"}\nEntry.Put "
	  "{\"actual\":\"7\",\"evaluation\":\"e1\",\"evidence\":[\"E009\"],\"indicator\":\"A11\","
	  "\"points\":[\"一\",\"第二\",\"三\"],\"revision\":\"3\",\"text\":\"旧\"}\nUser.Whoami {\"evaluation\":\"e1\"}\n",
	  NULL },
	{ "entry put e1 A11 --point 2=二 --revision 9",
	  { { "Entry.Get", "{\"revision\":\"3\"}" }, { "User.Whoami", "{\"roles\":[1]}" } },
	  "Entry.Get {\"evaluation\":\"e1\",\"indicator\":\"A11\"}\nEntry.Put "
	  "{\"evaluation\":\"e1\",\"indicator\":\"A11\",\"points\":[\"\",\"二\"],\"revision\":\"9\"}\n"
	  "User.Whoami {\"evaluation\":\"e1\"}\nEvaluation.Team {\"evaluation\":\"e1\"}\n",
	  "没有能审核它的其他组长：请管理员增加一位（jixiao team add e1 人员 --role leader）" },
	/* Who else may, by name. */
	{ "report draft e1 1.1.background --text 背景",
	  { { "User.Whoami", LEADER }, { "Evaluation.Team", TEAM } },
	  "Report.ListNarrative {\"evaluation\":\"e1\"}\nReport.PutNarrative "
	  "{\"evaluation\":\"e1\",\"section\":\"1.1.background\",\"text\":\"背景\"}\nUser.Whoami {\"evaluation\":\"e1\"}\n"
	  "Evaluation.Team {\"evaluation\":\"e1\"}\n",
	  "您不能审核它，须由另一位组长审核：李四" },
	/* Of a score, not who entered its data. */
	{ "score propose e1 C11 --reason 少一次 --revision 1",
	  { { "Score.Propose", "{\"indicator\":\"C11\"}" },
	    { "User.Whoami", LEADER },
	    { "Evaluation.Team", TEAM },
	    { "Evaluation.Export", SCORED } },
	  "Score.Propose {\"evaluation\":\"e1\",\"indicator\":\"C11\",\"reason\":\"少一次\",\"revision\":\"1\"}\n"
	  "User.Whoami {\"evaluation\":\"e1\"}\nEvaluation.Team {\"evaluation\":\"e1\"}\n"
	  "Evaluation.Export {\"evaluation\":\"e1\"}\n",
	  "没有能审核它的其他组长" },
	{ "entry submit e1", { { NULL } }, "Entry.Submit {\"evaluation\":\"e1\"}\n", NULL },
	{ "entry submit e1 C11 --undo",
	  { { "Entry.Withdraw", "{\"entries\":[{\"indicator\":\"C11\"}]}" } },
	  "Entry.Withdraw {\"evaluation\":\"e1\",\"indicators\":[\"C11\"]}\n",
	  "已撤回 1 项提交：C11" },
	{ "funds submit e1 --undo", { { NULL } }, "Funds.Withdraw {\"evaluation\":\"e1\"}\n", "资金数据的提交已撤回" },
	{ "score propose e1 C11 --undo",
	  { { "Score.Withdraw", "{\"indicators\":[\"C11\"]}" } },
	  "Score.Withdraw {\"evaluation\":\"e1\",\"indicators\":[\"C11\"]}\n",
	  "已撤回 1 个评分：C11" },
	{ "score adjust e1 C11=2.5 C12=4 --reason 佐证不足",
	  { { "Score.List", "{\"scores\":[{\"indicator\":\"C12\",\"revision\":\"7\"}]}" },
	    { "Score.Adjust", "{\"scores\":[{\"indicator\":\"C11\"},{\"indicator\":\"C12\"}]}" },
	    { "User.Whoami", ME } },
	  "Score.List {\"evaluation\":\"e1\"}\nScore.Adjust {\"adjustments\":[{\"indicator\":\"C11\",\"points\":\"2.5\"},"
	  "{\"indicator\":\"C12\",\"points\":\"4\",\"revision\":\"7\"}],\"evaluation\":\"e1\",\"reason\":\"佐证不足\"}\n"
	  "User.Whoami {\"evaluation\":\"e1\"}\n",
	  "已调整 2 个得分，等待另一位组长审核：C11、C12" },
	{ "score adjust e1 --undo",
	  { { "Score.Withdraw", "{\"indicators\":[\"C11\",\"C12\"]}" } },
	  "Score.Withdraw {\"evaluation\":\"e1\"}\n",
	  "已撤回 2 个评分" },
	/* Both figures of what was adjusted. */
	{ "score list e1",
	  { { "Score.List", "{\"scores\":[{\"indicator\":\"C11\",\"points\":\"2.50\",\"computed\":\"3.27\","
			    "\"overridden\":true}]}" },
	    { "Indicator.List", "{\"indicators\":[{\"code\":\"C11\",\"level\":3}]}" } },
	  "Score.List {\"evaluation\":\"e1\"}\nIndicator.List {\"evaluation\":\"e1\"}\n",
	  "2.50      3.27" },
	{ "rectification submit e1 F01 --undo",
	  { { NULL } },
	  "Rectification.Withdraw {\"evaluation\":\"e1\",\"id\":\"F01\"}\n",
	  "已撤回" },
	{ "rectification file e1 --undo",
	  { { NULL } },
	  "Rectification.WithdrawReport {\"evaluation\":\"e1\"}\n",
	  "整改报告已撤回" },
	{ "entry accept e1 C11 C12",
	  { { "Entry.Accept", "{\"entries\":[{\"indicator\":\"C11\"},{\"indicator\":\"C12\"}]}" } },
	  "Entry.Accept {\"evaluation\":\"e1\",\"indicators\":[\"C11\",\"C12\"]}\n",
	  "已审核通过 2 项：C11、C12" },
	{ "entry return e1 C11 --comment 请补充",
	  { { NULL } },
	  "Entry.SendBack {\"comment\":\"请补充\",\"evaluation\":\"e1\",\"indicators\":[\"C11\"]}\n",
	  NULL },
	/* An indicator without an entry is in the list. */
	{ "entry list e1",
	  { { "Indicator.List", "{\"indicators\":[{\"code\":\"C11\",\"level\":3,\"responsible\":\"li\"}]}" } },
	  "Entry.List {\"evaluation\":\"e1\"}\nIndicator.List {\"evaluation\":\"e1\"}\n",
	  "未填报" },
	/* Which points, and where; one file may stand for several. */
	{ "entry put e1 A11 --evidence E003:1,3@第5页 --evidence E004 --evidence E003：2＠第7:8页 --evidence E005@封面",
	  { { "Entry.Get",
	      "{\"evidence\":[\"E001\"],\"citations\":[{\"evidence\":\"E001\",\"supports\":[2]}],\"revision\":\"3\"}" },
	    { "User.Whoami", ME } },
	  "Entry.Get {\"evaluation\":\"e1\",\"indicator\":\"A11\"}\nEntry.Put "
	  "{\"citations\":[{\"evidence\":\"E003\",\"place\":\"第5页\",\"supports\":[1,3]},"
	  "{\"evidence\":\"E003\",\"place\":\"第7:8页\",\"supports\":[2]},{\"evidence\":\"E005\",\"place\":\"封面\"}],"
	  "\"evaluation\":\"e1\",\"evidence\":[\"E003\",\"E004\",\"E005\"],\"indicator\":\"A11\",\"revision\":\"3\"}\n"
	  "User.Whoami {\"evaluation\":\"e1\"}\n",
	  NULL },
	/* Without --evidence the citations stay, too. */
	{ "entry put e1 A11 --text 新",
	  { { "Entry.Get",
	      "{\"evidence\":[\"E001\"],\"citations\":[{\"evidence\":\"E001\",\"supports\":[2]}],\"revision\":\"3\"}" },
	    { "User.Whoami", ME } },
	  "Entry.Get {\"evaluation\":\"e1\",\"indicator\":\"A11\"}\nEntry.Put "
	  "{\"citations\":[{\"evidence\":\"E001\",\"supports\":[2]}],\"evaluation\":\"e1\",\"evidence\":[\"E001\"],"
	  "\"indicator\":\"A11\",\"revision\":\"3\",\"text\":\"新\"}\nUser.Whoami {\"evaluation\":\"e1\"}\n",
	  NULL },
	{ "entry show e1 A11",
	  { { "Entry.Get", "{\"evidence\":[\"E003\",\"E004\"],\"citations\":[{\"evidence\":\"E003\",\"supports\":[1,3],"
			   "\"place\":\"第5页\"}]}" } },
	  "Entry.Get {\"evaluation\":\"e1\",\"indicator\":\"A11\"}\n",
	  "E003（要点1、3，第5页）、E004" },
	{ "evidence missing e1 --mine",
	  { { "Evidence.Missing",
	      "{\"needs\":[{\"indicator\":\"A11\",\"name\":\"立项依据\",\"kind\":\"批复\",\"point\":2,\"text\":\"依据充分\","
	      "\"responsible_name\":\"李四\"}]}" } },
	  "Evidence.Missing {\"evaluation\":\"e1\",\"mine\":true}\n",
	  "批复      要点 2：依据充分  李四" },
	{ "evidence history e1 E003",
	  { { "Event.History", "{\"events\":[{\"head\":{\"method\":\"Evidence.Replace\",\"person\":\"li\"},\"payload\":\"{"
			       "\\\"id\\\":\\\"E003\\\","
			       "\\\"reason\\\":\\\"缺页\\\"}\"}]}" } },
	  "Event.History {\"evaluation\":\"e1\",\"id\":\"E003\",\"type\":\"RECORD_EVIDENCE\"}\n",
	  "理由：缺页" },
	{ "evidence missing e1", { { NULL } }, "Evidence.Missing {\"evaluation\":\"e1\"}\n", "不缺佐证材料" },
	/* A description is corrected in what is named. */
	{ "evidence update e1 E003 --date 2024年1月15日 --number X-7",
	  { { "Evidence.Get", "{\"id\":\"E003\",\"kind\":\"合同\",\"note\":\"集成\",\"place\":\"第5页\",\"revision\":\"2\"}" },
	    { "Evidence.Update", "{\"id\":\"E003\",\"name\":\"合同.pdf\",\"kind\":\"合同\"}" } },
	  "Evidence.Get {\"evaluation\":\"e1\",\"id\":\"E003\"}\nEvidence.Update "
	  "{\"date\":\"2024年1月15日\",\"evaluation\":\"e1\",\"id\":\"E003\",\"kind\":\"合同\",\"note\":\"集成\","
	  "\"number\":\"X-7\",\"place\":\"第5页\",\"revision\":\"2\"}\n",
	  "E003 的说明已更正：合同.pdf（合同）" },
	{ "funds put e1 --received 其他资金=100.00 --paid 其他资金=90.00 --use 按用途:引才=60.00 --remainder "
	  "按用途:未列明=30.00",
	  { { "Funds.Get", NULL }, { "User.Whoami", ME } },
	  "Funds.Get {\"evaluation\":\"e1\"}\nFunds.Put {\"breakdowns\":[{\"name\":\"按用途\",\"uses\":[{\"amount\":\"60.00\","
	  "\"use\":\"引才\"},{\"amount\":\"30.00\",\"remainder\":true,\"use\":\"未列明\"}]}],\"evaluation\":\"e1\","
	  "\"flows\":[{\"paid\":\"90.00\",\"received\":\"100.00\",\"source\":\"其他资金\"}]}\nUser.Whoami "
	  "{\"evaluation\":\"e1\"}\n",
	  NULL },
	/* One number changes; a breakdown that is named is replaced, the other one stays. */
	{ "funds put e1 --paid 甲=2.00 --use 一:丙=2.00",
	  { { "Funds.Get",
	      "{\"flows\":[{\"source\":\"甲\",\"received\":\"9.00\",\"paid\":\"1.00\"}],\"revision\":\"5\","
	      "\"breakdowns\":[{\"name\":\"一\",\"uses\":[{\"use\":\"乙\",\"amount\":\"1.00\"}]},{\"name\":\"二\"}]}" },
	    { "User.Whoami", ME } },
	  "Funds.Get {\"evaluation\":\"e1\"}\nFunds.Put "
	  "{\"breakdowns\":[{\"name\":\"二\"},{\"name\":\"一\",\"uses\":[{\"amount\":"
	  "\"2.00\",\"use\":\"丙\"}]}],\"evaluation\":\"e1\",\"flows\":[{\"paid\":\"2.00\",\"received\":\"9.00\",\"source\":"
	  "\"甲\"}],"
	  "\"revision\":\"5\"}\nUser.Whoami {\"evaluation\":\"e1\"}\n",
	  NULL },
	{ "score propose e1 A11 --met 1,3 --reason 依据",
	  { { "Indicator.Get", "{\"points\":[{},{},{}]}" },
	    { "Score.List", "{\"scores\":[{\"indicator\":\"A11\",\"revision\":\"2\"}]}" },
	    { "User.Whoami", ME } },
	  "Indicator.Get {\"code\":\"A11\",\"evaluation\":\"e1\"}\nScore.List {\"evaluation\":\"e1\"}\nScore.Propose "
	  "{\"evaluation\":\"e1\",\"indicator\":\"A11\",\"met\":[true,false,true],\"reason\":\"依据\",\"revision\":\"2\"}\n"
	  "User.Whoami {\"evaluation\":\"e1\"}\n",
	  NULL },
	{ "score propose e1 D11 --tier 1 --share 0.95 --reason 访谈 --revision 0",
	  { { "User.Whoami", ME } },
	  "Score.Propose {\"evaluation\":\"e1\",\"indicator\":\"D11\",\"reason\":\"访谈\",\"share\":\"0.95\",\"tier\":1}\n"
	  "User.Whoami {\"evaluation\":\"e1\"}\n",
	  NULL },
	{ "score propose e1 A11 --all-met --revision 1",
	  { { "Indicator.Get", "{\"points\":[{},{}]}" }, { "User.Whoami", ME } },
	  "Indicator.Get {\"code\":\"A11\",\"evaluation\":\"e1\"}\nScore.Propose "
	  "{\"evaluation\":\"e1\",\"indicator\":\"A11\",\"met\":[true,true],\"revision\":\"1\"}\nUser.Whoami "
	  "{\"evaluation\":\"e1\"}\n",
	  NULL },
	{ "score explain e1 C11",
	  { { "Evaluation.Export", SCORED } },
	  "Evaluation.Export {\"evaluation\":\"e1\"}\n",
	  "计分：9 ÷ 10 × 3 = 2.70" },
	{ "score explain e1",
	  { { "Evaluation.Export", SCORED } },
	  "Evaluation.Export {\"evaluation\":\"e1\"}\n",
	  "C 产出：2.70 = 2.70（分值 3；得分率 90.00%）" },
	{ "score list e1",
	  { { "Score.List", "{\"total\":\"98.00\",\"grade\":\"优\",\"lines\":[{\"name\":\"\",\"weight\":\"100.00\"}]}" } },
	  "Score.List {\"evaluation\":\"e1\"}\nIndicator.List {\"evaluation\":\"e1\"}\n",
	  "总分 98.00，绩效评级：优" },
	/* Nobody has been scored: a table of zeros would say they failed. */
	{ "score list e1",
	  { { "Score.List", "{\"lines\":[{\"weight\":\"100.00\",\"points\":\"0.00\"}]}" } },
	  "Score.List {\"evaluation\":\"e1\"}\n",
	  "还没有得分。组员先用 jixiao score compute e1" },
	/* A percent is a share, too. */
	{ "score propose e1 D11 --tier 1 --share 95.5% --reason 访谈 --revision 0",
	  { { "User.Whoami", ME } },
	  "Score.Propose {\"evaluation\":\"e1\",\"indicator\":\"D11\",\"reason\":\"访谈\",\"share\":\"0.955\",\"tier\":1}\n"
	  "User.Whoami {\"evaluation\":\"e1\"}\n",
	  NULL },
	{ "score sign e1",
	  { { NULL } },
	  "sign e1 2 \nScore.Sign {\"evaluation\":\"e1\",\"signed\":{\"signature\":\"cw==\"}}\n",
	  NULL },
	{ "finding add e1 --title 标题 --text 问题 --cause 原因 --indicator A31",
	  { { NULL } },
	  "Finding.Put {\"cause\":\"原因\",\"evaluation\":\"e1\",\"indicator\":\"A31\",\"text\":\"问题\",\"title\":\"标题\"}\n"
	  "User.Whoami {\"evaluation\":\"e1\"}\n",
	  NULL },
	{ "finding edit e1 F01 --cause 新",
	  { { "Finding.Get", "{\"id\":\"F01\",\"title\":\"标题\",\"text\":\"问题\",\"cause\":\"旧\",\"revision\":\"2\"}" } },
	  "Finding.Get {\"evaluation\":\"e1\",\"id\":\"F01\"}\nFinding.Put "
	  "{\"cause\":\"新\",\"evaluation\":\"e1\",\"id\":\"F01\",\"revision\":\"2\",\"text\":\"问题\",\"title\":\"标题\"}\n"
	  "User.Whoami {\"evaluation\":\"e1\"}\n",
	  NULL },
	/* What is carried on was not closed. */
	{ "finding show e1 F01",
	  { { "Finding.Get", "{\"id\":\"F01\",\"state\":\"FINDING_STATE_CARRIED\",\"closed\":\"1\"}" } },
	  "Finding.Get {\"evaluation\":\"e1\",\"id\":\"F01\"}\n",
	  "转入持续整改时间" },
	{ "finding show e1 F01",
	  { { "Finding.Get", "{\"id\":\"F01\",\"state\":\"FINDING_STATE_CLOSED\",\"closed\":\"1\"}" } },
	  "Finding.Get {\"evaluation\":\"e1\",\"id\":\"F01\"}\n",
	  "销号时间" },
	{ "approval list e1",
	  { { "Approval.List",
	      "{\"approvals\":[{\"id\":\"carry_on.1\",\"kind\":\"APPROVAL_CARRY_ON\",\"subject\":\"F02\",\"signer\":\"zhang\","
	      "\"current\":true}]}" } },
	  "Approval.List {\"evaluation\":\"e1\"}\n",
	  "carry_on.1  转入持续整改 F02  zhang             有效" },
	{ "approval list e1",
	  { { "Approval.List", "{\"approvals\":[{\"kind\":\"APPROVAL_SCHEME\"}]}" } },
	  "Approval.List {\"evaluation\":\"e1\"}\n",
	  "须重新签名" },
	{ "approval list e1", { { NULL } }, "Approval.List {\"evaluation\":\"e1\"}\n", "还没有人签名" },
	{ "audit log --evaluation e1 --limit 2 --before 9",
	  { { "Event.List", "{\"events\":[{\"head\":{\"sequence\":\"7\",\"method\":\"Entry.SendBack\",\"changes\":[{\"type\":"
			    "\"RECORD_ENTRY\","
			    "\"id\":\"C11\"}]}},{\"head\":{\"sequence\":\"5\"}}],\"cursor\":\"YQ==\"}" } },
	  "Event.List {\"before\":\"9\",\"evaluation\":\"e1\",\"limit\":2,\"newest\":true}\n",
	  "更早的事件：jixiao audit log --before 5 --evaluation e1" },
	{ "audit log",
	  { { "Event.List", "{\"events\":[{\"head\":{\"method\":\"Entry.SendBack\",\"changes\":[{\"type\":\"RECORD_ENTRY\","
			    "\"id\":\"C11\"}]}}]}" } },
	  "Event.List {\"limit\":100,\"newest\":true}\n",
	  "退回填报        填报 C11" },
	/* From what to what; what the record is called, and what stayed, is left out. */
	{ "entry history e1 C11",
	  { { "Event.History",
	      "{\"events\":["
	      "{\"head\":{\"method\":\"Entry.SendBack\",\"person\":\"zhang\"},\"payload\":\"{\\\"evaluation\\\":\\\"e1\\\","
	      "\\\"indicators\\\":[\\\"C11\\\"],"
	      "\\\"comment\\\":\\\"请补充\\\"}\"},"
	      "{\"head\":{\"method\":\"Entry.PutAll\",\"person\":\"li\",\"changes\":[{\"type\":\"RECORD_ENTRY\",\"id\":\"C1\","
	      "\"revision\":\"9\"},{\"type\":\"RECORD_ENTRY\",\"id\":\"C11\",\"revision\":\"2\"}]},"
	      "\"payload\":\"{\\\"evaluation\\\":\\\"e1\\\",\\\"entries\\\":[{\\\"indicator\\\":\\\"C1\\\"},{"
	      "\\\"indicator\\\":\\\"C11\\\",\\\"actual\\\":"
	      "\\\"10\\\",\\\"text\\\":\\\"同\\\",\\\"evidence\\\":[\\\"E001\\\",\\\"E002\\\"],\\\"revision\\\":\\\"1\\\"}]}\"}"
	      ","
	      "{\"head\":{\"method\":\"Entry.Put\",\"person\":\"li\"},\"payload\":\"{\\\"indicator\\\":\\\"C11\\\","
	      "\\\"actual\\\":\\\"9\\\",\\\"text\\\":"
	      "\\\"同\\\"}\"}]}" } },
	  "Event.History {\"evaluation\":\"e1\",\"id\":\"C11\",\"type\":\"RECORD_ENTRY\"}\n",
	  "zhang  退回填报      审核意见：请补充\n"
	  "   2        li     批量填报指标  实际完成值：9 → 10；佐证材料：（空） → E001、E002\n"
	  "            li     填报指标      实际完成值：9；文字说明：同\n" },
	/* The third version was only handed in: what stood in it was written in the second. */
	{ "entry diff e1 C11 1",
	  { { "Indicator.Get", "{\"code\":\"C11\",\"level\":3,\"rule\":{\"kind\":\"RULE_RATIO\"},\"target\":{\"op\":\">=\","
			       "\"value\":\"10\",\"unit\":\"次\"}}" },
	    { "Event.History",
	      "{\"events\":["
	      "{\"head\":{\"method\":\"Entry.Submit\",\"person\":\"li\",\"changes\":[{\"type\":\"RECORD_ENTRY\",\"id\":\"C11\","
	      "\"revision\":\"3\"}]},\"payload\":\"{\\\"evaluation\\\":\\\"e1\\\"}\"},"
	      "{\"head\":{\"method\":\"Entry.PutAll\",\"person\":\"li\",\"changes\":[{\"type\":\"RECORD_ENTRY\",\"id\":\"C11\","
	      "\"revision\":\"2\"}]},\"payload\":\"{\\\"entries\\\":[{\\\"indicator\\\":\\\"C11\\\",\\\"actual\\\":\\\"１０ "
	      "次\\\",\\\"text\\\":\\\"同\\\"}]}\"},"
	      "{\"head\":{\"method\":\"Entry.Put\",\"person\":\"wang\",\"changes\":[{\"type\":\"RECORD_ENTRY\",\"id\":\"C11\","
	      "\"revision\":\"1\"}]},\"payload\":\"{\\\"indicator\\\":\\\"C11\\\",\\\"actual\\\":\\\"9\\\",\\\"text\\\":"
	      "\\\"同\\\"}\"}]}" } },
	  "Indicator.Get {\"code\":\"C11\",\"evaluation\":\"e1\"}\n"
	  "Event.History {\"evaluation\":\"e1\",\"id\":\"C11\",\"type\":\"RECORD_ENTRY\"}\n",
	  "内容        第 1 版（wang，）  第 3 版（li，）\n"
	  "实际完成值  9次                10次\n"
	  "版本  时间  人员  事项          改动\n"
	  "   3        li    提交填报      \n"
	  "   2        li    批量填报指标  实际完成值：9 → １０ 次\n" },
	{ "archive catalogue e1",
	  { { "Archive.Catalogue", "{\"items\":[{\"id\":\"08\",\"name\":\"问卷\",\"absent_reason\":\"未开展\"}]}" } },
	  "Archive.Catalogue {\"evaluation\":\"e1\"}\n",
	  "无：未开展" },
	{ "template show d",
	  { { "Template.Get", "{\"name\":\"d\",\"version\":1,\"scoring\":{\"denominator\":\"budget\"}}" } },
	  "Template.Get {\"name\":\"d\"}\n",
	  "分母：预算" },
	{ "finding remove e1 F01", { { NULL } }, "Finding.Remove {\"evaluation\":\"e1\",\"id\":\"F01\"}\n", NULL },
	{ "recommendation edit e1 R01 --finding F02",
	  { { "Recommendation.List",
	      "{\"recommendations\":[{\"id\":\"R01\",\"title\":\"标题\",\"text\":\"建议\",\"revision\":\"2\"}]}" } },
	  "Recommendation.List {\"evaluation\":\"e1\"}\nRecommendation.Put "
	  "{\"evaluation\":\"e1\",\"finding\":\"F02\",\"id\":\"R01\",\"revision\":\"2\",\"text\":\"建议\",\"title\":\"标题\"}"
	  "\nUser.Whoami {\"evaluation\":\"e1\"}\n",
	  NULL },
	{ "rectification assign e1 F01 fan --deadline 2025-04-30",
	  { { NULL } },
	  "Rectification.Assign {\"deadline\":\"2025-04-30\",\"evaluation\":\"e1\",\"id\":\"F01\",\"implementer\":\"fan\"}\n",
	  NULL },
	{ "rectification log e1 F01 --text 措施 --evidence E012 --done 2025-04-20",
	  { { NULL } },
	  "Rectification.Log "
	  "{\"done\":\"2025-04-20\",\"evaluation\":\"e1\",\"evidence\":[\"E012\"],\"id\":\"F01\",\"text\":\"措施\"}\n",
	  NULL },
	{ "rectification verify e1 F01 --pass --verification 落实",
	  { { NULL } },
	  "Rectification.Verify {\"evaluation\":\"e1\",\"id\":\"F01\",\"passed\":true,\"verification\":\"落实\"}\n",
	  NULL },
	{ "rectification verify e1 F01 --fail",
	  { { NULL } },
	  "Rectification.Verify {\"evaluation\":\"e1\",\"id\":\"F01\"}\n",
	  "核查不通过" },
	{ "rectification sign-carry e1 F02",
	  { { NULL } },
	  "sign e1 4 F02\nRectification.CarryOn {\"evaluation\":\"e1\",\"id\":\"F02\",\"signed\":{\"signature\":\"cw==\"}}\n",
	  NULL },
	{ "rectification accept e1",
	  { { NULL } },
	  "sign e1 5 \nRectification.AcceptReport {\"evaluation\":\"e1\",\"signed\":{\"signature\":\"cw==\"}}\n",
	  NULL },
	{ "todo",
	  { { "Evaluation.Todo", "{\"todos\":[{\"evaluation\":\"e1\",\"title\":\"评价\",\"message\":\"FIELD_REQUIRED\","
				 "\"command\":\"entry put e1 TEXT --text TEXT --point N=TEXT FILE\"}]}" } },
	  "Evaluation.Todo {}\n",
	  "jixiao entry put e1 TEXT --text 文字 --point N=文字 文件\n" },
	{ "todo", { { NULL } }, "Evaluation.Todo {}\n", "没有等您办的事" },
	{ "call Entry.Get {\"evaluation\":\"e1\"}",
	  { { "Entry.Get", "{\"state\":\"ENTRY_STATE_DRAFT\"}" } },
	  "Entry.Get {\"evaluation\":\"e1\"}\n",
	  "\"state\": \"ENTRY_STATE_DRAFT\"" },
	{ "call Event.Watch {\"from\":3}", { { NULL } }, "stream Event.Watch {\"from\":\"3\"}\n", "\"payload\": \"\"" },
};

static void test_each_command_sends_what_it_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		struct arena arena = ARENA_INIT;
		struct context context = { .arena = &arena, .status = STATUS_INIT };
		char *printed;

		if (run(&context, &scenarios[i], &printed) != STATUS_OK)
			fail_msg("%s: %s", scenarios[i].line, message_name(context.status.message.id));
		if (strcmp(sent, scenarios[i].requests) != 0)
			fail_msg("%s\nsent:   %swanted: %s", scenarios[i].line, sent, scenarios[i].requests);
		if (scenarios[i].output != NULL && strstr(printed, scenarios[i].output) == NULL)
			fail_msg("%s\nprinted: %s\nwanted: %s", scenarios[i].line, printed, scenarios[i].output);
		status_clear(&context.status);
		arena_clear(&arena);
	}
}

static void test_wrong_values_are_refused_before_anything_is_written(void **state)
{
	static const struct {
		struct scenario scenario;
		enum message_id fault;
	} cases[] = {
		{ { "evaluation create e1 --title a --unit b --year 二〇二四", { { NULL } }, NULL, NULL },
		  MSG_OPTION_NOT_NUMBER },
		{ { "evaluation return e1 昨天 --reason a", { { NULL } }, NULL, NULL }, MSG_STAGE_UNKNOWN },
		{ { "team add e1 li --role boss", { { NULL } }, NULL, NULL }, MSG_ROLE_UNKNOWN },
		{ { "entry put e1 A11 --point 二=a", { { NULL } }, NULL, NULL }, MSG_POINT_NUMBER },
		{ { "entry put e1 A11 --point 101=a", { { NULL } }, NULL, NULL }, MSG_POINT_NUMBER },
		{ { "entry put e1 A11 --evidence E003:一", { { NULL } }, NULL, NULL }, MSG_CITATION_FORM },
		{ { "entry put e1 A11 --evidence E003:1,", { { NULL } }, NULL, NULL }, MSG_CITATION_FORM },
		{ { "entry put e1 A11 --evidence E003@", { { NULL } }, NULL, NULL }, MSG_CITATION_FORM },
		{ { "entry put e1 A11 --evidence :1", { { NULL } }, NULL, NULL }, MSG_CITATION_FORM },
		{ { "entry put e1 A11 --point a", { { NULL } }, NULL, NULL }, MSG_OPTION_NOT_PAIR },
		{ { "entry put e1 A11 --text a --file b", { { NULL } }, NULL, NULL }, MSG_OPTIONS_EXCLUDE },
		{ { "entry put e1 A11 --file /nonexistent", { { NULL } }, NULL, NULL }, MSG_FILE_NOT_THERE },
		{ { "funds put e1 --received 100.00", { { NULL } }, NULL, NULL }, MSG_OPTION_NOT_PAIR },
		{ { "funds put e1 --use 引才=100.00", { { NULL } }, NULL, NULL }, MSG_FUNDS_USE_FORM },
		{ { "score propose e1 A11 --met 1,4", { { "Indicator.Get", "{\"points\":[{},{},{}]}" } }, NULL, NULL },
		  MSG_MET_RANGE },
		{ { "score propose e1 A11 --met 一", { { "Indicator.Get", "{\"points\":[{},{},{}]}" } }, NULL, NULL },
		  MSG_MET_FORM },
		{ { "score propose e1 A11 --met 1 --all-met", { { NULL } }, NULL, NULL }, MSG_OPTIONS_EXCLUDE },
		{ { "score propose e1 A11 --share 八成%", { { NULL } }, NULL, NULL }, MSG_SHARE_FORM },
		{ { "score propose e1 A11 --tier -1", { { NULL } }, NULL, NULL }, MSG_OPTION_NOT_NUMBER },
		{ { "score propose e1 C11 --points 3 --undo", { { NULL } }, NULL, NULL }, MSG_OPTIONS_EXCLUDE },
		{ { "score adjust e1 C11=3 --undo --reason a", { { NULL } }, NULL, NULL }, MSG_OPTIONS_EXCLUDE },
		{ { "rectification file e1 --text a --undo", { { NULL } }, NULL, NULL }, MSG_OPTIONS_EXCLUDE },
		{ { "score adjust e1 C11", { { NULL } }, NULL, NULL }, MSG_ADJUST_FORM },
		{ { "score adjust e1 C11= --reason a", { { NULL } }, NULL, NULL }, MSG_ADJUST_FORM },
		{ { "score adjust e1 --reason a", { { NULL } }, NULL, NULL }, MSG_ADJUST_NOTHING },
		{ { "score adjust e1 --table /nonexistent", { { NULL } }, NULL, NULL }, MSG_FILE_NOT_THERE },
		{ { "rectification verify e1 F01", { { NULL } }, NULL, NULL }, MSG_VERIFY_CHOOSE },
		{ { "rectification verify e1 F01 --pass --fail", { { NULL } }, NULL, NULL }, MSG_VERIFY_CHOOSE },
		{ { "call Entry.Nothing {}", { { NULL } }, NULL, NULL }, MSG_METHOD_UNKNOWN },
		{ { "call Entry.Gte {}", { { NULL } }, NULL, NULL }, MSG_METHOD_UNKNOWN_NEAR },
		{ { "call Entry.Get {\"x\":1}", { { NULL } }, NULL, NULL }, MSG_INVALID_REQUEST },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = ARENA_INIT;
		struct context context = { .arena = &arena, .status = STATUS_INIT };
		char *printed;

		if (run(&context, &cases[i].scenario, &printed) == STATUS_OK || context.status.message.id != cases[i].fault)
			fail_msg("%s: %s", cases[i].scenario.line, message_name(context.status.message.id));
		if (strstr(sent, ".Put") != NULL || strstr(sent, ".Propose") != NULL || strstr(sent, ".Verify") != NULL)
			fail_msg("%s: %s", cases[i].scenario.line, sent);
		status_clear(&context.status);
		arena_clear(&arena);
	}
}

/* Rows with a reason of their own keep it; a code is text even where it looks like a number. */
static void test_adjustments_come_from_a_spreadsheet_too(void **state)
{
	static const char rows[] = "2024 年得分调整\n指标代码,得分,理由\nC11,2.50,佐证不足\n101,4,\n";
	char path[] = "/tmp/adjust-XXXXXX.csv";
	int file = mkstemps(path, 4);
	struct arena arena = ARENA_INIT;
	struct context context = { .arena = &arena, .status = STATUS_INIT };
	struct scenario one = { arena_printf(&arena, "score adjust e1 C21=1 --table %s --reason 经研究", path),
				{ { "User.Whoami", ME } },
				NULL,
				NULL };
	char *printed;

	(void)state;
	assert_int_equal(write(file, rows, sizeof(rows) - 1), sizeof(rows) - 1);
	close(file);
	assert_int_equal(run(&context, &one, &printed), STATUS_OK);
	unlink(path);
	assert_non_null(strstr(sent, "\"adjustments\":[{\"indicator\":\"C21\",\"points\":\"1\"},{\"indicator\":\"C11\","
				     "\"points\":\"2.50\",\"reason\":\"佐证不足\"},{\"indicator\":\"101\",\"points\":\"4\"}]"));
	status_clear(&context.status);
	arena_clear(&arena);
}

static void test_json_output_is_the_reply_and_nothing_else(void **state)
{
	static const struct scenario one = {
		"entry put e1 C11 10", { { "Entry.Get", NULL }, { "Entry.Put", "{\"indicator\":\"C11\"}" } }, NULL, NULL
	};
	struct arena arena = ARENA_INIT;
	struct context context = { .arena = &arena, .status = STATUS_INIT, .output = OUTPUT_JSON };
	char *printed;

	(void)state;
	assert_int_equal(run(&context, &one, &printed), STATUS_OK);
	assert_int_equal(printed[0], '{');
	assert_string_equal(printed + strlen(printed) - 2, "}\n");
	/* The note for people costs no call. */
	assert_null(strstr(sent, "Whoami"));
	status_clear(&context.status);
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_command_sends_what_it_says),
		cmocka_unit_test(test_wrong_values_are_refused_before_anything_is_written),
		cmocka_unit_test(test_adjustments_come_from_a_spreadsheet_too),
		cmocka_unit_test(test_json_output_is_the_reply_and_nothing_else),
	};

	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
