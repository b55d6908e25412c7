#include "common/domain/scoring.h"

#define SHARE(thousandths) ((struct decimal){ DECIMAL_ONE / 1000 * (thousandths) })

const struct scoring_options scoring_options_usual = {
	/* The seed's chapter 4: 60% 起算, of what was received. */
	.floor = SHARE(600),
	.denominator = DENOMINATOR_RECEIVED,
	/* 预算管理一体化平台绩效自评: 完成值超过指标值 30% 及以上为偏离. What it costs there (2 分) is for a template to say.
	 */
	.deviation_limit = SHARE(300),
	.deviation_deduction = { 0 },
};

static bool is_deviating(enum rule_kind kind)
{
	return kind == RULE_RATIO || kind == RULE_EXACT;
}

void scoring_options_apply(const struct scoring_options *options, struct rule *rule)
{
	if (!(rule->given & GIVEN_FLOOR))
		rule->floor = options->floor;
	if (!(rule->given & GIVEN_DENOMINATOR))
		rule->denominator = options->denominator;
	if (rule->kind == RULE_SATISFACTION) {
		rule->minimum_sample = options->minimum_sample;
		rule->response_rate = options->response_rate;
	}
	if (!is_deviating(rule->kind))
		return;
	if (!(rule->given & GIVEN_DEVIATION_LIMIT))
		rule->deviation_limit = options->deviation_limit;
	if (!(rule->given & GIVEN_DEVIATION_DEDUCTION))
		rule->deviation_deduction = options->deviation_deduction;
}

/* ---- checks ---- */

static void fault(struct status *status, const char *path, const char *field, enum message_id id, struct decimal value)
{
	STATUS_VIOLATION(status, arena_printf(&status->arena, "%s.%s", path, field), id, decimal_format(&status->arena, value));
}

static void check_deviation(struct decimal limit, struct decimal deduction, const char *path, struct status *status)
{
	/* Where nothing is taken off, no limit is as good as any. */
	if ((limit.micros <= 0 && (limit.micros < 0 || deduction.micros != 0)) || decimal_compare(limit, DECIMAL(10)) > 0 ||
	    !decimal_fits(limit, 4))
		fault(status, path, "deviation_limit", MSG_DEVIATION_LIMIT, limit);
	if (deduction.micros < 0 || decimal_compare(deduction, DECIMAL(100)) > 0 || !decimal_fits(deduction, 2))
		fault(status, path, "deviation_deduction", MSG_DEVIATION_DEDUCTION, deduction);
}

void rule_options_check(const struct rule *rule, const char *path, struct status *status)
{
	if (is_deviating(rule->kind) && (rule->given & (GIVEN_DEVIATION_LIMIT | GIVEN_DEVIATION_DEDUCTION)))
		check_deviation(rule->deviation_limit, rule->deviation_deduction, path, status);
	if (!is_deviating(rule->kind) && (rule->given & (GIVEN_DEVIATION_LIMIT | GIVEN_DEVIATION_DEDUCTION)))
		STATUS_VIOLATION(status,
				 arena_printf(&status->arena, "%s.%s", path,
					      rule->given & GIVEN_DEVIATION_LIMIT ? "deviation_limit" : "deviation_deduction"),
				 MSG_RULE_NO_DEVIATION, rule_rows[rule->kind].name);
}

/* Ascending, and a lower rate never allows more. */
static void check_caps(const struct scoring_options *options, const char *path, struct status *status)
{
	for (size_t i = 0; i < options->n_caps; i++) {
		const struct score_cap *cap = &options->caps[i], *before = i > 0 ? &options->caps[i - 1] : NULL;
		const char *place = arena_printf(&status->arena, "%s.caps[%zu]", path, i);

		if (cap->below.micros <= 0 || decimal_compare(cap->below, DECIMAL(1)) > 0 || !decimal_fits(cap->below, 4) ||
		    (before != NULL && decimal_compare(cap->below, before->below) <= 0))
			fault(status, place, "below", MSG_CAP_BELOW, cap->below);
		if (cap->cap.micros < 0 || decimal_compare(cap->cap, DECIMAL(100)) > 0 || !decimal_fits(cap->cap, 2) ||
		    (before != NULL && decimal_compare(cap->cap, before->cap) < 0))
			fault(status, place, "cap", MSG_CAP_POINTS, cap->cap);
	}
}

void scoring_options_check(const struct scoring_options *options, struct status *status)
{
	static const char path[] = "scheme.scoring";

	if (options->floor.micros < 0 || options->floor.micros >= DECIMAL_ONE)
		fault(status, path, "floor", MSG_RULE_FLOOR, options->floor);
	check_deviation(options->deviation_limit, options->deviation_deduction, path, status);
	check_caps(options, path, status);
	if (options->minimum_sample < 0)
		STATUS_VIOLATION(status, arena_printf(&status->arena, "%s.minimum_sample", path), MSG_MINIMUM_SAMPLE);
	if (options->response_rate.micros < 0 || decimal_compare(options->response_rate, DECIMAL(1)) > 0)
		fault(status, path, "response_rate", MSG_RESPONSE_RATE, options->response_rate);
}
