#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/crypto/merkle.h"

enum { LEAVES = 70 };

/* Leaf i is the text "i" of one byte; the tree's structure is computed here by the RFC's definition alone. */
static void naive(uint64_t from, uint64_t to, uint8_t out[DIGEST_SIZE])
{
	uint8_t bytes[1 + 2 * DIGEST_SIZE], leaf[2] = { 0x00, (uint8_t)from };
	uint64_t k = 1;

	if (to - from == 1) {
		digest((struct slice){ leaf, sizeof(leaf) }, out);
		return;
	}
	while (k * 2 < to - from)
		k *= 2;
	bytes[0] = 0x01;
	naive(from, from + k, bytes + 1);
	naive(from + k, to, bytes + 1 + DIGEST_SIZE);
	digest((struct slice){ bytes, sizeof(bytes) }, out);
}

static bool subtree(void *context, unsigned height, uint64_t index, uint8_t out[DIGEST_SIZE])
{
	uint64_t from = index << height, to = (index + 1) << height;

	/* Only full subtrees may be asked for. */
	if (to > *(uint64_t *)context)
		return false;
	naive(from, to, out);
	return true;
}

static bool nothing(void *context, unsigned height, uint64_t index, uint8_t out[DIGEST_SIZE])
{
	(void)context, (void)height, (void)index, (void)out;
	return false;
}

static void test_root_of_nothing_is_the_digest_of_nothing(void **state)
{
	uint8_t root[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	(void)state;
	assert_true(merkle_root(0, nothing, NULL, root));
	digest_hex(root, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_roots_agree_with_the_definition(void **state)
{
	uint8_t root[DIGEST_SIZE], wanted[DIGEST_SIZE];

	(void)state;
	for (uint64_t n = 1; n <= LEAVES; n++) {
		assert_true(merkle_root(n, subtree, &n, root));
		naive(0, n, wanted);
		assert_memory_equal(root, wanted, DIGEST_SIZE);
	}
	assert_false(merkle_root(3, nothing, NULL, root));
}

static void test_a_log_that_grows_leaf_by_leaf_has_the_same_subtrees_and_roots(void **state)
{
	uint8_t leaf[DIGEST_SIZE], subtrees[MERKLE_MAX_HEIGHT + 1][DIGEST_SIZE], root[DIGEST_SIZE], wanted[DIGEST_SIZE];
	struct merkle_log log = { 0 };

	(void)state;
	for (uint64_t n = 1; n <= LEAVES; n++) {
		size_t completed;

		naive(n - 1, n, leaf);
		completed = merkle_log_add(&log, leaf, subtrees);
		assert_int_equal(completed, __builtin_ctzll(n) + 1);
		for (size_t h = 0; h < completed; h++) {
			naive(n - (UINT64_C(1) << h), n, wanted);
			assert_memory_equal(subtrees[h], wanted, DIGEST_SIZE);
		}
		merkle_log_root(&log, root);
		naive(0, n, wanted);
		assert_memory_equal(root, wanted, DIGEST_SIZE);
	}
}

static void test_every_inclusion_proof_verifies_and_no_altered_one(void **state)
{
	uint8_t root[DIGEST_SIZE], leaf[DIGEST_SIZE];
	struct merkle_path path;

	(void)state;
	for (uint64_t n = 1; n <= LEAVES; n++) {
		naive(0, n, root);
		for (uint64_t i = 0; i < n; i++) {
			naive(i, i + 1, leaf);
			assert_true(merkle_inclusion(i, n, subtree, &n, &path));
			assert_true(merkle_verify_inclusion(leaf, i, n, &path, root));
			for (size_t j = 0; j < path.n; j++) {
				path.digests[j][j % DIGEST_SIZE] ^= 1;
				assert_false(merkle_verify_inclusion(leaf, i, n, &path, root));
				path.digests[j][j % DIGEST_SIZE] ^= 1;
			}
			leaf[0] ^= 1;
			assert_false(merkle_verify_inclusion(leaf, i, n, &path, root));
			leaf[0] ^= 1;
			if (n > 1)
				assert_false(merkle_verify_inclusion(leaf, (i + 1) % n, n, &path, root));
			path.n++;
			memset(path.digests[path.n - 1], 7, DIGEST_SIZE);
			assert_false(merkle_verify_inclusion(leaf, i, n, &path, root));
			path.n--;
			if (path.n > 0) {
				path.n--;
				assert_false(merkle_verify_inclusion(leaf, i, n, &path, root));
			}
		}
		assert_false(merkle_inclusion(n, n, subtree, &n, &path));
		assert_false(merkle_verify_inclusion(leaf, n, n, &path, root));
	}
}

static void test_every_consistency_proof_verifies_and_no_altered_one(void **state)
{
	uint8_t first[DIGEST_SIZE], second[DIGEST_SIZE];
	struct merkle_path path;

	(void)state;
	for (uint64_t n = 1; n <= LEAVES; n++) {
		naive(0, n, second);
		for (uint64_t m = 1; m <= n; m++) {
			naive(0, m, first);
			assert_true(merkle_consistency(m, n, subtree, &n, &path));
			assert_true(merkle_verify_consistency(m, first, n, second, &path));
			for (size_t j = 0; j < path.n; j++) {
				path.digests[j][j % DIGEST_SIZE] ^= 0x80;
				assert_false(merkle_verify_consistency(m, first, n, second, &path));
				path.digests[j][j % DIGEST_SIZE] ^= 0x80;
			}
			first[5] ^= 1;
			assert_false(merkle_verify_consistency(m, first, n, second, &path));
			first[5] ^= 1;
			second[5] ^= 1;
			assert_false(merkle_verify_consistency(m, first, n, second, &path));
			second[5] ^= 1;
			if (path.n > 0) {
				path.n--;
				assert_false(merkle_verify_consistency(m, first, n, second, &path));
			}
		}
	}
}

static void test_a_log_that_shrank_is_never_consistent(void **state)
{
	uint8_t root[DIGEST_SIZE];
	struct merkle_path path = { 0 };
	uint64_t n = 5;

	(void)state;
	naive(0, 5, root);
	assert_false(merkle_consistency(6, n, subtree, &n, &path));
	path.n = 0;
	assert_false(merkle_verify_consistency(6, root, 5, root, &path));
}

static void test_every_log_grew_from_the_empty_one(void **state)
{
	uint8_t empty[DIGEST_SIZE], root[DIGEST_SIZE];
	struct merkle_path path;
	uint64_t n = 9;

	(void)state;
	naive(0, 9, root);
	assert_true(merkle_root(0, nothing, NULL, empty));
	assert_true(merkle_consistency(0, n, subtree, &n, &path));
	assert_int_equal(path.n, 0);
	assert_true(merkle_verify_consistency(0, empty, n, root, &path));
	assert_false(merkle_verify_consistency(0, root, n, root, &path));
}

static void test_digest_in_pieces_is_the_digest_of_the_whole(void **state)
{
	struct digest_context *context = digest_new();
	uint8_t whole[DIGEST_SIZE], pieces[DIGEST_SIZE];

	(void)state;
	digest((struct slice){ (const uint8_t *)"abc", 3 }, whole);
	digest_update(context, (struct slice){ (const uint8_t *)"a", 1 });
	digest_update(context, (struct slice){ NULL, 0 });
	digest_update(context, (struct slice){ (const uint8_t *)"bc", 2 });
	digest_final(context, pieces);
	assert_memory_equal(whole, pieces, DIGEST_SIZE);
}

static void test_hex_reads_only_64_digits(void **state)
{
	uint8_t bytes[DIGEST_SIZE], again[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	(void)state;
	digest((struct slice){ (const uint8_t *)"abc", 3 }, bytes);
	digest_hex(bytes, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_true(digest_from_hex(hex, again));
	assert_memory_equal(bytes, again, DIGEST_SIZE);
	assert_true(digest_from_hex("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", again));
	assert_memory_equal(bytes, again, DIGEST_SIZE);
	assert_false(digest_from_hex("", again));
	hex[63] = 'g';
	assert_false(digest_from_hex(hex, again));
	hex[63] = '\0';
	assert_false(digest_from_hex(hex, again));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_root_of_nothing_is_the_digest_of_nothing),
		cmocka_unit_test(test_roots_agree_with_the_definition),
		cmocka_unit_test(test_a_log_that_grows_leaf_by_leaf_has_the_same_subtrees_and_roots),
		cmocka_unit_test(test_every_inclusion_proof_verifies_and_no_altered_one),
		cmocka_unit_test(test_every_consistency_proof_verifies_and_no_altered_one),
		cmocka_unit_test(test_a_log_that_shrank_is_never_consistent),
		cmocka_unit_test(test_every_log_grew_from_the_empty_one),
		cmocka_unit_test(test_digest_in_pieces_is_the_digest_of_the_whole),
		cmocka_unit_test(test_hex_reads_only_64_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
