#include "client/filter.h"

#include "client/request.h"
#include "client/words.h"

enum status_code filter_read(struct context *context, const struct arguments *arguments, struct evaluation_filter *filter)
{
	const char *stage = argument(arguments, "stage");
	uint64_t year = 0;
	enum status_code code = option_number(context, arguments, "year", &year);

	if (code != STATUS_OK)
		return code;
	*filter = (struct evaluation_filter){
		.year = year > UINT32_MAX ? UINT32_MAX : (uint32_t)year,
		.unit = option_or(arguments, "unit", (char *)""),
		.stage = stage != NULL ? stage_by_word(stage) : JIXIAO__STAGE__STAGE_UNSPECIFIED,
		.overdue = argument(arguments, "overdue") != NULL,
	};
	if (stage != NULL && filter->stage == JIXIAO__STAGE__STAGE_UNSPECIFIED)
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_STAGE_UNKNOWN, stage);
	return STATUS_OK;
}
