/* settings: what DIR/jixiaod.conf may say, and the defaults. */
#ifndef JIXIAO_SERVER_SETTINGS_H
#define JIXIAO_SERVER_SETTINGS_H

#include "common/base/arena.h"
#include "common/base/status.h"

struct server_settings;
extern const struct server_settings server_settings_default;

/* Reads `name = value` lines into ${settings}, which starts as the defaults. Every fault is a violation "jixiaod.conf:LINE". */
enum status_code server_settings_read(struct arena *arena, const char *path, struct server_settings *settings,
				      struct status *status);

/* The file's text: every setting with its meaning, those that are as by default commented out. */
char *server_settings_write(struct arena *arena, const struct server_settings *settings);

/* "tls+tcp://HOST:PORT" from "HOST:PORT"; NULL if it is no address to listen on. */
char *listen_url(struct arena *arena, const char *address);

#endif
