/* proxy: a line to a server that is slow, or breaks. */
#ifndef JIXIAO_TESTS_RPC_PROXY_H
#define JIXIAO_TESTS_RPC_PROXY_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct proxy {
	uint16_t port;	  /* of its own */
	uint16_t target;  /* the server's */
	unsigned delay;	  /* milliseconds each way; nothing is lost, a reset arrives as an end */
	unsigned cut_at;  /* a connection whose client has sent so many bytes at once ends when the server answers; 0: none */
	atomic_int cuts;  /* connections still to be cut */
	atomic_int lines; /* connections that are open */
	int listener;
	pthread_t thread;
};

/* ${proxy} says target, delay, cut_at and cuts. */
void proxy_start(struct proxy *proxy);
/* Waits until both ends of each connection have closed. */
void proxy_stop(struct proxy *proxy);

#endif
