/* People are added, lose their keys, renew and go. */
#include "house.h"

#include <time.h>

#include "client/call.h"
#include "client/enrolment.h"

static enum status_code revoke_person(struct house *house, const char *person)
{
	Jixiao__UserRevokeRequest request = JIXIAO__USER_REVOKE_REQUEST__INIT;
	Jixiao__User *user;

	request.id = (char *)person;
	request.reason = (char *)"调离";
	return context_call(&house->admin, "User.Revoke", &request.base, &jixiao__user__descriptor, &user);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void test_revocation_cuts_the_open_connection_and_the_client_says_so_within_a_second(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	Jixiao__UserWhoamiReply *reply;
	double before;

	OK(house_enroll(house, &zhang, house_add(house, "zhang")), &zhang.status);
	OK(house_whoami(&zhang, &reply), &zhang.status);
	OK(revoke_person(house, "zhang"), &house->admin.status);
	before = seconds();
	assert_int_equal(house_whoami(&zhang, &reply), STATUS_UNAUTHENTICATED);
	assert_true(seconds() - before < 1.0);
	assert_int_equal(zhang.status.message.id, MSG_PEER_REVOKED);
	/* And a new one is refused. */
	house_leave(&zhang);
	before = seconds();
	assert_int_equal(house_whoami(&zhang, &reply), STATUS_UNAUTHENTICATED);
	assert_true(seconds() - before < 1.0);
	assert_int_equal(zhang.status.message.id, MSG_PEER_REVOKED);
	house_leave(&zhang);
}

static void test_a_new_code_for_a_lost_key_ends_the_old_keys(void **state)
{
	struct house *house = *state;
	struct context old = house_client(house, "zhang"), anew = house_client(house, "zhang-new");
	Jixiao__UserWhoamiReply *reply;
	const char *ticket;
	Jixiao__User *user;

	OK(house_enroll(house, &old, house_add(house, "zhang")), &old.status);
	OK(house_whoami(&old, &reply), &old.status);
	OK(house_code(house, "zhang", &ticket), &house->admin.status);
	assert_int_equal(house_whoami(&old, &reply), STATUS_UNAUTHENTICATED);
	assert_int_equal(old.status.message.id, MSG_PEER_REVOKED);
	OK(house_enroll(house, &anew, ticket), &anew.status);
	OK(house_whoami(&anew, &reply), &anew.status);
	house_leave(&old);
	assert_int_equal(house_whoami(&old, &reply), STATUS_UNAUTHENTICATED);
	assert_int_equal(old.status.message.id, MSG_PEER_REPLACED);
	/* The old signing certificate stays, with the time from which it does not count. */
	user = house_user(house, "zhang");
	assert_int_equal(user->n_signing_certificates, 2);
	assert_true(user->signing_certificates[0]->revoked > 0);
	assert_int_equal(user->signing_certificates[1]->revoked, 0);
	house_leave(&old);
	house_leave(&anew);
}

static void test_renewal_gives_new_keys_and_the_old_certificate_serves_until_it_ends(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	Jixiao__UserWhoamiReply *reply;
	struct profile *before, *after;
	int64_t expires;

	OK(house_enroll(house, &zhang, house_add(house, "zhang")), &zhang.status);
	OK(profile_load(&zhang, "zhang", &before), &zhang.status);
	OK(renew(&zhang, &after, &expires), &zhang.status);
	assert_true(expires > (int64_t)time(NULL) * 1000);
	OK(profile_load(&zhang, "zhang", &after), &zhang.status);
	assert_string_not_equal(before->login_key, after->login_key);
	assert_string_not_equal(before->signing_key, after->signing_key);
	house_leave(&zhang);
	OK(house_whoami(&zhang, &reply), &zhang.status);
	house_leave(&zhang);
	/* The renewal's answer may have been lost: the old key still opens the door, to renew again. */
	OK(profile_store(&zhang, before, true), &zhang.status);
	OK(house_whoami(&zhang, &reply), &zhang.status);
	house_leave(&zhang);
}

static void test_the_last_admin_can_neither_be_revoked_nor_given_a_code(void **state)
{
	struct house *house = *state;
	const char *ticket;

	assert_int_equal(revoke_person(house, "guanli"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(house->admin.status.message.id, MSG_LAST_ADMIN);
	assert_int_equal(house_code(house, "guanli", &ticket), STATUS_FAILED_PRECONDITION);
	assert_int_equal(house->admin.status.message.id, MSG_LAST_ADMIN);
}

static void test_only_an_admin_adds_people(void **state)
{
	struct house *house = *state;
	struct context zhang = house_client(house, "zhang");
	Jixiao__UserAddRequest request = JIXIAO__USER_ADD_REQUEST__INIT;
	Jixiao__User *user;

	OK(house_enroll(house, &zhang, house_add(house, "zhang")), &zhang.status);
	house_ticket(house, "li", &request.code_key);
	request.id = (char *)"li";
	request.name = (char *)"李";
	assert_int_equal(context_call(&zhang, "User.Add", &request.base, &jixiao__user__descriptor, &user),
			 STATUS_PERMISSION_DENIED);
	house_leave(&zhang);
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
	house_add(house, "zhang");
	house_ticket(house, "zhang", &request.code_key);
	request.id = (char *)"zhang";
	request.name = (char *)"张";
	assert_int_equal(context_call(&house->admin, "User.Add", &request.base, &jixiao__user__descriptor, &user),
			 STATUS_ALREADY_EXISTS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, house_setup, house_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_revocation_cuts_the_open_connection_and_the_client_says_so_within_a_second),
		TEST(test_a_new_code_for_a_lost_key_ends_the_old_keys),
		TEST(test_renewal_gives_new_keys_and_the_old_certificate_serves_until_it_ends),
		TEST(test_the_last_admin_can_neither_be_revoked_nor_given_a_code),
		TEST(test_only_an_admin_adds_people),
		TEST(test_what_is_wrong_with_a_new_person_is_named_field_by_field),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
