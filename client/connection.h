/* connection: the client's end: one person's profile, one server, calls that wait for their answer. */
#ifndef JIXIAO_CLIENT_CONNECTION_H
#define JIXIAO_CLIENT_CONNECTION_H

#include <protobuf-c/protobuf-c.h>

#include "common/base/arena.h"
#include "common/base/status.h"
#include "common/rpc/tls_engine.h"
#include "jixiao/rpc.pb-c.h"

struct connection;

struct connection_settings {
	const char *url;
	struct tls_settings tls;
	uint32_t deadline; /* ms for each call; 0: 30 s */
	const char *task;  /* what the user does, in words, for sentences; NULL: the method's name */
	uint32_t retries;  /* how often a write whose connection broke is repeated with the same request id; 0: 3 */
};

/* Opens, says Hello and waits for the server's. STATUS_UNAVAILABLE (nobody there) or STATUS_UNAUTHENTICATED (refused, with the
 * reason of the server's alert: MSG_PEER_REVOKED, …) within a second of the refusal; STATUS_RESOURCE_EXHAUSTED
 * (MSG_TOO_MANY_LINKS) after two seconds in which other connections of the person did not end. */
enum status_code connection_open(const struct connection_settings *settings, struct connection **connection,
				 struct status *status);
void connection_close(struct connection *connection);

/* The server's Hello; lives as long as the connection. */
const Jixiao__Hello *connection_hello(const struct connection *connection);

/* Calls ${method} ("Entry.Put") and waits. The descriptors say the types. A write gets a new UUIDv7, or ${request_id} (16
 * bytes) if that is not NULL, and is repeated with it when the connection breaks. *${reply} in ${arena}. The server's status is
 * copied to
 * ${status}. A request over the frame limit is refused here, before anything is sent: STATUS_INVALID_ARGUMENT,
 * MSG_REQUEST_TOO_LARGE. */
enum status_code connection_call(struct connection *connection, struct arena *arena, const char *method, bool write,
				 const uint8_t *request_id, const ProtobufCMessage *request,
				 const ProtobufCMessageDescriptor *output, ProtobufCMessage **reply, struct status *status);

/* A server stream: ${visit} is called with each reply (which lives until it returns); false cancels the rest. */
typedef bool connection_visit(void *context, const ProtobufCMessage *reply);
enum status_code connection_stream(struct connection *connection, const char *method, const ProtobufCMessage *request,
				   const ProtobufCMessageDescriptor *output, connection_visit *visit, void *context,
				   struct status *status);

/* A new UUIDv7. */
void request_id_make(uint8_t id[16]);

#endif
