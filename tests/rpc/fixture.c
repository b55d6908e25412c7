#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/base/clock.h"
#include "common/crypto/certificate.h"
#include "common/domain/approval_kind.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"
#include "fixture.h"
#include "jixiao/evaluation.pb-c.h"
#include "server/rpc/method.h"
#include "server/rpc/run.h"
#include "server/settings.h"

/* TSan refuses larger maps. */
#define MAP_SIZE (UINT64_C(1) << 30)

static const struct {
	const char *name;
	Jixiao__ServerRole role;
	Jixiao__Role team; /* UNSPECIFIED: in no team */
} people[FIXTURE_PEOPLE] = {
	{ "admin", JIXIAO__SERVER_ROLE__SERVER_ROLE_ADMIN, JIXIAO__ROLE__ROLE_UNSPECIFIED },
	{ "auditor", JIXIAO__SERVER_ROLE__SERVER_ROLE_AUDITOR, JIXIAO__ROLE__ROLE_UNSPECIFIED },
	{ "leader", JIXIAO__SERVER_ROLE__SERVER_ROLE_NONE, JIXIAO__ROLE__ROLE_LEADER },
	{ "second", JIXIAO__SERVER_ROLE__SERVER_ROLE_NONE, JIXIAO__ROLE__ROLE_LEADER },
	{ "member", JIXIAO__SERVER_ROLE__SERVER_ROLE_NONE, JIXIAO__ROLE__ROLE_MEMBER },
	{ "colleague", JIXIAO__SERVER_ROLE__SERVER_ROLE_NONE, JIXIAO__ROLE__ROLE_MEMBER },
	{ "implementer", JIXIAO__SERVER_ROLE__SERVER_ROLE_NONE, JIXIAO__ROLE__ROLE_IMPLEMENTER },
	{ "outsider", JIXIAO__SERVER_ROLE__SERVER_ROLE_NONE, JIXIAO__ROLE__ROLE_UNSPECIFIED },
	{ "stranger", JIXIAO__SERVER_ROLE__SERVER_ROLE_NONE, JIXIAO__ROLE__ROLE_UNSPECIFIED },
};

/* ---- records past every method ---- */

struct put_job {
	struct store_job job;
	struct record_key key;
	ProtobufCMessage *message;
};

static enum status_code put_run(struct store_job *job, struct store_txn *txn, struct status *status)
{
	struct put_job *put = (struct put_job *)job;
	const struct event_spec spec = { .person = "jixiaod", .method = "test", .evaluation = put->key.evaluation };
	uint64_t sequence;

	if (record_put(txn, put->key, put->message, RECORD_ANY_REVISION, status) != STATUS_OK)
		return status->code;
	return event_append(txn, &spec, &sequence, status);
}

static void put_done(struct store_job *job, struct status *status)
{
	(void)job;
	(void)status;
}

void fixture_put(struct fixture *fixture, struct record_key key, ProtobufCMessage *message)
{
	struct put_job put = { .job = { .run = put_run, .done = put_done }, .key = key, .message = message };
	struct status status = STATUS_INIT;

	assert_int_equal(store_submit_wait(fixture->server.store, &put.job, &status), STATUS_OK);
	status_clear(&status);
}

/* ---- people ---- */

static struct slice der_of(struct arena *arena, const char *pem)
{
	struct status status = STATUS_INIT;
	struct slice der;

	assert_int_equal(certificate_from_pem(arena, pem, &der, &status), STATUS_OK);
	status_clear(&status);
	return der;
}

static struct identity signing_identity(struct installation *installation, const char *person)
{
	struct arena *arena = &installation->arena;
	struct status status = STATUS_INIT;
	struct slice request, der;
	struct identity made;

	assert_int_equal(key_generate(arena, &made.key, &status), STATUS_OK);
	assert_int_equal(certificate_request(arena, made.key, person, &request, &status), STATUS_OK);
	assert_int_equal(certificate_issue(arena, installation->ca.certificate, installation->ca.key, request, person,
					   CERTIFICATE_SIGNING, 30, &der, &status),
			 STATUS_OK);
	assert_int_equal(certificate_to_pem(arena, der, &made.certificate, &status), STATUS_OK);
	status_clear(&status);
	return made;
}

static void put_user(struct fixture *fixture, const struct fixture_person *person)
{
	Jixiao__SigningCertificate signing = JIXIAO__SIGNING_CERTIFICATE__INIT, *signing_list[] = { &signing };
	Jixiao__User user = JIXIAO__USER__INIT;
	struct status status = STATUS_INIT;
	struct certificate_info info;
	struct arena arena = ARENA_INIT;
	struct slice der = der_of(&arena, person->signing.certificate);

	signing.certificate = pb_bytes(der);
	assert_int_equal(certificate_info(&arena, der_of(&arena, person->login.certificate), &info, &status), STATUS_OK);
	user.id = user.name = (char *)person->name;
	user.role = person->role;
	user.state = JIXIAO__USER_STATE__USER_STATE_ACTIVE;
	user.login_certificate = (ProtobufCBinaryData){ sizeof(info.digest), info.digest };
	user.login_expires = info.not_after;
	user.n_signing_certificates = 1;
	user.signing_certificates = signing_list;
	fixture_put(fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_USER, "", person->name }, &user.base);
	arena_clear(&arena);
	status_clear(&status);
}

struct fixture_person *fixture_person(struct fixture *fixture, const char *name)
{
	for (size_t i = 0; i < FIXTURE_PEOPLE; i++)
		if (strcmp(fixture->people[i].name, name) == 0)
			return &fixture->people[i];
	fail_msg("nobody is called %s", name);
	return NULL;
}

/* ---- start and stop ---- */

static void open_server(struct fixture *fixture)
{
	struct server *server = &fixture->server;
	const struct store_settings settings = { .request_id_days = server->settings.request_id_days };
	struct status status = STATUS_INIT;
	struct arena arena = ARENA_INIT;
	struct engine *engine;

	assert_int_equal(engine_lmdb_open(arena_printf(&arena, "%s/store", fixture->directory), server->settings.map_size,
					  &engine, &status),
			 STATUS_OK);
	assert_int_equal(store_open(engine, &settings, &server->store, &status), STATUS_OK);
	assert_int_equal(server_start(server, &status), STATUS_OK);
	status_clear(&status);
	arena_clear(&arena);
}

static void close_server(struct fixture *fixture)
{
	for (size_t i = 0; i < FIXTURE_PEOPLE; i++) {
		if (fixture->people[i].connection != NULL)
			connection_close(fixture->people[i].connection);
		fixture->people[i].connection = NULL;
	}
	server_stop(&fixture->server);
	store_close(fixture->server.store);
	fixture->server.store = NULL;
}

static void make_server(struct fixture *fixture)
{
	struct installation *installation = &fixture->installation;
	struct server *server = &fixture->server;
	struct status status = STATUS_INIT;
	char *log_key, *log;

	assert_int_equal(key_generate(&installation->arena, &log_key, &status), STATUS_OK);
	assert_int_equal(certificate_make_log(&installation->arena, installation->ca.certificate, installation->ca.key, log_key,
					      30, &log, &status),
			 STATUS_OK);
	server->settings = server_settings_default;
	server->settings.listen = server->settings.enroll_listen = "tls+tcp://127.0.0.1:0";
	server->settings.map_size = MAP_SIZE;
	server->directory = fixture->directory;
	server->lock = -1;
	server->installation = "test";
	server->suite = "intl";
	server->ca = installation->ca.certificate;
	server->ca_key = installation->ca.key;
	server->certificate = installation->chain;
	server->key = installation->server.key;
	server->log_key = log_key;
	server->log_certificate = log;
	server->log_der = der_of(&installation->arena, log);
	server->ca_der = der_of(&installation->arena, installation->ca.certificate);
	status_clear(&status);
}

void fixture_start(struct fixture *fixture, void (*change)(struct server_settings *settings))
{
	char store[96];

	*fixture = (struct fixture){ .directory = "/tmp/jixiao-rpc-XXXXXX", .arena = ARENA_INIT, .status = STATUS_INIT };
	assert_non_null(mkdtemp(fixture->directory));
	snprintf(store, sizeof(store), "%s/store", fixture->directory);
	assert_int_equal(mkdir(store, 0700), 0);
	installation_make(&fixture->installation);
	make_server(fixture);
	if (change != NULL)
		change(&fixture->server.settings);
	open_server(fixture);
	for (size_t i = 0; i < FIXTURE_PEOPLE; i++) {
		struct fixture_person *person = &fixture->people[i];

		*person = (struct fixture_person){ .name = people[i].name, .role = people[i].role };
		person->login = installation_person(&fixture->installation, person->name, 30);
		person->signing = signing_identity(&fixture->installation, person->name);
		if (strcmp(person->name, "stranger") != 0)
			put_user(fixture, person);
	}
}

void fixture_restart(struct fixture *fixture)
{
	close_server(fixture);
	open_server(fixture);
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info;
	(void)type;
	(void)where;
	return remove(path);
}

void fixture_stop(struct fixture *fixture)
{
	close_server(fixture);
	nftw(fixture->directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	fixture_clear(fixture);
	installation_free(&fixture->installation);
}

void fixture_clear(struct fixture *fixture)
{
	arena_clear(&fixture->arena);
	status_clear(&fixture->status);
}

/* ---- calls ---- */

struct connection_settings fixture_connection_settings(struct fixture *fixture, const char *person)
{
	return (struct connection_settings){
		.url = arena_printf(&fixture->arena, "tls+tcp://127.0.0.1:%u", server_port(&fixture->server)),
		.tls = client_tls(&fixture->installation, &fixture_person(fixture, person)->login),
	};
}

struct connection *fixture_connect(struct fixture *fixture, const char *person)
{
	const struct connection_settings settings = fixture_connection_settings(fixture, person);
	struct connection *connection = NULL;
	struct status status = STATUS_INIT;

	assert_int_equal(connection_open(&settings, &connection, &status), STATUS_OK);
	status_clear(&status);
	return connection;
}

enum status_code fixture_call_id(struct fixture *fixture, const char *name, const char *method, const uint8_t *request_id,
				 const void *request, void *reply)
{
	struct fixture_person *person = fixture_person(fixture, name);
	const struct method *row = method_find(method);
	ProtobufCMessage *answer = NULL;

	assert_non_null(row);
	if (person->connection == NULL)
		person->connection = fixture_connect(fixture, name);
	status_clear(&fixture->status);
	connection_call(person->connection, &fixture->arena, method, row->kind != METHOD_READ && row->kind != METHOD_SLOW_READ,
			request_id, request, row->output, &answer, &fixture->status);
	if (reply != NULL)
		*(ProtobufCMessage **)reply = answer;
	if (fixture->after_call != NULL && fixture->status.code == STATUS_OK)
		fixture->after_call(fixture);
	return fixture->status.code;
}

enum status_code fixture_call(struct fixture *fixture, const char *person, const char *method, const void *request, void *reply)
{
	return fixture_call_id(fixture, person, method, NULL, request, reply);
}

bool fixture_violated(const struct fixture *fixture, const char *path, enum message_id message)
{
	for (size_t i = 0; i < fixture->status.n_violations; i++)
		if (strcmp(fixture->status.violations[i].path, path) == 0 &&
		    fixture->status.violations[i].message.id == message)
			return true;
	return false;
}

/* ---- evaluations ---- */

void fixture_evaluation(struct fixture *fixture, const char *id)
{
	Jixiao__EvaluationCreateRequest create = JIXIAO__EVALUATION_CREATE_REQUEST__INIT;

	create.id = (char *)id;
	create.title = (char *)"机关运行补助经费项目支出绩效评价";
	create.unit = (char *)"示范单位";
	create.year = 2024;
	assert_int_equal(fixture_call(fixture, "admin", "Evaluation.Create", &create, NULL), STATUS_OK);
	for (size_t i = 0; i < FIXTURE_PEOPLE; i++) {
		Jixiao__EvaluationPutMemberRequest put = JIXIAO__EVALUATION_PUT_MEMBER_REQUEST__INIT;
		Jixiao__Role role = people[i].team;

		if (role == JIXIAO__ROLE__ROLE_UNSPECIFIED)
			continue;
		put.evaluation = (char *)id;
		put.person = (char *)people[i].name;
		put.n_roles = 1;
		put.roles = &role;
		assert_int_equal(fixture_call(fixture, "admin", "Evaluation.PutMember", &put, NULL), STATUS_OK);
	}
}

void fixture_stage(struct fixture *fixture, const char *id, enum stage stage)
{
	Jixiao__EvaluationGetRequest get = JIXIAO__EVALUATION_GET_REQUEST__INIT;
	Jixiao__Evaluation *shell;

	get.evaluation = (char *)id;
	assert_int_equal(fixture_call(fixture, "admin", "Evaluation.Get", &get, &shell), STATUS_OK);
	shell->stage = (Jixiao__Stage)stage;
	fixture_put(fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_EVALUATION, "", id }, &shell->base);
}

Jixiao__SignedStatement *fixture_sign(struct fixture *fixture, const char *name, const char *evaluation,
				      enum approval_kind kind, const char *subject)
{
	struct fixture_person *person = fixture_person(fixture, name);
	Jixiao__ApprovalStateRequest request = JIXIAO__APPROVAL_STATE_REQUEST__INIT;
	Jixiao__SignedStatement *sign = arena_alloc(&fixture->arena, sizeof(*sign));
	struct statement statement = { .installation = "test",
				       .evaluation = evaluation,
				       .kind = approval_kind_name(kind),
				       .subject = subject,
				       .signer = name,
				       .time = clock_real_ms() / 1000 * 1000 };
	Jixiao__ApprovalState *state;
	struct slice text, signature;

	request.evaluation = (char *)evaluation;
	request.kind = (Jixiao__ApprovalKind)kind;
	request.subject = (char *)subject;
	assert_int_equal(fixture_call(fixture, name, "Approval.State", &request, &state), STATUS_OK);
	memcpy(statement.state, state->digest.data, sizeof(statement.state));
	text = statement_write(&fixture->arena, &statement);
	assert_int_equal(signature_make(&fixture->arena, person->signing.key,
					der_of(&fixture->arena, person->signing.certificate), text, &signature,
					&fixture->status),
			 STATUS_OK);
	jixiao__signed_statement__init(sign);
	sign->statement = pb_bytes(text);
	sign->signature = pb_bytes(signature);
	return sign;
}

uint64_t fixture_log_size(struct fixture *fixture)
{
	struct status status = STATUS_INIT;
	struct store_txn *txn;
	uint64_t size;

	assert_int_equal(store_read_begin(fixture->server.store, &txn, &status), STATUS_OK);
	size = event_log_size(txn);
	store_read_end(txn);
	status_clear(&status);
	return size;
}
