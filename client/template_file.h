/* template_file: a template as one readable YAML file, in and out: a scheme file (scheme_file.h) without what a project gives
 * (facts, budget, schedule, team), and with
 *
 *   name: department
 *   version: 1            # left out: the one after the newest
 *   title: 项目支出部门评价
 *   kinds: [部门评价, 财政评价]
 *   usual:                # what level-1 indicators usually weigh together
 *   - {codes: [C, D], least: 60, basis: 财预〔2020〕10号第十四条}
 *
 * Shipped templates: docs/templates. */
#ifndef JIXIAO_CLIENT_TEMPLATE_FILE_H
#define JIXIAO_CLIENT_TEMPLATE_FILE_H

#include "client/scheme_file.h"
#include "jixiao/template.pb-c.h"

/* Reads ${text}, a file called ${name}, and checks all that can be said of it without the server; everything in ${arena}. Every
 * fault at once, in the file's order. STATUS_INVALID_ARGUMENT, MSG_SCHEME_FILE_FAULTS. ${file}: where things stand, for
 * scheme_file_locate. */
enum status_code template_file_read(struct arena *arena, const char *name, struct slice text, struct scheme_file *file,
				    Jixiao__Template **template, struct status *status);

/* The file of ${template}; reading it gives the same again. */
struct slice template_file_write(struct arena *arena, const Jixiao__Template *template);

/* A scheme file to adapt: what the project gives stands in it as commented blanks. */
struct slice template_scheme_file_write(struct arena *arena, const Jixiao__Template *template);

#endif
