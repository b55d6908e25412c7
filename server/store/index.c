/* What is found by something else than its key. */
#include <string.h>

#include "server/store/internal.h"

/* ---- the evaluations of a person ---- */

static struct key member_key(const char *person, const char *evaluation)
{
	struct key key = { 0 };

	key_byte(&key, INDEX_MEMBER);
	key_text(&key, person);
	key_byte(&key, 0);
	key_text(&key, evaluation);
	return key;
}

enum status_code index_member(struct store_txn *txn, const char *person, const char *evaluation, bool present,
			      struct status *status)
{
	struct key key = member_key(person, evaluation);
	enum status_code code;

	if (key.overflow)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_RECORD_ID_TOO_LONG, person);
	if (present)
		return OP(txn, put, TABLE_INDEX, key_slice(&key), ((struct slice){ NULL, 0 }), status);
	code = OP(txn, del, TABLE_INDEX, key_slice(&key), status);
	return code == STATUS_NOT_FOUND ? STATUS_OK : code;
}

struct names {
	struct arena *arena;
	size_t prefix, n, capacity, limit;
	const char **names;
};

static bool note_name(void *context, struct slice key, struct slice value)
{
	struct names *names = context;

	(void)value;
	if (names->n == names->capacity) {
		size_t capacity = names->capacity == 0 ? 16 : 2 * names->capacity;

		names->names =
			arena_grow(names->arena, names->names, names->capacity * sizeof(char *), capacity * sizeof(char *));
		names->capacity = capacity;
	}
	names->names[names->n++] =
		arena_printf(names->arena, "%.*s", (int)(key.size - names->prefix), (const char *)key.data + names->prefix);
	return names->limit == 0 || names->n < names->limit;
}

enum status_code index_evaluations_of(struct store_txn *txn, const char *person, const char *after, size_t limit,
				      const char ***evaluations, size_t *n, struct status *status)
{
	struct key prefix = member_key(person, ""), end = key_after(&prefix);
	struct key from = member_key(person, after != NULL ? after : "");
	struct names names = { .arena = &txn->arena, .prefix = prefix.size, .limit = limit };
	enum status_code code = STATUS_OK;

	if (after != NULL && *after != '\0')
		key_byte(&from, 0);
	if (!prefix.overflow && !from.overflow)
		code = OP(txn, scan, TABLE_INDEX, key_slice(&from), key_slice(&end), false, note_name, &names, status);
	*evaluations = names.names;
	*n = names.n;
	return code;
}
