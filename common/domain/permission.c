#include "common/domain/permission.h"

#include <string.h>

/* Rows in the order in which people are listed. */
static const struct {
	unsigned bit;
	enum message_id name;
} people[] = {
	{ WHO_LEADER, MSG_ROLE_LEADER }, { WHO_MEMBER, MSG_ROLE_MEMBER },   { WHO_IMPLEMENTER, MSG_ROLE_IMPLEMENTER },
	{ WHO_ADMIN, MSG_ROLE_ADMIN },	 { WHO_AUDITOR, MSG_ROLE_AUDITOR }, { WHO_ENROLLED, MSG_ROLE_ENROLLED },
};

static const struct {
	const char *code;
	enum message_id name;
} stages[STAGE_COUNT] = {
	[STAGE_NONE] = { "", MSG_STAGE_NONE },
	[STAGE_PREPARATION] = { "PREPARATION", MSG_STAGE_PREPARATION },
	[STAGE_IMPLEMENTATION] = { "IMPLEMENTATION", MSG_STAGE_IMPLEMENTATION },
	[STAGE_ANALYSIS] = { "ANALYSIS", MSG_STAGE_ANALYSIS },
	[STAGE_REPORTING] = { "REPORTING", MSG_STAGE_REPORTING },
	[STAGE_RECTIFICATION] = { "RECTIFICATION", MSG_STAGE_RECTIFICATION },
	[STAGE_ARCHIVING] = { "ARCHIVING", MSG_STAGE_ARCHIVING },
	[STAGE_ARCHIVED] = { "ARCHIVED", MSG_STAGE_ARCHIVED },
};

/* "@ROLE_LEADER@ROLE_MEMBER": worded by message_text in the reader's language. */
static char *people_argument(struct arena *arena, unsigned who)
{
	char *text = arena_strdup(arena, "");

	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++)
		if (who & people[i].bit)
			text = arena_printf(arena, "%s@%s", text, message_name(people[i].name));
	return text;
}

static char *stages_argument(struct arena *arena, unsigned mask)
{
	char *text = arena_strdup(arena, "");

	for (unsigned stage = STAGE_PREPARATION; stage < STAGE_COUNT; stage++)
		if (mask & IN(stage))
			text = arena_printf(arena, "%s@%s", text, message_name(stages[stage].name));
	return text;
}

enum status_code permission_judge(const struct permission *permission, const char *method, unsigned who, enum stage stage,
				  struct status *status)
{
	if ((permission->who & who) == 0 && permission->stages != 0 && stage == STAGE_NONE)
		return STATUS_FAIL(status, STATUS_PERMISSION_DENIED, MSG_NOT_ALLOWED_OVERALL, method,
				   people_argument(&status->arena, permission->who & ~(unsigned)WHO_TEAM));
	if ((permission->who & who) == 0)
		return STATUS_FAIL(status, STATUS_PERMISSION_DENIED, MSG_NOT_ALLOWED_ROLE, method,
				   people_argument(&status->arena, permission->who));
	if (permission->stages != 0 && stage != STAGE_NONE && (permission->stages & IN(stage)) == 0)
		return STATUS_FAIL(status, STATUS_FAILED_PRECONDITION, MSG_NOT_ALLOWED_STAGE, method,
				   arena_printf(&status->arena, "@%s", message_name(stages[stage].name)),
				   stages_argument(&status->arena, permission->stages));
	return STATUS_OK;
}

char *permission_names(struct arena *arena, enum language language, unsigned who)
{
	const char *argument = people_argument(arena, who);

	return message_text(arena, language, MSG_NAMES, &argument, 1);
}

const char *stage_name(enum language language, enum stage stage)
{
	return message_plain(language, stage < STAGE_COUNT ? stages[stage].name : MSG_STAGE_NONE);
}

const char *stage_code(enum stage stage)
{
	return stage < STAGE_COUNT ? stages[stage].code : "";
}
