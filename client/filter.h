/* filter: the options by which lists and statistics choose evaluations. */
#ifndef JIXIAO_CLIENT_FILTER_H
#define JIXIAO_CLIENT_FILTER_H

#include "client/command.h"
#include "jixiao/evaluation.pb-c.h"

/* Each empty field lets everything pass. */
struct evaluation_filter {
	uint32_t year;
	char *unit;
	Jixiao__Stage stage;
	bool overdue;
};

/* clang-format off */
#define OPTIONS_FILTER \
	{ "year", "YEAR", { "只要这个预算年度的", "only those of this budget year" } }, \
	{ "unit", "UNIT", { "只要这个被评价单位的，写全称", "only those of this unit, by its whole name" } }, \
	{ "stage", "STAGE", { "只要在这个阶段的，如 分析评价", "only those in this stage, like analysis" } }, \
	{ "overdue", NULL, { "只要逾期的：本阶段已过计划结束日期，或整改已过时限", \
			     "only what is overdue, in its stage or its rectification" } }
/* clang-format on */

/* STATUS_INVALID_ARGUMENT for a year that is no number or a stage that there is not. */
enum status_code filter_read(struct context *context, const struct arguments *arguments, struct evaluation_filter *filter);

#endif
