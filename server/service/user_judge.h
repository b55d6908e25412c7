/* user_judge: says during the TLS handshake what the server thinks of a person's certificate. */
#ifndef JIXIAO_SERVICE_USER_JUDGE_H
#define JIXIAO_SERVICE_USER_JUDGE_H

#include "common/rpc/tls_engine.h"

/* ${server}: struct server. From any thread. TLS_UNKNOWN: no such person, or the certificate is none that this server
 * issued to them (it was restored from an older backup, say). TLS_REPLACED: the certificate counted once, and the person has
 * a newer one. TLS_REVOKED: it counted once, and the person has none that does. Whoever registers a session asks once more
 * after that: a revocation may have come between. */
enum tls_verdict user_judge(void *server, const struct tls_peer *peer);

#endif
