/* profile: a person's identity on one server: keys, certificates and the address.
 *
 * HOME/contexts/NAME/ holds profile.json, ca.pem, login.key, login.pem, signing.key, signing.pem and checkpoint.json (see
 * witness.h). A profile appears whole and is replaced whole. */
#ifndef JIXIAO_CLIENT_PROFILE_H
#define JIXIAO_CLIENT_PROFILE_H

#include "client/command.h"

struct profile {
	const char *name;
	const char *host; /* as in the server's certificate */
	unsigned port, enroll_port;
	const char *person, *full_name; /* login name, 姓名 */
	const char *installation;
	const char *ca, *login_key, *login, *signing_key, *signing; /* PEM */
};

/* "[A-Za-z0-9][A-Za-z0-9._-]{0,63}" */
bool profile_name_is_valid(const char *name);
bool profile_exists(const struct context *context, const char *name);

/* Profile ${name} is ${person}'s at the installation whose CA (DER) has the SHA-256 ${ca}, whatever became of its keys. */
bool profile_is_of(struct context *context, const char *name, const char *person, const uint8_t ca[32]);

/* Names, sorted, NULL-terminated. */
const char **profile_names(const struct context *context);
/* What --as, JIXIAO_CONTEXT, `context use` or being the only one chooses; NULL if nothing does. */
const char *profile_chosen(const struct context *context);
/* From now on NAME is chosen when nobody says otherwise. */
enum status_code profile_use(struct context *context, const char *name);

/* Loads profile ${name}. */
enum status_code profile_load(struct context *context, const char *name, struct profile **profile);
/* Loads the chosen one; says how to get or choose one if there is none. */
enum status_code profile_current(struct context *context, struct profile **profile);

/* What profile.json says, and the profile's name: for -o json. */
char *profile_json(struct arena *arena, const struct profile *profile);

/* Keeps ${profile}: as a new one (STATUS_ALREADY_EXISTS if there is one of the name), or in place of the old. */
enum status_code profile_store(struct context *context, const struct profile *profile, bool replace);

char *profile_folder(const struct context *context, const char *name);
/* A file of the profile. */
char *profile_path(const struct context *context, const char *name, const char *file);

/* "tls+tcp://HOST:PORT" */
char *profile_url(struct arena *arena, const char *host, unsigned port);

/* Opens the context's connection as the person of its profile. */
enum status_code context_connect(struct context *context);

/* What the command does, in words, for sentences; NULL if none runs. */
const char *context_task(const struct context *context);

#endif
