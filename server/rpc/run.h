/* run: the server's life: store, listeners, sessions. */
#ifndef JIXIAO_SERVER_RUN_H
#define JIXIAO_SERVER_RUN_H

#include "server/server.h"

/* Opens the store of server->directory and the listeners, with the settings, names, certificates and keys that ${server} holds.
 * ${server} must live until server_stop. */
enum status_code server_start(struct server *server, struct status *status);

/* Finishes what is queued, closes connections and store. */
void server_stop(struct server *server);

/* server_start, then waits for SIGTERM or SIGINT (SIGUSR1 logs the counters of calls), then server_stop. */
enum status_code server_run(struct server *server, struct status *status);

/* The ports that the listeners got; the enrolment listener's is 0 while it is closed. */
uint16_t server_port(const struct server *server);
uint16_t server_enroll_port(const struct server *server);

/* A code was put out or used up: the enrolment listener opens or closes. Any thread; a method's `after`. */
void server_enrolment_changed(struct server *server);

#endif
