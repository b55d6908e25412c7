#include "server/settings.h"

#include <stdlib.h>
#include <string.h>

#include "common/crypto/file.h"
#include "server/server.h"

enum { FILE_LIMIT = 64 * 1024 };

#define URL_SCHEME "tls+tcp://"
#define KIND_PREFIX "evidence_limit."

const struct server_settings server_settings_default = {
	.listen = URL_SCHEME "0.0.0.0:7443",
	.enroll_listen = URL_SCHEME "0.0.0.0:7444",
	.map_size = UINT64_C(1) << 40,
	.evidence_limit = UINT64_C(64) << 20,
	.chunk_size = 256 * 1024,
	.upload_limit = UINT64_C(1) << 30,
	.upload_days = 7,
	.code_hours = 72,
	.code_attempts = 5,
	.login_days = 365,
	.signing_days = 1095,
	.request_id_days = 7,
	.calls_per_link = 64,
	.links_per_person = 64,
	.limits = { .handshake = 10000,
		    .idle = 120000,
		    .ping = 30000,
		    .send = 30000,
		    .max_frame = 1 << 20,
		    .max_unread = 4 << 20,
		    .max_links = 10000 },
};

enum kind {
	KIND_ADDRESS, /* HOST:PORT */
	KIND_SIZE64,  /* bytes, with K, M, G or T */
	KIND_SIZE,    /* the same in 32 bits */
	KIND_TIME,    /* milliseconds, written with ms or s */
	KIND_NUMBER,
};

static const struct setting {
	const char *name;
	enum kind kind;
	size_t offset;
	uint64_t min, max;
	const char *meaning;
} table[] = {
#define SETTING(name, kind, member, min, max, meaning)                                                                         \
	{                                                                                                                      \
		name, kind, offsetof(struct server_settings, member), min, max, meaning                                        \
	}
	SETTING("listen", KIND_ADDRESS, listen, 0, 0, "工作端口的地址 / address of the main listener"),
	SETTING("enroll_listen", KIND_ADDRESS, enroll_listen, 0, 0, "注册端口的地址 / address of the enrolment listener"),
	SETTING("map_size", KIND_SIZE64, map_size, UINT64_C(16) << 20, UINT64_C(64) << 40,
		"存储最多可占的地址空间 / address space reserved for the store"),
	SETTING("evidence_limit", KIND_SIZE64, evidence_limit, 1, UINT64_C(16) << 30,
		"单个佐证材料的上限 / largest evidence file"),
	SETTING("chunk_size", KIND_SIZE, chunk_size, 4096, 16 << 20, "上传分块 / bytes of an upload's chunk"),
	SETTING("upload_limit", KIND_SIZE64, upload_limit, 65536, UINT64_C(1) << 40,
		"每人未传完文件的合计上限 / what one person may have under way"),
	SETTING("upload_days", KIND_NUMBER, upload_days, 1, 365,
		"未传完的文件保留天数 / days before an upload that nobody goes on with is removed"),
	SETTING("code_hours", KIND_NUMBER, code_hours, 1, 8760, "注册码有效小时数 / life of an enrolment code in hours"),
	SETTING("code_attempts", KIND_NUMBER, code_attempts, 1, 100, "注册码可试次数 / wrong tries before a code is void"),
	SETTING("login_days", KIND_NUMBER, login_days, 1, 3650, "登录证书有效天数 / life of a login certificate in days"),
	SETTING("signing_days", KIND_NUMBER, signing_days, 1, 3650, "签名证书有效天数 / life of a signing certificate in days"),
	SETTING("request_id_days", KIND_NUMBER, request_id_days, 1, 365,
		"重复请求可识别的天数 / days for which a repeated request is known"),
	SETTING("calls_per_link", KIND_NUMBER, calls_per_link, 1, 65536,
		"每个连接同时进行的调用 / calls in flight on a connection"),
	SETTING("links_per_person", KIND_NUMBER, links_per_person, 1, 65536, "每人的连接数 / connections of one person"),
	SETTING("max_links", KIND_NUMBER, limits.max_links, 1, 1000000, "连接总数 / connections in all"),
	SETTING("handshake", KIND_TIME, limits.handshake, 100, 600000, "握手时限 / time for the handshake"),
	SETTING("idle", KIND_TIME, limits.idle, 1000, 86400000, "对方沉默多久断开 / silence after which a peer is closed"),
	SETTING("ping", KIND_TIME, limits.ping, 500, 86400000, "沉默多久探询 / silence after which a peer is asked"),
	SETTING("send", KIND_TIME, limits.send, 1000, 3600000, "发送停滞时限 / time for a write to make progress"),
	SETTING("max_frame", KIND_SIZE, limits.max_frame, 65536, 64 << 20, "一帧的上限 / largest frame"),
	SETTING("max_unread", KIND_SIZE, limits.max_unread, 65536, 1 << 30,
		"对方未读输出的上限 / output that a peer has not read"),
#undef SETTING
};

enum { N_SETTINGS = sizeof(table) / sizeof(table[0]) };

static const struct {
	const char *suffix;
	enum kind kind;
	uint64_t factor;
} units[] = {
	{ "K", KIND_SIZE, UINT64_C(1) << 10 },
	{ "M", KIND_SIZE, UINT64_C(1) << 20 },
	{ "G", KIND_SIZE, UINT64_C(1) << 30 },
	{ "K", KIND_SIZE64, UINT64_C(1) << 10 },
	{ "M", KIND_SIZE64, UINT64_C(1) << 20 },
	{ "G", KIND_SIZE64, UINT64_C(1) << 30 },
	{ "T", KIND_SIZE64, UINT64_C(1) << 40 },
	{ "ms", KIND_TIME, 1 },
	{ "s", KIND_TIME, 1000 },
};

static void *member(struct server_settings *settings, const struct setting *setting)
{
	return (char *)settings + setting->offset;
}

/* The port that a listening URL ends with; 0 if it has none. */
static unsigned listen_port(const char *url)
{
	const char *colon = strrchr(url, ':');
	char *end;
	unsigned long port;

	if (colon == NULL || colon[1] < '0' || colon[1] > '9')
		return 0;
	port = strtoul(colon + 1, &end, 10);
	return *end == '\0' && port <= 65535 ? (unsigned)port : 0;
}

char *listen_url(struct arena *arena, const char *address)
{
	const char *host = strncmp(address, URL_SCHEME, strlen(URL_SCHEME)) == 0 ? address + strlen(URL_SCHEME) : address;
	const char *colon = strrchr(host, ':');
	bool any_port = colon != NULL && strcmp(colon, ":0") == 0; /* the system chooses: for tests */

	if (colon == NULL || colon == host || host[strcspn(host, " \t/")] != '\0' || (listen_port(host) == 0 && !any_port))
		return NULL;
	return arena_printf(arena, URL_SCHEME "%s", host);
}

static uint64_t factor(enum kind kind, const char *suffix)
{
	/* A bare number counts bytes or things; a time must say its unit. */
	if (*suffix == '\0')
		return kind == KIND_TIME ? 0 : 1;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].kind == kind && strcmp(units[i].suffix, suffix) == 0)
			return units[i].factor;
	return 0;
}

static bool read_number(const struct setting *setting, const char *value, uint64_t *number)
{
	unsigned long long digits;
	char *end;
	uint64_t unit;

	if (*value < '0' || *value > '9')
		return false;
	digits = strtoull(value, &end, 10);
	unit = factor(setting->kind, end);
	return unit > 0 && !__builtin_mul_overflow((uint64_t)digits, unit, number) && *number >= setting->min &&
	       *number <= setting->max;
}

/* The number as it may stand in the file: with the largest unit that leaves no rest. */
static char *number_text(struct arena *arena, const struct setting *setting, uint64_t number)
{
	const char *suffix = "";
	uint64_t unit = 1;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].kind == setting->kind && units[i].factor >= unit && number % units[i].factor == 0 && number > 0) {
			suffix = units[i].suffix;
			unit = units[i].factor;
		}
	return arena_printf(arena, "%llu%s", (unsigned long long)(number / unit), suffix);
}

static char *value_text(struct arena *arena, const struct setting *setting, const struct server_settings *settings)
{
	const void *value = (const char *)settings + setting->offset;

	switch (setting->kind) {
	case KIND_ADDRESS: return arena_printf(arena, "%s", *(const char *const *)value + strlen(URL_SCHEME));
	case KIND_SIZE64: return number_text(arena, setting, *(const uint64_t *)value);
	default: return number_text(arena, setting, *(const uint32_t *)value);
	}
}

static void set(struct arena *arena, const struct setting *setting, const char *value, struct server_settings *settings,
		const char *path, struct status *status)
{
	uint64_t number;
	char *url;

	if (setting->kind == KIND_ADDRESS) {
		url = listen_url(arena, value);
		if (url == NULL)
			STATUS_VIOLATION(status, path, MSG_SETTING_ADDRESS, setting->name, value);
		else
			*(const char **)member(settings, setting) = url;
	} else if (!read_number(setting, value, &number)) {
		STATUS_VIOLATION(status, path, MSG_SETTING_RANGE, setting->name, value,
				 number_text(arena, setting, setting->min), number_text(arena, setting, setting->max));
	} else if (setting->kind == KIND_SIZE64) {
		*(uint64_t *)member(settings, setting) = number;
	} else {
		*(uint32_t *)member(settings, setting) = (uint32_t)number;
	}
}

static const struct setting *find(const char *name)
{
	for (size_t i = 0; i < N_SETTINGS; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

/* "evidence_limit.照片 = 8M": the largest file of one kind. */
static void set_kind_limit(struct arena *arena, const char *kind, const char *value, struct server_settings *settings,
			   const char *path, struct status *status)
{
	const struct setting *setting = find("evidence_limit");
	struct kind_limit *limits;
	uint64_t limit = 0;

	for (size_t i = 0; i < settings->n_kind_limits; i++)
		if (strcmp(settings->kind_limits[i].kind, kind) == 0)
			STATUS_VIOLATION(status, path, MSG_SETTING_TWICE, arena_printf(arena, KIND_PREFIX "%s", kind));
	if (*kind == '\0')
		STATUS_VIOLATION(status, path, MSG_SETTING_UNKNOWN, KIND_PREFIX);
	else if (!read_number(setting, value, &limit))
		STATUS_VIOLATION(status, path, MSG_SETTING_RANGE, arena_printf(arena, KIND_PREFIX "%s", kind), value,
				 number_text(arena, setting, setting->min), number_text(arena, setting, setting->max));
	limits = arena_alloc(arena, (settings->n_kind_limits + 1) * sizeof(*limits));
	if (settings->n_kind_limits > 0)
		memcpy(limits, settings->kind_limits, settings->n_kind_limits * sizeof(*limits));
	limits[settings->n_kind_limits++] = (struct kind_limit){ arena_strdup(arena, kind), limit };
	settings->kind_limits = limits;
}

static char *trim(char *text)
{
	size_t length;

	text += strspn(text, " \t\r");
	length = strlen(text);
	while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
		text[--length] = '\0';
	return text;
}

static void read_line(struct arena *arena, char *line, const char *path, bool *seen, struct server_settings *settings,
		      struct status *status)
{
	const struct setting *setting;
	char *equals, *name;

	line = trim(line);
	if (*line == '\0' || *line == '#')
		return;
	equals = strchr(line, '=');
	if (equals == NULL) {
		STATUS_VIOLATION(status, path, MSG_SETTING_NO_EQUALS);
		return;
	}
	*equals = '\0';
	name = trim(line);
	if (strncmp(name, KIND_PREFIX, strlen(KIND_PREFIX)) == 0) {
		set_kind_limit(arena, name + strlen(KIND_PREFIX), trim(equals + 1), settings, path, status);
		return;
	}
	setting = find(name);
	if (setting == NULL)
		STATUS_VIOLATION(status, path, MSG_SETTING_UNKNOWN, name);
	else if (seen[setting - table])
		STATUS_VIOLATION(status, path, MSG_SETTING_TWICE, name);
	else
		set(arena, setting, trim(equals + 1), settings, path, status);
	if (setting != NULL)
		seen[setting - table] = true;
}

static uint64_t largest_file(const struct server_settings *settings)
{
	uint64_t largest = settings->evidence_limit;

	for (size_t i = 0; i < settings->n_kind_limits; i++)
		if (settings->kind_limits[i].limit > largest)
			largest = settings->kind_limits[i].limit;
	return largest;
}

/* What must hold between settings. */
static void check_together(const struct server_settings *settings, struct status *status)
{
	enum { CHUNK_OVERHEAD = 4096 }; /* the frame, call and digest around a chunk */

	if (settings->chunk_size + CHUNK_OVERHEAD > settings->limits.max_frame)
		STATUS_VIOLATION(status, "jixiaod.conf", MSG_SETTING_CHUNK_FRAME);
	if (settings->upload_limit < largest_file(settings))
		STATUS_VIOLATION(status, "jixiaod.conf", MSG_SETTING_UPLOAD_LIMIT);
	if (settings->limits.ping >= settings->limits.idle)
		STATUS_VIOLATION(status, "jixiaod.conf", MSG_SETTING_PING_IDLE);
}

enum status_code server_settings_read(struct arena *arena, const char *path, struct server_settings *settings,
				      struct status *status)
{
	bool seen[N_SETTINGS] = { false };
	struct slice text;
	unsigned number = 0;
	char *rest, *line;

	if (file_load(arena, path, FILE_LIMIT, &text, status) != STATUS_OK)
		return status->code;
	rest = arena_strdup(arena, (const char *)text.data);
	while ((line = strsep(&rest, "\n")) != NULL)
		read_line(arena, line, arena_printf(arena, "jixiaod.conf:%u", ++number), seen, settings, status);
	check_together(settings, status);
	return status_conclude(status, STATUS_INVALID_ARGUMENT, MSG_SETTINGS_INVALID);
}

char *server_settings_write(struct arena *arena, const struct server_settings *settings)
{
	char *text =
		arena_strdup(arena, "# jixiaod 的设置；带 # 的行是默认值 / settings of jixiaod; lines with # show defaults\n");

	for (size_t i = 0; i < N_SETTINGS; i++) {
		const char *value = value_text(arena, &table[i], settings);
		bool same = strcmp(value, value_text(arena, &table[i], &server_settings_default)) == 0;

		text = arena_printf(arena, "%s\n# %s\n%s%s = %s\n", text, table[i].meaning, same ? "# " : "", table[i].name,
				    value);
	}
	text = arena_printf(arena,
			    "%s\n# 某一类佐证材料另有上限的 / kinds of evidence with a limit of their own\n# " KIND_PREFIX
			    "照片 = 8M\n",
			    text);
	for (size_t i = 0; i < settings->n_kind_limits; i++)
		text = arena_printf(arena, "%s" KIND_PREFIX "%s = %s\n", text, settings->kind_limits[i].kind,
				    number_text(arena, find("evidence_limit"), settings->kind_limits[i].limit));
	return text;
}
