#include "client/profile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/system_error.h"
#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/crypto/file.h"

enum { FILE_LIMIT = 64 * 1024, MAX_PROFILES = 1024 };

static const struct {
	const char *file;
	size_t member; /* const char * of struct profile */
	mode_t mode;
} files[] = {
	{ "ca.pem", offsetof(struct profile, ca), FILE_PUBLIC },
	{ "login.key", offsetof(struct profile, login_key), FILE_PRIVATE },
	{ "login.pem", offsetof(struct profile, login), FILE_PUBLIC },
	{ "signing.key", offsetof(struct profile, signing_key), FILE_PRIVATE },
	{ "signing.pem", offsetof(struct profile, signing), FILE_PUBLIC },
};

enum { N_FILES = sizeof(files) / sizeof(files[0]) };

static const char **member(struct profile *profile, size_t i)
{
	return (const char **)((char *)profile + files[i].member);
}

/* ---- names ---- */

bool profile_name_is_valid(const char *name)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	static const char further[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	return *name != '\0' && strchr(first, *name) != NULL && name[strspn(name, further)] == '\0' && strlen(name) <= 64;
}

char *profile_folder(const struct context *context, const char *name)
{
	return arena_printf(context->arena, "%s/contexts/%s", context->home, name);
}

char *profile_path(const struct context *context, const char *name, const char *file)
{
	return arena_printf(context->arena, "%s/%s", profile_folder(context, name), file);
}

bool profile_exists(const struct context *context, const char *name)
{
	return access(profile_path(context, name, "profile.json"), F_OK) == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **profile_names(const struct context *context)
{
	const char **names = arena_alloc(context->arena, (MAX_PROFILES + 1) * sizeof(*names));
	DIR *folder = opendir(arena_printf(context->arena, "%s/contexts", context->home));
	struct dirent *entry;
	size_t n = 0;

	if (folder == NULL)
		return names;
	while ((entry = readdir(folder)) != NULL && n < MAX_PROFILES)
		if (profile_name_is_valid(entry->d_name) && profile_exists(context, entry->d_name))
			names[n++] = arena_strdup(context->arena, entry->d_name);
	closedir(folder);
	qsort(names, n, sizeof(*names), by_name);
	return names;
}

/* What `context use` left. */
static const char *remembered(const struct context *context)
{
	struct status ignored = STATUS_INIT;
	struct slice text;
	char *name = NULL;

	if (file_load(context->arena, arena_printf(context->arena, "%s/default", context->home), 256, &text, &ignored) ==
	    STATUS_OK) {
		name = arena_strdup(context->arena, (const char *)text.data);
		name[strcspn(name, "\n")] = '\0';
	}
	status_clear(&ignored);
	return name != NULL && profile_name_is_valid(name) && profile_exists(context, name) ? name : NULL;
}

const char *profile_chosen(const struct context *context)
{
	const char **names;
	const char *name;

	if (context->profile != NULL && *context->profile != '\0')
		return context->profile;
	name = remembered(context);
	if (name != NULL)
		return name;
	names = profile_names(context);
	return names[0] != NULL && names[1] == NULL ? names[0] : NULL;
}

static enum status_code unknown(struct context *context, const char *name)
{
	return STATUS_FAIL(&context->status, STATUS_UNAUTHENTICATED, MSG_PROFILE_UNKNOWN, name);
}

enum status_code profile_use(struct context *context, const char *name)
{
	if (!profile_name_is_valid(name) || !profile_exists(context, name))
		return unknown(context, name);
	return file_save_text(arena_printf(context->arena, "%s/default", context->home),
			      arena_printf(context->arena, "%s\n", name), FILE_PUBLIC, &context->status);
}

/* ---- loading ---- */

static const char *text_of(struct arena *arena, const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? arena_strdup(arena, text) : NULL;
}

static enum status_code read_description(struct context *context, struct profile *profile)
{
	const char *path = profile_path(context, profile->name, "profile.json");
	json_int_t port, enroll_port;
	struct slice text;
	json_t *object;

	if (file_load(context->arena, path, FILE_LIMIT, &text, &context->status) != STATUS_OK)
		return context->status.code;
	object = json_loadb((const char *)text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
	profile->host = text_of(context->arena, object, "host");
	profile->person = text_of(context->arena, object, "person");
	profile->full_name = text_of(context->arena, object, "name");
	profile->installation = text_of(context->arena, object, "installation");
	port = json_integer_value(json_object_get(object, "port"));
	enroll_port = json_integer_value(json_object_get(object, "enroll_port"));
	json_decref(object);
	if (profile->host == NULL || profile->person == NULL || profile->full_name == NULL || profile->installation == NULL ||
	    port < 1 || port > 65535 || enroll_port < 1 || enroll_port > 65535)
		return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_PROFILE_DAMAGED, path);
	profile->port = (unsigned)port;
	profile->enroll_port = (unsigned)enroll_port;
	return STATUS_OK;
}

static bool has_ca(struct context *context, const char *name, const uint8_t ca[DIGEST_SIZE])
{
	uint8_t found[DIGEST_SIZE];
	struct slice pem, der;

	if (file_load(context->arena, profile_path(context, name, "ca.pem"), FILE_LIMIT, &pem, &context->status) != STATUS_OK ||
	    certificate_from_pem(context->arena, (const char *)pem.data, &der, &context->status) != STATUS_OK)
		return false;
	digest(der, found);
	return memcmp(found, ca, DIGEST_SIZE) == 0;
}

bool profile_is_of(struct context *context, const char *name, const char *person, const uint8_t ca[DIGEST_SIZE])
{
	struct profile profile = { .name = name };
	bool is = read_description(context, &profile) == STATUS_OK && strcmp(profile.person, person) == 0 &&
		  has_ca(context, name, ca);

	status_clear(&context->status); /* a profile that cannot be read is nobody's */
	return is;
}

enum status_code profile_load(struct context *context, const char *name, struct profile **out)
{
	struct profile *profile = arena_alloc(context->arena, sizeof(*profile));
	struct slice text;

	if (!profile_name_is_valid(name) || !profile_exists(context, name))
		return unknown(context, name);
	profile->name = arena_strdup(context->arena, name);
	if (read_description(context, profile) != STATUS_OK)
		return context->status.code;
	for (size_t i = 0; i < N_FILES; i++) {
		if (file_load(context->arena, profile_path(context, name, files[i].file), FILE_LIMIT, &text,
			      &context->status) != STATUS_OK)
			return context->status.code;
		*member(profile, i) = (const char *)text.data;
	}
	*out = profile;
	return STATUS_OK;
}

enum status_code profile_current(struct context *context, struct profile **profile)
{
	const char *name = profile_chosen(context), **names, *list = "";

	if (name != NULL)
		return profile_load(context, name, profile);
	names = profile_names(context);
	if (names[0] == NULL)
		return STATUS_FAIL(&context->status, STATUS_UNAUTHENTICATED, MSG_PROFILE_NONE);
	for (size_t i = 0; names[i] != NULL; i++)
		list = arena_printf(context->arena, "%s%s%s", list, i > 0 ? ", " : "", names[i]);
	return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_PROFILE_CHOOSE, list);
}

/* ---- storing ---- */

static char *describe(struct arena *arena, const struct profile *profile, bool with_name)
{
	json_t *object = json_pack("{s:s, s:i, s:i, s:s, s:s, s:s}", "host", profile->host, "port", (int)profile->port,
				   "enroll_port", (int)profile->enroll_port, "person", profile->person, "name",
				   profile->full_name, "installation", profile->installation);
	char *text, *copy;

	if (object == NULL || (with_name && json_object_set_new(object, "profile", json_string(profile->name)) != 0))
		abort();
	text = json_dumps(object, JSON_INDENT(2));
	if (text == NULL)
		abort();
	copy = arena_strdup(arena, text);
	free(text);
	json_decref(object);
	return copy;
}

char *profile_json(struct arena *arena, const struct profile *profile)
{
	return describe(arena, profile, true);
}

static void remove_folder(struct arena *arena, const char *folder)
{
	static const char *const further[] = { "profile.json", "checkpoint.json" };

	for (size_t i = 0; i < N_FILES; i++)
		unlink(arena_printf(arena, "%s/%s", folder, files[i].file));
	for (size_t i = 0; i < sizeof(further) / sizeof(further[0]); i++)
		unlink(arena_printf(arena, "%s/%s", folder, further[i]));
	rmdir(folder);
}

static enum status_code write_files(struct context *context, const struct profile *profile, const char *folder)
{
	struct profile copy = *profile;

	for (size_t i = 0; i < N_FILES; i++)
		if (file_save_text(arena_printf(context->arena, "%s/%s", folder, files[i].file), *member(&copy, i),
				   files[i].mode, &context->status) != STATUS_OK)
			return context->status.code;
	return file_save_text(arena_printf(context->arena, "%s/profile.json", folder),
			      arena_printf(context->arena, "%s\n", describe(context->arena, profile, false)), FILE_PUBLIC,
			      &context->status);
}

/* What the profile witnessed stays known when its keys change. */
static void keep_checkpoint(struct context *context, const char *name, const char *folder)
{
	struct status ignored = STATUS_INIT;
	struct slice bytes;

	if (file_load(context->arena, profile_path(context, name, "checkpoint.json"), FILE_LIMIT, &bytes, &ignored) ==
	    STATUS_OK)
		file_save(arena_printf(context->arena, "%s/checkpoint.json", folder), bytes, FILE_PUBLIC, &ignored);
	status_clear(&ignored);
}

static enum status_code unwritable(struct context *context, const char *path)
{
	return STATUS_FAIL(&context->status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, path, system_error_word(errno));
}

/* A folder that is not a profile yet: its name begins with a dot. */
static enum status_code make_fresh(struct context *context, const char *name, char **fresh)
{
	if (folder_make(arena_printf(context->arena, "%s/contexts", context->home), &context->status) != STATUS_OK)
		return context->status.code;
	*fresh = arena_printf(context->arena, "%s/contexts/.%s.XXXXXX", context->home, name);
	return mkdtemp(*fresh) != NULL ? STATUS_OK : unwritable(context, *fresh);
}

enum status_code profile_store(struct context *context, const struct profile *profile, bool replace)
{
	const char *folder = profile_folder(context, profile->name);
	unsigned how = replace ? RENAME_EXCHANGE : RENAME_NOREPLACE;
	char *fresh = NULL;

	if (make_fresh(context, profile->name, &fresh) != STATUS_OK)
		return context->status.code;
	if (write_files(context, profile, fresh) == STATUS_OK) {
		if (replace)
			keep_checkpoint(context, profile->name, fresh);
		if (renameat2(AT_FDCWD, fresh, AT_FDCWD, folder, how) == 0) {
			if (replace)
				remove_folder(context->arena, fresh); /* the old one now */
			return STATUS_OK;
		}
		if (errno == EEXIST)
			STATUS_FAIL(&context->status, STATUS_ALREADY_EXISTS, MSG_PROFILE_EXISTS, profile->name);
		else
			unwritable(context, folder);
	}
	remove_folder(context->arena, fresh);
	return context->status.code;
}

char *profile_url(struct arena *arena, const char *host, unsigned port)
{
	bool v6 = strchr(host, ':') != NULL;

	return arena_printf(arena, "tls+tcp://%s%s%s:%u", v6 ? "[" : "", host, v6 ? "]" : "", port);
}
