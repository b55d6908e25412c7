/* statistics: counts, sums and averages over many evaluations, from their summaries alone. */
#ifndef JIXIAO_DOMAIN_STATISTICS_H
#define JIXIAO_DOMAIN_STATISTICS_H

#include "common/domain/summary.h"

/* What groups are made by. Numbers as in proto StatisticsBy. */
enum statistics_by { BY_NOTHING, BY_UNIT, BY_YEAR, BY_GRADE, BY_STAGE };

/* 优 良 中 差; behind them what is not graded yet. */
enum { STATISTICS_GRADES = 4 };
extern const char *const statistics_grades[STATISTICS_GRADES];

/* Each empty field lets everything pass. */
struct statistics_filter {
	unsigned year;
	const char *unit, *grade;
	enum stage stage;
	bool overdue; /* only what is overdue, in its stage or its rectification */
};

/* A group's key: the unit's name; or the year, the stage, or the grade's place (STATISTICS_GRADES: none yet). */
struct statistics_key {
	unsigned number;
	const char *text;
};

struct statistics_group {
	struct statistics_key key;
	unsigned count, scored, funded;
	struct decimal total_sum; /* of the scored */
	unsigned grades[STATISTICS_GRADES], stages[STAGE_COUNT];
	unsigned overdue_stage, overdue_rectification;
	unsigned open, closed, carried; /* findings */
	unsigned red, yellow;		/* evaluations with such a warning */
	bool money_lost;		/* a sum is too large to hold: then none is shown */
	struct funds_totals funds;	/* budget of all; received and paid of the funded */
	struct money base;
};

struct statistics {
	struct arena *arena;
	enum statistics_by by;
	struct statistics_filter filter;
	const char *today; /* "2025-03-10" */
	struct statistics_group total, **groups;
	size_t n_groups, capacity;
	struct statistics_group **slots; /* by the hash of their key; 2 × capacity */
};

/* What is not ARCHIVED is overdue the day after its stage should have ended, or its earliest open finding be mended. */
bool is_stage_overdue(const struct summary *summary, const char *today);
bool is_rectification_overdue(const struct summary *summary, const char *today);
bool statistics_match(const struct statistics_filter *filter, const struct summary *summary, const char *today);

/* Adds an evaluation if the filter lets it pass. Copies what it keeps. */
void statistics_add(struct statistics *statistics, const struct summary *summary);

/* Puts the groups into order: years and stages upwards, grades downwards, units by name. */
void statistics_sort(struct statistics *statistics);
int statistics_key_compare(struct statistics_key a, struct statistics_key b);

/* Mean of the totals, two places; 执行率 of all funds together: Σ paid ÷ Σ of what each divides by. false if there is none. */
bool statistics_average(const struct statistics_group *group, struct decimal *average);
bool statistics_execution(const struct statistics_group *group, struct ratio *rate);

#endif
