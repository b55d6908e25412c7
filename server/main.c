/* jixiaod: the server's commands. What a person asked for goes to stdout, all else to stderr. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "server/backup.h"
#include "server/init.h"
#include "server/installation.h"
#include "server/log.h"
#include "server/rpc/run.h"

enum { EXIT_USAGE = 2, MAX_ADDRESSES = 32 };

/* What the command line said. */
struct line {
	struct arena *arena;
	enum language language;
	const char *directory, *second; /* positional */
	struct init_options init;
	const char *addresses[MAX_ADDRESSES];
};

typedef enum status_code command_handler(const struct line *line, struct status *status);

static const char *worded(const struct line *line, const char *const pair[2])
{
	return pair[line->language];
}

static void say(const struct line *line, FILE *to, enum message_id id, const char *const *args, size_t n_args)
{
	fprintf(to, "%s\n", message_text(line->arena, line->language, id, args, n_args));
}

/* The code alone on stdout, so that a script can hand it on; what to do with it on stderr. */
static enum status_code print_ticket(const struct line *line, const char *ticket, const char *host, const char *enroll_listen)
{
	const char *port = enroll_listen != NULL ? strrchr(enroll_listen, ':') : "";
	const char *server = arena_printf(line->arena, "%s%s", host, port);
	const char *person = arena_printf(line->arena, "%.*s", (int)strcspn(ticket, ":"), ticket);

	say(line, stderr, MSG_TICKET_FOR, &person, 1);
	printf("%s\n", ticket);
	fflush(stdout);
	say(line, stderr, MSG_TICKET_USE, &server, 1);
	return STATUS_OK;
}

static enum status_code run_init(const struct line *line, struct status *status)
{
	char *ticket;
	enum status_code code = init_make(line->arena, line->directory, &line->init, &ticket, status);

	if (code != STATUS_OK)
		return code;
	say(line, stderr, MSG_INSTALLATION_MADE, &line->directory, 1);
	return print_ticket(line, ticket, line->addresses[0], line->init.enroll_listen);
}

static enum status_code run_server(const struct line *line, struct status *status)
{
	struct server server;
	enum status_code code = installation_open(line->arena, line->directory, &server, status);

	if (code != STATUS_OK)
		return code;
	code = server_run(&server, status);
	installation_close(&server);
	return code;
}

static enum status_code run_admin_code(const struct line *line, struct status *status)
{
	char *ticket;
	enum status_code code = init_admin_code(line->arena, line->directory, line->second, &ticket, status);

	return code == STATUS_OK ? print_ticket(line, ticket, "HOST", NULL) : code;
}

static enum status_code run_renew_server(const struct line *line, struct status *status)
{
	enum status_code code =
		init_renew_server(line->arena, line->directory, line->addresses, line->init.n_addresses, status);

	if (code == STATUS_OK)
		say(line, stderr, MSG_SERVER_RENEWED, NULL, 0);
	return code;
}

static enum status_code run_backup(const struct line *line, struct status *status)
{
	enum status_code code = backup_make(line->arena, line->directory, line->second, status);

	if (code == STATUS_OK)
		say(line, stderr, MSG_BACKUP_MADE, &line->second, 1);
	return code;
}

static const struct command {
	const char *name, *usage;
	const char *help[2];
	const char *example;
	int min_positional, max_positional; /* DIR included */
	command_handler *handler;
} commands[] = {
	{ "init",
	  "DIR --name NAME --address HOST [--address HOST …] --admin PERSON --admin-name 姓名 [--listen HOST:PORT] "
	  "[--enroll-listen HOST:PORT]",
	  { "新建：证书机构、服务器证书、存储，打印第一位管理员的一次性注册码",
	    "make CA, server certificate and store; print the first administrator's one-time code" },
	  "jixiaod init /var/lib/jixiao/data --name 昌吉州绩效 --address jixiao.example.gov.cn --admin guanliyuan --admin-name "
	  "管理员",
	  1,
	  1,
	  run_init },
	{ "run",
	  "DIR",
	  { "运行服务，直到收到 SIGTERM 或 SIGINT", "serve until SIGTERM or SIGINT" },
	  "jixiaod run /var/lib/jixiao/data",
	  1,
	  1,
	  run_server },
	{ "admin-code",
	  "DIR [PERSON]",
	  { "（先停止服务）给管理员一个新的注册码，旧密钥作废",
	    "(stop the server first) a new code for an administrator, whose old keys are revoked" },
	  "jixiaod admin-code /var/lib/jixiao/data",
	  1,
	  2,
	  run_admin_code },
	{ "renew-server",
	  "DIR [--address HOST …]",
	  { "（先停止服务）更新服务器证书；写 --address 则换成新的地址",
	    "(stop the server first) a new server certificate, for new addresses if given" },
	  "jixiaod renew-server /var/lib/jixiao/data",
	  1,
	  1,
	  run_renew_server },
	{ "backup",
	  "DIR TO",
	  { "把全部内容一致地复制到新目录 TO，服务不必停止（含私钥，请妥善保管）",
	    "copy everything, consistently, into the new folder TO, also while the server runs (holds private keys: keep it "
	    "safe)" },
	  "jixiaod backup /var/lib/jixiao/data /backup/jixiao-2025-03-10",
	  2,
	  2,
	  run_backup },
};

enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_usage(FILE *to, const struct line *line, const struct command *command)
{
	fprintf(to, "%sjixiaod %s %s\n", message_plain(line->language, MSG_USAGE_PREFIX), command->name, command->usage);
}

static int help(FILE *to, const struct line *line, const struct command *command)
{
	if (command != NULL) {
		print_usage(to, line, command);
		fprintf(to, "  %s\n%s\n  %s\n", worded(line, command->help), message_plain(line->language, MSG_USAGE_EXAMPLE),
			command->example);
		return 0;
	}
	for (size_t i = 0; i < N_COMMANDS; i++) {
		print_usage(to, line, &commands[i]);
		fprintf(to, "  %s\n", worded(line, commands[i].help));
	}
	return 0;
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

/* The whole status, worded. */
static void print_status(const struct line *line, const struct status *status)
{
	say(line, stderr, status->message.id, status->message.args, status->message.n_args);
	for (size_t i = 0; i < status->n_violations; i++) {
		const struct violation *violation = &status->violations[i];

		fprintf(stderr, "  %s: %s\n", violation->path,
			message_text(line->arena, line->language, violation->message.id, violation->message.args,
				     violation->message.n_args));
	}
}

enum {
	OPTION_HELP = 1,
	OPTION_VERSION,
	OPTION_LANG,
	OPTION_NAME,
	OPTION_ADDRESS,
	OPTION_ADMIN,
	OPTION_ADMIN_NAME,
	OPTION_LISTEN,
	OPTION_ENROLL_LISTEN
};

static const struct option options[] = {
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "lang", required_argument, NULL, OPTION_LANG },
	{ "name", required_argument, NULL, OPTION_NAME },
	{ "address", required_argument, NULL, OPTION_ADDRESS },
	{ "admin", required_argument, NULL, OPTION_ADMIN },
	{ "admin-name", required_argument, NULL, OPTION_ADMIN_NAME },
	{ "listen", required_argument, NULL, OPTION_LISTEN },
	{ "enroll-listen", required_argument, NULL, OPTION_ENROLL_LISTEN },
	{ NULL, 0, NULL, 0 },
};

/* The option's effect; false if there is no such option, or not so often. */
static bool take(struct line *line, int option, bool *wants_help)
{
	switch (option) {
	case 'h':
	case OPTION_HELP: *wants_help = true; return true;
	case OPTION_VERSION: printf("jixiaod %s\n", JIXIAO_VERSION); exit(0);
	case OPTION_LANG: line->language = strcmp(optarg, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH; return true;
	case OPTION_NAME: line->init.name = optarg; return true;
	case OPTION_ADMIN: line->init.admin = optarg; return true;
	case OPTION_ADMIN_NAME: line->init.admin_name = optarg; return true;
	case OPTION_LISTEN: line->init.listen = optarg; return true;
	case OPTION_ENROLL_LISTEN: line->init.enroll_listen = optarg; return true;
	case OPTION_ADDRESS:
		if (line->init.n_addresses == MAX_ADDRESSES)
			return false;
		line->addresses[line->init.n_addresses++] = optarg;
		return true;
	default: return false;
	}
}

static enum language language_of_environment(void)
{
	const char *locale = getenv("LC_ALL");

	if (locale == NULL || *locale == '\0')
		locale = getenv("LANG");
	return locale != NULL && strncmp(locale, "en", 2) == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
}

/* Keys are in memory: no core dump, no debugger of another user. Connections need descriptors. */
static void prepare_process(void)
{
	struct rlimit none = { 0, 0 }, files;

	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

static int refuse(const struct line *line, const struct command *command, enum message_id id, const char *argument)
{
	say(line, stderr, id, &argument, 1);
	help(stderr, line, command);
	return EXIT_USAGE;
}

static int run(struct line *line, int argc, char **argv)
{
	const struct command *command = NULL;
	struct status status = STATUS_INIT;
	bool wants_help = false;
	int option, n, exit_code = 0;

	opterr = 0; /* getopt's own words are English */
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
		if (!take(line, option, &wants_help))
			return refuse(line, argc > 1 ? find(argv[1]) : NULL, MSG_OPTION_WRONG, argv[optind - 1]);
	n = argc - optind;
	if (n > 0)
		command = find(argv[optind]);
	if (wants_help || n == 0)
		return help(wants_help ? stdout : stderr, line, command) + (wants_help ? 0 : EXIT_USAGE);
	if (command == NULL)
		return refuse(line, NULL, MSG_NOUN_UNKNOWN, argv[optind]);
	if (n - 1 < command->min_positional || n - 1 > command->max_positional)
		return refuse(line, command, MSG_ARGUMENTS_WRONG, command->name);
	line->directory = argv[optind + 1];
	line->second = n > 2 ? argv[optind + 2] : NULL;
	if (command->handler(line, &status) != STATUS_OK) {
		print_status(line, &status);
		exit_code = status.code == STATUS_INVALID_ARGUMENT ? EXIT_USAGE : 1;
	}
	status_clear(&status);
	return exit_code;
}

int main(int argc, char **argv)
{
	struct arena arena = ARENA_INIT;
	struct line line = { .arena = &arena,
			     .language = language_of_environment(),
			     .init = { .name = "", .admin = "", .admin_name = "" } };
	int exit_code;

	line.init.addresses = line.addresses;
	prepare_process();
	exit_code = run(&line, argc, argv);
	arena_clear(&arena);
	return exit_code;
}
