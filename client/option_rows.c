#include "client/command.h"

const struct option_row comment_options[] = {
	{ "comment", "COMMENT", { "审核意见", "comment" } },
	{ NULL },
};

const struct option_row return_comment_options[] = {
	{ "comment", "COMMENT", { "审核意见：要改什么", "what is to be changed" }, .required = true },
	{ NULL },
};

const struct option_row undo_options[] = {
	OPTION_UNDO,
	{ NULL },
};
