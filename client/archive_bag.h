/* archive_bag: a BagIt folder or .zip as a list of files with their digests, read once from end to end. */
#ifndef JIXIAO_CLIENT_ARCHIVE_BAG_H
#define JIXIAO_CLIENT_ARCHIVE_BAG_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"

struct bag_file {
	const char *path; /* below the bag: "data/scheme.json", "seal/seal.txt" */
	uint64_t size;
	uint8_t digest[32];
	bool regular;	    /* false: a link or device, which a bag does not have */
	bool repeated;	    /* the same path again */
	struct slice bytes; /* of what a check reads; data is NULL for evidence and other large files */
};

struct bag {
	struct bag_file *files; /* by path */
	size_t n_files;
};

/* STATUS_NOT_FOUND, MSG_BAG_NOT_THERE; STATUS_INVALID_ARGUMENT, MSG_BAG_UNREADABLE if it is neither folder nor .zip or is cut
 * off. */
enum status_code bag_read(struct arena *arena, const char *path, struct bag *bag, struct status *status);

/* NULL if there is none. */
const struct bag_file *bag_find(const struct bag *bag, const char *path);

/* Packs folder ${folder} into ${zip} with one top folder, named as the zip without its ending. */
enum status_code bag_pack(struct arena *arena, const char *folder, const char *zip, struct status *status);

/* Removes a folder with all that is in it. */
void folder_remove(const char *folder);

#endif
