#include "common/domain/rule_text.h"

struct words {
	struct arena *arena;
	enum language language;
	const char *text; /* the parameters so far */
};

#define ADD(words, id, ...)                                                                                                    \
	add((words), message_text((words)->arena, (words)->language, (id), (const char *const[]){ __VA_ARGS__ },               \
				  sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)))

static void add(struct words *words, const char *parameter)
{
	const char *comma = words->language == LANGUAGE_ZH ? "，" : ", ";

	words->text = arena_printf(words->arena, "%s%s%s", words->text, *words->text == '\0' ? "" : comma, parameter);
}

static char *number(const struct words *words, struct decimal value)
{
	return decimal_format(words->arena, value);
}

static char *percent(const struct words *words, struct decimal share)
{
	return ratio_percent(words->arena, ratio_of(share));
}

static void add_rate(struct words *words, const struct rule *rule, const char *unit)
{
	bool over_received = rule->rate == FUND_RATE_EXECUTION && rule->denominator == DENOMINATOR_RECEIVED;

	(void)unit;
	if (rule->rate != FUND_RATE_NONE)
		add(words, message_plain(words->language, over_received ? MSG_RULE_OVER_RECEIVED : MSG_RULE_OVER_BUDGET));
}

static void add_floor(struct words *words, const struct rule *rule, const char *unit)
{
	ADD(words, MSG_RULE_FROM_FLOOR, percent(words, rule->floor));
	add_rate(words, rule, unit);
}

static const char *band_value(struct words *words, const struct score_band *band)
{
	if (band->is_share)
		return percent(words, band->value);
	return message_text(words->arena, words->language, MSG_RULE_POINTS, (const char *const[]){ number(words, band->value) },
			    1);
}

/* By its far edge, which belongs to it. */
static void add_bands(struct words *words, const struct rule *rule, const char *unit)
{
	for (size_t i = 0; i < rule->n_bands; i++) {
		const char *value = band_value(words, &rule->bands[i]);

		if (i + 1 < rule->n_bands)
			ADD(words, MSG_RULE_BAND_WITHIN,
			    arena_printf(words->arena, "%s%s", number(words, rule->bands[i + 1].from), unit), value);
		else
			ADD(words, MSG_RULE_BAND_REST, value);
	}
}

static void add_step(struct words *words, const struct rule *rule, const char *unit)
{
	if (rule->n_bands > 0) {
		add_bands(words, rule, unit);
		return;
	}
	ADD(words, MSG_RULE_PER_STEP, arena_printf(words->arena, "%s%s", number(words, rule->step), unit),
	    number(words, rule->deduction));
}

static void add_deviation(struct words *words, const struct rule *rule, const char *unit)
{
	(void)unit;
	if (rule->deviation_deduction.micros > 0)
		ADD(words, MSG_RULE_DEVIATION, percent(words, rule->deviation_limit), number(words, rule->deviation_deduction));
}

static void add_answers(struct words *words, const struct rule *rule, const char *unit)
{
	(void)unit;
	for (size_t i = 0; i < rule->n_options; i++)
		ADD(words, MSG_RULE_ANSWER, rule->options[i].name, number(words, rule->options[i].value));
	for (size_t i = 0; i < rule->n_groups; i++)
		ADD(words, MSG_RULE_GROUP, rule->groups[i].name, number(words, rule->groups[i].weight));
}

static void add_per_day(struct words *words, const struct rule *rule, const char *unit)
{
	(void)unit;
	ADD(words, MSG_RULE_PER_DAY, number(words, rule->per_day));
}

static void add_bounds(struct words *words, const struct rule *rule, const char *unit)
{
	(void)unit;
	ADD(words, MSG_RULE_TIER_BOUNDS, percent(words, rule->bounds[0]), percent(words, rule->bounds[1]));
}

const char *rule_label(enum language language, enum rule_kind kind)
{
	if (kind < RULE_NONE || kind >= RULE_KINDS)
		return "?";
	return language == LANGUAGE_ZH ? rule_rows[kind].label : rule_rows[kind].name;
}

char *rule_text(struct arena *arena, enum language language, const struct rule *rule, const char *unit)
{
	static void (*const parameters[RULE_KINDS])(struct words *, const struct rule *, const char *) = {
		[RULE_FLOOR_RATE] = add_floor, [RULE_RATE] = add_rate,	     [RULE_STEP] = add_step,
		[RULE_RATIO] = add_deviation,  [RULE_EXACT] = add_deviation, [RULE_SATISFACTION] = add_answers,
		[RULE_DEADLINE] = add_per_day, [RULE_TIER] = add_bounds,
	};
	struct words words = { arena, language, "" };
	const char *label = rule_label(language, rule->kind);

	if (rule->kind >= RULE_NONE && rule->kind < RULE_KINDS && parameters[rule->kind] != NULL)
		parameters[rule->kind](&words, rule, unit);
	if (rule->parts != PARTS_NONE)
		add(&words, message_plain(language, (enum message_id)(MSG_RULE_PARTS_SUM + (rule->parts - PARTS_SUM))));
	if (*words.text == '\0')
		return arena_strdup(arena, label);
	return arena_printf(arena, language == LANGUAGE_ZH ? "%s（%s）" : "%s (%s)", label, words.text);
}
