/* The canonical texts that are signed: signature.h has their form. */
#include <string.h>
#include <time.h>

#include "common/crypto/digest.h"
#include "common/crypto/signature.h"

#define STATE_PREFIX "sha256:"

/* "2025-03-10T08:00:00Z". */
static const char *write_time(struct arena *arena, int64_t ms)
{
	char text[64];
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return arena_strdup(arena, text);
}

static const char *write_digest(struct arena *arena, const uint8_t bytes[DIGEST_SIZE])
{
	char hex[DIGEST_HEX_SIZE];

	digest_hex(bytes, hex);
	return arena_printf(arena, STATE_PREFIX "%s", hex);
}

/* A line "name: value", or "name:" when there is no value. */
static char *write_line(struct arena *arena, const char *before, const char *name, const char *value)
{
	return arena_printf(arena, "%s%s:%s%s\n", before, name, value[0] != '\0' ? " " : "", value);
}

struct slice statement_write(struct arena *arena, const struct statement *statement)
{
	char *text = arena_strdup(arena, "jixiao-approval/1\n");

	text = write_line(arena, text, "installation", statement->installation);
	text = write_line(arena, text, "evaluation", statement->evaluation);
	text = write_line(arena, text, "kind", statement->kind);
	text = write_line(arena, text, "subject", statement->subject);
	text = write_line(arena, text, "state", write_digest(arena, statement->state));
	text = write_line(arena, text, "signer", statement->signer);
	text = write_line(arena, text, "time", write_time(arena, statement->time));
	return (struct slice){ (const uint8_t *)text, strlen(text) };
}

/* The value of the line ${name} at *${rest}, which moves behind it; "" if the line is not there, for the comparison with what
 * statement_write gives then fails. */
static const char *read_line(struct arena *arena, const char *name, const char **rest)
{
	size_t length = strlen(name);
	const char *value, *end = strchr(*rest, '\n');
	char *copy;

	if (end == NULL || strncmp(*rest, name, length) != 0 || (*rest)[length] != ':')
		return "";
	value = *rest + length + 1;
	value += *value == ' ' ? 1 : 0;
	copy = arena_memdup(arena, value, (size_t)(end - value) + 1);
	copy[end - value] = '\0';
	*rest = end + 1;
	return copy;
}

static bool read_digest(const char *text, uint8_t bytes[DIGEST_SIZE])
{
	size_t length = strlen(STATE_PREFIX);

	return strncmp(text, STATE_PREFIX, length) == 0 && digest_from_hex(text + length, bytes);
}

static bool read_time(const char *text, int64_t *ms)
{
	struct tm tm = { 0 };
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);

	if (end == NULL || *end != '\0' || tm.tm_year < 70)
		return false;
	*ms = (int64_t)timegm(&tm) * 1000;
	return true;
}

static bool has_control(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if ((text.data[i] < 0x20 && text.data[i] != '\n') || text.data[i] == 0x7f)
			return true;
	return false;
}

enum status_code statement_read(struct arena *arena, struct slice text, struct statement *statement, struct status *status)
{
	enum { LIMIT = 4096 };
	const char *rest;
	struct slice again;
	bool good;

	if (text.size > LIMIT || has_control(text))
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_STATEMENT_MALFORMED);
	rest = arena_printf(arena, "%.*s", (int)text.size, (const char *)text.data);
	rest = strchr(rest, '\n') != NULL ? strchr(rest, '\n') + 1 : rest;
	statement->installation = read_line(arena, "installation", &rest);
	statement->evaluation = read_line(arena, "evaluation", &rest);
	statement->kind = read_line(arena, "kind", &rest);
	statement->subject = read_line(arena, "subject", &rest);
	good = read_digest(read_line(arena, "state", &rest), statement->state);
	statement->signer = read_line(arena, "signer", &rest);
	good = read_time(read_line(arena, "time", &rest), &statement->time) && good;
	/* One form only: what was read must give the same bytes again. */
	again = good ? statement_write(arena, statement) : (struct slice){ NULL, 0 };
	if (!good || again.size != text.size || memcmp(again.data, text.data, text.size) != 0)
		return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_STATEMENT_MALFORMED);
	return STATUS_OK;
}

struct slice checkpoint_text(struct arena *arena, const char *installation, uint64_t size, const uint8_t root[32], int64_t time)
{
	char *text = arena_strdup(arena, "jixiao-checkpoint/1\n");

	text = write_line(arena, text, "installation", installation);
	text = write_line(arena, text, "size", arena_printf(arena, "%llu", (unsigned long long)size));
	text = write_line(arena, text, "root", write_digest(arena, root));
	text = write_line(arena, text, "time", write_time(arena, time));
	return (struct slice){ (const uint8_t *)text, strlen(text) };
}
