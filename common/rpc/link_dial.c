#include <pthread.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/rpc/link_private.h"

/* Milliseconds. */
enum {
	/* How long to listen for the reason of a refusal. */
	REASON_WAIT = 300,
	/* A server that has said nothing for so long is asked whether it refuses. */
	DOUBT = 300,
	/* How often to ask for the reason: the reset can overtake the alert again. */
	QUESTIONS = 4,
};

static int open_stream(const char *url, nng_tls_config *config, uint32_t timeout, nng_stream **stream)
{
	nng_stream_dialer *dialer = NULL;
	nng_aio *aio = NULL;
	int result;

	result = nng_stream_dialer_alloc(&dialer, url);
	if (result == 0)
		result = nng_stream_dialer_set_ptr(dialer, NNG_OPT_TLS_CONFIG, config);
	if (result == 0)
		result = nng_stream_dialer_set_bool(dialer, NNG_OPT_TCP_NODELAY, true);
	if (result == 0)
		result = nng_aio_alloc(&aio, NULL, NULL);
	if (result == 0) {
		nng_aio_set_timeout(aio, (nng_duration)timeout);
		nng_stream_dialer_dial(dialer, aio);
		nng_aio_wait(aio);
		result = nng_aio_result(aio);
	}
	if (result == 0)
		*stream = nng_aio_get_output(aio, 0);
	nng_aio_free(aio);
	nng_stream_dialer_free(dialer);
	return result;
}

/* Waits until the peer's first frame came or the link is gone; at most ${limit} milliseconds if that is not 0. The keeper sees
 * to it that this ends. */
static bool wait_for_frame(struct link *link, uint32_t limit)
{
	const struct timespec until = clock_monotonic_after(limit);
	bool heard;
	int result = 0;

	pthread_mutex_lock(&link->lock);
	while (!link->heard && !link->gone && result == 0) {
		if (limit > 0)
			result = pthread_cond_timedwait(&link->changed, &link->lock, &until);
		else
			pthread_cond_wait(&link->changed, &link->lock);
	}
	heard = link->heard;
	pthread_mutex_unlock(&link->lock);
	return heard;
}

static void wait_until_gone(struct link *link)
{
	pthread_mutex_lock(&link->lock);
	while (!link->gone)
		pthread_cond_wait(&link->changed, &link->lock);
	pthread_mutex_unlock(&link->lock);
}

static bool tells_reason(const struct tls_report *report)
{
	return report->alert >= 0 || report->verify_error != 0;
}

/* A server that refuses closes while our Hello is on its way, and the reset that answers our Hello can overtake the alert. So
 * ask again and say nothing: then little hides the reason. true: the server hung up without one. */
static bool hear_reason(const char *url, nng_tls_config *config, const struct link_limits *limits, struct tls_report *report)
{
	static const struct link_events none;
	struct link *link;
	nng_stream *stream;
	bool hung_up;

	if (open_stream(url, config, REASON_WAIT, &stream) != 0)
		return false;
	link = link_new(stream, limits, &none, NULL, NULL);
	link->quiet = true;
	link_ref(link);
	keeper_add(link);
	link_start(link);
	wait_for_frame(link, REASON_WAIT);
	link_close(link, "reason heard");
	wait_until_gone(link);
	*report = link->report;
	hung_up = strcmp(link->reason, "reason heard") != 0 && !tells_reason(report);
	link_unref(link);
	return hung_up;
}

static enum status_code explain_dial(int result, const char *server, struct status *status)
{
	enum message_id message = MSG_SERVER_UNREACHABLE;

	if (result == NNG_ETIMEDOUT)
		message = MSG_SERVER_SILENT;
	if (result == NNG_EADDRINVAL || result == NNG_EINVAL)
		message = MSG_SERVER_NO_ADDRESS;
	return STATUS_FAIL(status, STATUS_UNAVAILABLE, message, server);
}

static const char *server_of(const char *url)
{
	const char *slashes = strstr(url, "://");

	return slashes == NULL ? url : slashes + 3;
}

/* No frame came within DOUBT, for NNG loses a peer's last bytes now and then, or ${link} is gone. STATUS_OK: nothing speaks
 * against waiting on. */
static enum status_code explain_refusal(struct link *link, const char *url, nng_tls_config *config, struct status *status)
{
	struct tls_report report;
	bool asks;

	pthread_mutex_lock(&link->lock);
	asks = !link->gone || !tells_reason(&link->report);
	report = link->report;
	pthread_mutex_unlock(&link->lock);
	for (int i = 0; i < QUESTIONS && asks; i++)
		asks = hear_reason(url, config, &link->limits, &report);
	return tls_report_explain(&report, server_of(url), status);
}

/* The peer's first frame has come, or why it won't. */
static enum status_code await_peer(struct link *link, const char *url, nng_tls_config *config, struct status *status)
{
	if (wait_for_frame(link, DOUBT))
		return STATUS_OK;
	if (explain_refusal(link, url, config, status) != STATUS_OK)
		return status->code;
	if (wait_for_frame(link, 0))
		return STATUS_OK;
	if (clock_monotonic_ms() - link->begun > link->limits.handshake)
		return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_SERVER_SILENT, server_of(url));
	return STATUS_FAIL(status, STATUS_UNAVAILABLE, MSG_SERVER_HUNG_UP, server_of(url));
}

enum status_code link_dial(const char *url, const struct tls_settings *tls, const struct link_limits *limits,
			   const struct link_events *events, void *context, struct link **out, struct status *status)
{
	enum status_code code = STATUS_OK;
	nng_tls_config *config;
	nng_stream *stream;
	struct link *link;
	int result;

	if (tls_config_new(tls, &config, status) != STATUS_OK)
		return status->code;
	result = open_stream(url, config, limits->handshake, &stream);
	if (result != 0) {
		code = explain_dial(result, server_of(url), status);
		goto free_config;
	}
	link = link_new(stream, limits, events, context, NULL);
	link_ref(link);
	keeper_add(link);
	link_start(link);
	code = await_peer(link, url, config, status);
	if (code == STATUS_OK) {
		*out = link;
	} else {
		link_close(link, "refused");
		wait_until_gone(link);
		link_unref(link);
	}
free_config:
	nng_tls_config_free(config);
	return code;
}
