#include "proxy.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "raw_peer.h"

enum { SECONDS = 30 };

struct chunk {
	struct chunk *next;
	int64_t due;
	size_t size; /* 0: the end */
	uint8_t data[];
};

struct way {
	int from, to;
	struct chunk *first, **end;
	bool ended; /* nothing more comes */
};

struct line {
	struct proxy *proxy;
	struct way up, down;
	bool doomed;
};

/* Takes what came; false: the line is cut. */
static bool take(struct line *line, struct way *way)
{
	struct chunk *chunk = malloc(sizeof(*chunk) + 65536);
	ssize_t got = recv(way->from, chunk->data, 65536, 0);

	chunk->size = got > 0 ? (size_t)got : 0;
	chunk->due = clock_monotonic_ms() + line->proxy->delay;
	chunk->next = NULL;
	*way->end = chunk;
	way->end = &chunk->next;
	way->ended = chunk->size == 0;
	if (way == &line->down)
		return !line->doomed;
	if (line->proxy->cut_at > 0 && chunk->size >= line->proxy->cut_at && atomic_fetch_sub(&line->proxy->cuts, 1) > 0)
		line->doomed = true;
	return true;
}

/* Passes on what is due. Milliseconds until more is; -1: nothing waits. */
static int pass(struct way *way)
{
	struct chunk *chunk;

	while ((chunk = way->first) != NULL && chunk->due <= clock_monotonic_ms()) {
		if (chunk->size == 0)
			shutdown(way->to, SHUT_WR);
		else if (send(way->to, chunk->data, chunk->size, MSG_NOSIGNAL) < 0)
			way->ended = true;
		way->first = chunk->next;
		if (way->first == NULL)
			way->end = &way->first;
		free(chunk);
	}
	return chunk == NULL ? -1 : (int)(chunk->due - clock_monotonic_ms() > 0 ? chunk->due - clock_monotonic_ms() : 0);
}

static bool is_over(const struct way *way)
{
	return way->ended && way->first == NULL;
}

static void drop(struct way *way)
{
	struct chunk *next;

	for (struct chunk *chunk = way->first; chunk != NULL; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
}

static void *run_line(void *argument)
{
	struct line *line = argument;
	bool whole = line->down.from >= 0;

	line->up.end = &line->up.first;
	line->down.end = &line->down.first;
	while (whole) {
		int up = pass(&line->up), down = pass(&line->down);
		struct pollfd fds[] = { { .fd = line->up.ended ? -1 : line->up.from, .events = POLLIN },
					{ .fd = line->down.ended ? -1 : line->down.from, .events = POLLIN } };

		if (is_over(&line->up) && is_over(&line->down))
			break;
		poll(fds, 2, up < 0 || (down >= 0 && down < up) ? down : up);
		if (fds[0].revents != 0)
			whole = take(line, &line->up);
		if (fds[1].revents != 0 && whole)
			whole = take(line, &line->down);
	}
	drop(&line->up);
	drop(&line->down);
	close(line->up.from);
	if (line->down.from >= 0)
		close(line->down.from);
	atomic_fetch_sub(&line->proxy->lines, 1);
	free(line);
	return NULL;
}

static void *accept_lines(void *argument)
{
	struct proxy *proxy = argument;
	int fd;

	while ((fd = accept(proxy->listener, NULL, NULL)) >= 0) {
		struct line *line = calloc(1, sizeof(*line));
		int server = raw_socket(proxy->target, SECONDS);
		pthread_t thread;

		atomic_fetch_add(&proxy->lines, 1);
		line->proxy = proxy;
		line->up = (struct way){ .from = fd, .to = server };
		line->down = (struct way){ .from = server, .to = fd };
		if (pthread_create(&thread, NULL, run_line, line) != 0 || pthread_detach(thread) != 0)
			abort();
	}
	return NULL;
}

void proxy_start(struct proxy *proxy)
{
	struct sockaddr_in address;

	proxy->listener = raw_listener(&address);
	if (pthread_create(&proxy->thread, NULL, accept_lines, proxy) != 0)
		abort();
	proxy->port = ntohs(address.sin_port);
}

void proxy_stop(struct proxy *proxy)
{
	shutdown(proxy->listener, SHUT_RDWR);
	pthread_join(proxy->thread, NULL);
	close(proxy->listener);
	while (atomic_load(&proxy->lines) > 0)
		nanosleep(&(struct timespec){ .tv_nsec = 5 * 1000 * 1000 }, NULL);
}
