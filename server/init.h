/* init: what an administrator does on the server's own machine while the server is stopped. */
#ifndef JIXIAO_SERVER_INIT_H
#define JIXIAO_SERVER_INIT_H

#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/status.h"

struct init_options {
	const char *name;	      /* of the installation */
	const char *const *addresses; /* DNS names or IP addresses that clients connect to */
	size_t n_addresses;
	const char *admin, *admin_name;	    /* login name and 姓名 of the first administrator */
	const char *listen, *enroll_listen; /* "0.0.0.0:7443"; NULL for the defaults */
	uint64_t map_size;		    /* of the store; 0 for the default */
};

/* Makes ${directory}, which must not exist or be empty: CA, server certificate, log key, settings, store with the first admin,
 * whose enrolment code is put into *${ticket}. All of it or nothing. */
enum status_code init_make(struct arena *arena, const char *directory, const struct init_options *options, char **ticket,
			   struct status *status);

/* A new code for administrator ${person} (NULL: the first by login name), whose old keys are revoked. */
enum status_code init_admin_code(struct arena *arena, const char *directory, const char *person, char **ticket,
				 struct status *status);

/* A new key and certificate for the server, for ${addresses}; none: those of the old one. */
enum status_code init_renew_server(struct arena *arena, const char *directory, const char *const *addresses, size_t n_addresses,
				   struct status *status);

#endif
