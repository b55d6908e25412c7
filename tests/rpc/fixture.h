/* fixture: a whole server in this process: LMDB in a directory of its own, TLS with real certificates, people who call. */
#ifndef JIXIAO_TESTS_RPC_FIXTURE_H
#define JIXIAO_TESTS_RPC_FIXTURE_H

#include "client/connection.h"
#include "common/crypto/signature.h"
#include "common/domain/dossier.h"
#include "installation.h"
#include "jixiao/approval.pb-c.h"
#include "jixiao/user.pb-c.h"
#include "server/server.h"
#include "server/store/store.h"

struct fixture_person {
	const char *name; /* also the login name */
	Jixiao__ServerRole role;
	struct identity login;
	struct identity signing;
	struct connection *connection; /* opened by the first call */
};

enum { FIXTURE_PEOPLE = 9 };

/* People: "admin", "auditor"; "leader", "second" (another leader), "member", "colleague" (another member) and "implementer", in
 * the team of every evaluation that fixture_evaluation makes; "outsider", enrolled and in no team; "stranger", who has a good
 * certificate but is not in the store. */
struct fixture {
	char directory[64];
	struct installation installation;
	struct server server;
	struct fixture_person people[FIXTURE_PEOPLE];
	struct arena arena;			     /* replies, until the next fixture_clear */
	struct status status;			     /* of the last call */
	void (*after_call)(struct fixture *fixture); /* called after each call that succeeded; NULL: nobody looks */
};

/* ${change} may alter the settings before the server starts; NULL: the defaults. */
void fixture_start(struct fixture *fixture, void (*change)(struct server_settings *settings));

/* Ends the server and starts another over the same store. Connections are opened anew. */
void fixture_restart(struct fixture *fixture);
void fixture_stop(struct fixture *fixture);

/* Frees replies and clears the last status. */
void fixture_clear(struct fixture *fixture);

struct fixture_person *fixture_person(struct fixture *fixture, const char *name);

/* A further connection of a person; asserts that it opens. */
struct connection *fixture_connect(struct fixture *fixture, const char *person);
struct connection_settings fixture_connection_settings(struct fixture *fixture, const char *person);

/* Calls ${method} as ${person}. The status is in fixture->status, its code the answer; the reply in ${reply} (NULL: unwanted).
 */
enum status_code fixture_call(struct fixture *fixture, const char *person, const char *method, const void *request,
			      void *reply);

/* The same with a request id of 16 bytes. */
enum status_code fixture_call_id(struct fixture *fixture, const char *person, const char *method, const uint8_t *request_id,
				 const void *request, void *reply);

/* An evaluation with its team, in PREPARATION. */
void fixture_evaluation(struct fixture *fixture, const char *id);

/* Puts it into a stage past every gate. */
void fixture_stage(struct fixture *fixture, const char *id, enum stage stage);

/* Writes a record past every method. */
void fixture_put(struct fixture *fixture, struct record_key key, ProtobufCMessage *message);

/* ${person}'s signature over the state that Approval.State gives out. */
Jixiao__SignedStatement *fixture_sign(struct fixture *fixture, const char *person, const char *evaluation,
				      enum approval_kind kind, const char *subject);

/* Is there a violation of this path and message in the last status? */
bool fixture_violated(const struct fixture *fixture, const char *path, enum message_id message);

/* Number of events in the log. */
uint64_t fixture_log_size(struct fixture *fixture);

#endif
