/* installation: a directory that init made, opened for a process: settings, keys, store. */
#ifndef JIXIAO_SERVER_INSTALLATION_H
#define JIXIAO_SERVER_INSTALLATION_H

#include "server/server.h"

/* Bytes that a file of the directory may have; the store is none of them. */
enum { INSTALLATION_FILE_LIMIT = 64 * 1024 };

/* Fills ${server} but its sessions. Everything it names is in ${arena}; ${directory} must live as long. Takes the directory's
 * lock: STATUS_UNAVAILABLE, MSG_DIRECTORY_IN_USE while another process has it. */
enum status_code installation_open(struct arena *arena, const char *directory, struct server *server, struct status *status);

/* Closes store and lock. */
void installation_close(struct server *server);

/* A path within the directory. */
char *installation_path(struct arena *arena, const char *directory, const char *name);

#endif
