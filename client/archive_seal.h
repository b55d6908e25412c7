/* archive_seal: the seal and its proofs as files beside an archive's manifest, for jixiao, sha256sum and openssl. */
#ifndef JIXIAO_CLIENT_ARCHIVE_SEAL_H
#define JIXIAO_CLIENT_ARCHIVE_SEAL_H

#include "client/command.h"
#include "jixiao/archive.pb-c.h"

/* Writes ${folder}/seal/…. */
enum status_code archive_seal_write(struct context *context, const char *folder, const Jixiao__ArchiveSeal *seal);

#endif
