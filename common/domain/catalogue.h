/* catalogue: what an archive must hold (档案目录). Items: the seed's 档案整理 (基本情况和相关文件、实施方案、支付资料) and the
 * usual list of evaluation files; which of them the system makes itself. */
#ifndef JIXIAO_DOMAIN_CATALOGUE_H
#define JIXIAO_DOMAIN_CATALOGUE_H

#include "common/domain/dossier.h"

struct catalogue_row {
	const char *id, *name;
	const char *generated; /* path in the package below data/, "" if people must supply it */
};
extern const struct catalogue_row catalogue_rows[];
extern const size_t catalogue_n_rows;
const struct catalogue_row *catalogue_row(const char *id);

/* Adds a violation "catalogue[03]" for each item that is neither generated, nor supplied, nor absent with a reason. */
void catalogue_check(const struct dossier *dossier, struct status *status);

#endif
