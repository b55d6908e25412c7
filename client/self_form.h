/* self_form: a self-evaluation's paper form (自评表) as one spreadsheet: what people type off it, from which scheme, entries,
 * funds and scores follow.
 *
 * Sheets: 项目 (facts, one a row), 资金 (a source a row), 指标 (an indicator a row, as on paper: 一级 二级 三级指标,
 * 年度指标值, 实际完成值, 分值, 得分, 偏差原因). A blank 一级 or 二级指标 is that of the row above. The rule of a row is what
 * it says or, left blank, what its target says: ≥ ratio, ≤ inverse, = exact, a date with points a day deadline, 预算执行率 the
 * funds, anything else is judged, and the 得分 that was typed is the judgement. 得分 of a row that a rule scores is only
 * compared. */
#ifndef JIXIAO_CLIENT_SELF_FORM_H
#define JIXIAO_CLIENT_SELF_FORM_H

#include "client/sheet/sheet.h"
#include "client/sheet/xlsx_write.h"
#include "common/domain/dossier.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/template.pb-c.h"

/* ---- writing ---- */

enum { FORM_SHEETS = 4 };
struct blank_form {
	struct workbook workbook;
	struct form forms[FORM_SHEETS];
};

/* The form of ${template}; ${reference} ("self@1") is what a scheme made from it will name, "" if nothing.
 * STATUS_INVALID_ARGUMENT, MSG_FORM_RULE if a rule of the template has no room in a form: points of a checklist, bands, answers
 * with values. */
enum status_code self_form_write(struct arena *arena, enum language language, const Jixiao__Template *template,
				 const char *reference, struct blank_form *form, struct status *status);

/* ---- reading ---- */

/* What a form says, as records: entries and funds as if they were accepted, since who fills in a form offline stands for all.
 */
struct filled_form {
	Jixiao__EvaluationExport *export; /* the tree's codes are made up: A, A1, A11 */
	struct dossier dossier;		  /* the same, scored */
	struct status *notes;		  /* not wrong, but to be known; violations at cells */
	/* Where "scheme.start", "indicators[3].target" or "entries[2].actual" of the records stands. */
	struct form_place {
		const char *path, *place;
	} * places;
	size_t n_places, capacity;
};

/* It has the sheets of a form, whatever stands in them. */
bool self_form_is_one(const struct workbook *workbook);

/* Reads and checks ${workbook} and scores what can be scored. Every fault at once, each at its cell: STATUS_INVALID_ARGUMENT,
 * MSG_SHEET_FAULTS. Facts of the project that only an import needs may be missing unless ${whole}. ${notes}: initialised,
 * cleared by the caller. */
enum status_code self_form_read(struct arena *arena, const struct workbook *workbook, bool whole, struct filled_form *form,
				struct status *notes, struct status *status);

/* Turns the field paths of ${status}'s violations into cells of the form. */
void self_form_locate(const struct filled_form *form, struct status *status);

#endif
