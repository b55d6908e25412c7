/* profile: a person's identity on one server: keys, certificates and the address. */
#ifndef JIXIAO_CLIENT_PROFILE_H
#define JIXIAO_CLIENT_PROFILE_H

#include "client/command.h"

/* Opens the context's connection as the person of its profile. */
enum status_code context_connect(struct context *context);

#endif
