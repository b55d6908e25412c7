/* working_paper: 底稿: an actual that is made of parts (by unit, place, activity, year), each with its value and evidence. */
#ifndef JIXIAO_DOMAIN_WORKING_PAPER_H
#define JIXIAO_DOMAIN_WORKING_PAPER_H

#include <stddef.h>

#include "common/domain/decimal.h"

/* What parts give, by the rule's choice (scheme file: parts). */
enum part_measure {
	PARTS_NONE, /* there are none: the actual is typed in */
	PARTS_SUM,
	PARTS_MEAN,
	PARTS_COUNT, /* how many there are, whatever their values */
	PART_MEASURES
};

/* "sum", "mean", "count" as in scheme files, "" for none; ends with NULL. */
extern const char *const part_measure_names[PART_MEASURES + 1];
/* "合计", "平均", "计数"; "" for none. */
extern const char *const part_measure_labels[PART_MEASURES];

enum { PARTS_MOST = 1000 };

struct paper_part {
	const char *name;
	const char *text;     /* the value as it is kept: a decimal in the target's unit; of a count anything, or "" */
	struct decimal value; /* 0 of a count */
	const char **evidence;
	size_t n_evidence;
};

/* The actual that ${n} parts give, in their unit. A mean is rounded once, half up to six decimals. false if there are none, on
 * overflow, and for PARTS_NONE. */
bool parts_actual(enum part_measure measure, const struct paper_part *parts, size_t n, struct decimal *actual);

/* The way there, to check with a pocket calculator: "30 + 20 + 5.5 = 55.5", "(30 + 20) ÷ 2 = 25", "3 项". After
 * PARTS_IN_WAY terms the rest is one: "…（其余 12 项合计 84）". */
enum { PARTS_IN_WAY = 20 };
char *parts_way(struct arena *arena, enum part_measure measure, const struct paper_part *parts, size_t n);

#endif
