#include "server/service/checkpoint.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/crypto/signature.h"
#include "common/rpc/pb.h"

enum { RESIGN_MS = 1000 };

/* A P-256 signature fits in 72 bytes of DER. */
struct checkpoint_cache {
	pthread_mutex_t lock;
	uint64_t size;
	uint8_t root[32];
	int64_t time;
	uint8_t signature[80];
	size_t signature_size;
};

struct checkpoint_cache *checkpoint_cache_new(void)
{
	struct checkpoint_cache *cache = calloc(1, sizeof(*cache));

	if (cache == NULL)
		abort();
	pthread_mutex_init(&cache->lock, NULL);
	return cache;
}

void checkpoint_cache_free(struct checkpoint_cache *cache)
{
	if (cache == NULL)
		return;
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

/* Signs the log as ${txn} sees it. Under the cache's lock. */
static enum status_code sign(struct server *server, struct store_txn *txn, struct arena *arena, struct checkpoint_cache *cache,
			     struct status *status)
{
	const uint64_t size = event_log_size(txn);
	const int64_t time = clock_real_ms() / 1000 * 1000;
	struct slice signature;
	enum status_code code;
	uint8_t root[32];

	code = event_log_root(txn, size, root, status);
	if (code == STATUS_OK)
		code = log_sign(arena, server->log_key, checkpoint_text(arena, server->installation, size, root, time),
				&signature, status);
	if (code != STATUS_OK)
		return code;
	cache->size = size;
	cache->time = time;
	memcpy(cache->root, root, sizeof(root));
	memcpy(cache->signature, signature.data, signature.size);
	cache->signature_size = signature.size;
	return STATUS_OK;
}

enum status_code checkpoint_newest(struct server *server, struct store_txn *txn, struct arena *arena, bool fresh,
				   Jixiao__Checkpoint **checkpoint, struct status *status)
{
	struct checkpoint_cache *cache = server->checkpoints;
	enum status_code code = STATUS_OK;
	Jixiao__Checkpoint *copy;

	pthread_mutex_lock(&cache->lock);
	if (cache->signature_size == 0 ||
	    (event_log_size(txn) > cache->size && (fresh || clock_real_ms() - cache->time >= RESIGN_MS)))
		code = sign(server, txn, arena, cache, status);
	if (code == STATUS_OK) {
		copy = (Jixiao__Checkpoint *)pb_new(arena, &jixiao__checkpoint__descriptor);
		copy->size = cache->size;
		copy->time = cache->time;
		copy->root = (ProtobufCBinaryData){ 32, arena_memdup(arena, cache->root, 32) };
		copy->signature = (ProtobufCBinaryData){ cache->signature_size,
							 arena_memdup(arena, cache->signature, cache->signature_size) };
		*checkpoint = copy;
	}
	pthread_mutex_unlock(&cache->lock);
	return code;
}
