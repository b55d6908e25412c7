#include "raw_peer.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/rpc/frame.h"

uint16_t url_port(const char *url)
{
	return (uint16_t)atoi(strrchr(url, ':') + 1);
}

SSL_CTX *raw_context(const struct identity *person, int version)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	X509 *certificate;
	EVP_PKEY *key;
	BIO *bio;

	SSL_CTX_set_min_proto_version(ctx, version);
	SSL_CTX_set_max_proto_version(ctx, version);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
	if (person == NULL)
		return ctx;
	bio = BIO_new_mem_buf(person->certificate, -1);
	certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	BIO_free(bio);
	bio = BIO_new_mem_buf(person->key, -1);
	key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	if (SSL_CTX_use_certificate(ctx, certificate) != 1 || SSL_CTX_use_PrivateKey(ctx, key) != 1)
		abort();
	X509_free(certificate);
	EVP_PKEY_free(key);
	return ctx;
}

int raw_socket(uint16_t port, int seconds)
{
	const struct timeval patience = { .tv_sec = seconds };
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

int raw_listener(struct sockaddr_in *address)
{
	socklen_t size = sizeof(*address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*address = (struct sockaddr_in){ .sin_family = AF_INET };
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)address, size) != 0 || listen(fd, 64) != 0 ||
	    getsockname(fd, (struct sockaddr *)address, &size) != 0)
		abort();
	return fd;
}

bool raw_open(struct raw_peer *peer, SSL_CTX *ctx, uint16_t port, int seconds)
{
	*peer = (struct raw_peer){ .fd = raw_socket(port, seconds) };
	if (peer->fd < 0)
		return false;
	peer->ssl = SSL_new(ctx);
	SSL_set_fd(peer->ssl, peer->fd);
	if (SSL_connect(peer->ssl) == 1)
		return true;
	raw_leave(peer);
	return false;
}

void raw_leave(struct raw_peer *peer)
{
	ERR_clear_error();
	SSL_free(peer->ssl);
	if (peer->fd >= 0)
		close(peer->fd);
	*peer = (struct raw_peer){ .fd = -1 };
}

void raw_close_notify(struct raw_peer *peer)
{
	SSL_shutdown(peer->ssl);
	raw_leave(peer);
}

bool raw_write(struct raw_peer *peer, const void *data, size_t size)
{
	size_t written;

	ERR_clear_error();
	if (peer->ssl != NULL)
		return SSL_write_ex(peer->ssl, data, size, &written) == 1;
	return send(peer->fd, data, size, MSG_NOSIGNAL) == (ssize_t)size;
}

size_t raw_read(struct raw_peer *peer, void *data, size_t size)
{
	size_t count = 0;
	ssize_t got;

	ERR_clear_error();
	if (peer->ssl != NULL)
		return SSL_read_ex(peer->ssl, data, size, &count) == 1 ? count : 0;
	got = recv(peer->fd, data, size, 0);
	return got > 0 ? (size_t)got : 0;
}

static size_t frame_bytes(uint8_t *to, size_t capacity, const Jixiao__Frame *frame)
{
	size_t size = frame_size(frame);

	if (size > capacity)
		abort();
	frame_write(to, frame, size);
	return size;
}

bool raw_hello(struct raw_peer *peer)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Hello hello = JIXIAO__HELLO__INIT;
	uint8_t bytes[64];

	hello.protocol = 1;
	frame.kind_case = JIXIAO__FRAME__KIND_HELLO;
	frame.hello = &hello;
	return raw_write(peer, bytes, frame_bytes(bytes, sizeof(bytes), &frame));
}

size_t raw_request_bytes(uint8_t *to, size_t capacity, uint64_t call, const char *method, size_t size)
{
	Jixiao__Frame frame = JIXIAO__FRAME__INIT;
	Jixiao__Request request = JIXIAO__REQUEST__INIT;
	uint8_t *payload = calloc(1, size + 1);

	request.call = call;
	request.method = (char *)method;
	request.payload = (ProtobufCBinaryData){ size, payload };
	frame.kind_case = JIXIAO__FRAME__KIND_REQUEST;
	frame.request = &request;
	size = frame_bytes(to, capacity, &frame);
	free(payload);
	return size;
}

bool raw_request(struct raw_peer *peer, uint64_t call, const char *method, size_t size)
{
	uint8_t *bytes = malloc(size + 256);
	bool written = raw_write(peer, bytes, raw_request_bytes(bytes, size + 256, call, method, size));

	free(bytes);
	return written;
}

bool raw_is_closed_by_server(struct raw_peer *peer)
{
	uint8_t bytes[4096];

	while (raw_read(peer, bytes, sizeof(bytes)) > 0)
		;
	return errno != EAGAIN;
}

bool raw_is_served(SSL_CTX *ctx, uint16_t port)
{
	struct raw_peer peer;
	uint8_t bytes[256];
	size_t got = 0, n = 1;

	if (!raw_open(&peer, ctx, port, 10))
		return false;
	if (raw_hello(&peer) && raw_request(&peer, 1, "Echo", 100))
		while (got < 110 && n > 0)
			got += n = raw_read(&peer, bytes, sizeof(bytes));
	raw_close_notify(&peer);
	return got >= 110;
}
