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

#endif
