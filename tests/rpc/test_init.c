/* What is done on the server's own machine: init, a new code, a backup. */
#include "house.h"

#include <stdlib.h>
#include <unistd.h>

#include "server/init.h"
#include "server/installation.h"
#include "server/service/user_record.h"

static void test_the_servers_own_machine_makes_a_new_code_for_an_admin(void **state)
{
	struct house *house = *state;
	struct context anew = house_client(house, "guanli-new");
	struct status status = STATUS_INIT;
	Jixiao__UserWhoamiReply *reply;
	char *ticket;

	house_leave(&house->admin);
	/* Not while the server runs: it alone writes. */
	assert_int_equal(init_admin_code(&house->arena, house->directory, NULL, &ticket, &status), STATUS_UNAVAILABLE);
	assert_int_equal(status.message.id, MSG_DIRECTORY_IN_USE);
	status_clear(&status);
	house_stop(house);
	OK(init_admin_code(&house->arena, house->directory, NULL, &ticket, &status), &status);
	OK(init_renew_server(&house->arena, house->directory, NULL, 0, &status), &status);
	house_start(house);
	OK(house_enroll(house, &anew, ticket), &anew.status);
	OK(house_whoami(&anew, &reply), &anew.status);
	assert_string_equal(reply->user->id, "guanli");
	house_leave(&anew);
}

static void test_a_backup_of_the_running_server_runs(void **state)
{
	struct house *house = *state;
	const char *copy = arena_printf(&house->arena, "%s/copy", house->folder);
	struct status status = STATUS_INIT;
	struct server server;
	Jixiao__User *user;
	struct store_txn *txn;

	house_add(house, "zhang");
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, house_setup, house_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_the_servers_own_machine_makes_a_new_code_for_an_admin),
		TEST(test_a_backup_of_the_running_server_runs),
		TEST(test_init_makes_nothing_when_something_is_wrong),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
