#include "common/domain/catalogue.h"

#include <string.h>

/* Order and names: the seed's chapter 2, 档案整理 (基本情况和相关文件、评价实施方案、项目支付资料等), then what each stage
 * leaves behind. */
const struct catalogue_row catalogue_rows[] = {
	{ "01", "项目基本情况和评价工作小组", "evaluation.json" },
	{ "02", "项目立项、预算批复等相关文件", "" },
	{ "03", "评价实施方案和指标体系", "scheme.json" },
	{ "04", "资金到位和支出数据", "funds.json" },
	{ "05", "项目支付资料", "" },
	{ "06", "指标数据采集记录", "entries.json" },
	{ "07", "佐证材料", "evidence" },
	{ "08", "调查问卷和访谈记录", "" },
	{ "09", "评分底稿", "scores.json" },
	{ "10", "绩效评价报告", "report.html" },
	{ "11", "报告外部审核意见", "" },
	{ "12", "存在的问题、建议和整改台账", "findings.json" },
	{ "13", "整改报告", "rectification.json" },
	{ "14", "签名", "approvals.json" },
	{ "15", "审计日志", "events.jsonl" },
};
const size_t catalogue_n_rows = sizeof(catalogue_rows) / sizeof(catalogue_rows[0]);

const struct catalogue_row *catalogue_row(const char *id)
{
	for (size_t i = 0; i < catalogue_n_rows; i++)
		if (strcmp(catalogue_rows[i].id, id) == 0)
			return &catalogue_rows[i];
	return NULL;
}

static bool is_complete(const struct dossier *dossier, const struct catalogue_row *row)
{
	if (row->generated[0] != '\0')
		return true;
	for (size_t i = 0; i < dossier->n_catalogue; i++) {
		const struct catalogue_item *item = &dossier->catalogue[i];

		if (strcmp(item->id, row->id) == 0 && (item->n_evidence > 0 || item->absent_reason[0] != '\0'))
			return true;
	}
	return false;
}

void catalogue_check(const struct dossier *dossier, struct status *status)
{
	for (size_t i = 0; i < catalogue_n_rows; i++) {
		const struct catalogue_row *row = &catalogue_rows[i];
		char path[32] = "catalogue[";

		if (is_complete(dossier, row))
			continue;
		strcat(strcat(path, row->id), "]");
		STATUS_VIOLATION(status, path, MSG_CATALOGUE_MISSING, row->id, row->name);
	}
}
