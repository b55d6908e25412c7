#include "client/exit_code.h"

const struct exit_code_row exit_codes[] = {
	{ 0, { "成功", "success" } },
	{ 1, { "内部错误或已取消", "internal error, or cancelled" } },
	{ EXIT_USAGE, { "命令写法有误", "wrong usage" } },
	{ 3, { "内容不符合要求", "invalid argument" } },
	{ 4, { "没有找到", "not found" } },
	{ 5, { "没有权限", "permission denied" } },
	{ 6, { "当前阶段或状态不允许", "not in this stage or state" } },
	{ 7, { "已被他人修改，请重新查看", "changed by someone else: look again" } },
	{ 8, { "连不上服务器或超时", "server unavailable, or too slow" } },
	{ 9, { "数据损坏或校验不符", "data loss, or a check that fails" } },
	{ 10, { "已经存在", "already exists" } },
	{ 11, { "超出限额或磁盘已满", "over a limit, or disk full" } },
	{ 12, { "身份未被认可（未注册、已过期或已停用）", "identity refused (not enrolled, expired or revoked)" } },
	{ EXIT_LOCAL_FILE, { "写不了本机的文件", "a file of this machine cannot be written" } },
	{ 0, { NULL, NULL } },
};

/* Of the client alone: the server says none of them. */
static const enum message_id usage_faults[] = {
	MSG_OPTION_NOT_NUMBER, MSG_OPTION_NOT_PAIR,    MSG_OPTION_ONE_OF,	   MSG_OPTIONS_EXCLUDE, MSG_MET_FORM,
	MSG_POINT_NUMBER,      MSG_FUNDS_USE_FORM,     MSG_VERIFY_CHOOSE,	   MSG_STAGE_UNKNOWN,	MSG_ROLE_UNKNOWN,
	MSG_ENTRY_FILE_NAME,   MSG_ENTRY_FILE_GB18030, MSG_ENTRY_IMPORT_UNDECIDED, MSG_REPORT_NO_TEXT,	MSG_PROFILE_NAME,
	MSG_SHARE_FORM,	       MSG_SERVER_MALFORMED,   MSG_RECORD_TYPE_UNKNOWN,
};

bool is_usage_fault(const struct status *status)
{
	for (size_t i = 0; i < sizeof(usage_faults) / sizeof(*usage_faults); i++)
		if (status->message.id == usage_faults[i])
			return true;
	return false;
}

int exit_code_of(const struct status *status)
{
	if (is_usage_fault(status))
		return EXIT_USAGE;
	if (status->message.id == MSG_FILE_UNWRITABLE)
		return EXIT_LOCAL_FILE;
	switch (status->code) {
	case STATUS_OK: return 0;
	case STATUS_INVALID_ARGUMENT: return 3;
	case STATUS_NOT_FOUND: return 4;
	case STATUS_PERMISSION_DENIED: return 5;
	case STATUS_FAILED_PRECONDITION: return 6;
	case STATUS_ABORTED: return 7;
	case STATUS_UNAVAILABLE:
	case STATUS_DEADLINE_EXCEEDED: return 8;
	case STATUS_DATA_LOSS: return 9;
	case STATUS_ALREADY_EXISTS: return 10;
	case STATUS_RESOURCE_EXHAUSTED: return 11;
	case STATUS_UNAUTHENTICATED: return 12;
	case STATUS_CANCELLED:
	case STATUS_UNIMPLEMENTED:
	case STATUS_INTERNAL: return 1;
	}
	return 1;
}
