/* evidence_id: the ids that an evaluation's evidence gets, in order. */
#ifndef JIXIAO_DOMAIN_EVIDENCE_ID_H
#define JIXIAO_DOMAIN_EVIDENCE_ID_H

#include <stddef.h>

#include "common/base/arena.h"

/* The id of the ${number}th piece, from 1: "E001" … "E999", "EA1000" … "EA9999", "EB10000" … The letter says how many digits
 * follow, so that the order of the bytes, in which records and files are listed, is the order of the numbers. */
char *evidence_id(struct arena *arena, size_t number);

#endif
