/* archive_export: an evaluation's archive from the server into a folder in BagIt 1.0 layout. */
#ifndef JIXIAO_CLIENT_ARCHIVE_EXPORT_H
#define JIXIAO_CLIENT_ARCHIVE_EXPORT_H

#include "client/command.h"

/* Makes ${folder}, which must not be there, fetches every file of the manifest into its data/, checks each digest, and puts the
 * seal with its proofs beside the manifest if there is one (*${sealed}). On failure what was written stays for the caller to
 * remove. */
enum status_code archive_export(struct context *context, const char *evaluation, const char *folder, bool *sealed);

#endif
