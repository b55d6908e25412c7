#include "client/summary.h"

#include "client/output.h"
#include "client/request.h"
#include "client/warnings.h"

enum status_code summary_show(struct context *context, char *evaluation)
{
	Jixiao__EvaluationSummaryRequest request = JIXIAO__EVALUATION_SUMMARY_REQUEST__INIT;
	Jixiao__EvaluationSummary *one;
	struct table *table;
	enum status_code code;

	request.evaluation = evaluation;
	code = context_call(context, "Evaluation.Summary", &request.base, &jixiao__evaluation_summary__descriptor, &one);
	if (code == STATUS_PERMISSION_DENIED)
		status_clear(&context->status);
	if (code != STATUS_OK)
		return code == STATUS_PERMISSION_DENIED ? STATUS_OK : code;
	table = detail_new(context);
	detail_row(context, table, "项目", "project", one->project);
	detail_row(context, table, "本阶段计划结束", "stage planned to end", one->planned_end);
	detail_row(context, table, "总分", "total", one->total);
	detail_row(context, table, "评级", "grade", one->grade);
	detail_row(context, table, "预算（元）", "budget", one->budget);
	detail_row(context, table, "到位（元）", "received", one->received);
	detail_row(context, table, "支付（元）", "paid", one->paid);
	detail_row(context, table, "执行率", "execution", one->execution_rate);
	detail_row(context, table, "未销号问题", "open findings", number_text(context, one->open_findings));
	detail_row(context, table, "已销号问题", "closed findings", number_text(context, one->closed_findings));
	detail_row(context, table, "持续整改问题", "findings carried on", number_text(context, one->carried_findings));
	detail_row(context, table, "最早的整改时限", "earliest deadline", one->rectification_due);
	table_print(table, MSG_NONE);
	early_warnings_print(context, one->warnings, one->n_warnings);
	return STATUS_OK;
}
