#include "tests/permissions/table.h"

#include <string.h>

#include "common/domain/permission.h"
#include "server/rpc/method.h"

static const char introduction[] =
	"# 权限表 · Permissions\n"
	"\n"
	"由方法表（`server/rpc/method_table.c`）生成：`cmake --build --preset dev --target permissions`；服务器照此表判断，\n"
	"`jixiao whoami 评价 --can` "
	"按此表回答。“●”表示允许：前六列是谁，后七列是在哪个阶段，两者都满足才可以；“–”表示与某项评价无关。\n"
	"组长、组员、项目实施人员是在**这项评价**"
	"中的角色；“其他”是已注册、在这项评价中没有角色的人。在此之外，谁都不能审核自己填报或提出的内容；项目实施人员从问题整改阶段起才能看报告，只能看推送给本人的问题。\n"
	"\n"
	"Generated from the method table. The server judges by it and `jixiao whoami EVALUATION --can` answers from it. ● "
	"allows: the\n"
	"first six columns say who, the last seven in which stages, and both must hold; – means that the method concerns no "
	"evaluation.\n"
	"Leader, member and implementer are roles in *this* evaluation; \"other\" is a person who is enrolled and holds none. "
	"Beyond\n"
	"this table, nobody reviews what they entered or proposed themselves, and implementers see the report from rectification on\n"
	"and only the findings put to them.\n";

static const char closing[] = "\n"
			      "`Event.List`、`Event.History`、`Event.Watch` "
			      "不指明评价时看全部日志，只有管理员和审计员可以；`User.Whoami` 不指明评价时人人可用。\n"
			      "`User.Enroll` 只在注册端口上，凭一次性注册码，不需要证书。\n"
			      "\n"
			      "`Event.List`, `Event.History` and `Event.Watch` without an evaluation show the whole log, to "
			      "admins and auditors only;\n"
			      "`User.Whoami` without one is for everybody. `User.Enroll` exists on the enrolment listener "
			      "only, and asks for a one-time code\n"
			      "instead of a certificate.\n";

static const struct {
	enum method_kind kind;
	const char *name;
} kinds[] = {
	{ METHOD_READ, "读 read" },
	{ METHOD_SLOW_READ, "读 read" },
	{ METHOD_WRITE, "写 write" },
	{ METHOD_CHUNK, "分块 chunk" },
	{ METHOD_STREAM, "流 stream" },
	{ METHOD_AUDITED_STREAM, "留痕流 audited stream" },
	{ METHOD_SELF, "注册 enrolment" },
};

static const char *kind_name(enum method_kind kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].kind == kind)
			return kinds[i].name;
	return "";
}

static const unsigned who_columns[PERMISSIONS_WHO] = { WHO_LEADER, WHO_MEMBER, WHO_IMPLEMENTER, WHO_ADMIN, WHO_AUDITOR, 0 };

/* "| 组长 leader | …", and the line below it. */
static char *heading(struct arena *arena)
{
	char *text = arena_strdup(arena, "| 方法 method | 类型 kind |");

	for (unsigned i = 0; i < PERMISSIONS_WHO; i++)
		text = who_columns[i] == 0
			       ? arena_printf(arena, "%s 其他 other |", text)
			       : arena_printf(arena, "%s %s %s |", text, permission_names(arena, LANGUAGE_ZH, who_columns[i]),
					      permission_names(arena, LANGUAGE_EN, who_columns[i]));
	for (unsigned stage = STAGE_PREPARATION; stage < STAGE_COUNT; stage++)
		text = arena_printf(arena, "%s %s %s |", text, stage_name(LANGUAGE_ZH, (enum stage)stage),
				    stage_name(LANGUAGE_EN, (enum stage)stage));
	text = arena_printf(arena, "%s\n|---|---|", text);
	for (unsigned i = 0; i < PERMISSIONS_WHO + PERMISSIONS_STAGES; i++)
		text = arena_printf(arena, "%s:-:|", text);
	return arena_printf(arena, "%s\n", text);
}

static char *row(struct arena *arena, const struct method *method)
{
	const struct permission *permission = &method->permission;
	char *text = arena_printf(arena, "| `%s` | %s |", method->name, kind_name(method->kind));

	for (unsigned i = 0; i < PERMISSIONS_WHO; i++)
		text = arena_printf(arena, "%s %s |", text, permission->who & (who_columns[i] | WHO_ENROLLED) ? "●" : " ");
	for (unsigned stage = STAGE_PREPARATION; stage < STAGE_COUNT; stage++)
		text = arena_printf(arena, "%s %s |", text,
				    permission->stages == 0	     ? "–"
				    : permission->stages & IN(stage) ? "●"
								     : " ");
	return arena_printf(arena, "%s\n", text);
}

/* Length of "Entry" in "Entry.Put". */
static size_t service_length(const char *method)
{
	return strcspn(method, ".");
}

char *permissions_page(struct arena *arena)
{
	char *page = arena_strdup(arena, introduction);
	const char *service = "";

	for (size_t i = 0; i < method_count(); i++) {
		const struct method *method = method_at(i);
		size_t length = service_length(method->name);

		if (length != service_length(service) || strncmp(service, method->name, length) != 0)
			page = arena_printf(arena, "%s\n## %.*s\n\n%s", page, (int)length, method->name, heading(arena));
		page = arena_printf(arena, "%s%s", page, row(arena, method));
		service = method->name;
	}
	return arena_printf(arena, "%s%s", page, closing);
}
