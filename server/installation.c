#include "server/installation.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/crypto/certificate.h"
#include "common/crypto/file.h"
#include "server/settings.h"
#include "server/store/store.h"

char *installation_path(struct arena *arena, const char *directory, const char *name)
{
	return arena_printf(arena, "%s/%s", directory, name);
}

static enum status_code lock(struct arena *arena, struct server *server, struct status *status)
{
	const char *path = installation_path(arena, server->directory, "jixiaod.conf");

	server->lock = open(path, O_RDONLY | O_CLOEXEC);
	if (server->lock < 0)
		return STATUS_FAIL(status, STATUS_NOT_FOUND, MSG_NO_INSTALLATION, server->directory);
	if (flock(server->lock, LOCK_EX | LOCK_NB) != 0)
		return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_DIRECTORY_IN_USE, server->directory);
	return STATUS_OK;
}

static enum status_code read_files(struct arena *arena, struct server *server, struct status *status)
{
	const struct {
		const char *name, **text;
	} files[] = {
		{ "ca.pem", &server->ca },	{ "ca.key", &server->ca_key },	 { "server.pem", &server->certificate },
		{ "server.key", &server->key }, { "log.key", &server->log_key }, { "log.pem", &server->log_certificate },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct slice text;

		if (file_load(arena, installation_path(arena, server->directory, files[i].name), INSTALLATION_FILE_LIMIT, &text,
			      status) != STATUS_OK)
			return status->code;
		*files[i].text = (const char *)text.data;
	}
	if (certificate_from_pem(arena, server->ca, &server->ca_der, status) != STATUS_OK)
		return status->code;
	return certificate_from_pem(arena, server->log_certificate, &server->log_der, status);
}

static enum status_code meta_text(struct arena *arena, struct store_txn *txn, const char *name, const char **text,
				  struct status *status)
{
	struct slice value;
	enum status_code code = meta_get(txn, name, &value, status);

	if (code == STATUS_NOT_FOUND)
		return STATUS_FAIL(status, STATUS_DATA_LOSS, MSG_NOT_INITIALISED);
	if (code == STATUS_OK)
		*text = arena_printf(arena, "%.*s", (int)value.size, (const char *)value.data);
	return code;
}

static enum status_code read_names(struct arena *arena, struct server *server, struct status *status)
{
	struct store_txn *txn;
	enum status_code code = store_read_begin(server->store, &txn, status);

	if (code != STATUS_OK)
		return code;
	code = meta_text(arena, txn, "installation", &server->installation, status);
	if (code == STATUS_OK)
		code = meta_text(arena, txn, "suite", &server->suite, status);
	store_read_end(txn);
	return code;
}

static enum status_code open_store(struct arena *arena, struct server *server, struct status *status)
{
	const struct store_settings settings = { .request_id_days = server->settings.request_id_days };
	struct engine *engine;
	enum status_code code = engine_lmdb_open(installation_path(arena, server->directory, "store"),
						 server->settings.map_size, &engine, status);

	return code == STATUS_OK ? store_open(engine, &settings, &server->store, status) : code;
}

enum status_code installation_open(struct arena *arena, const char *directory, struct server *server, struct status *status)
{
	enum status_code code;

	*server = (struct server){ .settings = server_settings_default, .directory = directory, .lock = -1 };
	code = lock(arena, server, status);
	if (code == STATUS_OK)
		code = server_settings_read(arena, installation_path(arena, directory, "jixiaod.conf"), &server->settings,
					    status);
	if (code == STATUS_OK)
		code = read_files(arena, server, status);
	if (code == STATUS_OK)
		code = open_store(arena, server, status);
	if (code == STATUS_OK)
		code = read_names(arena, server, status);
	if (code != STATUS_OK)
		installation_close(server);
	return code;
}

void installation_close(struct server *server)
{
	if (server->store != NULL)
		store_close(server->store);
	if (server->lock >= 0)
		close(server->lock);
	server->store = NULL;
	server->lock = -1;
}
