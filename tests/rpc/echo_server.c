#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/rpc/pb.h"
#include "echo_server.h"

static void opened(void *context, struct link *link)
{
	struct echo_server *server = context;
	const struct tls_peer *peer = link_peer(link);

	pthread_mutex_lock(&server->lock);
	snprintf(server->person, sizeof(server->person), "%s", peer == NULL ? "" : peer->person);
	pthread_mutex_unlock(&server->lock);
	atomic_fetch_add(&server->opened, 1);
}

static void say_hello(struct link *link)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Hello hello = JIXIAO__HELLO__INIT;

	hello.protocol = 1;
	hello.program = (char *)"echo";
	frame.kind_case = JIXIAO__FRAME__KIND_HELLO;
	frame.hello = &hello;
	link_send(link, &frame);
}

static bool answer(struct link *link, uint64_t call, ProtobufCBinaryData payload, bool last)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Reply reply = JIXIAO__REPLY__INIT;

	reply.call = call;
	reply.payload = payload;
	reply.last = last;
	frame.kind_case = JIXIAO__FRAME__KIND_REPLY;
	frame.reply = &reply;
	return link_send(link, &frame);
}

static void refuse(struct link *link, uint64_t call)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Reply reply = JIXIAO__REPLY__INIT;

	STATUS_FAIL(&status, STATUS_NOT_FOUND, MSG_NO_SUCH, "indicator", "D11");
	reply.call = call;
	reply.last = true;
	reply.status = pb_status(&arena, &status);
	frame.kind_case = JIXIAO__FRAME__KIND_REPLY;
	frame.reply = &reply;
	link_send(link, &frame);
	status_clear(&status);
	arena_clear(&arena);
}

static void stream(struct link *link, const Jixiao__Request *request)
{
	int count = request->payload.len > 0 ? request->payload.data[request->payload.len - 1] : 1;

	for (int i = 1; i <= count; i++)
		answer(link, request->call, request->payload, i == count);
}

static void requested(struct echo_server *server, struct link *link, const Jixiao__Request *request)
{
	static uint8_t large[64 * 1024];
	int number = atomic_fetch_add(&server->requests, 1) + 1;

	pthread_mutex_lock(&server->lock);
	if (request->request_id.len == sizeof(server->request_id))
		memcpy(server->request_id, request->request_id.data, sizeof(server->request_id));
	pthread_mutex_unlock(&server->lock);
	if (atomic_load(&server->cut_all) || number == atomic_load(&server->cut_at))
		link_close(link, "cut by the test");
	else if (strcmp(request->method, "Echo") == 0)
		answer(link, request->call, request->payload, true);
	else if (strcmp(request->method, "Large") == 0)
		answer(link, request->call, (ProtobufCBinaryData){ sizeof(large), large }, true);
	else if (strcmp(request->method, "Stream") == 0)
		stream(link, request);
	else if (strcmp(request->method, "Refuse") == 0)
		refuse(link, request->call);
}

static void frame_came(void *context, struct link *link, const Jixiao__Frame *frame)
{
	if (frame->kind_case == JIXIAO__FRAME__KIND_HELLO)
		say_hello(link);
	else if (frame->kind_case == JIXIAO__FRAME__KIND_REQUEST)
		requested(context, link, frame->request);
}

static void drained(void *context, struct link *link)
{
	(void)context;
	(void)link;
}

static void note_reason(struct echo_server *server, const char *reason)
{
	pthread_mutex_lock(&server->lock);
	snprintf(server->reason, sizeof(server->reason), "%s", reason);
	pthread_mutex_unlock(&server->lock);
}

bool echo_server_said(struct echo_server *server, const char *reason)
{
	bool said;

	pthread_mutex_lock(&server->lock);
	said = strcmp(server->reason, reason) == 0;
	pthread_mutex_unlock(&server->lock);
	return said;
}

static void closed(void *context, struct link *link, const char *reason)
{
	struct echo_server *server = context;

	(void)link;
	note_reason(server, reason);
	atomic_fetch_add(&server->closed, 1);
}

static void refused(void *context, const char *address, const char *reason)
{
	struct echo_server *server = context;

	(void)address;
	note_reason(server, reason);
	atomic_fetch_add(&server->refused, 1);
}

static const struct link_events events = {
	.opened = opened,
	.frame = frame_came,
	.drained = drained,
	.closed = closed,
	.refused = refused,
};

void echo_server_start(struct echo_server *server, const struct tls_settings *tls, const struct link_limits *limits)
{
	struct status status = STATUS_INIT;

	memset(server, 0, sizeof(*server));
	pthread_mutex_init(&server->lock, NULL);
	server->limits = limits == NULL ? link_limits_default : *limits;
	assert_int_equal(
		link_listen("tls+tcp://127.0.0.1:0", tls, &server->limits, &events, server, &server->listener, &status),
		STATUS_OK);
	snprintf(server->url, sizeof(server->url), "tls+tcp://127.0.0.1:%u", link_listener_port(server->listener));
	status_clear(&status);
}

void echo_server_stop(struct echo_server *server)
{
	link_listener_close(server->listener);
	assert_int_equal(atomic_load(&server->opened), atomic_load(&server->closed));
	pthread_mutex_destroy(&server->lock);
}

bool wait_for(const atomic_int *value, int wanted, int seconds)
{
	const struct timespec pause = { .tv_nsec = 5 * 1000 * 1000 };

	for (int i = 0; i < seconds * 200; i++) {
		if (atomic_load(value) >= wanted)
			return true;
		nanosleep(&pause, NULL);
	}
	return atomic_load(value) >= wanted;
}

int count_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(directory);
	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}
