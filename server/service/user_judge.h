/* user_judge: says during the TLS handshake what the server thinks of a person's certificate. */
#ifndef JIXIAO_SERVICE_USER_JUDGE_H
#define JIXIAO_SERVICE_USER_JUDGE_H

#include "common/rpc/tls_engine.h"

/* ${server}: struct server. From any thread. TLS_UNKNOWN: no such person. TLS_REVOKED: the person, or this certificate, counts
 * no more. Whoever registers a session asks once more after that: a revocation may have come between. */
enum tls_verdict user_judge(void *server, const struct tls_peer *peer);

#endif
