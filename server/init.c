#include "server/init.h"

#include <string.h>

#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/crypto/enrolment.h"
#include "common/crypto/file.h"
#include "common/rpc/pb.h"
#include "common/text/blank.h"
#include "common/text/character.h"
#include "server/beside.h"
#include "server/installation.h"
#include "server/service/user_record.h"
#include "server/settings.h"

/* The CA outlives every certificate that it gives; the server's is renewed by `jixiaod renew-server`. */
enum { CA_DAYS = 7300, SERVER_DAYS = 1095, NAME_LIMIT = 64 };

#define SUITE "intl"

/* ---- the options ---- */

/* ${name} as it is kept: checked like every text that comes from outside. */
static const char *check_name(struct arena *arena, const char *field, const char *name, struct status *status)
{
	Jixiao__UserAddRequest carrier = JIXIAO__USER_ADD_REQUEST__INIT;
	struct status faults = STATUS_INIT;
	const size_t at = strcspn(name, "\n\t");

	carrier.name = arena_strdup(arena, name);
	pb_check(arena, &carrier.base, &faults);
	if (text_is_blank(name))
		STATUS_VIOLATION(status, field, MSG_FIELD_REQUIRED);
	else if (faults.n_violations > 0)
		status_violation(status, field, faults.violations[0].message.id, faults.violations[0].message.args);
	else if (name[at] != '\0')
		STATUS_VIOLATION(status, field, MSG_TEXT_CONTROL, character_name(arena, name[at]),
				 arena_printf(arena, "%zu", character_count(name, at) + 1));
	else if (character_count(name, strlen(name)) > NAME_LIMIT)
		STATUS_VIOLATION(status, field, MSG_NAME_TOO_LONG, arena_printf(arena, "%d", NAME_LIMIT));
	status_clear(&faults);
	return carrier.name;
}

static bool is_host(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:";

	return *text != '\0' && text[strspn(text, letters)] == '\0' && strlen(text) <= 253;
}

static void check_hosts(const char *const *hosts, size_t n, struct status *status)
{
	for (size_t i = 0; i < n; i++)
		if (!is_host(hosts[i]))
			STATUS_VIOLATION(status, "--address", MSG_HOST_MALFORMED, hosts[i]);
}

static void check_listen(struct arena *arena, const char *field, const char *address, const char **url, struct status *status)
{
	const char *read = address != NULL ? listen_url(arena, address) : *url;

	if (read == NULL)
		STATUS_VIOLATION(status, field, MSG_SETTING_ADDRESS, field, address);
	else
		*url = read;
}

static enum status_code check_options(struct arena *arena, struct init_options *options, struct server *server,
				      struct status *status)
{
	server->settings = server_settings_default;
	if (options->map_size != 0)
		server->settings.map_size = options->map_size;
	options->name = check_name(arena, "--name", options->name, status);
	options->admin_name = check_name(arena, "--admin-name", options->admin_name, status);
	if (!user_id_is_valid(options->admin))
		STATUS_VIOLATION(status, "--admin", MSG_FIELD_NOT_ID, options->admin, "@FORM_USER");
	if (options->n_addresses == 0)
		STATUS_VIOLATION(status, "--address", MSG_FIELD_REQUIRED);
	check_hosts(options->addresses, options->n_addresses, status);
	check_listen(arena, "--listen", options->listen, &server->settings.listen, status);
	check_listen(arena, "--enroll-listen", options->enroll_listen, &server->settings.enroll_listen, status);
	return status_conclude(status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST);
}

/* ---- keys, certificates, settings ---- */

static enum status_code save(struct arena *arena, const char *directory, const char *name, const char *text, mode_t mode,
			     struct status *status)
{
	return file_save_text(installation_path(arena, directory, name), text, mode, status);
}

/* server.pem holds leaf and CA: clients that enrol find the CA in it. */
static enum status_code make_server(struct arena *arena, const char *directory, const char *ca, const char *ca_key,
				    const char *const *addresses, size_t n_addresses, struct status *status)
{
	char *key, *certificate;

	if (key_generate(arena, &key, status) != STATUS_OK ||
	    certificate_make_server(arena, ca, ca_key, key, addresses, n_addresses, SERVER_DAYS, &certificate, status) !=
		    STATUS_OK)
		return status->code;
	if (save(arena, directory, "server.key", key, FILE_PRIVATE, status) != STATUS_OK)
		return status->code;
	return save(arena, directory, "server.pem", arena_printf(arena, "%s%s", certificate, ca), FILE_PUBLIC, status);
}

static enum status_code make_files(struct arena *arena, const char *directory, const struct init_options *options,
				   const struct server_settings *settings, struct status *status)
{
	char *ca_key, *ca, *log_key, *log;

	if (key_generate(arena, &ca_key, status) != STATUS_OK || key_generate(arena, &log_key, status) != STATUS_OK ||
	    certificate_make_ca(arena, ca_key, options->name, CA_DAYS, &ca, status) != STATUS_OK ||
	    save(arena, directory, "ca.key", ca_key, FILE_PRIVATE, status) != STATUS_OK ||
	    save(arena, directory, "ca.pem", ca, FILE_PUBLIC, status) != STATUS_OK ||
	    certificate_make_log(arena, ca, ca_key, log_key, CA_DAYS, &log, status) != STATUS_OK ||
	    save(arena, directory, "log.key", log_key, FILE_PRIVATE, status) != STATUS_OK ||
	    save(arena, directory, "log.pem", log, FILE_PUBLIC, status) != STATUS_OK ||
	    make_server(arena, directory, ca, ca_key, options->addresses, options->n_addresses, status) != STATUS_OK)
		return status->code;
	return save(arena, directory, "jixiaod.conf", server_settings_write(arena, settings), FILE_PUBLIC, status);
}

/* ---- acts in the store ---- */

struct act {
	struct store_job job;
	struct arena *arena;
	const struct server_settings *settings;
	const struct init_options *options; /* NULL: only a code */
	const char *person;		    /* NULL: the first admin; then who it was */
	const char *code;
};

static enum status_code append(struct store_txn *txn, struct act *act, const char *method, const ProtobufCMessage *request,
			       const Jixiao__User *user, struct status *status)
{
	struct event_spec event = {
		.person = "jixiaod",
		.method = method,
		.evaluation = "",
		.payload = pb_pack(act->arena, request),
		.reply = pb_pack(act->arena, &user->base),
	};
	uint64_t sequence;

	return event_append(txn, &event, &sequence, status);
}

static enum status_code put_meta(struct store_txn *txn, const char *name, const char *text, struct status *status)
{
	return meta_put(txn, name, (struct slice){ (const uint8_t *)text, strlen(text) }, status);
}

/* A new code and its key for act->person. */
static enum status_code make_code(struct act *act, ProtobufCBinaryData *key, struct status *status)
{
	*key = (ProtobufCBinaryData){ ENROLMENT_KEY_SIZE, arena_alloc(act->arena, ENROLMENT_KEY_SIZE) };
	if (enrolment_code_make(act->arena, &act->code, status) != STATUS_OK)
		return status->code;
	return enrolment_key(act->person, act->code, key->data, status);
}

static enum status_code add_first_admin(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct act *act = (struct act *)job;
	Jixiao__UserAddRequest request = JIXIAO__USER_ADD_REQUEST__INIT;
	Jixiao__User user = JIXIAO__USER__INIT;

	act->person = act->options->admin;
	request.id = user.id = (char *)act->options->admin;
	request.name = user.name = (char *)act->options->admin_name;
	request.role = user.role = JIXIAO__SERVER_ROLE__SERVER_ROLE_ADMIN;
	if (put_meta(txn, "installation", act->options->name, status) != STATUS_OK ||
	    put_meta(txn, "suite", SUITE, status) != STATUS_OK || make_code(act, &request.code_key, status) != STATUS_OK)
		return status->code;
	user_invite(act->arena, &user, request.code_key, act->settings, store_txn_time(txn));
	if (user_save(txn, &user, status) != STATUS_OK)
		return status->code;
	return append(txn, act, "User.Add", &request.base, &user, status);
}

/* The admin named, or the first by login name. */
static enum status_code find_admin(struct store_txn *txn, const char *person, Jixiao__User **admin, struct status *status)
{
	Jixiao__User **users;
	size_t n;
	enum status_code code = record_list(txn, JIXIAO__RECORD_TYPE__RECORD_USER, "", &jixiao__user__descriptor, NULL, 0,
					    (ProtobufCMessage ***)&users, &n, status);

	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < n; i++)
		if (users[i]->role == JIXIAO__SERVER_ROLE__SERVER_ROLE_ADMIN &&
		    (person == NULL || strcmp(users[i]->id, person) == 0)) {
			*admin = users[i];
			return STATUS_OK;
		}
	return STATUS_FAIL(status, STATUS_NOT_FOUND, MSG_NO_SUCH_ADMIN, person != NULL ? person : "");
}

static enum status_code renew_admin_code(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct act *act = (struct act *)job;
	Jixiao__UserCodeRequest request = JIXIAO__USER_CODE_REQUEST__INIT;
	Jixiao__User *admin = NULL;

	if (find_admin(txn, act->person, &admin, status) != STATUS_OK)
		return status->code;
	request.id = admin->id;
	act->person = arena_strdup(act->arena, admin->id);
	if (make_code(act, &request.code_key, status) != STATUS_OK)
		return status->code;
	user_invite(act->arena, admin, request.code_key, act->settings, store_txn_time(txn));
	if (user_save(txn, admin, status) != STATUS_OK)
		return status->code;
	return append(txn, act, "User.Code", &request.base, admin, status);
}

static void nothing(struct store_job *job, struct status *status)
{
	(void)job;
	(void)status;
}

static enum status_code write_ticket(struct arena *arena, const struct act *act, const char *ca_pem, char **ticket,
				     struct status *status)
{
	struct enrolment_ticket parts = { .person = act->person, .code = act->code };
	struct slice ca;

	if (certificate_from_pem(arena, ca_pem, &ca, status) != STATUS_OK)
		return status->code;
	digest(ca, parts.ca);
	*ticket = enrolment_ticket_write(arena, &parts);
	return STATUS_OK;
}

/* ---- init ---- */

static enum status_code make_store(struct arena *arena, const char *directory, struct act *act, struct status *status)
{
	const char *path = installation_path(arena, directory, "store");
	struct engine *engine;
	struct store *store;

	if (folder_make(path, status) != STATUS_OK ||
	    engine_lmdb_open(path, act->settings->map_size, &engine, status) != STATUS_OK ||
	    store_open(engine, &(struct store_settings){ 0 }, &store, status) != STATUS_OK)
		return status->code;
	store_submit_wait(store, &act->job, status);
	store_close(store);
	return status->code;
}

enum status_code init_make(struct arena *arena, const char *directory, const struct init_options *given, char **ticket,
			   struct status *status)
{
	struct init_options options = *given;
	struct server server = { 0 };
	struct act act = { { .run = add_first_admin, .done = nothing }, arena, &server.settings, &options };
	struct slice ca;
	char *beside;

	if (check_options(arena, &options, &server, status) != STATUS_OK ||
	    beside_make(arena, directory, &beside, status) != STATUS_OK)
		return status->code;
	if (make_files(arena, beside, &options, &server.settings, status) == STATUS_OK &&
	    make_store(arena, beside, &act, status) == STATUS_OK &&
	    file_load(arena, installation_path(arena, beside, "ca.pem"), INSTALLATION_FILE_LIMIT, &ca, status) == STATUS_OK)
		write_ticket(arena, &act, (const char *)ca.data, ticket, status);
	return beside_put(arena, beside, directory, status);
}

/* ---- later ---- */

enum status_code init_admin_code(struct arena *arena, const char *directory, const char *person, char **ticket,
				 struct status *status)
{
	struct server server;
	struct act act = { { .run = renew_admin_code, .done = nothing }, arena, &server.settings, NULL, .person = person };

	if (installation_open(arena, directory, &server, status) != STATUS_OK)
		return status->code;
	if (store_submit_wait(server.store, &act.job, status) == STATUS_OK)
		write_ticket(arena, &act, server.ca, ticket, status);
	installation_close(&server);
	return status->code;
}

enum status_code init_renew_server(struct arena *arena, const char *directory, const char *const *addresses, size_t n_addresses,
				   struct status *status)
{
	struct server server;
	const char **names;
	struct slice old;

	check_hosts(addresses, n_addresses, status);
	if (status_conclude(status, STATUS_INVALID_ARGUMENT, MSG_INVALID_REQUEST) != STATUS_OK ||
	    installation_open(arena, directory, &server, status) != STATUS_OK)
		return status->code;
	if (n_addresses > 0)
		make_server(arena, directory, server.ca, server.ca_key, addresses, n_addresses, status);
	else if (certificate_from_pem(arena, server.certificate, &old, status) == STATUS_OK &&
		 certificate_names(arena, old, &names, &n_addresses, status) == STATUS_OK)
		make_server(arena, directory, server.ca, server.ca_key, names, n_addresses, status);
	installation_close(&server);
	return status->code;
}
