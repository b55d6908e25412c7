#include "common/domain/statistics.h"

#include <stdlib.h>
#include <string.h>

const char *const statistics_grades[STATISTICS_GRADES] = { "优", "良", "中", "差" };

/* ---- what counts ---- */

/* Days are written in one form, so that their order is that of their texts. */
static bool has_passed(const char *day, const char *today)
{
	return *day != '\0' && strcmp(day, today) < 0;
}

bool is_stage_overdue(const struct summary *summary, const char *today)
{
	return summary->stage != STAGE_ARCHIVED && has_passed(summary->planned_end, today);
}

bool is_rectification_overdue(const struct summary *summary, const char *today)
{
	return summary->stage != STAGE_ARCHIVED && summary->open > 0 && has_passed(summary->due, today);
}

static bool text_matches(const char *wanted, const char *text)
{
	return wanted == NULL || *wanted == '\0' || strcmp(wanted, text) == 0;
}

bool statistics_match(const struct statistics_filter *filter, const struct summary *summary, const char *today)
{
	return (filter->year == 0 || filter->year == summary->year) &&
	       (filter->stage == STAGE_NONE || filter->stage == summary->stage) && text_matches(filter->unit, summary->unit) &&
	       text_matches(filter->grade, summary->grade) &&
	       (!filter->overdue || is_stage_overdue(summary, today) || is_rectification_overdue(summary, today));
}

/* ---- groups ---- */

static unsigned grade_place(const char *grade)
{
	unsigned place = 0;

	while (place < STATISTICS_GRADES && strcmp(statistics_grades[place], grade) != 0)
		place++;
	return place;
}

static struct statistics_key key_of(enum statistics_by by, const struct summary *summary)
{
	switch (by) {
	case BY_UNIT: return (struct statistics_key){ 0, summary->unit };
	case BY_YEAR: return (struct statistics_key){ summary->year, "" };
	case BY_GRADE: return (struct statistics_key){ grade_place(summary->grade), "" };
	default: return (struct statistics_key){ (unsigned)summary->stage, "" };
	}
}

int statistics_key_compare(struct statistics_key a, struct statistics_key b)
{
	if (a.number != b.number)
		return a.number < b.number ? -1 : 1;
	return strcmp(a.text, b.text);
}

/* FNV-1a. */
static size_t hash_of(struct statistics_key key)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ key.number;

	for (const char *at = key.text; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
	return (size_t)(hash ^ hash >> 32);
}

/* Where the group of ${key} stands or may be put: there is always a free slot. */
static struct statistics_group **slot_of(struct statistics *statistics, struct statistics_key key)
{
	const size_t mask = 2 * statistics->capacity - 1;
	size_t at = hash_of(key) & mask;

	while (statistics->slots[at] != NULL && statistics_key_compare(statistics->slots[at]->key, key) != 0)
		at = (at + 1) & mask;
	return &statistics->slots[at];
}

static void make_room(struct statistics *statistics)
{
	const size_t old = statistics->capacity;

	if (statistics->n_groups < old)
		return;
	statistics->capacity = old == 0 ? 64 : 2 * old;
	statistics->groups = arena_grow(statistics->arena, statistics->groups, old * sizeof(*statistics->groups),
					statistics->capacity * sizeof(*statistics->groups));
	statistics->slots = arena_alloc(statistics->arena, 2 * statistics->capacity * sizeof(*statistics->slots));
	for (size_t i = 0; i < statistics->n_groups; i++)
		*slot_of(statistics, statistics->groups[i]->key) = statistics->groups[i];
}

static struct statistics_group *group_of(struct statistics *statistics, struct statistics_key key)
{
	struct statistics_group **slot;

	make_room(statistics);
	slot = slot_of(statistics, key);
	if (*slot == NULL) {
		*slot = arena_alloc(statistics->arena, sizeof(**slot));
		(*slot)->key = (struct statistics_key){ key.number, arena_strdup(statistics->arena, key.text) };
		statistics->groups[statistics->n_groups++] = *slot;
	}
	return *slot;
}

/* ---- sums ---- */

static void add_money(struct statistics_group *group, const struct summary *summary)
{
	struct funds_totals *sum = &group->funds;

	if (!money_add(sum->budget, summary->funds.budget, &sum->budget))
		group->money_lost = true;
	if (!summary->funded)
		return;
	group->funded++;
	if (!money_add(sum->received, summary->funds.received, &sum->received) ||
	    !money_add(sum->paid, summary->funds.paid, &sum->paid) || !money_add(group->base, summary->base, &group->base))
		group->money_lost = true;
}

static void add_warnings(struct statistics_group *group, const struct summary *summary)
{
	bool red = false, yellow = false;

	for (size_t i = 0; i < summary->n_warnings; i++) {
		red = red || summary->warnings[i].colour == WARNING_RED;
		yellow = yellow || summary->warnings[i].colour == WARNING_YELLOW;
	}
	group->red += red;
	group->yellow += yellow;
}

static void add_to(struct statistics_group *group, const struct summary *summary, const char *today)
{
	const unsigned grade = grade_place(summary->grade);

	group->count++;
	group->stages[summary->stage]++;
	group->overdue_stage += is_stage_overdue(summary, today);
	group->overdue_rectification += is_rectification_overdue(summary, today);
	group->open += summary->open;
	group->closed += summary->closed;
	group->carried += summary->carried;
	if (summary->scored && decimal_add(group->total_sum, summary->total, &group->total_sum))
		group->scored++;
	if (grade < STATISTICS_GRADES)
		group->grades[grade]++;
	add_money(group, summary);
	add_warnings(group, summary);
}

void statistics_add(struct statistics *statistics, const struct summary *summary)
{
	if (!statistics_match(&statistics->filter, summary, statistics->today))
		return;
	add_to(&statistics->total, summary, statistics->today);
	if (statistics->by != BY_NOTHING)
		add_to(group_of(statistics, key_of(statistics->by, summary)), summary, statistics->today);
}

/* ---- results ---- */

static int by_key(const void *a, const void *b)
{
	const struct statistics_group *const *x = a, *const *y = b;

	return statistics_key_compare((*x)->key, (*y)->key);
}

void statistics_sort(struct statistics *statistics)
{
	if (statistics->n_groups > 1)
		qsort(statistics->groups, statistics->n_groups, sizeof(*statistics->groups), by_key);
}

bool statistics_average(const struct statistics_group *group, struct decimal *average)
{
	struct ratio mean;

	return group->scored > 0 && ratio_divide_decimals(group->total_sum, DECIMAL(group->scored), &mean) &&
	       ratio_round(mean, 2, average);
}

bool statistics_execution(const struct statistics_group *group, struct ratio *rate)
{
	return !group->money_lost && ratio_divide_decimals(money_wan(group->funds.paid), money_wan(group->base), rate);
}
