#include "server/backup.h"

#include <unistd.h>

#include "common/crypto/file.h"
#include "server/beside.h"
#include "server/installation.h"
#include "server/settings.h"
#include "server/store/store.h"

static enum status_code copy_store(struct arena *arena, const char *directory, const char *to, struct status *status)
{
	const char *target = installation_path(arena, to, "store");
	struct server_settings settings = server_settings_default;
	struct engine *engine;

	if (server_settings_read(arena, installation_path(arena, directory, "jixiaod.conf"), &settings, status) != STATUS_OK ||
	    folder_make(target, status) != STATUS_OK ||
	    engine_lmdb_open(installation_path(arena, directory, "store"), settings.map_size, &engine, status) != STATUS_OK)
		return status->code;
	engine->ops->copy(engine, target, status);
	engine->ops->close(engine);
	return status->code;
}

enum status_code backup_make(struct arena *arena, const char *directory, const char *to, struct status *status)
{
	static const struct {
		const char *name;
		mode_t mode;
	} files[] = {
		{ "ca.pem", FILE_PUBLIC },	 { "ca.key", FILE_PRIVATE },  { "server.pem", FILE_PUBLIC },
		{ "server.key", FILE_PRIVATE },	 { "log.key", FILE_PRIVATE }, { "log.pem", FILE_PUBLIC },
		{ "jixiaod.conf", FILE_PUBLIC },
	};
	char *beside;

	if (access(installation_path(arena, directory, "jixiaod.conf"), F_OK) != 0)
		return STATUS_FAIL(status, STATUS_NOT_FOUND, MSG_NO_INSTALLATION, directory);
	if (beside_make(arena, to, &beside, status) != STATUS_OK)
		return status->code;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && status->code == STATUS_OK; i++) {
		struct slice bytes;

		if (file_load(arena, installation_path(arena, directory, files[i].name), INSTALLATION_FILE_LIMIT, &bytes,
			      status) == STATUS_OK)
			file_save(installation_path(arena, beside, files[i].name), bytes, files[i].mode, status);
	}
	if (status->code == STATUS_OK)
		copy_store(arena, directory, beside, status);
	return beside_put(arena, beside, to, status);
}
