/* template: what other services ask of templates. */
#ifndef JIXIAO_SERVICE_TEMPLATE_H
#define JIXIAO_SERVICE_TEMPLATE_H

#include "common/domain/dossier.h"
#include "jixiao/rpc.pb-c.h"
#include "server/rpc/method.h"

/* The scheme of ${dossier} names ${reference} ("department@1") as its template. A violation "scheme.template" in the call's
 * status if there is none such; else where the weights leave its usual distribution, in *${warnings}, *${n} of them. */
enum status_code template_compare(struct call *call, const char *reference, const struct dossier *dossier,
				  Jixiao__Violation ***warnings, size_t *n);

#endif
