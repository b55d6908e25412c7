/* People come, lose their keys, renew and go: the real server of `jixiaod init`, the real client. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client/call.h"
#include "client/enrolment.h"
#include "common/crypto/file.h"
#include "server/init.h"
#include "server/installation.h"
#include "server/rpc/run.h"
#include "server/service/user_record.h"

struct house {
	struct arena arena;
	char folder[64];
	const char *directory; /* the server's */
	char *admin_ticket;
	struct server server;
	struct context admin; /* enrolled */
};

static void ok_(enum status_code code, const struct status *status, const char *file, int line)
{
	if (code == STATUS_OK)
		return;
	print_error("%s %s\n", status_code_name(code), message_name(status->message.id));
	for (size_t i = 0; i < status->n_violations; i++)
		print_error("  %s %s\n", status->violations[i].path, message_name(status->violations[i].message.id));
	_fail(file, line);
}
#define OK(expression, status) ok_((expression), (status), __FILE__, __LINE__)

/* A client of its own for ${person}. */
static struct context client(struct house *house, const char *person)
{
	return (struct context){
		.arena = &house->arena,
		.quiet = true,
		.home = arena_printf(&house->arena, "%s/people", house->folder),
		.profile = person,
	};
}

static void leave(struct context *context)
{
	context_close(context);
	status_clear(&context->status);
}

static void start(struct house *house)
{
	struct status status = STATUS_INIT;

	OK(installation_open(&house->arena, house->directory, &house->server, &status), &status);
	house->server.settings.limits.handshake = 5000;
	OK(server_start(&house->server, &status), &status);
}

static void stop(struct house *house)
{
	server_stop(&house->server);
	installation_close(&house->server);
}

/* The listener opens a moment after a code is put out. */
static const char *enrolment(struct house *house)
{
	for (int i = 0; i < 1000 && server_enroll_port(&house->server) == 0; i++)
		usleep(10000);
	assert_true(server_enroll_port(&house->server) != 0);
	return arena_printf(&house->arena, "127.0.0.1:%u", server_enroll_port(&house->server));
}

static enum status_code try_ticket(struct house *house, struct context *context, const char *text)
{
	struct enrolment_ticket ticket;
	struct profile *profile;
	enum status_code code;

	leave(context);
	OK(enrolment_ticket_read(&house->arena, text, &ticket, &context->status), &context->status);
	code = enroll(context, enrolment(house), &ticket, context->profile, &profile);
	context_close(context);
	return code;
}

static int setup(void **state)
{
	static const char *const addresses[] = { "127.0.0.1" };
	const struct init_options options = {
		.name = "演示",
		.addresses = addresses,
		.n_addresses = 1,
		.admin = "guanli",
		.admin_name = "管理员",
		.listen = "127.0.0.1:0",
		.enroll_listen = "127.0.0.1:0",
		.map_size = 256 << 20, /* the sanitizers leave less room than a server has */
	};
	struct house *house = calloc(1, sizeof(*house));
	struct status status = STATUS_INIT;

	strcpy(house->folder, "/tmp/jixiao-enroll-XXXXXX");
	assert_non_null(mkdtemp(house->folder));
	house->directory = arena_printf(&house->arena, "%s/server", house->folder);
	OK(init_make(&house->arena, house->directory, &options, &house->admin_ticket, &status), &status);
	start(house);
	house->admin = client(house, "guanli");
	OK(try_ticket(house, &house->admin, house->admin_ticket), &house->admin.status);
	*state = house;
	return 0;
}

static int teardown(void **state)
{
	struct house *house = *state;

	leave(&house->admin);
	stop(house);
	assert_int_equal(system(arena_printf(&house->arena, "rm -rf %s", house->folder)), 0);
	arena_clear(&house->arena);
	free(house);
	return 0;
}

/* ---- acts ---- */

static const char *new_ticket(struct house *house, const char *person, ProtobufCBinaryData *key)
{
	struct enrolment_ticket ticket, admin;
	struct status status = STATUS_INIT;

	OK(enrolment_ticket_read(&house->arena, house->admin_ticket, &admin, &status), &status);
	ticket = admin; /* the same CA */
	ticket.person = person;
	OK(enrolment_code_make(&house->arena, &ticket.code, &status), &status);
	*key = (ProtobufCBinaryData){ ENROLMENT_KEY_SIZE, arena_alloc(&house->arena, ENROLMENT_KEY_SIZE) };
	OK(enrolment_key(person, ticket.code, key->data, &status), &status);
	return enrolment_ticket_write(&house->arena, &ticket);
}

static const char *add(struct house *house, const char *person)
{
	Jixiao__UserAddRequest request = JIXIAO__USER_ADD_REQUEST__INIT;
	const char *ticket = new_ticket(house, person, &request.code_key);
	Jixiao__User *user;

	request.id = (char *)person;
	request.name = (char *)"张国栋";
	OK(context_call(&house->admin, "User.Add", &request.base, &jixiao__user__descriptor, &user), &house->admin.status);
	return ticket;
}

static enum status_code new_code(struct house *house, const char *person, const char **ticket)
{
	Jixiao__UserCodeRequest request = JIXIAO__USER_CODE_REQUEST__INIT;
	Jixiao__User *user;

	*ticket = new_ticket(house, person, &request.code_key);
	request.id = (char *)person;
	return context_call(&house->admin, "User.Code", &request.base, &jixiao__user__descriptor, &user);
}

static enum status_code revoke_person(struct house *house, const char *person)
{
	Jixiao__UserRevokeRequest request = JIXIAO__USER_REVOKE_REQUEST__INIT;
	Jixiao__User *user;

	request.id = (char *)person;
	request.reason = (char *)"调离";
	return context_call(&house->admin, "User.Revoke", &request.base, &jixiao__user__descriptor, &user);
}

static enum status_code whoami(struct context *context, Jixiao__UserWhoamiReply **reply)
{
	Jixiao__UserWhoamiRequest request = JIXIAO__USER_WHOAMI_REQUEST__INIT;

	return context_call(context, "User.Whoami", &request.base, &jixiao__user_whoami_reply__descriptor, reply);
}

static Jixiao__User *get(struct house *house, const char *person)
{
	Jixiao__UserGetRequest request = JIXIAO__USER_GET_REQUEST__INIT;
	Jixiao__User *user;

	request.id = (char *)person;
	OK(context_call(&house->admin, "User.Get", &request.base, &jixiao__user__descriptor, &user), &house->admin.status);
	return user;
}

/* The same ticket with another code. */
static char *wrong(struct house *house, const char *ticket)
{
	char *copy = arena_strdup(&house->arena, ticket), *c = strchr(copy, ':') + 1;

	*c = *c == '0' ? '1' : '0';
	return copy;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Lets the person's code end now. */
struct ending {
	struct store_job job;
	const char *person;
};

static enum status_code end_code(struct store_job *job, struct store_txn *txn, struct status *status)
{
	const struct event_spec event = { .person = "jixiaod", .method = "User.Code", .evaluation = "" };
	uint64_t sequence;
	Jixiao__User *user;

	if (user_load(txn, ((struct ending *)job)->person, &user, status) != STATUS_OK)
		return status->code;
	user->code_expires = 1;
	if (user_save(txn, user, status) != STATUS_OK)
		return status->code;
	return event_append(txn, &event, &sequence, status);
}

/* ---- tests ---- */

static void test_a_person_enrols_with_the_code_and_is_known(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang");
	Jixiao__UserWhoamiReply *reply;
	struct profile *profile;
	struct stat info;

	OK(try_ticket(house, &zhang, add(house, "zhang")), &zhang.status);
	OK(whoami(&zhang, &reply), &zhang.status);
	assert_string_equal(reply->user->id, "zhang");
	assert_int_equal(reply->user->state, JIXIAO__USER_STATE__USER_STATE_ACTIVE);
	assert_true(reply->n_abilities > 0);
	OK(profile_current(&zhang, &profile), &zhang.status);
	assert_string_equal(profile->installation, "演示");
	assert_string_equal(profile->full_name, "张国栋");
	assert_int_equal(stat(profile_path(&zhang, "zhang", "login.key"), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(stat(profile_path(&zhang, "zhang", "signing.key"), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	leave(&zhang);
}

static void test_the_event_of_an_enrolment_names_who_enrolled(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang");
	struct status status = STATUS_INIT;
	Jixiao__EventHead *head;
	Jixiao__Event *event;
	struct store_txn *txn;

	OK(try_ticket(house, &zhang, add(house, "zhang")), &zhang.status);
	OK(store_read_begin(house->server.store, &txn, &status), &status);
	OK(event_get(txn, event_log_size(txn) - 1, &event, &head, &status), &status);
	assert_string_equal(head->method, "User.Enroll");
	assert_string_equal(head->person, "zhang");
	store_read_end(txn);
	leave(&zhang);
}

static void test_a_used_code_is_refused(void **state)
{
	struct house *house = *state;
	struct context first = client(house, "zhang"), second = client(house, "again");
	const char *ticket = add(house, "zhang");

	add(house, "other"); /* keeps the listener open */
	OK(try_ticket(house, &first, ticket), &first.status);
	assert_int_equal(try_ticket(house, &second, ticket), STATUS_UNAUTHENTICATED);
	assert_int_equal(second.status.message.id, MSG_ENROLMENT_REFUSED);
	assert_false(profile_exists(&second, "again"));
	leave(&first);
	leave(&second);
}

static void test_unknown_person_and_wrong_code_get_the_same_answer(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang"), nobody = client(house, "nobody");
	const char *ticket = add(house, "zhang");
	const char *unknown = arena_printf(&house->arena, "nobody%s", strchr(ticket, ':'));

	assert_int_equal(try_ticket(house, &zhang, wrong(house, ticket)), STATUS_UNAUTHENTICATED);
	assert_int_equal(try_ticket(house, &nobody, unknown), STATUS_UNAUTHENTICATED);
	assert_int_equal(zhang.status.message.id, MSG_ENROLMENT_REFUSED);
	assert_int_equal(nobody.status.message.id, zhang.status.message.id);
	assert_int_equal(nobody.status.message.n_args, 0);
	assert_int_equal(get(house, "zhang")->code_failures, 1);
	/* One wrong try spoils nothing. */
	OK(try_ticket(house, &zhang, ticket), &zhang.status);
	leave(&zhang);
	leave(&nobody);
}

static void test_a_code_is_void_after_too_many_wrong_tries(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang");
	const char *ticket = add(house, "zhang");

	add(house, "other");
	for (uint32_t i = 0; i < house->server.settings.code_attempts; i++)
		assert_int_equal(try_ticket(house, &zhang, wrong(house, ticket)), STATUS_UNAUTHENTICATED);
	assert_int_equal(try_ticket(house, &zhang, ticket), STATUS_UNAUTHENTICATED);
	assert_int_equal(zhang.status.message.id, MSG_ENROLMENT_REFUSED);
	leave(&zhang);
}

static void test_an_ended_code_is_refused(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang");
	struct ending ending = { { .run = end_code }, "zhang" };
	struct status status = STATUS_INIT;
	const char *ticket = add(house, "zhang");

	add(house, "other");
	OK(store_submit_wait(house->server.store, &ending.job, &status), &status);
	assert_int_equal(try_ticket(house, &zhang, ticket), STATUS_UNAUTHENTICATED);
	assert_int_equal(zhang.status.message.id, MSG_ENROLMENT_REFUSED);
	leave(&zhang);
}

static void test_a_server_of_another_ca_is_refused_before_anything_is_sent(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang");
	const char *ticket = add(house, "zhang");
	char *forged = arena_strdup(&house->arena, ticket), *last = forged + strlen(forged) - 1;

	*last = *last == '0' ? '1' : '0';
	assert_int_not_equal(try_ticket(house, &zhang, forged), STATUS_OK);
	assert_false(profile_exists(&zhang, "zhang"));
	assert_int_equal(get(house, "zhang")->code_failures, 0);
	OK(try_ticket(house, &zhang, ticket), &zhang.status);
	leave(&zhang);
}

static void test_the_profile_of_another_person_is_not_touched_and_the_code_not_used_up(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang"), li = client(house, "zhang");
	const char *ticket;
	struct profile *before, *after;

	OK(try_ticket(house, &zhang, add(house, "zhang")), &zhang.status);
	OK(profile_load(&zhang, "zhang", &before), &zhang.status);
	ticket = add(house, "li");
	assert_int_equal(try_ticket(house, &li, ticket), STATUS_ALREADY_EXISTS);
	/* The same login at another installation is another person. */
	OK(new_code(house, "zhang", &ticket), &house->admin.status);
	OK(file_save_text(profile_path(&zhang, "zhang", "ca.pem"), before->login, FILE_PUBLIC, &zhang.status), &zhang.status);
	assert_int_equal(try_ticket(house, &zhang, ticket), STATUS_ALREADY_EXISTS);
	OK(profile_load(&zhang, "zhang", &after), &zhang.status);
	assert_string_equal(before->login_key, after->login_key);
	assert_int_equal(get(house, "li")->state, JIXIAO__USER_STATE__USER_STATE_INVITED);
	leave(&zhang);
	leave(&li);
}

static void test_who_enrols_anew_keeps_the_name_and_what_was_witnessed(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang");
	Jixiao__UserWhoamiReply *reply;
	struct profile *before, *after;
	const char *ticket;

	OK(try_ticket(house, &zhang, add(house, "zhang")), &zhang.status);
	OK(profile_load(&zhang, "zhang", &before), &zhang.status);
	OK(whoami(&zhang, &reply), &zhang.status);
	assert_int_equal(access(profile_path(&zhang, "zhang", "checkpoint.json"), F_OK), 0);
	OK(new_code(house, "zhang", &ticket), &house->admin.status);
	assert_int_equal(unlink(profile_path(&zhang, "zhang", "login.key")), 0); /* a lost key */
	OK(try_ticket(house, &zhang, ticket), &zhang.status);
	OK(profile_load(&zhang, "zhang", &after), &zhang.status);
	assert_string_not_equal(before->login_key, after->login_key);
	assert_int_equal(access(profile_path(&zhang, "zhang", "checkpoint.json"), F_OK), 0);
	OK(whoami(&zhang, &reply), &zhang.status);
	leave(&zhang);
}

static void test_a_refused_code_leaves_the_profile_as_it_was(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang");
	struct profile *before, *after;
	const char *ticket;

	OK(try_ticket(house, &zhang, add(house, "zhang")), &zhang.status);
	OK(profile_load(&zhang, "zhang", &before), &zhang.status);
	OK(new_code(house, "zhang", &ticket), &house->admin.status);
	assert_int_equal(try_ticket(house, &zhang, wrong(house, ticket)), STATUS_UNAUTHENTICATED);
	OK(profile_load(&zhang, "zhang", &after), &zhang.status);
	assert_string_equal(before->login_key, after->login_key);
	leave(&zhang);
}

static void test_revocation_cuts_the_open_connection_and_the_client_says_so_within_a_second(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang");
	Jixiao__UserWhoamiReply *reply;
	double before;

	OK(try_ticket(house, &zhang, add(house, "zhang")), &zhang.status);
	OK(whoami(&zhang, &reply), &zhang.status);
	OK(revoke_person(house, "zhang"), &house->admin.status);
	before = seconds();
	assert_int_equal(whoami(&zhang, &reply), STATUS_UNAUTHENTICATED);
	assert_true(seconds() - before < 1.0);
	assert_int_equal(zhang.status.message.id, MSG_PEER_REVOKED);
	/* And a new one is refused. */
	leave(&zhang);
	before = seconds();
	assert_int_equal(whoami(&zhang, &reply), STATUS_UNAUTHENTICATED);
	assert_true(seconds() - before < 1.0);
	assert_int_equal(zhang.status.message.id, MSG_PEER_REVOKED);
	leave(&zhang);
}

static void test_a_new_code_for_a_lost_key_ends_the_old_keys(void **state)
{
	struct house *house = *state;
	struct context old = client(house, "zhang"), anew = client(house, "zhang-new");
	Jixiao__UserWhoamiReply *reply;
	const char *ticket;
	Jixiao__User *user;

	OK(try_ticket(house, &old, add(house, "zhang")), &old.status);
	OK(whoami(&old, &reply), &old.status);
	OK(new_code(house, "zhang", &ticket), &house->admin.status);
	assert_int_equal(whoami(&old, &reply), STATUS_UNAUTHENTICATED);
	assert_int_equal(old.status.message.id, MSG_PEER_REVOKED);
	OK(try_ticket(house, &anew, ticket), &anew.status);
	OK(whoami(&anew, &reply), &anew.status);
	leave(&old);
	assert_int_equal(whoami(&old, &reply), STATUS_UNAUTHENTICATED);
	/* The old signing certificate stays, with the time from which it does not count. */
	user = get(house, "zhang");
	assert_int_equal(user->n_signing_certificates, 2);
	assert_true(user->signing_certificates[0]->revoked > 0);
	assert_int_equal(user->signing_certificates[1]->revoked, 0);
	leave(&old);
	leave(&anew);
}

static void test_renewal_gives_new_keys_and_the_old_certificate_serves_until_it_ends(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang");
	Jixiao__UserWhoamiReply *reply;
	struct profile *before, *after;
	int64_t expires;

	OK(try_ticket(house, &zhang, add(house, "zhang")), &zhang.status);
	OK(profile_load(&zhang, "zhang", &before), &zhang.status);
	OK(renew(&zhang, &after, &expires), &zhang.status);
	assert_true(expires > (int64_t)time(NULL) * 1000);
	OK(profile_load(&zhang, "zhang", &after), &zhang.status);
	assert_string_not_equal(before->login_key, after->login_key);
	assert_string_not_equal(before->signing_key, after->signing_key);
	leave(&zhang);
	OK(whoami(&zhang, &reply), &zhang.status);
	leave(&zhang);
	/* The renewal's answer may have been lost: the old key still opens the door, to renew again. */
	OK(profile_store(&zhang, before, true), &zhang.status);
	OK(whoami(&zhang, &reply), &zhang.status);
	leave(&zhang);
}

static void test_the_last_admin_can_neither_be_revoked_nor_given_a_code(void **state)
{
	struct house *house = *state;
	const char *ticket;

	assert_int_equal(revoke_person(house, "guanli"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(house->admin.status.message.id, MSG_LAST_ADMIN);
	assert_int_equal(new_code(house, "guanli", &ticket), STATUS_FAILED_PRECONDITION);
	assert_int_equal(house->admin.status.message.id, MSG_LAST_ADMIN);
}

static void test_only_an_admin_adds_people(void **state)
{
	struct house *house = *state;
	struct context zhang = client(house, "zhang");
	Jixiao__UserAddRequest request = JIXIAO__USER_ADD_REQUEST__INIT;
	Jixiao__User *user;

	OK(try_ticket(house, &zhang, add(house, "zhang")), &zhang.status);
	new_ticket(house, "li", &request.code_key);
	request.id = (char *)"li";
	request.name = (char *)"李";
	assert_int_equal(context_call(&zhang, "User.Add", &request.base, &jixiao__user__descriptor, &user),
			 STATUS_PERMISSION_DENIED);
	leave(&zhang);
}

static void test_what_is_wrong_with_a_new_person_is_named_field_by_field(void **state)
{
	struct house *house = *state;
	Jixiao__UserAddRequest request = JIXIAO__USER_ADD_REQUEST__INIT;
	Jixiao__User *user;

	request.id = (char *)"Zhang San";
	assert_int_equal(context_call(&house->admin, "User.Add", &request.base, &jixiao__user__descriptor, &user),
			 STATUS_INVALID_ARGUMENT);
	assert_int_equal(house->admin.status.n_violations, 3); /* id, name, code_key */
	add(house, "zhang");
	new_ticket(house, "zhang", &request.code_key);
	request.id = (char *)"zhang";
	request.name = (char *)"张";
	assert_int_equal(context_call(&house->admin, "User.Add", &request.base, &jixiao__user__descriptor, &user),
			 STATUS_ALREADY_EXISTS);
}

static void test_the_enrolment_listener_closes_when_no_code_is_out(void **state)
{
	struct house *house = *state;

	for (int i = 0; i < 300 && server_enroll_port(&house->server) != 0; i++)
		usleep(100000);
	assert_int_equal(server_enroll_port(&house->server), 0);
	add(house, "zhang");
	enrolment(house);
}

static void test_the_servers_own_machine_makes_a_new_code_for_an_admin(void **state)
{
	struct house *house = *state;
	struct context anew = client(house, "guanli-new");
	struct status status = STATUS_INIT;
	Jixiao__UserWhoamiReply *reply;
	char *ticket;

	leave(&house->admin);
	/* Not while the server runs: it alone writes. */
	assert_int_equal(init_admin_code(&house->arena, house->directory, NULL, &ticket, &status), STATUS_UNAVAILABLE);
	assert_int_equal(status.message.id, MSG_DIRECTORY_IN_USE);
	status_clear(&status);
	stop(house);
	OK(init_admin_code(&house->arena, house->directory, NULL, &ticket, &status), &status);
	OK(init_renew_server(&house->arena, house->directory, NULL, 0, &status), &status);
	start(house);
	OK(try_ticket(house, &anew, ticket), &anew.status);
	OK(whoami(&anew, &reply), &anew.status);
	assert_string_equal(reply->user->id, "guanli");
	leave(&anew);
}

static void test_a_backup_of_the_running_server_runs(void **state)
{
	struct house *house = *state;
	const char *copy = arena_printf(&house->arena, "%s/copy", house->folder);
	struct status status = STATUS_INIT;
	struct server server;
	Jixiao__User *user;
	struct store_txn *txn;

	add(house, "zhang");
	/* Another process makes it: an LMDB environment is opened once in each. */
	assert_int_equal(
		system(arena_printf(&house->arena, "%s/jixiaod backup %s %s 2>/dev/null", PROGRAM_DIR, house->directory, copy)),
		0);
	OK(installation_open(&house->arena, copy, &server, &status), &status);
	OK(store_read_begin(server.store, &txn, &status), &status);
	OK(user_load(txn, "zhang", &user, &status), &status);
	store_read_end(txn);
	installation_close(&server);
	/* Never over what is there. */
	assert_int_not_equal(
		system(arena_printf(&house->arena, "%s/jixiaod backup %s %s 2>/dev/null", PROGRAM_DIR, house->directory, copy)),
		0);
}

static void test_init_makes_nothing_when_something_is_wrong(void **state)
{
	static const char *const addresses[] = { "bad host" };
	const struct init_options options = {
		.name = "", .addresses = addresses, .n_addresses = 1, .admin = "Admin", .admin_name = "", .listen = "nowhere"
	};
	struct house *house = *state;
	const char *directory = arena_printf(&house->arena, "%s/bad", house->folder);
	struct status status = STATUS_INIT;
	char *ticket;

	assert_int_equal(init_make(&house->arena, directory, &options, &ticket, &status), STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.n_violations, 5);
	assert_int_not_equal(access(directory, F_OK), 0);
	status_clear(&status);
	/* Nor over what is there. */
	assert_int_not_equal(init_make(&house->arena, house->directory,
				       &(struct init_options){ .name = "x",
							       .addresses = (const char *const[]){ "localhost" },
							       .n_addresses = 1,
							       .admin = "a",
							       .admin_name = "A" },
				       &ticket, &status),
			     STATUS_OK);
	assert_int_equal(status.message.id, MSG_DIRECTORY_NOT_EMPTY);
	status_clear(&status);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_person_enrols_with_the_code_and_is_known),
		TEST(test_the_event_of_an_enrolment_names_who_enrolled),
		TEST(test_a_used_code_is_refused),
		TEST(test_unknown_person_and_wrong_code_get_the_same_answer),
		TEST(test_a_code_is_void_after_too_many_wrong_tries),
		TEST(test_an_ended_code_is_refused),
		TEST(test_a_server_of_another_ca_is_refused_before_anything_is_sent),
		TEST(test_the_profile_of_another_person_is_not_touched_and_the_code_not_used_up),
		TEST(test_revocation_cuts_the_open_connection_and_the_client_says_so_within_a_second),
		TEST(test_who_enrols_anew_keeps_the_name_and_what_was_witnessed),
		TEST(test_a_refused_code_leaves_the_profile_as_it_was),
		TEST(test_a_new_code_for_a_lost_key_ends_the_old_keys),
		TEST(test_renewal_gives_new_keys_and_the_old_certificate_serves_until_it_ends),
		TEST(test_the_last_admin_can_neither_be_revoked_nor_given_a_code),
		TEST(test_only_an_admin_adds_people),
		TEST(test_what_is_wrong_with_a_new_person_is_named_field_by_field),
		TEST(test_the_enrolment_listener_closes_when_no_code_is_out),
		TEST(test_the_servers_own_machine_makes_a_new_code_for_an_admin),
		TEST(test_a_backup_of_the_running_server_runs),
		TEST(test_init_makes_nothing_when_something_is_wrong),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
