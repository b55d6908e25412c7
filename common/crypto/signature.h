/* signature: approvals (detached CMS) and checkpoints (ECDSA), suite intl. */
#ifndef JIXIAO_CRYPTO_SIGNATURE_H
#define JIXIAO_CRYPTO_SIGNATURE_H

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"

/* Detached CMS over ${content}, DER, with the signer's certificate in it, that `openssl cms -verify -binary` accepts. */
enum status_code signature_make(struct arena *arena, const char *key_pem, struct slice certificate, struct slice content,
				struct slice *signature, struct status *status);

/* Checks it against ${ca} (DER) as of ${time} (Unix ms; certificate dates only) and gives the signer's certificate.
 * STATUS_INVALID_ARGUMENT, MSG_SIGNATURE_INVALID. */
enum status_code signature_check(struct arena *arena, struct slice content, struct slice signature, struct slice ca,
				 int64_t time, struct slice *certificate, struct status *status);

/* Plain ECDSA with SHA-256 by the log's key, DER, and its check against a SubjectPublicKeyInfo. */
enum status_code log_sign(struct arena *arena, const char *key_pem, struct slice content, struct slice *signature,
			  struct status *status);
enum status_code log_check(struct slice public_key, struct slice content, struct slice signature, struct status *status);

/* The approval's canonical text (docs/protocol.md), what signature_make signs, one line each, a value's space only before a
 * value: jixiao-approval/1, installation: …, evaluation: …, kind: scheme, subject: …, state: sha256:…, signer: …, time:
 * 2025-03-10T08:00:00Z. */
struct statement {
	const char *installation, *evaluation, *kind, *subject, *signer;
	uint8_t state[32];
	int64_t time; /* Unix ms, whole seconds */
};
struct slice statement_write(struct arena *arena, const struct statement *statement);
/* STATUS_INVALID_ARGUMENT, MSG_STATEMENT_MALFORMED unless ${text} is exactly what statement_write would give. */
enum status_code statement_read(struct arena *arena, struct slice text, struct statement *statement, struct status *status);

/* The checkpoint's canonical text: "jixiao-checkpoint/1\ninstallation: …\nsize: …\nroot: sha256:…\ntime: …\n". */
struct slice checkpoint_text(struct arena *arena, const char *installation, uint64_t size, const uint8_t root[32],
			     int64_t time);

#endif
