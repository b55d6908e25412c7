#include "client/evidence_tables.h"

#include "client/evidence_file.h"
#include "client/output.h"
#include "client/request.h"
#include "client/words.h"
#include "common/crypto/digest.h"

void evidence_table(struct context *context, const Jixiao__EvidenceListReply *reply)
{
	struct table *table;

	table = table_new(context);
	table_column(table, "编号", "id", COLUMN_LEFT);
	table_column(table, "文件名", "name", COLUMN_WRAP);
	table_column(table, "类型", "kind", COLUMN_LEFT);
	table_column(table, "文号", "number", COLUMN_WRAP);
	table_column(table, "材料日期", "date", COLUMN_LEFT);
	table_column(table, "页码或位置", "place", COLUMN_WRAP);
	table_column(table, "大小", "size", COLUMN_RIGHT);
	table_column(table, "上传人", "by", COLUMN_LEFT);
	table_column(table, "上传时间", "uploaded", COLUMN_LEFT);
	table_column(table, "证明内容", "note", COLUMN_WRAP);
	for (size_t i = 0; i < reply->n_evidence; i++) {
		const Jixiao__Evidence *one = reply->evidence[i];

		TABLE_ROW(table, one->id, one->name, one->kind, one->number, one->date, one->place,
			  size_in_words(context->arena, one->size), one->uploaded_by,
			  time_in_words(context->arena, one->uploaded), one->note);
	}
	table_print(table, MSG_EVIDENCE_LIST_NONE);
}

void evidence_detail(struct context *context, const Jixiao__Evidence *one)
{
	char hex[DIGEST_HEX_SIZE] = "";
	struct table *table;

	if (one->digest.len == DIGEST_SIZE)
		digest_hex(one->digest.data, hex);
	table = detail_new(context);
	detail_row(context, table, "编号", "id", one->id);
	detail_row(context, table, "文件名", "name", one->name);
	detail_row(context, table, "类型", "kind", one->kind);
	detail_row(context, table, "文号", "number", one->number);
	detail_row(context, table, "材料日期", "date", one->date);
	detail_row(context, table, "页码或位置", "place", one->place);
	detail_row(context, table, "证明内容", "note", one->note);
	detail_row(context, table, "大小", "size", size_in_words(context->arena, one->size));
	detail_row(context, table, "SHA-256", "SHA-256", hex);
	detail_row(context, table, "上传人", "by", one->uploaded_by);
	detail_row(context, table, "上传时间", "uploaded", time_in_words(context->arena, one->uploaded));
	detail_row(context, table, "替换理由", "replaced because", one->reason);
	table_print(table, MSG_NONE);
}

/* "要点 2：程序规范". */
static const char *need_use(struct context *context, const Jixiao__EvidenceNeed *need)
{
	const bool english = context->language == LANGUAGE_EN;

	if (need->point == 0)
		return english ? "to hand in" : "提交填报";
	return arena_printf(context->arena, english ? "point %u: %s" : "要点 %u：%s", need->point, need->text);
}

void evidence_needs_table(struct context *context, const Jixiao__EvidenceMissingReply *reply)
{
	struct table *table;

	table = table_new(context);
	table_column(table, "代码", "code", COLUMN_LEFT);
	table_column(table, "指标", "indicator", COLUMN_WRAP);
	table_column(table, "所缺类型", "kind missing", COLUMN_LEFT);
	table_column(table, "用于", "needed for", COLUMN_WRAP);
	table_column(table, "责任组员", "responsible", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_needs; i++) {
		const Jixiao__EvidenceNeed *need = reply->needs[i];

		TABLE_ROW(table, need->indicator, need->name, need->kind, need_use(context, need), need->responsible_name);
	}
	table_print(table, MSG_EVIDENCE_MISSING_NONE);
}
