#include "seed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/scheme_file.h"
#include "common/domain/report_model.h"
#include "common/record/record_domain.h"
#include "example.h"

struct slice seed_file(struct arena *arena, const char *path)
{
	return example_file(arena, "seed", path);
}

static bool seed_has(struct arena *arena, const char *path)
{
	FILE *file = fopen(arena_printf(arena, "%s/docs/examples/seed/%s", SOURCE_DIR, path), "rb");

	if (file != NULL)
		fclose(file);
	return file != NULL;
}

static char *seed_text(struct arena *arena, const char *path)
{
	char *text = arena_strdup(arena, seed_has(arena, path) ? (const char *)seed_file(arena, path).data : "");
	size_t length = strlen(text);

	if (length > 0 && text[length - 1] == '\n')
		text[length - 1] = '\0';
	return text;
}

/* Pieces of *${rest} up to ${stop}; NULL at the end. */
static char *next(char **rest, char stop)
{
	char *piece = *rest, *end;

	if (piece == NULL || (*piece == '\0' && stop == '\n'))
		return NULL;
	end = strchr(piece, stop);
	*rest = end == NULL ? NULL : end + 1;
	if (end != NULL)
		*end = '\0';
	return piece;
}

enum { POINTS_MOST = 12, CITED_MOST = 12 };

static void read_scheme(struct arena *arena, struct dossier *dossier)
{
	struct status status = STATUS_INIT;
	struct scheme_file file;

	if (scheme_file_read(arena, "scheme.yaml", seed_file(arena, "scheme.yaml"), &file, &status) != STATUS_OK)
		exit(1);
	scheme_from_record(arena, file.request->scheme, "scheme", &dossier->scheme, &status);
	dossier->scheme.revision = 1;
	dossier->scheme.entered_by = "yangshuo";
	dossier->n_indicators = file.request->n_indicators;
	dossier->indicators = arena_alloc(arena, dossier->n_indicators * sizeof(*dossier->indicators));
	for (size_t i = 0; i < dossier->n_indicators; i++)
		indicator_from_record(arena, file.request->indicators[i], arena_printf(arena, "indicators[%zu]", i),
				      &dossier->indicators[i], &status);
	dossier_apply_options(dossier);
	if (status.n_violations > 0)
		exit(1);
	status_clear(&status);
}

static void read_team(struct arena *arena, struct dossier *dossier)
{
	static const struct {
		const char *name;
		unsigned role;
	} roles[] = { { "leader", WHO_LEADER }, { "member", WHO_MEMBER }, { "implementer", WHO_IMPLEMENTER } };
	const struct tsv *tsv = example_tsv(arena, "seed", "people.tsv");

	dossier->team = arena_alloc(arena, tsv->rows * sizeof(*dossier->team));
	for (size_t i = 0; i < tsv->rows; i++)
		for (size_t k = 0; k < 3; k++)
			if (strcmp(tsv->cells[i][3], roles[k].name) == 0)
				dossier->team[dossier->n_team++] = (struct team_member){ .person = tsv->cells[i][0],
											 .name = tsv->cells[i][1],
											 .duty = tsv->cells[i][4],
											 .roles = roles[k].role };
}

/* Ids follow the files' leading numbers, the order in which they are uploaded. */
static const char *evidence_id_of(struct arena *arena, const char *file)
{
	return arena_printf(arena, "E%03d", atoi(file));
}

static void read_evidence(struct arena *arena, struct dossier *dossier)
{
	const struct tsv *tsv = example_tsv(arena, "seed", "evidence.tsv");

	dossier->evidence = arena_alloc(arena, tsv->rows * sizeof(*dossier->evidence));
	dossier->n_evidence = tsv->rows;
	for (size_t i = 0; i < tsv->rows; i++)
		dossier->evidence[i] = (struct evidence){ .id = evidence_id_of(arena, tsv->cells[i][0]),
							  .name = tsv->cells[i][0],
							  .kind = tsv->cells[i][1],
							  .note = tsv->cells[i][2],
							  .place = "",
							  .date = "",
							  .number = "",
							  .uploaded_by = "wuhexuan" };
}

static void read_cited(struct arena *arena, const char *cell, struct entry *entry)
{
	char *rest = arena_strdup(arena, cell != NULL ? cell : ""), *file;

	entry->evidence = arena_alloc(arena, CITED_MOST * sizeof(*entry->evidence));
	while ((file = next(&rest, ',')) != NULL && *file != '\0' && entry->n_evidence < CITED_MOST)
		entry->evidence[entry->n_evidence++] = evidence_id_of(arena, file);
}

static void read_entries(struct arena *arena, struct dossier *dossier)
{
	const struct tsv *tsv = example_tsv(arena, "seed", "entries.tsv");

	dossier->entries = arena_alloc(arena, tsv->rows * sizeof(*dossier->entries));
	dossier->n_entries = tsv->rows;
	for (size_t i = 0; i < tsv->rows; i++) {
		struct entry *entry = &dossier->entries[i];
		char *points, *point;

		*entry = (struct entry){ .indicator = tsv->cells[i][0],
					 .entered_by = tsv->cells[i][1],
					 .actual = tsv->cells[i][2],
					 .unit = "",
					 .reviewed_by = "zhangguodong",
					 .comment = "",
					 .state = ENTRY_ACCEPTED,
					 .revision = 1 };
		entry->text = seed_text(arena, arena_printf(arena, "entries/%s.text.txt", entry->indicator));
		points = seed_text(arena, arena_printf(arena, "entries/%s.points.txt", entry->indicator));
		entry->points = arena_alloc(arena, POINTS_MOST * sizeof(*entry->points));
		while ((point = next(&points, '\n')) != NULL)
			entry->points[entry->n_points++] = point;
		read_cited(arena, tsv->cells[i][3], entry);
	}
}

static struct money yuan(const char *text)
{
	struct money money = { 0 };

	if (!money_parse(text, &money))
		exit(1);
	return money;
}

static void read_funds(struct arena *arena, struct dossier *dossier)
{
	const struct tsv *tsv = example_tsv(arena, "seed", "funds.tsv");
	struct funds *funds = &dossier->funds;

	funds->state = ENTRY_ACCEPTED;
	funds->revision = 1;
	funds->entered_by = "wuhexuan";
	funds->reviewed_by = "zhangguodong";
	funds->comment = "";
	funds->flows = arena_alloc(arena, tsv->rows * sizeof(*funds->flows));
	funds->breakdowns = arena_alloc(arena, tsv->rows * sizeof(*funds->breakdowns));
	for (size_t i = 0; i < tsv->rows; i++) {
		const char *const *row = tsv->cells[i];
		struct fund_breakdown *last = funds->n_breakdowns == 0 ? NULL : &funds->breakdowns[funds->n_breakdowns - 1];

		if (strcmp(row[0], "flow") == 0)
			funds->flows[funds->n_flows++] = (struct fund_flow){ row[2], yuan(row[3]), yuan(row[4]) };
		if (strcmp(row[0], "use") != 0 && strcmp(row[0], "remainder") != 0)
			continue;
		if (last == NULL || strcmp(last->name, row[1]) != 0) {
			last = &funds->breakdowns[funds->n_breakdowns++];
			last->name = row[1];
			last->uses = arena_alloc(arena, tsv->rows * sizeof(*last->uses));
		}
		last->uses[last->n_uses++] = (struct fund_use){ row[2], yuan(row[3]), strcmp(row[0], "remainder") == 0 };
	}
}

static void judge(struct arena *arena, const struct tsv *tsv, const struct indicator *indicator, struct score *score)
{
	for (size_t i = 0; i < tsv->rows; i++) {
		if (strcmp(tsv->cells[i][0], indicator->code) != 0)
			continue;
		score->proposed_by = tsv->cells[i][1];
		score->reason = tsv->cells[i][6];
		score->tier = (unsigned)atoi(tsv->cells[i][3]);
		decimal_parse(tsv->cells[i][4], &score->share);
		score->n_met = indicator->n_points;
		score->met = arena_alloc(arena, indicator->n_points * sizeof(*score->met));
		for (size_t k = 0; k < indicator->n_points; k++)
			score->met[k] = strchr(tsv->cells[i][2], (char)('1' + k)) != NULL;
	}
}

static void compute_scores(struct arena *arena, struct dossier *dossier)
{
	const struct tsv *tsv = example_tsv(arena, "seed", "scores.tsv");

	dossier->scores = arena_alloc(arena, dossier->n_indicators * sizeof(*dossier->scores));
	for (size_t i = 0; i < dossier->n_indicators; i++) {
		const struct indicator *indicator = &dossier->indicators[i];
		struct score *score = &dossier->scores[dossier->n_scores];
		struct status status = STATUS_INIT;
		struct scoring_result result;
		struct scoring_input input;

		if (indicator->level != 3)
			continue;
		*score = (struct score){ .indicator = indicator->code,
					 .reason = "",
					 .proposed_by = "",
					 .reviewed_by = "zhangguodong",
					 .comment = "",
					 .state = SCORE_APPROVED,
					 .entry_revision = 1,
					 .funds_revision = 1 };
		judge(arena, tsv, indicator, score);
		dossier->n_scores++;
		if (!dossier_scoring_input(arena, dossier, indicator, &input) ||
		    scoring_compute(arena, &input, &result, &status) != STATUS_OK) {
			fprintf(stderr, "%s: not scored\n", indicator->code);
			exit(1);
		}
		score->points = result.points;
		score->computed = decimal_format_places(arena, result.points, 2);
		score->completion = result.completion;
		score->explanation = result.explanation;
		score->achieved = result.achieved;
		status_clear(&status);
	}
}

static void read_narrative(struct arena *arena, struct dossier *dossier)
{
	dossier->narrative = arena_alloc(arena, report_n_sections * sizeof(*dossier->narrative));
	for (size_t i = 0; i < report_n_sections; i++) {
		char *text = seed_text(arena, arena_printf(arena, "narrative/%s.txt", report_sections[i].id));

		if (text[0] != '\0')
			dossier->narrative[dossier->n_narrative++] =
				(struct narrative){ report_sections[i].id, text, "yangshuo" };
	}
}

static void read_findings(struct arena *arena, struct dossier *dossier)
{
	const struct tsv *findings = example_tsv(arena, "seed", "findings.tsv"),
			 *recommendations = example_tsv(arena, "seed", "recommendations.tsv");

	dossier->findings = arena_alloc(arena, findings->rows * sizeof(*dossier->findings));
	dossier->n_findings = findings->rows;
	for (size_t i = 0; i < findings->rows; i++)
		dossier->findings[i] = (struct finding){ .id = findings->cells[i][0],
							 .indicator = findings->cells[i][1],
							 .title = findings->cells[i][2],
							 .text = findings->cells[i][3],
							 .cause = findings->cells[i][4],
							 .drafted_by = "yangshuo",
							 .deadline = "",
							 .state = FINDING_OPEN };
	dossier->recommendations = arena_alloc(arena, recommendations->rows * sizeof(*dossier->recommendations));
	dossier->n_recommendations = recommendations->rows;
	for (size_t i = 0; i < recommendations->rows; i++)
		dossier->recommendations[i] = (struct recommendation){ .id = recommendations->cells[i][0],
								       .finding = recommendations->cells[i][1],
								       .title = recommendations->cells[i][2],
								       .text = recommendations->cells[i][3],
								       .drafted_by = "yangshuo" };
}

struct dossier *seed_dossier(struct arena *arena)
{
	struct dossier *dossier = arena_alloc(arena, sizeof(*dossier));
	const struct tsv *tsv = example_tsv(arena, "seed", "evaluation.tsv");

	dossier->evaluation = tsv->cells[0][0];
	dossier->year = (unsigned)atoi(tsv->cells[0][1]);
	dossier->title = tsv->cells[0][2];
	dossier->unit = tsv->cells[0][3];
	dossier->stage = STAGE_REPORTING;
	dossier->no_findings_by = dossier->returned_by = dossier->return_reason = "";
	dossier->rectification = (struct rectification_report){ "", "", "", "", 0 };
	read_scheme(arena, dossier);
	read_team(arena, dossier);
	read_evidence(arena, dossier);
	read_entries(arena, dossier);
	read_funds(arena, dossier);
	compute_scores(arena, dossier);
	read_narrative(arena, dossier);
	read_findings(arena, dossier);
	return dossier;
}
