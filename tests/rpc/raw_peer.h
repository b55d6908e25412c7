/* raw_peer: a client made of a socket and OpenSSL alone, which can break every rule that link_dial keeps. */
#ifndef JIXIAO_TESTS_RPC_RAW_PEER_H
#define JIXIAO_TESTS_RPC_RAW_PEER_H

#include <openssl/ssl.h>

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "installation.h"

struct raw_peer {
	int fd;
	SSL *ssl; /* NULL: bytes go out plain */
};

/* The port at the end of a URL. */
uint16_t url_port(const char *url);

/* A context of a client that shows ${person}'s certificate (NULL: none) and trusts any server; ${version}: TLS1_3_VERSION, … */
SSL_CTX *raw_context(const struct identity *person, int version);

/* A connected socket; reads end after ${seconds}. */
int raw_socket(uint16_t port, int seconds);

/* A socket that listens on a free port of 127.0.0.1, which ${address} says. */
int raw_listener(struct sockaddr_in *address);

/* Connects and does the client's side of the handshake, which in TLS 1.3 says nothing of the server's. false: it failed. */
bool raw_open(struct raw_peer *peer, SSL_CTX *ctx, uint16_t port, int seconds);
/* Leaves without a word, or with close_notify first. */
void raw_leave(struct raw_peer *peer);
void raw_close_notify(struct raw_peer *peer);

bool raw_write(struct raw_peer *peer, const void *data, size_t size);
/* Bytes read; 0: the peer closed or was silent too long. */
size_t raw_read(struct raw_peer *peer, void *data, size_t size);

/* Frames; the payload of requests is ${size} bytes. */
bool raw_hello(struct raw_peer *peer);
bool raw_request(struct raw_peer *peer, uint64_t call, const char *method, size_t size);
/* Bytes of a frame with its length, in ${frame}; returns how many. */
size_t raw_request_bytes(uint8_t *frame, size_t capacity, uint64_t call, const char *method, size_t size);

/* Reads until the server has closed; false if it has not within the socket's time. */
bool raw_is_closed_by_server(struct raw_peer *peer);

/* Says Hello and gets an answer to one request: the server serves. */
bool raw_is_served(SSL_CTX *ctx, uint16_t port);

#endif
