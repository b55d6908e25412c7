/* entry_commands: the acts of `jixiao entry` that are more than one call: spreadsheets out and in, versions side by side. */
#ifndef JIXIAO_CLIENT_ENTRY_COMMANDS_H
#define JIXIAO_CLIENT_ENTRY_COMMANDS_H

#include "client/command.h"

/* EVALUATION --output FILE.xlsx|FILE.csv. An existing file is kept unless --force says so: it may be filled in already. */
command_handler entry_export;
extern const struct option_row entry_export_options[];

/* EVALUATION FILE: all rows are checked, then all that changed are written at once, or none. STATUS_INVALID_ARGUMENT with each
 * fault at its cell; STATUS_ABORTED if the only obstacle is that others changed entries since the export. With --partial the
 * rows without a fault are written, and the others are the failure. */
command_handler entry_import;
extern const struct option_row entry_import_options[];

/* EVALUATION CODE [REVISION [REVISION]]: what changed from the one to the other; without revisions, by the last change. */
command_handler entry_diff;

#endif
