/* approval_kind: what may be signed, by the names that stand in the signed text. */
#ifndef JIXIAO_DOMAIN_APPROVAL_KIND_H
#define JIXIAO_DOMAIN_APPROVAL_KIND_H

#include "common/domain/dossier.h"

/* "scheme", "carry_on", …; NULL for a number that is no kind. */
const char *approval_kind_name(enum approval_kind kind);

#endif
