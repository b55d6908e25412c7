/* archive_package: the files of an evaluation's archive, each made from its records or one of its evidence files.
 *
 * While the evaluation is in ARCHIVING they are made anew each time, always the same for the same records; the seal keeps what
 * it covered, byte for byte, and from then on that is what the package is. */
#ifndef JIXIAO_SERVICE_ARCHIVE_PACKAGE_H
#define JIXIAO_SERVICE_ARCHIVE_PACKAGE_H

#include "common/domain/dossier.h"
#include "server/rpc/method.h"

struct package_file {
	const char *path; /* below data/ */
	uint64_t size;
	uint8_t digest[32];
	struct slice bytes; /* of a generated file; data is NULL for what is stored as a blob of this digest */
};

struct package {
	struct package_file *files; /* by path */
	size_t n_files;
	struct slice manifest; /* manifest-sha256.txt: what a seal signs */
};

/* The whole package in the call's arena. */
enum status_code package_build(struct call *call, const struct dossier *dossier, struct package **package);

/* The state that a seal signs: the manifest's bytes. */
enum status_code package_manifest(struct call *call, const struct dossier *dossier, struct slice *manifest);

/* One file by its path; STATUS_NOT_FOUND, MSG_NO_SUCH. Makes no other. */
enum status_code package_find(struct call *call, const struct dossier *dossier, const char *path, struct package_file *file);

/* Stores every generated file by its content and the manifest as the evaluation's seal record. In the sealing write. */
enum status_code package_keep(struct call *call, const struct package *package);

#endif
