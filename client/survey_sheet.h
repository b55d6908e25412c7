/* survey_sheet: the answers to a survey as a spreadsheet, a person a row, without any name: written to be filled in, and read
 * into counts. */
#ifndef JIXIAO_CLIENT_SURVEY_SHEET_H
#define JIXIAO_CLIENT_SURVEY_SHEET_H

#include "client/sheet/sheet.h"
#include "client/sheet/xlsx_write.h"
#include "client/survey_response.h"

struct survey_form {
	struct workbook workbook;
	struct form form;
};

/* An empty one, with a drop-down list of each question's options. */
void survey_sheet_write(struct arena *arena, enum language language, const struct survey *survey, struct survey_form *form);

/* Counts the rows of ${workbook}'s first sheet in. Every fault at its cell: STATUS_INVALID_ARGUMENT, MSG_SHEET_FAULTS. */
enum status_code survey_sheet_read(struct response_counter *counter, const struct workbook *workbook);

#endif
