/* self_form_file: the files of self-evaluation forms, as commands write and read them. */
#ifndef JIXIAO_CLIENT_SELF_FORM_FILE_H
#define JIXIAO_CLIENT_SELF_FORM_FILE_H

#include "client/command.h"
#include "client/self_form.h"

/* The name of a file that a form may be in: .xlsx. */
bool self_form_is_file(const char *path);

/* self_form_read of the file at ${path}. ${notes}: initialised, cleared by the caller. */
enum status_code self_form_file_read(struct context *context, const char *path, bool whole, struct filled_form *form,
				     struct status *notes);

/* What was taken as said, each with its cell; nothing if there is nothing, or with -o json. */
void self_form_notes_print(struct context *context, const struct filled_form *form);

/* jixiao template form. */
command_handler self_form_make;
extern const struct option_row self_form_options[];

#endif
