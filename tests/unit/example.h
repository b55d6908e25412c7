/* example: one of docs/examples/ as a dossier, scored by the rules: scheme.yaml, entries.tsv, *.questionnaire.yaml, funds.tsv,
 * scores.tsv. (The seed has files of its own form: seed.h.) */
#ifndef JIXIAO_TESTS_EXAMPLE_H
#define JIXIAO_TESTS_EXAMPLE_H

#include "common/base/slice.h"
#include "common/domain/dossier.h"

enum { TSV_ROWS = 96, TSV_COLUMNS = 8 };
struct tsv {
	const char *cells[TSV_ROWS][TSV_COLUMNS]; /* "" where there is none */
	size_t rows;
};

/* A file of the example; ends the test if there is none. A NUL follows the bytes. */
struct slice example_file(struct arena *arena, const char *example, const char *file);
/* Without the lines that begin with "#". */
struct tsv *example_tsv(struct arena *arena, const char *example, const char *file);

struct dossier *example_dossier(struct arena *arena, const char *example);

/* Scores what can be scored, anew; entries and funds may have changed. */
void example_score(struct arena *arena, struct dossier *dossier);

/* "1/2/3/4" as issued, returned, valid, satisfied. */
const struct questionnaire_counts *example_counts(struct arena *arena, const char *text);

#endif
