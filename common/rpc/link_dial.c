#include <pthread.h>
#include <string.h>
#include <time.h>

#include "common/rpc/link_private.h"

/* How long to listen for the reason of a refusal, in milliseconds. */
enum { REASON_WAIT = 700 };

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
	struct timespec until;
	bool heard;
	int result = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)limit * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
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

/* A server that refuses closes while our Hello is on its way, and the reset that answers our Hello can overtake the alert. So
 * ask once more and say nothing: then nothing hides the reason. */
static void hear_reason(const char *url, nng_tls_config *config, const struct link_limits *limits, struct tls_report *report)
{
	static const struct link_events none;
	struct link *link;
	nng_stream *stream;

	if (open_stream(url, config, REASON_WAIT, &stream) != 0)
		return;
	link = link_new(stream, limits, &none, NULL, NULL);
	link->quiet = true;
	link_ref(link);
	link_start(link);
	wait_for_frame(link, REASON_WAIT);
	link_close(link, "reason heard");
	wait_until_gone(link);
	*report = link->report;
	link_unref(link);
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

/* ${link} is gone and no frame came. */
static enum status_code explain_refusal(struct link *link, const char *url, nng_tls_config *config, struct status *status)
{
	struct tls_report report = link->report;
	bool slow = link_clock() - link->begun > link->limits.handshake;

	if (report.alert < 0 && report.verify_error == 0 && !slow)
		hear_reason(url, config, &link->limits, &report);
	if (tls_report_explain(&report, server_of(url), status) != STATUS_OK)
		return status->code;
	return STATUS_FAIL(status, STATUS_UNAVAILABLE, slow ? MSG_SERVER_SILENT : MSG_SERVER_HUNG_UP, server_of(url));
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
	link_start(link);
	if (wait_for_frame(link, 0)) {
		*out = link;
	} else {
		code = explain_refusal(link, url, config, status);
		link_unref(link);
	}
free_config:
	nng_tls_config_free(config);
	return code;
}
