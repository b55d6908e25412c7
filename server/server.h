/* server: what the whole server shares. */
#ifndef JIXIAO_SERVER_SERVER_H
#define JIXIAO_SERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/slice.h"
#include "common/rpc/link.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/user.pb-c.h"

struct store;
struct sessions;	 /* the registry of connections: server/rpc/sessions.h */
struct checkpoint_cache; /* server/service/checkpoint.h */
struct running;		 /* listeners: server/rpc/run.c */
struct metrics;		 /* server/rpc/metrics.h */

/* The largest file of one kind of evidence. */
struct kind_limit {
	const char *kind; /* "照片" */
	uint64_t limit;	  /* bytes */
};

/* Settings, from DIR/jixiaod.conf; each with its default in settings.c. */
struct server_settings {
	const char *listen, *enroll_listen;   /* "tls+tcp://127.0.0.1:7443" */
	uint64_t map_size;		      /* bytes; 0: 1 TiB */
	uint64_t evidence_limit;	      /* bytes a file; 64 MiB */
	const struct kind_limit *kind_limits; /* of evidence kinds that have another; none */
	size_t n_kind_limits;
	uint32_t chunk_size;		   /* bytes; 256 KiB */
	uint64_t upload_limit;		   /* bytes that a person may have under way; 1 GiB */
	uint32_t upload_days;		   /* before an upload that nobody goes on with is removed; 7 */
	uint32_t code_hours;		   /* life of an enrolment code; 72 */
	uint32_t code_attempts;		   /* 5 */
	uint32_t login_days, signing_days; /* 365, 1095 */
	uint32_t request_id_days;	   /* 7 */
	uint32_t calls_per_link;	   /* in flight; 64 */
	uint32_t links_per_person;	   /* 64 */
	struct link_limits limits;
};

struct server {
	struct server_settings settings;
	struct store *store;
	struct sessions *sessions;
	struct running *running;
	struct metrics *metrics;
	struct checkpoint_cache *checkpoints;
	const char *directory;
	int lock;		  /* held while the process has the directory */
	const char *installation; /* name */
	const char *suite;	  /* "intl" */
	/* PEM, loaded at start. */
	const char *ca, *ca_key, *certificate, *key, *log_certificate, *log_key;
	struct slice ca_der, log_der; /* certificates, DER */
};

#endif
