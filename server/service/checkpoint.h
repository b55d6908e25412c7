/* checkpoint: the signed statement of how far the audit log reaches, signed anew only when the log has grown. */
#ifndef JIXIAO_SERVICE_CHECKPOINT_H
#define JIXIAO_SERVICE_CHECKPOINT_H

#include "jixiao/rpc.pb-c.h"
#include "server/server.h"
#include "server/store/store.h"

struct checkpoint_cache;

struct checkpoint_cache *checkpoint_cache_new(void);
void checkpoint_cache_free(struct checkpoint_cache *cache);

/* The newest checkpoint as of ${txn}, in ${arena}. At most one signature a second unless ${fresh}: a Hello may show one that is
 * a second old. */
enum status_code checkpoint_newest(struct server *server, struct store_txn *txn, struct arena *arena, bool fresh,
				   Jixiao__Checkpoint **checkpoint, struct status *status);

#endif
