/* survey_file: a survey as a YAML file:
 *
 *   title: 学员满意度调查
 *   issued: 200                 # 发放份数; may follow later
 *   groups: [学员, 派员单位]    # left out: all are one group
 *   questions:
 *   - text: 您对本次培训总体是否满意？
 *     kind: 单选                # or 多选; left out: 单选
 *     options: [很满意, 满意, 一般, 不满意]
 *     overall: true             # its answers give the satisfaction
 *     satisfied: 2              # 很满意 and 满意 count as satisfied
 */
#ifndef JIXIAO_CLIENT_SURVEY_FILE_H
#define JIXIAO_CLIENT_SURVEY_FILE_H

#include "client/scheme_file.h"
#include "jixiao/survey.pb-c.h"

/* Reads ${text}, a file called ${name}; everything in ${arena}. Every fault at once, in the file's order. ${file}: where things
 * stand, for scheme_file_locate. STATUS_INVALID_ARGUMENT, MSG_SURVEY_FILE_FAULTS. */
enum status_code survey_file_read(struct arena *arena, const char *name, struct slice text, struct scheme_file *file,
				  Jixiao__SurveyPutRequest **request, struct status *status);

/* A file to adapt. */
extern const char survey_file_example[];

#endif
