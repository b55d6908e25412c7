/* summary: what lists and statistics need to know of one evaluation. */
#ifndef JIXIAO_DOMAIN_SUMMARY_H
#define JIXIAO_DOMAIN_SUMMARY_H

#include "common/domain/early_warning.h"

struct summary {
	const char *evaluation, *title, *project, *unit, *template;
	unsigned year;
	enum stage stage;
	const char *planned_end; /* of the present stage, "2025-03-10"; "" if the scheme plans none */
	unsigned scores;	 /* that there are, approved or not */
	bool scored;		 /* every score is approved; else total, grade and lines are empty */
	struct decimal total;
	const char *grade;
	struct score_line *lines; /* of level 1, without the total */
	size_t n_lines;
	bool funded;		   /* the funds are accepted; else only the budget counts */
	struct funds_totals funds; /* budget: of the scheme */
	struct money base;	   /* what the execution rate divides by */
	unsigned open, closed, carried;
	const char *due; /* the earliest deadline of an open finding; "" if there is none */
	struct early_warning warnings[EARLY_WARNINGS];
	size_t n_warnings;
};

/* Reads no other part of the dossier than server/service/dossier_load_figures fills. Texts in ${arena} or the dossier's. */
void summary_make(struct arena *arena, const struct dossier *dossier, struct summary *summary);

#endif
