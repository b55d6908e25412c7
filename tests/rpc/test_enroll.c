/* People come, with the code that they were given. */
#include "house.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/call.h"
#include "client/enrolment.h"
#include "common/crypto/file.h"
#include "proxy.h"
#include "raw_peer.h"
#include "server/rpc/run.h"
#include "server/service/user_record.h"

/* The same ticket with another code. */
static char *wrong(struct house *house, const char *ticket)
{
	char *copy = arena_strdup(&house->arena, ticket), *c = strchr(copy, ':') + 1;

	*c = *c == '0' ? '1' : '0';
	return copy;
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

static void test_a_person_enrols_with_the_code_and_is_known(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	Jixiao__UserWhoamiReply *reply;
	struct profile *profile;
	struct stat info;

	OK(house_enroll(house, &zhang, house_add(house, "zhang")), &zhang.status);
	OK(house_whoami(&zhang, &reply), &zhang.status);
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
	house_leave(&zhang);
}

static void test_the_event_of_an_enrolment_names_who_enrolled(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	struct status status = STATUS_INIT;
	Jixiao__EventHead *head;
	Jixiao__Event *event;
	struct store_txn *txn;

	OK(house_enroll(house, &zhang, house_add(house, "zhang")), &zhang.status);
	OK(store_read_begin(house->server.store, &txn, &status), &status);
	OK(event_get(txn, event_log_size(txn) - 1, &event, &head, &status), &status);
	assert_string_equal(head->method, "User.Enroll");
	assert_string_equal(head->person, "zhang");
	store_read_end(txn);
	house_leave(&zhang);
}

static void test_a_used_code_is_refused(void **state)
{
	struct house *house = *state;
	struct context first = house_client(house, "zhang"), second = house_client(house, "again");
	const char *ticket = house_add(house, "zhang");

	house_add(house, "other"); /* keeps the listener open */
	OK(house_enroll(house, &first, ticket), &first.status);
	assert_int_equal(house_enroll(house, &second, ticket), STATUS_UNAUTHENTICATED);
	assert_int_equal(second.status.message.id, MSG_ENROLMENT_REFUSED);
	assert_false(profile_exists(&second, "again"));
	house_leave(&first);
	house_leave(&second);
}

static void test_unknown_person_and_wrong_code_get_the_same_answer(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang"), nobody = house_client(house, "nobody");
	const char *ticket = house_add(house, "zhang");
	const char *unknown = arena_printf(&house->arena, "nobody%s", strchr(ticket, ':'));

	assert_int_equal(house_enroll(house, &zhang, wrong(house, ticket)), STATUS_UNAUTHENTICATED);
	assert_int_equal(house_enroll(house, &nobody, unknown), STATUS_UNAUTHENTICATED);
	assert_int_equal(zhang.status.message.id, MSG_ENROLMENT_REFUSED);
	assert_int_equal(nobody.status.message.id, zhang.status.message.id);
	assert_int_equal(nobody.status.message.n_args, 0);
	assert_int_equal(house_user(house, "zhang")->code_failures, 1);
	/* One wrong try spoils nothing. */
	OK(house_enroll(house, &zhang, ticket), &zhang.status);
	house_leave(&zhang);
	house_leave(&nobody);
}

static void test_a_code_is_void_after_too_many_wrong_tries(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	const char *ticket = house_add(house, "zhang");

	house_add(house, "other");
	for (uint32_t i = 0; i < house->server.settings.code_attempts; i++)
		assert_int_equal(house_enroll(house, &zhang, wrong(house, ticket)), STATUS_UNAUTHENTICATED);
	assert_int_equal(house_enroll(house, &zhang, ticket), STATUS_UNAUTHENTICATED);
	assert_int_equal(zhang.status.message.id, MSG_ENROLMENT_REFUSED);
	house_leave(&zhang);
}

/* Larger than all that a client says before it asks. */
enum { REQUEST_SIZE = 512 };

/* Enrols over a line that breaks ${cuts} times when the answer is on its way. */
static enum status_code enroll_over_a_bad_line(struct house *house, struct context *context, const char *text, int cuts)
{
	struct proxy proxy = { .target = url_port(house_enrolment(house)), .cut_at = REQUEST_SIZE, .cuts = cuts };
	struct enrolment_ticket ticket;
	struct profile *profile;
	enum status_code code;

	OK(enrolment_ticket_read(&house->arena, text, &ticket, &context->status), &context->status);
	proxy_start(&proxy);
	code = enroll(context, arena_printf(&house->arena, "127.0.0.1:%u", proxy.port), &ticket, context->profile, &profile);
	context_close(context);
	proxy_stop(&proxy);
	return code;
}

static void test_an_enrolment_whose_answer_was_lost_is_asked_for_again(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	const char *ticket = house_add(house, "zhang");
	Jixiao__UserWhoamiReply *reply;

	OK(enroll_over_a_bad_line(house, &zhang, ticket, 2), &zhang.status);
	OK(house_whoami(&zhang, &reply), &zhang.status);
	/* It was done once. */
	assert_int_equal(reply->user->n_signing_certificates, 1);
	house_leave(&zhang);
}

static void test_an_enrolment_whose_answer_never_comes_sends_to_the_admin(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");

	assert_int_equal(enroll_over_a_bad_line(house, &zhang, house_add(house, "zhang"), 100), STATUS_UNAVAILABLE);
	assert_int_equal(zhang.status.message.id, MSG_ENROLMENT_UNKNOWN);
	assert_false(profile_exists(&zhang, "zhang"));
	house_leave(&zhang);
}

static void test_an_ended_code_is_refused(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	struct ending ending = { { .run = end_code }, "zhang" };
	struct status status = STATUS_INIT;
	const char *ticket = house_add(house, "zhang");

	house_add(house, "other");
	OK(store_submit_wait(house->server.store, &ending.job, &status), &status);
	assert_int_equal(house_enroll(house, &zhang, ticket), STATUS_UNAUTHENTICATED);
	assert_int_equal(zhang.status.message.id, MSG_ENROLMENT_REFUSED);
	house_leave(&zhang);
}

static void test_a_server_of_another_ca_is_refused_before_anything_is_sent(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	const char *ticket = house_add(house, "zhang");
	char *forged = arena_strdup(&house->arena, ticket), *last = forged + strlen(forged) - 1;

	*last = *last == '0' ? '1' : '0';
	assert_int_not_equal(house_enroll(house, &zhang, forged), STATUS_OK);
	assert_false(profile_exists(&zhang, "zhang"));
	assert_int_equal(house_user(house, "zhang")->code_failures, 0);
	OK(house_enroll(house, &zhang, ticket), &zhang.status);
	house_leave(&zhang);
}

static void test_the_profile_of_another_person_is_not_touched_and_the_code_not_used_up(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang"), li = house_client(house, "zhang");
	const char *ticket;
	struct profile *before, *after;

	OK(house_enroll(house, &zhang, house_add(house, "zhang")), &zhang.status);
	OK(profile_load(&zhang, "zhang", &before), &zhang.status);
	ticket = house_add(house, "li");
	assert_int_equal(house_enroll(house, &li, ticket), STATUS_ALREADY_EXISTS);
	/* The same login at another installation is another person. */
	OK(house_code(house, "zhang", &ticket), &house->admin.status);
	OK(file_save_text(profile_path(&zhang, "zhang", "ca.pem"), before->login, FILE_PUBLIC, &zhang.status), &zhang.status);
	assert_int_equal(house_enroll(house, &zhang, ticket), STATUS_ALREADY_EXISTS);
	OK(profile_load(&zhang, "zhang", &after), &zhang.status);
	assert_string_equal(before->login_key, after->login_key);
	assert_int_equal(house_user(house, "li")->state, JIXIAO__USER_STATE__USER_STATE_INVITED);
	house_leave(&zhang);
	house_leave(&li);
}

static void test_who_enrols_anew_keeps_the_name_and_what_was_witnessed(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	Jixiao__UserWhoamiReply *reply;
	struct profile *before, *after;
	const char *ticket;

	OK(house_enroll(house, &zhang, house_add(house, "zhang")), &zhang.status);
	OK(profile_load(&zhang, "zhang", &before), &zhang.status);
	OK(house_whoami(&zhang, &reply), &zhang.status);
	assert_int_equal(access(profile_path(&zhang, "zhang", "checkpoint.json"), F_OK), 0);
	OK(house_code(house, "zhang", &ticket), &house->admin.status);
	assert_int_equal(unlink(profile_path(&zhang, "zhang", "login.key")), 0); /* a lost key */
	OK(house_enroll(house, &zhang, ticket), &zhang.status);
	OK(profile_load(&zhang, "zhang", &after), &zhang.status);
	assert_string_not_equal(before->login_key, after->login_key);
	assert_int_equal(access(profile_path(&zhang, "zhang", "checkpoint.json"), F_OK), 0);
	OK(house_whoami(&zhang, &reply), &zhang.status);
	house_leave(&zhang);
}

static void test_a_refused_code_leaves_the_profile_as_it_was(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	struct profile *before, *after;
	const char *ticket;

	OK(house_enroll(house, &zhang, house_add(house, "zhang")), &zhang.status);
	OK(profile_load(&zhang, "zhang", &before), &zhang.status);
	OK(house_code(house, "zhang", &ticket), &house->admin.status);
	assert_int_equal(house_enroll(house, &zhang, wrong(house, ticket)), STATUS_UNAUTHENTICATED);
	OK(profile_load(&zhang, "zhang", &after), &zhang.status);
	assert_string_equal(before->login_key, after->login_key);
	house_leave(&zhang);
}

static void test_the_enrolment_listener_closes_when_no_code_is_out(void **state)
{
	struct house *house = *state;

	for (int i = 0; i < 300 && server_enroll_port(&house->server) != 0; i++)
		usleep(100000);
	assert_int_equal(server_enroll_port(&house->server), 0);
	house_add(house, "zhang");
	house_enrolment(house);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, house_setup, house_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_person_enrols_with_the_code_and_is_known),
		TEST(test_the_event_of_an_enrolment_names_who_enrolled),
		TEST(test_a_used_code_is_refused),
		TEST(test_unknown_person_and_wrong_code_get_the_same_answer),
		TEST(test_a_code_is_void_after_too_many_wrong_tries),
		TEST(test_an_enrolment_whose_answer_was_lost_is_asked_for_again),
		TEST(test_an_enrolment_whose_answer_never_comes_sends_to_the_admin),
		TEST(test_an_ended_code_is_refused),
		TEST(test_a_server_of_another_ca_is_refused_before_anything_is_sent),
		TEST(test_the_profile_of_another_person_is_not_touched_and_the_code_not_used_up),
		TEST(test_who_enrols_anew_keeps_the_name_and_what_was_witnessed),
		TEST(test_a_refused_code_leaves_the_profile_as_it_was),
		TEST(test_the_enrolment_listener_closes_when_no_code_is_out),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
