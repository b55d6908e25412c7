#include "server/service/report_kept.h"

#include <string.h>

#include "common/crypto/digest.h"
#include "common/report/render.h"
#include "server/service/blob.h"
#include "server/store/store.h"

enum status_code report_keep(struct call *call, const struct dossier *dossier)
{
	const struct report *report = report_build(call->arena, dossier);
	enum status_code code = STATUS_OK;

	for (size_t i = 0; i < report_n_formats && code == STATUS_OK; i++) {
		struct slice bytes = report_formats[i].render(call->arena, report);
		uint8_t name[DIGEST_SIZE];

		digest(bytes, name);
		code = blob_keep(call, name, bytes);
	}
	return code;
}

bool report_is_kept(const struct call *call)
{
	return call->shell->report.len == DIGEST_SIZE;
}

static enum status_code unreadable(struct call *call)
{
	return STATUS_FAIL(call->status, STATUS_DATA_LOSS, MSG_RECORD_UNREADABLE);
}

/* The line "html sha256:HEX" of the signed state. */
static bool find_line(struct arena *arena, struct slice state, const char *format, uint8_t digest[DIGEST_SIZE])
{
	const char *prefix = arena_printf(arena, "%s sha256:", format);
	char *text = arena_printf(arena, "%.*s", (int)state.size, (const char *)state.data), *line;

	while ((line = strsep(&text, "\n")) != NULL)
		if (strncmp(line, prefix, strlen(prefix)) == 0)
			return digest_from_hex(line + strlen(prefix), digest);
	return false;
}

enum status_code report_kept(struct call *call, const char *format, uint8_t digest[DIGEST_SIZE], uint64_t *size)
{
	struct slice state;
	Jixiao__Blob *blob;
	enum status_code code = blob_whole(call, call->shell->report.data, &state);

	if (code == STATUS_OK && !find_line(call->arena, state, format, digest))
		code = unreadable(call);
	if (code == STATUS_OK)
		code = blob_find(call, digest, &blob);
	if (code == STATUS_OK && blob == NULL)
		code = unreadable(call);
	if (code == STATUS_OK)
		*size = blob->size;
	return code;
}
