/* merkle: the tree of RFC 9162, section 2.1, over digests that someone else keeps. Pure arithmetic and hashing.
 *
 * A subtree of height h at index i covers leaves [i·2^h, (i+1)·2^h). */
#ifndef JIXIAO_CRYPTO_MERKLE_H
#define JIXIAO_CRYPTO_MERKLE_H

#include "common/crypto/digest.h"

enum { MERKLE_MAX_PATH = 128, MERKLE_MAX_HEIGHT = 64 };

struct merkle_path {
	size_t n;
	uint8_t digests[MERKLE_MAX_PATH][DIGEST_SIZE];
};

/* Gives the digest of a full subtree; false if it cannot. */
typedef bool merkle_subtree(void *context, unsigned height, uint64_t index, uint8_t out[DIGEST_SIZE]);

void merkle_leaf(struct slice data, uint8_t out[DIGEST_SIZE]);

/* Root over the first ${size} leaves; size 0 gives SHA-256 of nothing. */
bool merkle_root(uint64_t size, merkle_subtree *subtree, void *context, uint8_t out[DIGEST_SIZE]);
bool merkle_inclusion(uint64_t leaf, uint64_t size, merkle_subtree *subtree, void *context, struct merkle_path *path);
bool merkle_consistency(uint64_t first, uint64_t second, merkle_subtree *subtree, void *context, struct merkle_path *path);

/* A tree that grows leaf by leaf: frontier[h] is the digest of the full subtree of height h at its right end, for each bit h of
 * size that is set. Begins as zeros. */
struct merkle_log {
	uint64_t size;
	uint8_t frontier[MERKLE_MAX_HEIGHT][DIGEST_SIZE];
};

/* Adds ${leaf}; the digests of the subtrees that it completes, from its own (height 0) up, go to ${subtrees}, their number is
 * returned. */
size_t merkle_log_add(struct merkle_log *log, const uint8_t leaf[DIGEST_SIZE],
		      uint8_t subtrees[MERKLE_MAX_HEIGHT + 1][DIGEST_SIZE]);
void merkle_log_root(const struct merkle_log *log, uint8_t out[DIGEST_SIZE]);

bool merkle_verify_inclusion(const uint8_t leaf[DIGEST_SIZE], uint64_t index, uint64_t size, const struct merkle_path *path,
			     const uint8_t root[DIGEST_SIZE]);
bool merkle_verify_consistency(uint64_t first, const uint8_t first_root[DIGEST_SIZE], uint64_t second,
			       const uint8_t second_root[DIGEST_SIZE], const struct merkle_path *path);

#endif
