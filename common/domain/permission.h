/* permission: judges a row of the method table: who may call a method, in which stages. Only the table holds rows. */
#ifndef JIXIAO_DOMAIN_PERMISSION_H
#define JIXIAO_DOMAIN_PERMISSION_H

#include <stdbool.h>

#include "common/base/status.h"

/* Numbers as in proto Stage. */
enum stage {
	STAGE_NONE,
	STAGE_PREPARATION,
	STAGE_IMPLEMENTATION,
	STAGE_ANALYSIS,
	STAGE_REPORTING,
	STAGE_RECTIFICATION,
	STAGE_ARCHIVING,
	STAGE_ARCHIVED,
	STAGE_COUNT
};

/* What a person is, as bits: in the evaluation and on the server. Numbers of team roles: 1 << (proto Role − 1). */
enum who {
	WHO_LEADER = 1,
	WHO_MEMBER = 2,
	WHO_IMPLEMENTER = 4,
	WHO_ADMIN = 8,
	WHO_AUDITOR = 16,
	WHO_ENROLLED = 32, /* everyone with a certificate */
	WHO_TEAM = WHO_LEADER | WHO_MEMBER | WHO_IMPLEMENTER,
	WHO_EVALUATORS = WHO_LEADER | WHO_MEMBER,
};

#define IN(stage) (1u << (stage))
#define IN_ANY 0xfeu			       /* any stage, ARCHIVED included */
#define IN_OPEN (IN_ANY & ~IN(STAGE_ARCHIVED)) /* any but ARCHIVED */

struct permission {
	unsigned who;
	unsigned stages; /* 0: the method concerns no evaluation */
};

/* ${who}: all bits that the caller has, WHO_ENROLLED included. ${stage}: STAGE_NONE when the request names no evaluation.
 * STATUS_PERMISSION_DENIED with MSG_NOT_ALLOWED_ROLE (roles that may), or STATUS_FAILED_PRECONDITION with
 * MSG_NOT_ALLOWED_STAGE (stages that allow it). A person outside the evaluation gets NOT_ALLOWED_ROLE whatever the stage; one
 * who named none, where a method knows stages, MSG_NOT_ALLOWED_OVERALL (server roles that may). */
enum status_code permission_judge(const struct permission *permission, const char *method, unsigned who, enum stage stage,
				  struct status *status);

/* "组长、组员": Chinese or English names of the bits in ${who}, in ${arena}. */
char *permission_names(struct arena *arena, enum language language, unsigned who);
const char *stage_name(enum language language, enum stage stage);
/* "PREPARATION"; "" for what is no stage. */
const char *stage_code(enum stage stage);

#endif
