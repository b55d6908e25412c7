#include "common/domain/scoring_rules.h"

#include <string.h>

/* ---- what the rules share ---- */

static char *number(struct arena *arena, struct decimal value)
{
	return decimal_format(arena, value);
}

/* "3.00": points as they are shown. */
static char *shown(struct arena *arena, struct decimal points)
{
	return decimal_format_places(arena, points, 2);
}

static struct decimal clamp(struct decimal points, struct decimal weight)
{
	if (decimal_compare(points, DECIMAL(0)) < 0)
		return DECIMAL(0);
	return decimal_compare(points, weight) > 0 ? weight : points;
}

static enum status_code too_large(struct status *status)
{
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_NUMBER_TOO_LARGE);
}

static enum status_code denominator_zero(struct status *status, const char *what)
{
	return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_SCORE_DENOMINATOR_ZERO, what);
}

/* The one rounding: points = share × weight within 0 and weight. */
static bool settle(struct ratio share, struct decimal weight, struct decimal *points)
{
	struct ratio product;

	if (!ratio_multiply(share, ratio_of(weight), &product) || !ratio_round(product, 2, points))
		return false;
	*points = clamp(*points, weight);
	return true;
}

/* The operator of the target holds. */
static bool holds(enum target_op op, struct decimal actual, struct decimal target)
{
	int order = decimal_compare(actual, target);

	return op == OP_AT_LEAST ? order >= 0 : op == OP_AT_MOST ? order <= 0 : order == 0;
}

static const char *sign(enum target_op op)
{
	static const char *const signs[] = { "", "≥", "≤", "=" };

	return signs[op];
}

/* 指标完成率: actual ÷ target for ≥ and =, target ÷ actual for ≤; none if that would divide by zero. */
static const char *completion(struct arena *arena, const struct scoring_input *input)
{
	struct decimal actual = input->actual.number, target = input->target.value.number;
	struct ratio rate;
	bool inverse = input->target.op == OP_AT_MOST;

	if (!ratio_divide_decimals(inverse ? target : actual, inverse ? actual : target, &rate))
		return "";
	return ratio_percent(arena, rate);
}

static void full(struct arena *arena, const struct scoring_input *input, struct scoring_result *result)
{
	result->points = input->weight;
	result->explanation =
		arena_printf(arena, "%s %s %s，达到指标值，得满分 %s", number(arena, input->actual.number),
			     sign(input->target.op), number(arena, input->target.value.number), shown(arena, input->weight));
}

/* ---- ratio, exact, inverse ---- */

/* actual ÷ target × weight. */
static enum status_code by_ratio(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				 struct status *status)
{
	struct ratio share;

	if (!ratio_divide_decimals(input->actual.number, input->target.value.number, &share) ||
	    !settle(share, input->weight, &result->points))
		return too_large(status);
	result->explanation = arena_printf(arena, "%s ÷ %s × %s = %s", number(arena, input->actual.number),
					   number(arena, input->target.value.number), number(arena, input->weight),
					   shown(arena, result->points));
	return STATUS_OK;
}

enum status_code scoring_ratio(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			       struct status *status)
{
	if (decimal_compare(input->target.value.number, DECIMAL(0)) <= 0)
		return denominator_zero(status, "指标值");
	result->completion = completion(arena, input);
	result->achieved = holds(OP_AT_LEAST, input->actual.number, input->target.value.number);
	if (!result->achieved)
		return by_ratio(arena, input, result, status);
	full(arena, input, result);
	return STATUS_OK;
}

/* Above the target it is full, too; but "=" does not hold, so it does not count as 实现, and the deviation is to be explained.
 */
enum status_code scoring_exact(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			       struct status *status)
{
	int order = decimal_compare(input->actual.number, input->target.value.number);

	if (decimal_compare(input->target.value.number, DECIMAL(0)) <= 0)
		return denominator_zero(status, "指标值");
	result->completion = completion(arena, input);
	result->achieved = order == 0;
	if (order < 0)
		return by_ratio(arena, input, result, status);
	full(arena, input, result);
	if (order > 0)
		result->explanation = arena_printf(arena, "%s > %s，超过指标值，得满分 %s，偏差须说明原因",
						   number(arena, input->actual.number),
						   number(arena, input->target.value.number), shown(arena, input->weight));
	return STATUS_OK;
}

/* Above the target the actual is above 0, so nothing divides by zero; a target of 0 then gives 0. */
enum status_code scoring_inverse(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				 struct status *status)
{
	struct ratio share;

	result->completion = completion(arena, input);
	result->achieved = holds(OP_AT_MOST, input->actual.number, input->target.value.number);
	if (result->achieved) {
		full(arena, input, result);
		return STATUS_OK;
	}
	if (decimal_compare(input->actual.number, DECIMAL(0)) <= 0)
		return denominator_zero(status, "实际完成值");
	if (!ratio_divide_decimals(input->target.value.number, input->actual.number, &share) ||
	    !settle(share, input->weight, &result->points))
		return too_large(status);
	result->explanation =
		arena_printf(arena, "%s ÷ %s × %s = %s", number(arena, input->target.value.number),
			     number(arena, input->actual.number), number(arena, input->weight), shown(arena, result->points));
	return STATUS_OK;
}

/* ---- rates ---- */

/* A rate as a fraction, and how it is written. */
struct rate {
	struct ratio value;
	const char *text; /* "1074.2 ÷ 1246.5" */
};

static enum status_code rate_of_funds(struct arena *arena, const struct scoring_input *input, struct rate *rate,
				      struct status *status)
{
	const struct funds_totals *funds = &input->funds;
	bool execution = input->rule.rate == FUND_RATE_EXECUTION;
	bool of_received = execution && input->rule.denominator == DENOMINATOR_RECEIVED;
	struct decimal over = money_wan(execution ? funds->paid : funds->received);
	struct decimal under = money_wan(of_received ? funds->received : funds->budget);

	if (decimal_compare(under, DECIMAL(0)) <= 0)
		return denominator_zero(status, of_received ? "到位资金" : "预算资金");
	if (!ratio_divide_decimals(over, under, &rate->value))
		return too_large(status);
	rate->text = arena_printf(arena, "%s ÷ %s", number(arena, over), number(arena, under));
	return STATUS_OK;
}

/* Of the funds, or the entry's actual against its target; a rate without a target is measured against 100 %. */
static enum status_code rate_of(struct arena *arena, const struct scoring_input *input, struct rate *rate,
				struct status *status)
{
	struct decimal target = input->target.value.kind == VALUE_NUMBER ? input->target.value.number : DECIMAL(100);

	if (input->rule.rate != FUND_RATE_NONE)
		return rate_of_funds(arena, input, rate, status);
	if (decimal_compare(target, DECIMAL(0)) <= 0)
		return denominator_zero(status, "指标值");
	if (!ratio_divide_decimals(input->actual.number, target, &rate->value))
		return too_large(status);
	rate->text = arena_printf(arena, "%s ÷ %s", number(arena, input->actual.number), number(arena, target));
	return STATUS_OK;
}

static bool rate_achieved(const struct scoring_input *input, struct ratio rate)
{
	int order = ratio_compare(rate, ratio_of(DECIMAL(1)));

	return input->target.op == OP_EQUAL && input->target.value.kind == VALUE_NUMBER && input->rule.rate == FUND_RATE_NONE
		       ? order == 0
		       : order >= 0;
}

/* "，超过满分按满分计", "，低于零按 0 分计": why the way written down and the points may differ. */
static const char *cut(struct ratio share)
{
	if (ratio_compare(share, ratio_of(DECIMAL(1))) > 0)
		return "，超过满分，按满分计 ";
	return ratio_compare(share, ratio_of(DECIMAL(0))) < 0 ? "，低于 0，按 0 分计 " : " = ";
}

enum status_code scoring_rate(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			      struct status *status)
{
	struct rate rate;
	enum status_code code = rate_of(arena, input, &rate, status);

	if (code != STATUS_OK)
		return code;
	if (!settle(rate.value, input->weight, &result->points))
		return too_large(status);
	result->completion = ratio_percent(arena, rate.value);
	result->achieved = rate_achieved(input, rate.value);
	result->explanation = arena_printf(arena, "%s × %s%s%s", rate.text, number(arena, input->weight), cut(rate.value),
					   shown(arena, result->points));
	return STATUS_OK;
}

enum status_code scoring_floor_rate(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				    struct status *status)
{
	struct ratio share, span, floor = ratio_of(input->rule.floor);
	struct rate rate;
	const char *percent = ratio_percent(arena, floor);
	enum status_code code = rate_of(arena, input, &rate, status);

	if (code != STATUS_OK)
		return code;
	if (!ratio_subtract(rate.value, floor, &share) || !ratio_subtract(ratio_of(DECIMAL(1)), floor, &span) ||
	    !ratio_divide(share, span, &share) || !settle(share, input->weight, &result->points))
		return too_large(status);
	result->completion = ratio_percent(arena, rate.value);
	result->achieved = rate_achieved(input, rate.value);
	result->explanation = arena_printf(arena, "(%s − %s) ÷ (1 − %s) × %s%s%s", rate.text, percent, percent,
					   number(arena, input->weight), cut(share), shown(arena, result->points));
	return STATUS_OK;
}

/* ---- step, deadline ---- */

/* How far ${actual} falls short of what the operator wants; 0 or less if it does not. */
static bool shortfall(const struct scoring_input *input, struct decimal *gap)
{
	struct decimal actual = input->actual.number, target = input->target.value.number;

	if (input->target.op == OP_AT_MOST || (input->target.op == OP_EQUAL && decimal_compare(actual, target) > 0))
		return decimal_subtract(actual, target, gap);
	return decimal_subtract(target, actual, gap);
}

enum status_code scoring_step(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			      struct status *status)
{
	struct decimal gap, step = input->rule.step, points;
	struct ratio left;
	int64_t steps;

	result->completion = completion(arena, input);
	if (step.micros <= 0)
		return denominator_zero(status, "每档差值");
	if (!shortfall(input, &gap))
		return too_large(status);
	result->achieved = gap.micros <= 0;
	if (result->achieved) {
		full(arena, input, result);
		return STATUS_OK;
	}
	steps = gap.micros / step.micros + (gap.micros % step.micros > 0);
	if (!ratio_multiply(ratio_of(input->rule.deduction), (struct ratio){ steps, 1 }, &left) ||
	    !ratio_subtract(ratio_of(input->weight), left, &left))
		return too_large(status);
	/* Below 0 it is 0, however far: no number that is too large. */
	if (ratio_compare(left, ratio_of(DECIMAL(0))) <= 0)
		points = DECIMAL(0);
	else if (!ratio_round(left, 2, &points))
		return too_large(status);
	result->points = clamp(points, input->weight);
	result->explanation = arena_printf(arena, "差 %s，每差 %s 扣 %s 分，计 %lld 档：%s − %s × %lld%s%s", number(arena, gap),
					   number(arena, step), number(arena, input->rule.deduction), (long long)steps,
					   number(arena, input->weight), number(arena, input->rule.deduction), (long long)steps,
					   left.numerator < 0 ? "，扣完为止 " : " = ", shown(arena, result->points));
	return STATUS_OK;
}

enum status_code scoring_deadline(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				  struct status *status)
{
	int32_t late = date_days(input->target.value.date, input->actual.date);
	const char *actual = date_format(arena, input->actual.date), *target = date_format(arena, input->target.value.date);
	struct ratio left;

	result->achieved = late <= 0;
	if (late <= 0) {
		result->points = input->weight;
		result->completion = "100%";
		result->explanation =
			arena_printf(arena, "%s 不晚于 %s，得满分 %s", actual, target, shown(arena, input->weight));
		return STATUS_OK;
	}
	if (!ratio_multiply(ratio_of(input->rule.per_day), (struct ratio){ late, 1 }, &left) ||
	    !ratio_subtract(ratio_of(input->weight), left, &left))
		return too_large(status);
	if (ratio_compare(left, ratio_of(DECIMAL(0))) <= 0)
		result->points = DECIMAL(0);
	else if (!ratio_round(left, 2, &result->points))
		return too_large(status);
	result->points = clamp(result->points, input->weight);
	result->completion = arena_printf(arena, "晚 %d 天", late);
	result->explanation = arena_printf(arena, "%s 晚于 %s %d 天，每天扣 %s 分：%s − %s × %d%s%s", actual, target, late,
					   number(arena, input->rule.per_day), number(arena, input->weight),
					   number(arena, input->rule.per_day), late, left.numerator < 0 ? "，扣完为止 " : " = ",
					   shown(arena, result->points));
	return STATUS_OK;
}

/* ---- judged rules ---- */

enum status_code scoring_checklist(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				   struct status *status)
{
	struct decimal sum = DECIMAL(0);
	const char *terms = "", *missing = "";
	bool required = true;

	result->achieved = true;
	for (size_t i = 0; i < input->n_points; i++) {
		const struct checklist_point *point = &input->points[i];

		if (!input->met[i]) {
			result->achieved = false;
			required = required && !point->required;
			missing = arena_printf(arena, "%s%s%zu", missing, *missing ? "、" : "", i + 1);
		} else if (!decimal_add(sum, point->weight, &sum)) {
			return too_large(status);
		}
		terms = arena_printf(arena, "%s%s%s", terms, i > 0 ? " + " : "",
				     number(arena, input->met[i] ? point->weight : DECIMAL(0)));
	}
	if (!required)
		sum = DECIMAL(0);
	if (!ratio_round(ratio_of(sum), 2, &sum))
		return too_large(status);
	result->points = clamp(sum, input->weight);
	if (!required)
		result->explanation = arena_printf(arena, "要点 %s 未达到，其中有必备要点，得 0.00", missing);
	else if (*missing != '\0')
		result->explanation =
			arena_printf(arena, "要点 %s 未达到：%s = %s", missing, terms, shown(arena, result->points));
	else
		result->explanation = arena_printf(arena, "要点全部达到：%s = %s", terms, shown(arena, result->points));
	return STATUS_OK;
}

/* Both bounds of the first tier belong to it, the lower one of the second too; 0 to below the second bound is the third. */
static bool share_in_tier(const struct scoring_input *input)
{
	struct decimal share = input->share;
	const struct decimal *bounds = input->rule.bounds;

	if (decimal_compare(share, DECIMAL(0)) < 0 || decimal_compare(share, DECIMAL(1)) > 0)
		return false;
	switch (input->tier) {
	case 1: return decimal_compare(share, bounds[0]) >= 0;
	case 2: return decimal_compare(share, bounds[0]) < 0 && decimal_compare(share, bounds[1]) >= 0;
	case 3: return decimal_compare(share, bounds[1]) < 0;
	default: return false;
	}
}

enum status_code scoring_tier(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
			      struct status *status)
{
	static const char *const names[] = { "", "第一档（基本达成目标）", "第二档（部分实现目标）",
					     "第三档（实现目标程度较低）" };
	const char *bounds[] = { "100%", ratio_percent(arena, ratio_of(input->rule.bounds[0])),
				 ratio_percent(arena, ratio_of(input->rule.bounds[1])), "0%" };

	if (input->tier < 1 || input->tier > 3)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_TIER_UNKNOWN,
				   arena_printf(arena, "%u", input->tier));
	if (!share_in_tier(input))
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_OUT_OF_RANGE, number(arena, input->share),
				   number(arena, input->tier == 1   ? input->rule.bounds[0]
						 : input->tier == 2 ? input->rule.bounds[1]
								    : DECIMAL(0)),
				   number(arena, input->tier == 1 ? DECIMAL(1) : input->rule.bounds[input->tier - 2]));
	if (!settle(ratio_of(input->share), input->weight, &result->points))
		return too_large(status);
	result->achieved = input->tier == 1;
	result->explanation = arena_printf(arena, "%s，%s–%s：%s × %s = %s", names[input->tier], bounds[input->tier - 1],
					   bounds[input->tier], ratio_percent(arena, ratio_of(input->share)),
					   number(arena, input->weight), shown(arena, result->points));
	return STATUS_OK;
}

enum status_code scoring_manual(struct arena *arena, const struct scoring_input *input, struct scoring_result *result,
				struct status *status)
{
	if (decimal_compare(input->proposed, DECIMAL(0)) < 0 || decimal_compare(input->proposed, input->weight) > 0)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_SCORE_OUT_OF_RANGE, number(arena, input->proposed), "0",
				   number(arena, input->weight));
	if (!ratio_round(ratio_of(input->proposed), 2, &result->points))
		return too_large(status);
	result->achieved = decimal_compare(result->points, input->weight) == 0;
	result->explanation =
		arena_printf(arena, "评议得分 %s（满分 %s）", shown(arena, result->points), shown(arena, input->weight));
	return STATUS_OK;
}
