/* scoring: score = rule(weight, target, actual, parameters), in exact decimals, rounded half up to 0.01 once at the end.
 *
 * Sources of the rules: the seed's chapter 2 (定量指标分析环节, 定性指标分析环节) and chapter 4
 * (得分=（率-60%）/（1-60%）×分值); 财预〔2020〕10号; per rule beside its row in scoring.c. */
#ifndef JIXIAO_DOMAIN_SCORING_H
#define JIXIAO_DOMAIN_SCORING_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/status.h"
#include "common/domain/date.h"
#include "common/domain/decimal.h"
#include "common/domain/working_paper.h"

/* Numbers as in proto RuleKind. */
enum rule_kind {
	RULE_NONE,
	RULE_RATIO,
	RULE_INVERSE,
	RULE_EXACT,
	RULE_FLOOR_RATE,
	RULE_RATE,
	RULE_STEP,
	RULE_DEADLINE,
	RULE_CHECKLIST,
	RULE_TIER,
	RULE_SATISFACTION,
	RULE_MANUAL,
	RULE_KINDS
};

/* What a target or an actual is. */
enum value_kind { VALUE_NONE, VALUE_NUMBER, VALUE_DATE, VALUE_TEXT };

struct value {
	enum value_kind kind;
	struct decimal number;
	struct date date;
	const char *text;
};

/* ≥ is upward, ≤ downward; VALUE_TEXT has none. */
enum target_op { OP_NONE, OP_AT_LEAST, OP_AT_MOST, OP_EQUAL };

struct target {
	enum target_op op;
	struct value value;
	const char *unit;
};

/* Which rate of the funds a rule takes as its actual. */
enum fund_rate { FUND_RATE_NONE, FUND_RATE_RECEIVED, FUND_RATE_EXECUTION };
enum fund_denominator { DENOMINATOR_RECEIVED, DENOMINATOR_BUDGET };

/* A parameter that a rule names itself: the scheme's defaults fill the others (scoring_options_apply). */
enum rule_given {
	GIVEN_FLOOR = 1u << 0,
	GIVEN_DENOMINATOR = 1u << 1,
	GIVEN_DEVIATION_LIMIT = 1u << 2,
	GIVEN_DEVIATION_DEDUCTION = 1u << 3,
};

/* A band of a step rule's table: what an actual scores that lies further from its target than ${from}, in the target's unit,
 * and no further than where the next band begins. */
struct score_band {
	struct decimal from;
	struct decimal value; /* points, or a share of the weight */
	bool is_share;
};

/* An answer that a questionnaire offers and what it is worth, 0 to 100 (很满意 100, 满意 80, …). */
struct answer_option {
	const char *name;
	struct decimal value;
};

/* A group of people asked, and what its mean weighs among the groups'. */
struct answer_group {
	const char *name;
	struct decimal weight;
};

struct rule {
	enum rule_kind kind;
	enum part_measure parts;	   /* what the entry's parts give; PARTS_NONE: the actual is typed in */
	unsigned given;			   /* GIVEN_… */
	struct decimal floor;		   /* floor_rate; default 0.6 */
	enum fund_rate rate;		   /* floor_rate, rate */
	enum fund_denominator denominator; /* of the execution rate; default received */
	struct decimal step, deduction;	   /* step: each begun ${step} short costs ${deduction} points */
	const struct score_band *bands;	   /* step: instead of ${step}, ascending, the first from 0 on */
	size_t n_bands;
	struct decimal per_day;		     /* deadline: points a day late */
	struct decimal bounds[2];	     /* tier: lower bounds of tier 1 and 2; defaults 0.8, 0.6 */
	const struct answer_option *options; /* satisfaction: the mean of their values; none: satisfied ÷ valid */
	size_t n_options;
	const struct answer_group *groups; /* satisfaction: none: all answers are one group */
	size_t n_groups;
	struct decimal satisfied_from;	    /* satisfaction: options of this value or more count as satisfied; default 80 */
	int64_t minimum_sample;		    /* satisfaction: fewer valid answers are a warning; 0: never */
	struct decimal response_rate;	    /* satisfaction: a smaller share of what was issued is a warning; 0: never */
	struct decimal deviation_limit;	    /* ratio, exact: over target by this share or more the target was too low; 0.3 */
	struct decimal deviation_deduction; /* ratio, exact: points that it costs; 0: none */
};

/* What becomes of an indicator that turns out not to apply when the scheme is approved already. */
enum not_applicable {
	NOT_APPLICABLE_RESCALE,	    /* total = Σ scores × 100 ÷ Σ weights of those that apply */
	NOT_APPLICABLE_PREPARATION, /* a leader returns to preparation and gives it the weight 0 */
};

/* The total is at most ${cap} where the execution rate, unrounded, is less than ${below}. */
struct score_cap {
	struct decimal below, cap;
};

/* What a scheme says once for all its rules (scheme file: scoring). */
struct scoring_options {
	const struct score_cap *caps; /* ascending */
	size_t n_caps;
	enum not_applicable not_applicable;
	struct decimal floor;
	enum fund_denominator denominator;
	struct decimal deviation_limit, deviation_deduction;
	int64_t minimum_sample;
	struct decimal response_rate;
};

/* What holds where a scheme says nothing: floor 0.6, denominator received, deviation limit 0.3 without a deduction. */
extern const struct scoring_options scoring_options_usual;

/* Fills what ${rule} does not name itself. Deviation is for ratio and exact alone. */
void scoring_options_apply(const struct scoring_options *options, struct rule *rule);

/* One row a rule; what each needs. */
struct rule_row {
	const char *name;	/* "floor_rate", in scheme files */
	const char *label;	/* "比率扣底法", in the report */
	enum value_kind target; /* what its target must be; VALUE_NONE: may be left out */
	enum value_kind actual; /* what an entry's actual must be; VALUE_NONE: none is entered */
	unsigned ops;		/* bit 1 << OP_… of each operator that does not contradict it; 0 any */
	bool judged;		/* needs a proposal (checklist, tier, manual) */
	bool rate;		/* may take its actual from the funds */
};
extern const struct rule_row rule_rows[RULE_KINDS];
/* What the target of a rule is, if it has one; VALUE_NONE: anything. */
enum value_kind rule_target_kind(enum rule_kind kind);
/* RULE_NONE if there is none of that name. */
enum rule_kind rule_by_name(const char *name);

struct checklist_point {
	const char *text;
	struct decimal weight;
	bool required;
	const char *evidence; /* kind; "" if none */
};

struct questionnaire_counts; /* questionnaire.h */

struct funds_totals {
	struct money budget, received, paid;
};

struct scoring_input {
	struct decimal weight;
	struct rule rule;
	struct target target;
	struct value actual; /* VALUE_NONE where the funds or a judgement give it */
	struct funds_totals funds;
	const struct questionnaire_counts *questionnaire; /* satisfaction: instead of ${actual}; NULL if there is none */
	const struct checklist_point *points;		  /* checklist */
	size_t n_points;
	const bool *met;	 /* checklist: one for each point */
	unsigned tier;		 /* tier: 1 to 3 */
	struct decimal share;	 /* tier */
	struct decimal proposed; /* manual */
};

struct scoring_result {
	struct decimal points;	/* 0 to weight, two places */
	const char *completion; /* 指标完成率 "86.18%"; "" where there is none (qualitative, checklist) */
	bool achieved; /* 实现: the operator holds, all points are met, or the first tier (DECISIONS of docs/architecture.md) */
	const char **warnings; /* Chinese: what speaks against relying on the score, "有效答卷 25 份，少于最低样本量 30 份" */
	size_t n_warnings;
	const char *explanation; /* Chinese: "(1074.2 ÷ 1246.5 − 60%) ÷ (1 − 60%) × 5 = 3.27" */
};

/* Scores one indicator; result's texts in ${arena}. The input's kinds of values must be right (rule_check, actual_parse);
 * asserts so. STATUS_FAILED_PRECONDITION where the rule would divide by 0, each case by its name:
 * MSG_SCORE_TARGET_NOT_POSITIVE, MSG_SCORE_ACTUAL_NOT_POSITIVE, MSG_SCORE_DENOMINATOR_ZERO (a step of 0) and those of
 * funds_rate.h; STATUS_INVALID_ARGUMENT, MSG_SCORE_OUT_OF_RANGE for a share outside its tier or points outside 0..weight. */
enum status_code scoring_compute(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				 struct status *status);

/* Adds a violation below ${path} for each thing wrong with the rule, its parameters or its target:
 * "{path}.rule.floor", "{path}.target.value", … */
void rule_check(const struct rule *rule, const struct target *target, struct decimal weight,
		const struct checklist_point *points, size_t n_points, const char *path, struct status *status);

/* rule_check's part for the parameters that a scheme may say once; ${path} is the rule's. */
void rule_options_check(const struct rule *rule, const char *path, struct status *status);
/* The part for a questionnaire's options and groups. */
void rule_answers_check(const struct rule *rule, const char *path, struct status *status);
/* The part for a table of bands: it begins at 0 with the full weight, ascends, and gives less and less. */
void rule_bands_check(const struct rule *rule, struct decimal weight, const char *path, struct status *status);
/* The same for what a scheme says once, below "scheme.scoring". */
void scoring_options_check(const struct scoring_options *options, struct status *status);

/* Reads an actual, as people type it (value_text.h), as the rule wants it. A number is given in the target's unit: one of
 * another unit of its measure (unit.h), in the text or as ${unit}, is converted exactly; one without any unit is of the
 * target's. It is not below 0 but for rates and temperatures; a share of a whole is not over 100%. A violation at ${path} if it
 * can't be read so. */
bool actual_parse(const struct rule *rule, const struct target *target, const char *text, const char *unit, const char *path,
		  struct value *actual, struct status *status);

/* The actual as it is kept, without its unit: "7.91", "2024-12-10". */
char *actual_format(struct arena *arena, const struct value *actual);

/* Reads the value of a working paper's part as an actual of the rule is read, and keeps it in ${part}, texts in ${arena}. What
 * only counts may have any value or none. A violation at ${path} if it can't be read so. */
bool part_parse(struct arena *arena, const struct rule *rule, const struct target *target, const char *text, const char *path,
		struct paper_part *part, struct status *status);

/* 优 良 中 差: left-closed on the total rounded to 0.01. thresholds: 优, 良, 中, e.g. 90, 80, 60. */
const char *grade_of(struct decimal total, const struct decimal thresholds[3]);

#endif
