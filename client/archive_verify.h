/* archive_verify: checks an exported archive with nothing but its own files and, if known, the CA: no server, no database. */
#ifndef JIXIAO_CLIENT_ARCHIVE_VERIFY_H
#define JIXIAO_CLIENT_ARCHIVE_VERIFY_H

#include "client/archive_bag.h"

struct verdict {
	size_t files;	  /* of the manifest, all with the right digest */
	size_t approvals; /* signatures in it, all good */
	bool sealed;
	const char *installation, *evaluation, *signer; /* of the seal */
	int64_t time;
	uint64_t sequence, size; /* the sealing event in the checkpoint's log */
	char authority[65];	 /* SHA-256 of the CA that everything was checked against, hex */
	bool trusted;		 /* the caller gave that CA */
};

/* Checks the bag: manifest against files, each approval's signature over its state, the seal over the manifest, the sealing
 * event in the checkpoint's tree, the checkpoint's signature. ${ca} (DER) is the CA to trust; with none the archive's own is
 * used, which only shows that the archive agrees with itself. ${seal}: a seal must be there. Every fault is a violation that
 * names the file: STATUS_DATA_LOSS, MSG_ARCHIVE_FAULTS. */
enum status_code archive_verify(struct arena *arena, const struct bag *bag, struct slice ca, bool seal, struct verdict *verdict,
				struct status *status);

#endif
