#include "example.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/questionnaire_file.h"
#include "client/scheme_file.h"
#include "common/record/record_domain.h"

static void give_up(const char *example, const char *what)
{
	fprintf(stderr, "%s: %s\n", example, what);
	exit(1);
}

struct slice example_file(struct arena *arena, const char *example, const char *file)
{
	char *name = arena_printf(arena, "%s/docs/examples/%s/%s", SOURCE_DIR, example, file);
	uint8_t *data = arena_alloc(arena, (1 << 16) + 1);
	FILE *stream = fopen(name, "rb");
	size_t size;

	if (stream == NULL)
		give_up(example, file);
	size = fread(data, 1, 1 << 16, stream);
	fclose(stream);
	return (struct slice){ data, size };
}

/* The next piece of *${rest} up to ${stop}; *${rest} is NULL after the last. */
static char *next(char **rest, char stop)
{
	char *piece = *rest, *end = strchr(piece, stop);

	*rest = end == NULL ? NULL : end + 1;
	if (end != NULL)
		*end = '\0';
	return piece;
}

struct tsv *example_tsv(struct arena *arena, const char *example, const char *file)
{
	struct tsv *tsv = arena_alloc(arena, sizeof(*tsv));
	char *rest = (char *)(uintptr_t)example_file(arena, example, file).data;

	while (rest != NULL && tsv->rows < TSV_ROWS) {
		char *line = next(&rest, '\n');
		size_t n = 0;

		if (*line == '#' || *line == '\0')
			continue;
		while (line != NULL && n < TSV_COLUMNS)
			tsv->cells[tsv->rows][n++] = next(&line, '\t');
		while (n < TSV_COLUMNS)
			tsv->cells[tsv->rows][n++] = "";
		tsv->rows++;
	}
	return tsv;
}

static void read_scheme(struct arena *arena, const char *example, struct dossier *dossier)
{
	struct status status = STATUS_INIT;
	struct scheme_file file;

	if (scheme_file_check(arena, "scheme.yaml", example_file(arena, example, "scheme.yaml"), &file, &status) != STATUS_OK)
		give_up(example, "scheme.yaml has faults");
	scheme_from_record(arena, file.request->scheme, "scheme", &dossier->scheme, &status);
	dossier->n_indicators = file.request->n_indicators;
	dossier->indicators = arena_alloc(arena, dossier->n_indicators * sizeof(*dossier->indicators));
	for (size_t i = 0; i < dossier->n_indicators; i++)
		indicator_from_record(arena, file.request->indicators[i], "indicator", &dossier->indicators[i], &status);
	dossier_apply_options(dossier);
	status_clear(&status);
}

static const struct questionnaire_counts *read_questionnaire(struct arena *arena, const char *example, const char *file)
{
	struct status status = STATUS_INIT;
	Jixiao__Questionnaire *record;

	if (*file == '\0')
		return NULL;
	if (questionnaire_file_read(arena, file, example_file(arena, example, file), &record, &status) != STATUS_OK)
		give_up(example, file);
	return questionnaire_from_record(arena, record);
}

const struct questionnaire_counts *example_counts(struct arena *arena, const char *text)
{
	struct questionnaire_counts *counts = arena_alloc(arena, sizeof(*counts));

	if (sscanf(text, "%u/%u/%u/%u", &counts->issued, &counts->returned, &counts->valid, &counts->satisfied) != 4)
		give_up(text, "no counts");
	return counts;
}

/* "州直=260 昌吉市=180". */
static void read_parts(struct arena *arena, const struct dossier *dossier, const char *text, struct entry *entry)
{
	struct decimal actual;
	char *rest = arena_strdup(arena, text);

	entry->parts = arena_alloc(arena, (strlen(text) + 1) * sizeof(*entry->parts));
	while (*text != '\0' && rest != NULL) {
		char *value = next(&rest, ' '), *name = next(&value, '=');

		if (value == NULL || !decimal_parse(value, &entry->parts[entry->n_parts].value))
			give_up(text, "no parts");
		entry->parts[entry->n_parts].name = name;
		entry->parts[entry->n_parts++].text = value;
	}
	if (entry->n_parts == 0)
		return;
	if (!parts_actual(dossier_indicator(dossier, entry->indicator)->rule.parts, entry->parts, entry->n_parts, &actual))
		give_up(entry->indicator, "no actual");
	entry->actual = decimal_format(arena, actual);
}

static void read_entries(struct arena *arena, const char *example, struct dossier *dossier)
{
	const struct tsv *tsv = example_tsv(arena, example, "entries.tsv");

	dossier->entries = arena_alloc(arena, tsv->rows * sizeof(*dossier->entries));
	dossier->n_entries = tsv->rows;
	for (size_t i = 0; i < tsv->rows; i++) {
		dossier->entries[i] = (struct entry){ .indicator = tsv->cells[i][0],
						      .actual = tsv->cells[i][1],
						      .not_applicable = tsv->cells[i][2],
						      .questionnaire = read_questionnaire(arena, example, tsv->cells[i][3]),
						      .unit = "",
						      .text = "",
						      .entered_by = "zuyuan",
						      .reviewed_by = "zuzhang",
						      .state = ENTRY_ACCEPTED,
						      .revision = 1 };
		read_parts(arena, dossier, tsv->cells[i][4], &dossier->entries[i]);
	}
}

static void read_funds(struct arena *arena, const char *example, struct dossier *dossier)
{
	const struct tsv *tsv = example_tsv(arena, example, "funds.tsv");

	dossier->funds =
		(struct funds){ .state = ENTRY_ACCEPTED, .entered_by = "zuyuan", .reviewed_by = "zuzhang", .revision = 1 };
	dossier->funds.flows = arena_alloc(arena, tsv->rows * sizeof(*dossier->funds.flows));
	dossier->funds.n_flows = tsv->rows;
	for (size_t i = 0; i < tsv->rows; i++) {
		struct fund_flow *flow = &dossier->funds.flows[i];

		flow->source = tsv->cells[i][0];
		if (!money_parse(tsv->cells[i][1], &flow->received) || !money_parse(tsv->cells[i][2], &flow->paid))
			give_up(example, "funds.tsv");
	}
}

static void read_scores(struct arena *arena, const char *example, struct dossier *dossier)
{
	const struct tsv *tsv = example_tsv(arena, example, "scores.tsv");

	dossier->scores = arena_alloc(arena, dossier->n_indicators * sizeof(*dossier->scores));
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		struct score *score = &dossier->scores[dossier->n_scores];

		if (indicator->level != 3)
			continue;
		dossier->n_scores++;
		*score = (struct score){ .indicator = indicator->code,
					 .computed = "",
					 .reason = "",
					 .proposed_by = "",
					 .reviewed_by = "zuzhang",
					 .completion = "",
					 .explanation = "",
					 .state = SCORE_APPROVED,
					 .entry_revision = 1,
					 .funds_revision = 1 };
		score->n_met = indicator->n_points;
		score->met = arena_alloc(arena, (indicator->n_points + 1) * sizeof(*score->met));
		for (size_t k = 0; k < tsv->rows; k++) {
			if (strcmp(tsv->cells[k][0], indicator->code) != 0)
				continue;
			for (size_t m = 0; m < indicator->n_points; m++)
				score->met[m] = strchr(tsv->cells[k][1], (char)('1' + m)) != NULL;
			score->tier = (unsigned)atoi(tsv->cells[k][2]);
			decimal_parse(tsv->cells[k][3], &score->share);
			decimal_parse(tsv->cells[k][4], &score->points);
			score->reason = tsv->cells[k][5];
		}
	}
}

void example_score(struct arena *arena, struct dossier *dossier)
{
	for (size_t i = 0; i < dossier->n_scores; i++) {
		struct score *score = &dossier->scores[i];
		const struct indicator *indicator = dossier_indicator(dossier, score->indicator);
		struct status status = STATUS_INIT;
		struct scoring_result result;
		struct scoring_input input;

		if (!dossier_is_scored(dossier, indicator))
			continue;
		if (!dossier_scoring_input(arena, dossier, indicator, &input) ||
		    scoring_compute(arena, &input, &result, &status) != STATUS_OK)
			give_up(score->indicator, "not scored");
		score->points = result.points;
		score->computed = indicator->rule.kind == RULE_MANUAL ? "" : decimal_format_places(arena, result.points, 2);
		score->completion = result.completion;
		score->explanation = result.explanation;
		score->achieved = result.achieved;
		score->warnings = result.warnings;
		score->n_warnings = result.n_warnings;
		status_clear(&status);
	}
}

struct dossier *example_dossier(struct arena *arena, const char *example)
{
	struct dossier *dossier = arena_alloc(arena, sizeof(*dossier));

	*dossier = (struct dossier){ .evaluation = example,
				     .title = example,
				     .unit = "示例单位",
				     .year = 2024,
				     .stage = STAGE_ANALYSIS,
				     .no_findings_by = "",
				     .returned_by = "",
				     .return_reason = "",
				     .rectification = { "", "", "", "", 0 } };
	read_scheme(arena, example, dossier);
	read_entries(arena, example, dossier);
	read_funds(arena, example, dossier);
	read_scores(arena, example, dossier);
	example_score(arena, dossier);
	return dossier;
}
