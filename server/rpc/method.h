/* method: the method table, one row a method. The dispatcher, whoami, docs/permissions.md and the permission test read it;
 * nothing repeats it. What is true of every method (deadline, checks of text, permission, stage, idempotency, event, metrics,
 * logging) is done once around the handler by the dispatcher; a handler holds its own rule and nothing else. */
#ifndef JIXIAO_SERVER_METHOD_H
#define JIXIAO_SERVER_METHOD_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/status.h"
#include "common/domain/permission.h"
#include "server/server.h"
#include "server/store/store.h"

enum method_kind {
	METHOD_READ,	       /* a read transaction, on the connection's thread */
	METHOD_SLOW_READ,      /* the same, but it may take long: one after another, on a thread apart */
	METHOD_WRITE,	       /* in the writer; one event; idempotent by request id */
	METHOD_CHUNK,	       /* in the writer; durable, idempotent by its own content, no event */
	METHOD_STREAM,	       /* several replies, each from a read transaction of its own */
	METHOD_AUDITED_STREAM, /* the audited read: one event, durable before the first reply leaves; asked again, it is done
				  again */
	METHOD_SELF, /* a write of the enrolment listener: no certificate; idempotent by request id, if there is one */
};

struct method;

/* One call. Everything a handler allocates comes from the arena. */
struct call {
	struct server *server;
	const struct method *method;
	struct arena *arena;
	struct store_txn *txn;
	const ProtobufCMessage *request; /* checked: valid UTF-8, NFC, no control characters but \n and \t */
	ProtobufCMessage *reply;	 /* of the method's output type, initialised; the handler fills it */
	struct status *status;
	const char *person;	     /* login name of the caller */
	const struct tls_peer *peer; /* the certificate that the caller shows; NULL: none is asked for */
	unsigned who;		     /* enum who, all bits */
	const char *evaluation;	     /* that the request names; "" if none */
	Jixiao__Evaluation *shell;   /* its record; NULL if none. A handler that changes it puts it. */
	int64_t time;		     /* Unix ms: the event's time in a write */
	void *prepared;		     /* what `prepare` left, in the arena */
	/* streams */
	uint64_t position; /* 0 at the first reply; the handler moves it on */
	bool last;	   /* the handler sets it with the last reply */
	bool wait;	   /* nothing to send now: call again when the log has grown; the reply is dropped */
};

typedef enum status_code method_handler(struct call *call);

struct method {
	const char *name; /* "Entry.Put" */
	enum method_kind kind;
	struct permission permission;
	method_handler *handler;
	/* Naming fields (`id`, `indicator`, …) that the request may leave empty, parted by a space; NULL: none. */
	const char *unnamed;
	/* The request may leave its evaluation empty: then only server roles count and no stage is asked. */
	bool evaluation_optional;
	/* Costly checks that need no writer (signatures, certificates, digests), in a read transaction before the write is
	 * queued; NULL if none. */
	method_handler *prepare;
	/* Changes outside the store once the write is durable (revoked connections); sees the request, no longer the reply.
	 * NULL if none. */
	void (*after)(struct server *server, const struct call *call);
	/* Filled at start from the descriptors. */
	const ProtobufCMessageDescriptor *input, *output;
	const ProtobufCFieldDescriptor *evaluation_field; /* NULL: concerns no evaluation, or makes one */
	const ProtobufCFieldDescriptor *required[2];	  /* naming fields that must be given; NULL: no more */
};

/* The table, by name; rows stand in method_table.c. */
size_t method_count(void);
const struct method *method_at(size_t i);
const struct method *method_find(const char *name);

/* Sorts the rows and resolves their descriptors; aborts if a row has no rpc in proto/ or an rpc no row. Once, before threads.
 */
void method_table_init(void);

#endif
