#include "server/rpc/sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/rpc/frame.h"
#include "common/rpc/pb.h"
#include "server/log.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/pump.h"
#include "server/service/checkpoint.h"
#include "server/service/user_judge.h"

/* Milliseconds without a call after which a session gives way to a new one of a person who has too many. */
enum { QUIET = 1000 };

struct sessions {
	struct server *server;
	struct pump *pump, *slow; /* of streams and of slow reads */
	pthread_mutex_t lock;	  /* of the list, and of counting a person's sessions */
	struct session *first;
};

static unsigned count_of(const struct sessions *all, const char *person)
{
	unsigned n = 0;

	for (const struct session *session = all->first; session != NULL; session = session->next)
		n += strcmp(session->person, person) == 0;
	return n;
}

/* The person's session that was quiet longest: as a rule one whose peer left and that the link has not noticed yet; a client
 * that is alive connects anew at its next call. NULL: all are in use. With the lock; referenced. */
static struct session *find_quiet(const struct sessions *all, const char *person)
{
	struct session *quiet = NULL;

	for (struct session *session = all->first; session != NULL; session = session->next)
		if (strcmp(session->person, person) == 0 && session_is_quiet(session, QUIET) &&
		    (quiet == NULL || atomic_load(&session->heard) < atomic_load(&quiet->heard)))
			quiet = session;
	if (quiet != NULL)
		session_ref(quiet);
	return quiet;
}

/* With the lock. */
static void put_first(struct sessions *all, struct session *session)
{
	session->previous = NULL;
	session->next = all->first;
	if (session->next != NULL)
		session->next->previous = session;
	all->first = session;
}

/* With the lock; a session that is not listed stays so. */
static void take_out(struct sessions *all, struct session *session)
{
	if (session->previous != NULL)
		session->previous->next = session->next;
	else if (all->first == session)
		all->first = session->next;
	if (session->next != NULL)
		session->next->previous = session->previous;
	session->next = session->previous = NULL;
}

/* Lists a session, in place of a quiet one if its person has too many; false if there is none. */
static bool list_session(struct session *session)
{
	struct sessions *all = session->all;
	struct session *quiet = NULL;
	bool room;

	pthread_mutex_lock(&all->lock);
	room = session->person[0] == '\0' || count_of(all, session->person) < all->server->settings.links_per_person;
	if (!room)
		quiet = find_quiet(all, session->person);
	if (quiet != NULL)
		take_out(all, quiet);
	if (room || quiet != NULL)
		put_first(all, session);
	pthread_mutex_unlock(&all->lock);
	if (quiet == NULL)
		return room;
	link_close(quiet->link, "quiet, and its person came again");
	session_unref(quiet);
	return true;
}

static void unlist_session(struct session *session)
{
	struct sessions *all = session->all;

	pthread_mutex_lock(&all->lock);
	take_out(all, session);
	pthread_mutex_unlock(&all->lock);
}

/* The newest checkpoint, or none if it cannot be had: a Hello goes out all the same. */
static Jixiao__Checkpoint *newest_checkpoint(struct server *server, struct arena *arena)
{
	Jixiao__Checkpoint *checkpoint = NULL;
	struct status status = STATUS_INIT;
	struct store_txn *txn;

	if (store_read_begin(server->store, &txn, &status) == STATUS_OK) {
		checkpoint_newest(server, txn, arena, false, &checkpoint, &status);
		store_read_end(txn);
	}
	status_clear(&status);
	return checkpoint;
}

/* ${refusal} NULL: the session is served. */
static void send_hello(struct session *session, const struct status *refusal)
{
	Jixiao__Frame hello_frame = JIXIAO__FRAME__INIT;
	Jixiao__Hello hello = JIXIAO__HELLO__INIT;
	struct arena arena = ARENA_INIT;
	struct server *server = session->server;

	hello.protocol = FRAME_PROTOCOL;
	hello.program = (char *)"jixiaod " JIXIAO_VERSION;
	hello.suite = (char *)server->suite;
	hello.installation = (char *)server->installation;
	hello.time = clock_real_ms();
	if (refusal != NULL)
		hello.refusal = pb_status(&arena, refusal);
	else if (session->person[0] != '\0')
		hello.checkpoint = newest_checkpoint(server, &arena);
	hello_frame.kind_case = JIXIAO__FRAME__KIND_HELLO;
	hello_frame.hello = &hello;
	link_send(session->link, &hello_frame);
	arena_clear(&arena);
}

static void refuse_surplus(struct session *session)
{
	struct status refusal = STATUS_INIT;
	char limit[16];

	snprintf(limit, sizeof(limit), "%u", session->server->settings.links_per_person);
	STATUS_FAIL(&refusal, STATUS_RESOURCE_EXHAUSTED, MSG_TOO_MANY_LINKS, limit);
	send_hello(session, &refusal);
	link_finish(session->link, "too many connections of one person");
	status_clear(&refusal);
}

static void open_session(struct sessions *all, struct link *link, const char *person)
{
	struct session *session = session_new(all, all->server, all->pump, all->slow, link, person);

	link_set_context(link, session);
	if (!list_session(session))
		refuse_surplus(session);
	else if (link_peer(link) != NULL && user_judge(all->server, link_peer(link)) != TLS_ACCEPTED)
		link_close(link, "revoked"); /* between the handshake's question and the registration */
	else
		send_hello(session, NULL);
}

static void opened(void *context, struct link *link)
{
	open_session(context, link, link_peer(link)->person);
}

static void opened_enroll(void *context, struct link *link)
{
	open_session(context, link, "");
}

static void cancel(struct session *session, uint64_t id)
{
	session_cancel(session, id);
	pump_wake(session->pump, session);
}

static void receive(void *context, struct link *link, const Jixiao__Frame *frame)
{
	struct session *session = context;

	atomic_store(&session->heard, clock_monotonic_ms());
	if (!session->greeted) {
		session->greeted = frame->kind_case == JIXIAO__FRAME__KIND_HELLO && frame->hello->protocol == FRAME_PROTOCOL;
		if (!session->greeted)
			link_close(link, "no Hello of protocol 1");
		return;
	}
	switch (frame->kind_case) {
	case JIXIAO__FRAME__KIND_REQUEST:
		if (frame->request->call == 0)
			link_close(link, "call id 0");
		else
			dispatch(session, frame->request);
		break;
	case JIXIAO__FRAME__KIND_CANCEL: cancel(session, frame->cancel->call); break;
	default: link_close(link, "a frame that only a server sends"); break;
	}
}

static void drained(void *context, struct link *link)
{
	struct session *session = context;

	(void)link;
	pump_wake(session->pump, session);
}

static void closed(void *context, struct link *link, const char *reason)
{
	struct session *session = context;

	log_line("%s %s closed: %s", link_address(link), session->person, reason);
	unlist_session(session);
	session_end(session);
	pump_wake(session->pump, session);
	session_unref(session);
}

/* Nobody got in: the handshake failed, or the certificate was refused. */
static void refused(void *context, const char *address, const char *reason)
{
	(void)context;
	log_line("%s refused: %s", address, reason);
}

const struct link_events session_events = { opened, receive, drained, closed, refused };
const struct link_events session_enroll_events = { opened_enroll, receive, drained, closed, refused };

struct sessions *sessions_new(struct server *server)
{
	struct sessions *all = calloc(1, sizeof(*all));

	if (all == NULL)
		abort();
	all->server = server;
	all->pump = pump_new();
	all->slow = pump_new();
	pthread_mutex_init(&all->lock, NULL);
	return all;
}

void sessions_free(struct sessions *all)
{
	pump_free(all->slow);
	pump_free(all->pump);
	pthread_mutex_destroy(&all->lock);
	free(all);
}

void sessions_cut(struct sessions *all, const char *person)
{
	struct arena arena = ARENA_INIT;
	struct session **found;
	size_t n = 0;

	pthread_mutex_lock(&all->lock);
	found = arena_alloc(&arena, (count_of(all, person) + 1) * sizeof(*found));
	for (struct session *session = all->first; session != NULL; session = session->next)
		if (strcmp(session->person, person) == 0) {
			session_ref(session);
			found[n++] = session;
		}
	pthread_mutex_unlock(&all->lock);
	for (size_t i = 0; i < n; i++) {
		link_close(found[i]->link, "revoked");
		session_unref(found[i]);
	}
	arena_clear(&arena);
}

void sessions_log_grew(struct sessions *all, uint64_t size)
{
	pump_log_grew(all->pump, size);
}
