#include <pthread.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/rpc/link_private.h"

enum {
	/* A server that has said nothing for so many milliseconds is asked whether it refuses. */
	DOUBT = 300,
	/* Milliseconds for the first answer, doubled for each further one: NNG loses a peer's last bytes now and then, so one
	   question must not take all the time that there is. */
	QUESTION = 1200,
	/* How often to ask: the reset can overtake the alert again. */
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

/* A further link, which says nothing. */
struct question {
	struct link *doubted;
	bool answered; /* under the lock of `doubted` */
};

static void answer(void *context)
{
	struct question *question = context;

	pthread_mutex_lock(&question->doubted->lock);
	question->answered = true;
	pthread_cond_broadcast(&question->doubted->changed);
	pthread_mutex_unlock(&question->doubted->lock);
}

static void say_nothing(void *context, struct link *link)
{
	(void)context;
	(void)link;
}

/* The server greets: it does not refuse. */
static void greeted(void *context, struct link *link, const Jixiao__Frame *frame)
{
	(void)link;
	(void)frame;
	answer(context);
}

static void closed(void *context, struct link *link, const char *reason)
{
	(void)link;
	(void)reason;
	answer(context);
}

static const struct link_events mute = { .opened = say_nothing, .frame = greeted, .drained = say_nothing, .closed = closed };

/* With the lock of ${link}: it is heard after all, or has got its reason itself. */
static bool is_decided(const struct link *link)
{
	return link->heard || (link->gone && tells_reason(&link->report));
}

/* Until there is an answer or no more need of one, or ${limit} milliseconds have passed. */
static void await_answer(struct question *question, uint32_t limit)
{
	const struct timespec until = clock_monotonic_after(limit);
	struct link *doubted = question->doubted;
	int result = 0;

	pthread_mutex_lock(&doubted->lock);
	while (!is_decided(doubted) && !question->answered && result == 0)
		result = pthread_cond_timedwait(&doubted->changed, &doubted->lock, &until);
	pthread_mutex_unlock(&doubted->lock);
}

/* A server that refuses closes while our Hello is on its way, and the reset that answers our Hello can overtake the alert. So
 * ask again and say nothing: then little hides the reason. true: the server greets, it does not refuse. */
static bool hear_reason(struct link *doubted, const char *url, nng_tls_config *config, uint32_t limit,
			struct tls_report *report)
{
	struct question question = { .doubted = doubted };
	nng_stream *stream;
	struct link *link;
	bool greets;

	if (open_stream(url, config, limit, &stream) != 0)
		return false;
	link = link_new(stream, &doubted->limits, &mute, &question, NULL);
	link_ref(link);
	keeper_add(link);
	link_start(link);
	await_answer(&question, limit);
	link_close(link, "reason heard");
	wait_until_gone(link);
	*report = link->report;
	greets = link->heard;
	link_unref(link);
	return greets;
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

/* Whether ${link} is decided by itself; ${report}: its own, if it is. */
static bool needs_no_answer(struct link *link, struct tls_report *report)
{
	bool decided;

	pthread_mutex_lock(&link->lock);
	decided = is_decided(link);
	if (decided)
		*report = link->report;
	pthread_mutex_unlock(&link->lock);
	return decided;
}

/* No frame came within DOUBT, or ${link} is gone. STATUS_OK: nothing speaks against waiting on. */
static enum status_code explain_refusal(struct link *link, const char *url, nng_tls_config *config, struct status *status)
{
	const int64_t end = link->begun + link->limits.handshake;
	struct tls_report report = { .alert = -1 };
	bool over = false;

	for (int i = 0; i < QUESTIONS && !over && !tells_reason(&report) && !needs_no_answer(link, &report); i++) {
		const int64_t left = end - clock_monotonic_ms(), limit = (int64_t)QUESTION << i;

		over = left <= 0 || hear_reason(link, url, config, (uint32_t)(limit < left ? limit : left), &report);
	}
	return tls_report_explain(&report, server_of(url), status);
}

/* The peer's first frame has come, or why it won't. */
static enum status_code await_peer(struct link *link, const char *url, nng_tls_config *config, struct status *status)
{
	struct tls_report report = { .alert = -1 };

	if (wait_for_frame(link, DOUBT))
		return STATUS_OK;
	if (explain_refusal(link, url, config, status) != STATUS_OK)
		return status->code;
	if (wait_for_frame(link, 0))
		return STATUS_OK;
	/* It may have heard itself what no question did. */
	if (needs_no_answer(link, &report) && tls_report_explain(&report, server_of(url), status) != STATUS_OK)
		return status->code;
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
