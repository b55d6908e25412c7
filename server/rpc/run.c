#include "server/rpc/run.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "server/log.h"
#include "server/rpc/method.h"
#include "server/rpc/metrics.h"
#include "server/rpc/sessions.h"
#include "server/service/checkpoint.h"
#include "server/service/summary.h"
#include "server/service/upload.h"
#include "server/service/user_judge.h"
#include "server/service/user_record.h"
#include "server/store/store.h"

enum {
	CODE_CHECK = 5 * 1000,
	SWEEP = 3600 * 1000,
	/* After the last code was used: its answer may be lost and asked for again. */
	LINGER = 15 * 1000,
};

/* What server_start makes and server_stop ends. The keeper opens the enrolment listener while a code is out, and closes it when
 * the last one is used or has ended; every hour it removes uploads that nobody goes on with. */
struct running {
	struct link_listener *listener;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct link_listener *enroll_listener;
	bool changed, stop;
	pthread_t keeper;
};

static struct tls_settings tls_settings(struct server *server, enum tls_role role)
{
	return (struct tls_settings){ .role = role,
				      .certificate = server->certificate,
				      .key = server->key,
				      .ca = server->ca,
				      .judge = role == TLS_SERVER ? user_judge : NULL,
				      .judge_context = server };
}

static struct link_listener *open_enrolment(struct server *server)
{
	struct tls_settings tls = tls_settings(server, TLS_SERVER_ENROLL);
	struct link_limits limits = server->settings.limits;
	struct link_listener *listener = NULL;
	struct status status = STATUS_INIT;

	/* A small thing apart: nobody has shown a certificate here. */
	limits.max_frame = 16 * 1024;
	limits.max_unread = 64 * 1024;
	limits.max_links = 64;
	limits.idle = limits.handshake;
	if (link_listen(server->settings.enroll_listen, &tls, &limits, &session_enroll_events, server->sessions, &listener,
			&status) != STATUS_OK)
		log_line("cannot open the enrolment listener %s", server->settings.enroll_listen);
	else
		log_line("enrolment listener open on port %u", link_listener_port(listener));
	status_clear(&status);
	return listener;
}

static void keep_enrolment(struct server *server, bool wanted)
{
	struct running *running = server->running;
	struct link_listener *old = NULL;

	if (wanted == (running->enroll_listener != NULL))
		return;
	if (wanted) {
		struct link_listener *fresh = open_enrolment(server);

		pthread_mutex_lock(&running->lock);
		running->enroll_listener = fresh;
		pthread_mutex_unlock(&running->lock);
		return;
	}
	pthread_mutex_lock(&running->lock);
	old = running->enroll_listener;
	running->enroll_listener = NULL;
	pthread_mutex_unlock(&running->lock);
	link_listener_close(old);
	log_line("enrolment listener closed");
}

static void *keep(void *context)
{
	struct server *server = context;
	struct running *running = server->running;
	struct status status = STATUS_INIT;
	struct timespec until;
	int64_t sweep = clock_monotonic_ms();
	int64_t last_out = -LINGER;
	bool out;

	pthread_mutex_lock(&running->lock);
	while (!running->stop) {
		running->changed = false;
		pthread_mutex_unlock(&running->lock);
		if (user_any_code_is_out(server, &out, &status) == STATUS_OK) {
			if (out)
				last_out = clock_monotonic_ms();
			keep_enrolment(server, clock_monotonic_ms() - last_out < LINGER);
		}
		status_clear(&status);
		if (clock_monotonic_ms() >= sweep) {
			upload_sweep(server, clock_real_ms());
			sweep = clock_monotonic_ms() + SWEEP;
		}
		until = clock_monotonic_after(CODE_CHECK);
		pthread_mutex_lock(&running->lock);
		while (!running->changed && !running->stop &&
		       pthread_cond_timedwait(&running->wake, &running->lock, &until) != ETIMEDOUT)
			;
	}
	pthread_mutex_unlock(&running->lock);
	keep_enrolment(server, false);
	return NULL;
}

void server_enrolment_changed(struct server *server)
{
	struct running *running = server->running;

	pthread_mutex_lock(&running->lock);
	running->changed = true;
	pthread_cond_signal(&running->wake);
	pthread_mutex_unlock(&running->lock);
}

static void log_grew(void *context, uint64_t size)
{
	struct server *server = context;

	sessions_log_grew(server->sessions, size);
}

/* Every flight holds its session; when the writer has answered all that was queued, none is left. */
static void tear_down(struct server *server)
{
	struct running *running = server->running;

	store_set_observer(server->store, NULL, NULL);
	store_drain(server->store);
	sessions_free(server->sessions);
	checkpoint_cache_free(server->checkpoints);
	metrics_log(server->metrics);
	metrics_free(server->metrics);
	pthread_cond_destroy(&running->wake);
	pthread_mutex_destroy(&running->lock);
	free(running);
	server->running = NULL;
}

enum status_code server_start(struct server *server, struct status *status)
{
	struct running *running = calloc(1, sizeof(*running));
	struct tls_settings tls = tls_settings(server, TLS_SERVER);
	enum status_code code;

	if (running == NULL)
		abort();
	method_table_init();
	code = summary_catch_up(server, status);
	if (code != STATUS_OK) {
		free(running);
		return code;
	}
	pthread_mutex_init(&running->lock, NULL);
	clock_condition_init(&running->wake);
	server->running = running;
	server->checkpoints = checkpoint_cache_new();
	server->metrics = metrics_new();
	server->sessions = sessions_new(server);
	store_set_observer(server->store, log_grew, server);
	code = link_listen(server->settings.listen, &tls, &server->settings.limits, &session_events, server->sessions,
			   &running->listener, status);
	if (code != STATUS_OK) {
		tear_down(server);
		return code;
	}
	if (pthread_create(&running->keeper, NULL, keep, server) != 0)
		abort();
	return STATUS_OK;
}

void server_stop(struct server *server)
{
	struct running *running = server->running;

	pthread_mutex_lock(&running->lock);
	running->stop = true;
	pthread_cond_signal(&running->wake);
	pthread_mutex_unlock(&running->lock);
	pthread_join(running->keeper, NULL);
	link_listener_close(running->listener);
	tear_down(server);
}

enum status_code server_run(struct server *server, struct status *status)
{
	enum status_code code;
	int signal_number = 0;
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGUSR1);
	/* Before any thread is made, so that all inherit it and only sigwait sees them. */
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	code = server_start(server, status);
	if (code != STATUS_OK)
		return code;
	log_line("listening on port %u, installation %s", server_port(server), server->installation);
	while (sigwait(&signals, &signal_number) == 0 && signal_number == SIGUSR1)
		metrics_log(server->metrics);
	log_line("stopping");
	server_stop(server);
	return STATUS_OK;
}

uint16_t server_port(const struct server *server)
{
	return link_listener_port(server->running->listener);
}

uint16_t server_enroll_port(const struct server *server)
{
	struct running *running = server->running;
	uint16_t port;

	pthread_mutex_lock(&running->lock);
	port = running->enroll_listener != NULL ? link_listener_port(running->enroll_listener) : 0;
	pthread_mutex_unlock(&running->lock);
	return port;
}
