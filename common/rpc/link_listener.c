#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/rpc/link_private.h"

/* Milliseconds to wait before accepting again when descriptors or memory ran out. */
enum { ACCEPT_PAUSE = 100 };

struct link_listener {
	nng_stream_listener *nng;
	nng_aio *accept_aio;
	struct link_limits limits;
	const struct link_events *events;
	void *context;
	struct link_group links;

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	bool closing;
	bool pausing; /* accept_aio sleeps */
	bool idle;    /* accept_aio is not with NNG and won't be again */
	bool starved; /* the last accept failed, which was told; of the callback alone */
};

static bool admit(struct link_listener *listener)
{
	bool closing;

	pthread_mutex_lock(&listener->lock);
	closing = listener->closing;
	pthread_mutex_unlock(&listener->lock);
	return !closing && link_group_enter(&listener->links, listener->limits.max_links);
}

static void take(struct link_listener *listener, nng_stream *stream)
{
	struct link *link;

	if (!admit(listener)) {
		if (listener->events->refused != NULL)
			listener->events->refused(listener->context, "?", "too many connections");
		nng_stream_free(stream);
		return;
	}
	link = link_new(stream, &listener->limits, listener->events, listener->context, &listener->links);
	keeper_add(link);
	link_start(link);
}

static void accept_next(struct link_listener *listener, bool pause)
{
	bool closing;

	pthread_mutex_lock(&listener->lock);
	closing = listener->closing;
	listener->pausing = pause;
	if (closing) {
		listener->idle = true;
		pthread_cond_broadcast(&listener->changed);
	}
	pthread_mutex_unlock(&listener->lock);
	if (closing)
		return;
	if (pause)
		nng_sleep_aio(ACCEPT_PAUSE, listener->accept_aio);
	else
		nng_stream_listener_accept(listener->nng, listener->accept_aio);
}

/* Once, until it passes: there are ten a second. */
static void tell_starved(struct link_listener *listener, int result)
{
	char text[64];

	if (!listener->starved && result != NNG_ECLOSED && result != NNG_ECANCELED && listener->events->refused != NULL) {
		snprintf(text, sizeof(text), "cannot accept: %s", nng_strerror(result));
		listener->events->refused(listener->context, "?", text);
	}
	listener->starved = true;
}

static void accepted_callback(void *argument)
{
	struct link_listener *listener = argument;
	int result = nng_aio_result(listener->accept_aio);
	bool paused;

	pthread_mutex_lock(&listener->lock);
	paused = listener->pausing;
	pthread_mutex_unlock(&listener->lock);
	if (!paused && result != 0)
		tell_starved(listener, result);
	if (paused || result != 0) {
		accept_next(listener, !paused);
		return;
	}
	listener->starved = false;
	take(listener, nng_aio_get_output(listener->accept_aio, 0));
	accept_next(listener, false);
}

static void listener_free(struct link_listener *listener)
{
	nng_aio_free(listener->accept_aio);
	nng_stream_listener_free(listener->nng);
	link_group_deinit(&listener->links);
	pthread_cond_destroy(&listener->changed);
	pthread_mutex_destroy(&listener->lock);
	free(listener);
}

static int open_listener(struct link_listener *listener, const char *url, nng_tls_config *config)
{
	int result;

	result = nng_stream_listener_alloc(&listener->nng, url);
	if (result == 0)
		result = nng_stream_listener_set_ptr(listener->nng, NNG_OPT_TLS_CONFIG, config);
	if (result == 0)
		result = nng_stream_listener_set_bool(listener->nng, NNG_OPT_TCP_NODELAY, true);
	if (result == 0)
		result = nng_stream_listener_listen(listener->nng);
	if (result == 0)
		result = nng_aio_alloc(&listener->accept_aio, accepted_callback, listener);
	return result;
}

enum status_code link_listen(const char *url, const struct tls_settings *tls, const struct link_limits *limits,
			     const struct link_events *events, void *context, struct link_listener **out, struct status *status)
{
	struct link_listener *listener;
	nng_tls_config *config;
	int result;

	if (tls_config_new(tls, &config, status) != STATUS_OK)
		return status->code;
	listener = calloc(1, sizeof(*listener));
	if (listener == NULL)
		abort();
	listener->limits = *limits;
	listener->events = events;
	listener->context = context;
	link_group_init(&listener->links);
	pthread_mutex_init(&listener->lock, NULL);
	pthread_cond_init(&listener->changed, NULL);
	result = open_listener(listener, url, config);
	nng_tls_config_free(config);
	if (result != 0) {
		listener_free(listener);
		return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_LISTEN_FAILED, url, nng_strerror(result));
	}
	*out = listener;
	accept_next(listener, false);
	return STATUS_OK;
}

uint16_t link_listener_port(const struct link_listener *listener)
{
	int port = 0;

	nng_stream_listener_get_int(listener->nng, NNG_OPT_TCP_BOUND_PORT, &port);
	return (uint16_t)port;
}

void link_listener_close(struct link_listener *listener)
{
	pthread_mutex_lock(&listener->lock);
	listener->closing = true;
	pthread_mutex_unlock(&listener->lock);
	nng_stream_listener_close(listener->nng);
	nng_aio_cancel(listener->accept_aio);
	pthread_mutex_lock(&listener->lock);
	while (!listener->idle)
		pthread_cond_wait(&listener->changed, &listener->lock);
	pthread_mutex_unlock(&listener->lock);
	link_group_close(&listener->links, "server stops");
	listener_free(listener);
}
