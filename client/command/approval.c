/* jixiao approval: who signed what, and whether it still counts. */
#include "client/output.h"
#include "client/request.h"
#include "client/words.h"
#include "jixiao/approval.pb-c.h"

extern const struct command_group approval_commands;

/* "转入持续整改 F02" */
static const char *what_was_signed(struct context *context, const Jixiao__Approval *approval)
{
	const ProtobufCEnumValue *kind =
		protobuf_c_enum_descriptor_get_value(&jixiao__approval_kind__descriptor, (int)approval->kind);
	const char *word = kind != NULL ? message_plain(context->language, message_by_name(kind->name)) : "?";

	return *approval->subject == '\0' ? word : arena_printf(context->arena, "%s %s", word, approval->subject);
}

static enum status_code list(struct context *context, const struct arguments *arguments)
{
	static const char *const counts[] = { "有效", "yes" }, *const changed[] = { "内容已有改动，须重新签名",
										    "changed since; to be signed again" };
	Jixiao__ApprovalListRequest request = JIXIAO__APPROVAL_LIST_REQUEST__INIT;
	Jixiao__ApprovalListReply *reply;
	struct table *table;
	enum status_code code;

	request.evaluation = positional(arguments, 0);
	code = context_call(context, "Approval.List", &request.base, &jixiao__approval_list_reply__descriptor, &reply);
	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	table = table_new(context);
	table_column(table, "编号", "id", COLUMN_LEFT);
	table_column(table, "签署内容", "what", COLUMN_LEFT);
	table_column(table, "签名人", "signed by", COLUMN_LEFT);
	table_column(table, "签名时间", "when", COLUMN_LEFT);
	table_column(table, "是否有效", "counts", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_approvals; i++) {
		const Jixiao__Approval *one = reply->approvals[i];

		TABLE_ROW(table, one->id, what_was_signed(context, one), one->signer, time_in_words(context->arena, one->time),
			  in_language(context, one->current ? counts : changed));
	}
	table_print(table, MSG_APPROVALS_NONE);
	return STATUS_OK;
}

static const struct command commands[] = {
	{ "approval",
	  "list",
	  "EVALUATION",
	  1,
	  1,
	  { "谁在什么时候签署了什么，现在是否仍然有效", "who signed what and when, and whether it still counts" },
	  "jixiao approval list 2024-yunxing",
	  NULL,
	  list,
	  { "Approval.List" } },
};

const struct command_group approval_commands = {
	"approval", { "审签：查看全部签名", "approvals: all signatures" }, commands, sizeof(commands) / sizeof(*commands)
};
