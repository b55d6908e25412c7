#include "common/crypto/merkle.h"

#include <string.h>

/* RFC 9162 tells leaves and inner nodes apart by a first byte, so that neither can pose as the other. */
enum { LEAF = 0x00, NODE = 0x01 };

void merkle_leaf(struct slice data, uint8_t out[DIGEST_SIZE])
{
	static const uint8_t prefix = LEAF;
	struct digest_context *context = digest_new();

	digest_update(context, (struct slice){ &prefix, 1 });
	digest_update(context, data);
	digest_final(context, out);
}

static void merkle_node(const uint8_t left[DIGEST_SIZE], const uint8_t right[DIGEST_SIZE], uint8_t out[DIGEST_SIZE])
{
	uint8_t bytes[1 + 2 * DIGEST_SIZE] = { NODE };

	memcpy(bytes + 1, left, DIGEST_SIZE);
	memcpy(bytes + 1 + DIGEST_SIZE, right, DIGEST_SIZE);
	digest((struct slice){ bytes, sizeof(bytes) }, out);
}

struct tree {
	merkle_subtree *subtree;
	void *context;
};

/* MTH(D[start : start + size]): the full subtrees that the bits of ${size} name, joined from the right. ${start} is a multiple
 * of the least power of two that is not below ${size}, so each of them stands at a whole index. */
static bool range(const struct tree *tree, uint64_t start, uint64_t size, uint8_t out[DIGEST_SIZE])
{
	bool first = true;

	for (unsigned h = 0; h < 64 && size >> h != 0; h++) {
		uint64_t block = start + (h == 63 ? 0 : size >> (h + 1) << (h + 1));
		uint8_t left[DIGEST_SIZE];

		if ((size >> h & 1) == 0)
			continue;
		if (!tree->subtree(tree->context, h, block >> h, left))
			return false;
		if (first)
			memcpy(out, left, DIGEST_SIZE);
		else
			merkle_node(left, out, out);
		first = false;
	}
	return true;
}

/* The largest power of two below ${n}; n > 1. */
static uint64_t split(uint64_t n)
{
	return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

static bool add(const struct tree *tree, uint64_t start, uint64_t size, struct merkle_path *path)
{
	return path->n < MERKLE_MAX_PATH && range(tree, start, size, path->digests[path->n++]);
}

bool merkle_root(uint64_t size, merkle_subtree *subtree, void *context, uint8_t out[DIGEST_SIZE])
{
	if (size == 0) {
		digest((struct slice){ NULL, 0 }, out);
		return true;
	}
	return range(&(struct tree){ subtree, context }, 0, size, out);
}

/* PATH(leaf, D[start : start + size]) */
static bool inclusion(const struct tree *tree, uint64_t leaf, uint64_t start, uint64_t size, struct merkle_path *path)
{
	uint64_t k;

	if (size == 1)
		return true;
	k = split(size);
	if (leaf < k)
		return inclusion(tree, leaf, start, k, path) && add(tree, start + k, size - k, path);
	return inclusion(tree, leaf - k, start + k, size - k, path) && add(tree, start, k, path);
}

bool merkle_inclusion(uint64_t leaf, uint64_t size, merkle_subtree *subtree, void *context, struct merkle_path *path)
{
	path->n = 0;
	return leaf < size && inclusion(&(struct tree){ subtree, context }, leaf, 0, size, path);
}

/* SUBPROOF(first, D[start : start + size], whole) */
static bool consistency(const struct tree *tree, uint64_t first, uint64_t start, uint64_t size, bool whole,
			struct merkle_path *path)
{
	uint64_t k;

	if (first == size)
		return whole || add(tree, start, size, path);
	k = split(size);
	if (first <= k)
		return consistency(tree, first, start, k, whole, path) && add(tree, start + k, size - k, path);
	return consistency(tree, first - k, start + k, size - k, false, path) && add(tree, start, k, path);
}

bool merkle_consistency(uint64_t first, uint64_t second, merkle_subtree *subtree, void *context, struct merkle_path *path)
{
	path->n = 0;
	if (first > second)
		return false;
	/* Everything grew from the empty log: nothing to prove. */
	return first == 0 || consistency(&(struct tree){ subtree, context }, first, 0, second, true, path);
}

size_t merkle_log_add(struct merkle_log *log, const uint8_t leaf[DIGEST_SIZE],
		      uint8_t subtrees[MERKLE_MAX_HEIGHT + 1][DIGEST_SIZE])
{
	size_t h = 0;

	memcpy(subtrees[0], leaf, DIGEST_SIZE);
	for (; (log->size >> h & 1) != 0; h++)
		merkle_node(log->frontier[h], subtrees[h], subtrees[h + 1]);
	memcpy(log->frontier[h], subtrees[h], DIGEST_SIZE);
	log->size++;
	return h + 1;
}

static bool read_frontier(void *context, unsigned height, uint64_t index, uint8_t out[DIGEST_SIZE])
{
	/* A root is made of the full subtrees at the right end alone. */
	(void)index;
	memcpy(out, ((const struct merkle_log *)context)->frontier[height], DIGEST_SIZE);
	return true;
}

void merkle_log_root(const struct merkle_log *log, uint8_t out[DIGEST_SIZE])
{
	merkle_root(log->size, read_frontier, (void *)(uintptr_t)log, out);
}

bool merkle_verify_inclusion(const uint8_t leaf[DIGEST_SIZE], uint64_t index, uint64_t size, const struct merkle_path *path,
			     const uint8_t root[DIGEST_SIZE])
{
	uint64_t f = index, s = size - 1;
	uint8_t r[DIGEST_SIZE];

	if (index >= size)
		return false;
	memcpy(r, leaf, DIGEST_SIZE);
	for (size_t i = 0; i < path->n; i++) {
		if (s == 0)
			return false;
		if ((f & 1) != 0 || f == s) {
			merkle_node(path->digests[i], r, r);
			for (; (f & 1) == 0 && f != 0; f >>= 1)
				s >>= 1;
		} else {
			merkle_node(r, path->digests[i], r);
		}
		f >>= 1;
		s >>= 1;
	}
	return s == 0 && memcmp(r, root, DIGEST_SIZE) == 0;
}

/* RFC 9162, 2.1.4.2, from step 3 on: 0 < first < second; ${next} begins at the digest that both roots are built from. */
static bool verify_growth(uint64_t first, const uint8_t first_root[DIGEST_SIZE], uint64_t second,
			  const uint8_t second_root[DIGEST_SIZE], const uint8_t start[DIGEST_SIZE],
			  const uint8_t (*next)[DIGEST_SIZE], size_t n)
{
	uint64_t f = first - 1, s = second - 1;
	uint8_t fr[DIGEST_SIZE], sr[DIGEST_SIZE];

	for (; (f & 1) != 0; f >>= 1)
		s >>= 1;
	memcpy(fr, start, DIGEST_SIZE);
	memcpy(sr, start, DIGEST_SIZE);
	for (size_t i = 0; i < n; i++) {
		if (s == 0)
			return false;
		if ((f & 1) != 0 || f == s) {
			merkle_node(next[i], fr, fr);
			merkle_node(next[i], sr, sr);
			for (; (f & 1) == 0 && f != 0; f >>= 1)
				s >>= 1;
		} else {
			merkle_node(sr, next[i], sr);
		}
		f >>= 1;
		s >>= 1;
	}
	return s == 0 && memcmp(fr, first_root, DIGEST_SIZE) == 0 && memcmp(sr, second_root, DIGEST_SIZE) == 0;
}

bool merkle_verify_consistency(uint64_t first, const uint8_t first_root[DIGEST_SIZE], uint64_t second,
			       const uint8_t second_root[DIGEST_SIZE], const struct merkle_path *path)
{
	uint8_t empty[DIGEST_SIZE];

	if (first > second)
		return false;
	if (first == second)
		return path->n == 0 && memcmp(first_root, second_root, DIGEST_SIZE) == 0;
	if (first == 0) {
		digest((struct slice){ NULL, 0 }, empty);
		return path->n == 0 && memcmp(first_root, empty, DIGEST_SIZE) == 0;
	}
	if (path->n == 0)
		return false;
	if ((first & (first - 1)) == 0)
		return verify_growth(first, first_root, second, second_root, first_root, path->digests, path->n);
	return verify_growth(first, first_root, second, second_root, path->digests[0], path->digests + 1, path->n - 1);
}
