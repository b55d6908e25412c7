#include "common/domain/score_way.h"

#include <string.h>

#include "common/domain/report_builder.h"

enum { LINES_MOST = 16 };

struct walker {
	struct arena *arena;
	const struct dossier *dossier;
	struct way *ways;
	size_t n;
};

static struct way *begin(struct walker *walker, const char *code)
{
	struct way *way = &walker->ways[walker->n++];

	*way = (struct way){ .code = code, .lines = arena_alloc(walker->arena, LINES_MOST * sizeof(*way->lines)) };
	return way;
}

static void add(struct way *way, const char *line)
{
	if (way->n_lines < LINES_MOST)
		way->lines[way->n_lines++] = line;
}

static const char *weight_words(struct walker *walker, struct decimal weight)
{
	return decimal_format(walker->arena, weight);
}

/* ---- an indicator ---- */

static void add_parts(struct walker *walker, struct way *way, const struct indicator *node)
{
	const struct entry *entry = dossier_entry(walker->dossier, node->code);

	if (node->rule.parts != PARTS_NONE && entry != NULL && entry->n_parts > 0)
		add(way, arena_printf(walker->arena, "底稿（各项%s）：%s", part_measure_labels[node->rule.parts],
				      parts_way(walker->arena, node->rule.parts, entry->parts, entry->n_parts)));
}

static void add_values(struct walker *walker, struct way *way, const struct indicator *node, const char *completion)
{
	struct report_builder builder = { .arena = walker->arena, .dossier = walker->dossier };
	const char *actual = actual_text(&builder, node);

	if (*node->target_text != '\0')
		add(way, arena_printf(walker->arena, "预期指标值 %s", node->target_text));
	add_parts(walker, way, node);
	if (*actual != '\0')
		add(way, arena_printf(walker->arena, "实际完成值 %s", actual));
	if (*completion != '\0')
		add(way, arena_printf(walker->arena, "指标完成率 %s", completion));
}

/* From the data to the rule's points. */
static void add_computation(struct walker *walker, struct way *way, const struct indicator *node)
{
	struct status why = STATUS_INIT;
	struct scoring_result result;
	struct scoring_input input;

	if (!dossier_scoring_input(walker->arena, walker->dossier, node, &input)) {
		add_values(walker, way, node, "");
		add(way, "尚不能计分：填报、资金或评分判断不全，或还没有审核通过");
	} else if (scoring_compute(walker->arena, &input, &result, &why) == STATUS_OK) {
		add_values(walker, way, node, result.completion);
		add(way, arena_printf(walker->arena, "计分：%s", result.explanation));
		for (size_t i = 0; i < result.n_warnings; i++)
			add(way, arena_printf(walker->arena, "提示：%s", result.warnings[i]));
	} else {
		add_values(walker, way, node, "");
		add(way, message_text(walker->arena, LANGUAGE_ZH, why.message.id, why.message.args, why.message.n_args));
	}
	status_clear(&why);
}

/* What people did about it. */
static void add_score(struct walker *walker, struct way *way, const struct indicator *node)
{
	const struct score *score = dossier_score(walker->dossier, node->code);

	if (score == NULL || score->state == SCORE_NONE)
		return;
	if (score->overridden)
		add(way, arena_printf(walker->arena, "调整：规则得分 %s → %s", score->computed,
				      points_text(walker->arena, score->points)));
	if (*score->reason != '\0')
		add(way, arena_printf(walker->arena, "依据或理由：%s", score->reason));
	if (*score->proposed_by != '\0')
		add(way, arena_printf(walker->arena, "评分人：%s", dossier_name(walker->dossier, score->proposed_by)));
	if (*score->reviewed_by != '\0')
		add(way, arena_printf(walker->arena, "%s：%s", score->state == SCORE_RETURNED ? "退回人" : "审核人",
				      dossier_name(walker->dossier, score->reviewed_by)));
	add(way, arena_printf(walker->arena, "得分：%s%s", points_text(walker->arena, score->points),
			      score->state == SCORE_APPROVED ? "" : "（未审核通过，不计入合计）"));
}

static void walk_indicator(struct walker *walker, const struct indicator *node)
{
	struct way *way = begin(walker, node->code);
	const char *reason = dossier_not_applicable(walker->dossier, node);

	add(way, arena_printf(walker->arena, "%s %s（分值 %s，%s）", node->code, node->name, weight_words(walker, node->weight),
			      rule_rows[node->rule.kind].label));
	if (reason != NULL) {
		add(way, arena_printf(walker->arena, "不适用，不计分：%s", reason));
		return;
	}
	add_computation(walker, way, node);
	add_score(walker, way, node);
}

/* ---- sums ---- */

static bool lies_under(const struct dossier *dossier, const struct indicator *node, const char *root)
{
	while (node != NULL && node->level > 1)
		node = dossier_indicator(dossier, node->parent);
	return node != NULL && strcmp(node->code, root) == 0;
}

/* "5.00 + 3.00": the approved scores below ${root}. */
static const char *terms_of(struct walker *walker, const char *root)
{
	const char *terms = "";

	for (size_t i = 0; i < walker->dossier->n_indicators; i++) {
		const struct indicator *node = &walker->dossier->indicators[i];
		const struct score *score = dossier_score(walker->dossier, node->code);

		if (!dossier_is_scored(walker->dossier, node) || !lies_under(walker->dossier, node, root) || score == NULL ||
		    score->state != SCORE_APPROVED)
			continue;
		terms = arena_printf(walker->arena, "%s%s%s", terms, *terms != '\0' ? " + " : "",
				     points_text(walker->arena, score->points));
	}
	return *terms != '\0' ? terms : "0";
}

static void walk_line(struct walker *walker, const struct score_line *line)
{
	struct way *way = begin(walker, line->code);
	const char *less = "";

	if (decimal_compare(line->weight, line->applicable) != 0)
		less = arena_printf(walker->arena, "，其中适用 %s", weight_words(walker, line->applicable));
	add(way, arena_printf(walker->arena, "%s %s：%s = %s（分值 %s%s；得分率 %s）", line->code, line->name,
			      terms_of(walker, line->code), points_text(walker->arena, line->points),
			      weight_words(walker, line->weight), less, line->rate));
}

static void add_total(struct walker *walker, struct way *way)
{
	const struct decimal *grades = walker->dossier->scheme.grades;
	struct status why = STATUS_INIT;
	struct scoring_total total;

	if (dossier_total(walker->arena, walker->dossier, &total, &why) != STATUS_OK) {
		add(way, message_text(walker->arena, LANGUAGE_ZH, why.message.id, why.message.args, why.message.n_args));
		status_clear(&why);
		return;
	}
	if (*total.rescaling != '\0')
		add(way, arena_printf(walker->arena, "不适用指标折算：%s", total.rescaling));
	if (*total.capping != '\0')
		add(way, arena_printf(walker->arena, "按执行率限定总分：%s", total.capping));
	add(way,
	    arena_printf(walker->arena, "总分 %s，绩效评级：%s（优 ≥ %s，良 ≥ %s，中 ≥ %s）",
			 points_text(walker->arena, total.total), grade_of(total.total, grades),
			 weight_words(walker, grades[0]), weight_words(walker, grades[1]), weight_words(walker, grades[2])));
}

static void walk_sums(struct walker *walker)
{
	struct score_line *lines;
	size_t n = dossier_score_lines(walker->arena, walker->dossier, &lines);
	const char *terms = "";
	struct way *way;

	for (size_t i = 0; i + 1 < n; i++) {
		walk_line(walker, &lines[i]);
		terms = arena_printf(walker->arena, "%s%s%s", terms, i > 0 ? " + " : "",
				     points_text(walker->arena, lines[i].points));
	}
	way = begin(walker, "");
	add(way, arena_printf(walker->arena, "合计：%s = %s", *terms != '\0' ? terms : "0",
			      points_text(walker->arena, lines[n - 1].points)));
	if (dossier_scores_complete(walker->dossier))
		add_total(walker, way);
	else
		add(way, "全部得分审核通过后才有总分和评级");
}

/* ---- */

static bool is_wanted(const struct indicator *node, const char *const *codes, size_t n_codes)
{
	for (size_t i = 0; i < n_codes; i++)
		if (strcmp(codes[i], node->code) == 0)
			return true;
	return n_codes == 0;
}

size_t score_way(struct arena *arena, const struct dossier *dossier, const char *const *codes, size_t n_codes,
		 struct way **ways)
{
	struct walker walker = { .arena = arena, .dossier = dossier };

	walker.ways = arena_alloc(arena, (2 * dossier->n_indicators + 1) * sizeof(*walker.ways));
	for (size_t i = 0; i < dossier->n_indicators; i++)
		if (indicator_is_assessed(&dossier->indicators[i]) && is_wanted(&dossier->indicators[i], codes, n_codes))
			walk_indicator(&walker, &dossier->indicators[i]);
	walk_sums(&walker);
	*ways = walker.ways;
	return walker.n;
}
