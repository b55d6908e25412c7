/* echo_server: a server of links that answers each request with its own payload, and what else tests want to see or make it do.
 */
#ifndef JIXIAO_TESTS_RPC_ECHO_SERVER_H
#define JIXIAO_TESTS_RPC_ECHO_SERVER_H

#include <pthread.h>
#include <stdatomic.h>

#include "common/rpc/link.h"
#include "installation.h"

struct echo_server {
	struct link_listener *listener;
	char url[64];
	struct link_limits limits;
	atomic_int opened, closed, refused, requests;
	/* Before the request with this number (from 1) is answered, its link is cut. */
	atomic_int cut_at;
	atomic_bool cut_all;	/* before each request */
	pthread_mutex_t lock;	/* guards what follows */
	char reason[160];	/* of the last close, or of who was not let in */
	char person[64];	/* of the last link */
	uint8_t request_id[16]; /* of the last request */
};

/* Methods: "Echo" answers the payload; "Large" 64 KiB; "Never" not at all; "Stream" the payload as often as its first byte
 * says; "Refuse" a status. Limits and judge may be NULL. */
void echo_server_start(struct echo_server *server, const struct tls_settings *tls, const struct link_limits *limits);
void echo_server_stop(struct echo_server *server);

/* ${reason} is the newest. */
bool echo_server_said(struct echo_server *server, const char *reason);

/* Waits at most ${seconds} until ${value} is at least ${wanted}. */
bool wait_for(const atomic_int *value, int wanted, int seconds);

/* Open file descriptors of this process. */
int count_descriptors(void);

#endif
