/* survey_answer: the handlers of jixiao survey form, answer and withdraw: answers become counts before they leave this
 * computer. */
#ifndef JIXIAO_CLIENT_SURVEY_ANSWER_H
#define JIXIAO_CLIENT_SURVEY_ANSWER_H

#include "client/command.h"
#include "jixiao/survey.pb-c.h"

/* The survey that the first two arguments name. */
enum status_code survey_fetch(struct context *context, const struct arguments *arguments, Jixiao__SurveyGetReply **reply);

command_handler survey_form_make;
command_handler survey_answer_add;
command_handler survey_answer_withdraw;
extern const struct option_row survey_form_options[], survey_answer_options[];

#endif
