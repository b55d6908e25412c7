/* summary: an evaluation at a glance. */
#ifndef JIXIAO_CLIENT_SUMMARY_H
#define JIXIAO_CLIENT_SUMMARY_H

#include "client/command.h"

/* Prints total, funds, findings and early warnings; nothing, and STATUS_OK, for implementers, who see scores in the report. */
enum status_code summary_show(struct context *context, char *evaluation);

#endif
