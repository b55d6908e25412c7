#include "server/settings.h"

#include "server/server.h"

const struct server_settings server_settings_default = {
	.listen = "tls+tcp://0.0.0.0:7443",
	.enroll_listen = "tls+tcp://0.0.0.0:7444",
	.map_size = UINT64_C(1) << 40,
	.evidence_limit = UINT64_C(64) << 20,
	.chunk_size = 256 * 1024,
	.code_hours = 72,
	.code_attempts = 5,
	.login_days = 365,
	.signing_days = 1095,
	.request_id_days = 7,
	.calls_per_link = 64,
	.links_per_person = 64,
	.limits = { .handshake = 10000,
		    .idle = 120000,
		    .ping = 30000,
		    .send = 30000,
		    .max_frame = 1 << 20,
		    .max_unread = 4 << 20,
		    .max_links = 10000 },
};
