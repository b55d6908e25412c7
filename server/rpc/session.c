#include "server/rpc/session.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/rpc/frame.h"
#include "server/log.h"
#include "server/rpc/dispatcher.h"
#include "server/service/checkpoint.h"
#include "server/service/user_judge.h"

/* One thread moves all streams, a reply of each in turn, so that they wait for slow readers and for news without holding a
 * thread each, and never run in the writer. */
struct sessions {
	struct server *server;
	pthread_mutex_t lock; /* of the list, and of counting a person's sessions */
	struct session *first;
	pthread_mutex_t pump_lock; /* of what follows and of where a flight stands */
	pthread_cond_t pump_wake;
	struct flight *queue, **queue_end;
	struct flight *parked; /* streams that wait for room or for news, linked by queue_next */
	uint64_t log_size;
	bool stop;
	pthread_t pump;
};

void session_ref(struct session *session)
{
	atomic_fetch_add(&session->references, 1);
}

void session_unref(struct session *session)
{
	if (atomic_fetch_sub(&session->references, 1) != 1)
		return;
	link_unref(session->link);
	arena_clear(&session->arena);
	pthread_mutex_destroy(&session->lock);
	free(session);
}

bool session_add(struct session *session, struct flight *flight, struct status *status)
{
	struct flight *other;

	pthread_mutex_lock(&session->lock);
	for (other = session->flights; other != NULL && other->id != flight->id; other = other->next)
		;
	if (other != NULL)
		STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_CALL_ID_TAKEN);
	else if (session->n_flights >= session->server->settings.calls_per_link)
		STATUS_FAIL(status, STATUS_RESOURCE_EXHAUSTED, MSG_TOO_MANY_CALLS);
	if (status->code == STATUS_OK) {
		session->n_flights++;
		flight->previous = NULL;
		flight->next = session->flights;
		if (flight->next != NULL)
			flight->next->previous = flight;
		session->flights = flight;
		if (session->closed)
			atomic_store(&flight->cancelled, true);
	}
	pthread_mutex_unlock(&session->lock);
	return status->code == STATUS_OK;
}

void session_remove(struct session *session, struct flight *flight)
{
	pthread_mutex_lock(&session->lock);
	session->n_flights--;
	if (flight->previous != NULL)
		flight->previous->next = flight->next;
	else
		session->flights = flight->next;
	if (flight->next != NULL)
		flight->next->previous = flight->previous;
	pthread_mutex_unlock(&session->lock);
}

/* ---- the pump ---- */

static void enqueue(struct sessions *all, struct flight *flight)
{
	flight->queue_next = NULL;
	*all->queue_end = flight;
	all->queue_end = &flight->queue_next;
	pthread_cond_signal(&all->pump_wake);
}

void session_pump(struct flight *flight)
{
	struct sessions *all = flight->session->all;

	pthread_mutex_lock(&all->pump_lock);
	enqueue(all, flight);
	pthread_mutex_unlock(&all->pump_lock);
}

/* Puts the parked streams of ${session} (NULL: all) back into the queue. Under the pump's lock. */
static void wake_parked(struct sessions *all, const struct session *session)
{
	struct flight **link = &all->parked, *flight;

	while ((flight = *link) != NULL) {
		if (session != NULL && flight->session != session) {
			link = &flight->queue_next;
			continue;
		}
		*link = flight->queue_next;
		enqueue(all, flight);
	}
}

/* The peer read, or left, or gave up a call. */
static void wake_streams(struct session *session)
{
	pthread_mutex_lock(&session->all->pump_lock);
	wake_parked(session->all, session);
	pthread_mutex_unlock(&session->all->pump_lock);
}

/* What becomes of a stream after a step; whatever woke it in between must not be missed. Under the pump's lock. */
static void settle(struct sessions *all, struct flight *flight, enum stream_step step)
{
	if (step == STREAM_MORE || atomic_load(&flight->cancelled) || (step == STREAM_WAIT && all->log_size > flight->seen) ||
	    (step == STREAM_FULL && link_has_room(flight->session->link)))
		enqueue(all, flight);
	else {
		flight->queue_next = all->parked;
		all->parked = flight;
	}
}

static void *pump(void *context)
{
	struct sessions *all = context;

	pthread_mutex_lock(&all->pump_lock);
	for (;;) {
		struct flight *flight = all->queue;
		enum stream_step step;

		if (flight == NULL) {
			if (all->stop)
				break;
			pthread_cond_wait(&all->pump_wake, &all->pump_lock);
			continue;
		}
		all->queue = flight->queue_next;
		if (all->queue == NULL)
			all->queue_end = &all->queue;
		pthread_mutex_unlock(&all->pump_lock);
		step = dispatch_stream_step(flight);
		pthread_mutex_lock(&all->pump_lock);
		if (step != STREAM_DONE)
			settle(all, flight, step);
	}
	pthread_mutex_unlock(&all->pump_lock);
	return NULL;
}

void sessions_log_grew(struct sessions *all, uint64_t size)
{
	pthread_mutex_lock(&all->pump_lock);
	all->log_size = size;
	wake_parked(all, NULL);
	pthread_mutex_unlock(&all->pump_lock);
}

/* ---- connections ---- */

static unsigned count_of(const struct sessions *all, const char *person)
{
	unsigned n = 0;

	for (const struct session *session = all->first; session != NULL; session = session->next)
		n += strcmp(session->person, person) == 0;
	return n;
}

/* Lists a session; false if its person has too many. */
static bool list_session(struct session *session)
{
	struct sessions *all = session->all;
	bool room;

	pthread_mutex_lock(&all->lock);
	room = session->person[0] == '\0' || count_of(all, session->person) < all->server->settings.links_per_person;
	if (room) {
		session->previous = NULL;
		session->next = all->first;
		if (session->next != NULL)
			session->next->previous = session;
		all->first = session;
	}
	pthread_mutex_unlock(&all->lock);
	return room;
}

static void unlist_session(struct session *session)
{
	struct sessions *all = session->all;

	pthread_mutex_lock(&all->lock);
	if (session->previous != NULL)
		session->previous->next = session->next;
	else if (all->first == session)
		all->first = session->next;
	if (session->next != NULL)
		session->next->previous = session->previous;
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

static void send_hello(struct session *session)
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
	if (session->person[0] != '\0')
		hello.checkpoint = newest_checkpoint(server, &arena);
	hello_frame.kind_case = JIXIAO__FRAME__KIND_HELLO;
	hello_frame.hello = &hello;
	link_send(session->link, &hello_frame);
	arena_clear(&arena);
}

static void open_session(struct sessions *all, struct link *link, const char *person)
{
	struct session *session = calloc(1, sizeof(*session));

	if (session == NULL)
		abort();
	session->all = all;
	session->server = all->server;
	session->link = link_ref(link);
	atomic_init(&session->references, 1);
	pthread_mutex_init(&session->lock, NULL);
	strncpy(session->person, person, sizeof(session->person) - 1);
	link_set_context(link, session);
	if (!list_session(session))
		link_close(link, "too many connections of one person");
	else if (link_peer(link) != NULL && user_judge(all->server, link_peer(link)) != TLS_ACCEPTED)
		link_close(link, "revoked"); /* between the handshake's question and the registration */
	else
		send_hello(session);
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
	pthread_mutex_lock(&session->lock);
	for (struct flight *flight = session->flights; flight != NULL; flight = flight->next)
		if (flight->id == id)
			atomic_store(&flight->cancelled, true);
	pthread_mutex_unlock(&session->lock);
	wake_streams(session);
}

static void receive(void *context, struct link *link, const Jixiao__Frame *frame)
{
	struct session *session = context;

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
	(void)link;
	wake_streams(context);
}

static void closed(void *context, struct link *link, const char *reason)
{
	struct session *session = context;

	log_line("%s %s closed: %s", link_address(link), session->person, reason);
	unlist_session(session);
	pthread_mutex_lock(&session->lock);
	session->closed = true;
	for (struct flight *flight = session->flights; flight != NULL; flight = flight->next)
		atomic_store(&flight->cancelled, true);
	pthread_mutex_unlock(&session->lock);
	wake_streams(session);
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
	all->queue_end = &all->queue;
	pthread_mutex_init(&all->lock, NULL);
	pthread_mutex_init(&all->pump_lock, NULL);
	pthread_cond_init(&all->pump_wake, NULL);
	if (pthread_create(&all->pump, NULL, pump, all) != 0)
		abort();
	return all;
}

void sessions_free(struct sessions *all)
{
	pthread_mutex_lock(&all->pump_lock);
	all->stop = true;
	pthread_cond_signal(&all->pump_wake);
	pthread_mutex_unlock(&all->pump_lock);
	pthread_join(all->pump, NULL);
	pthread_cond_destroy(&all->pump_wake);
	pthread_mutex_destroy(&all->pump_lock);
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
