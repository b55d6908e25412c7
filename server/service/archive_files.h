/* archive_files: how each file of an archive is made: one line a file, or a folder of them. */
#ifndef JIXIAO_SERVICE_ARCHIVE_FILES_H
#define JIXIAO_SERVICE_ARCHIVE_FILES_H

#include "server/service/archive_package.h"

/* A package in the making. */
struct packer {
	struct call *call;
	const struct dossier *dossier;
	struct package *package;
	size_t capacity;
};

/* Adds every file, or only those of the generator that ${path} belongs to (not NULL), in no order. */
enum status_code package_files_make(struct packer *packer, const char *path);

#endif
