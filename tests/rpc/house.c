#include "house.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/call.h"
#include "client/enrolment.h"
#include "server/init.h"
#include "server/installation.h"
#include "server/rpc/run.h"

void house_must(enum status_code code, const struct status *status, const char *file, int line)
{
	if (code == STATUS_OK)
		return;
	print_error("%s %s\n", status_code_name(code), message_name(status->message.id));
	for (size_t i = 0; i < status->n_violations; i++)
		print_error("  %s %s\n", status->violations[i].path, message_name(status->violations[i].message.id));
	_fail(file, line);
}

struct context house_client(struct house *house, const char *person)
{
	return (struct context){
		.arena = &house->arena,
		.quiet = true,
		.home = arena_printf(&house->arena, "%s/people", house->folder),
		.profile = person,
	};
}

void house_leave(struct context *context)
{
	context_close(context);
	status_clear(&context->status);
}

void house_start(struct house *house)
{
	struct status status = STATUS_INIT;

	OK(installation_open(&house->arena, house->directory, &house->server, &status), &status);
	house->server.settings.limits.handshake = 5000;
	OK(server_start(&house->server, &status), &status);
}

void house_stop(struct house *house)
{
	server_stop(&house->server);
	installation_close(&house->server);
}

const char *house_enrolment(struct house *house)
{
	for (int i = 0; i < 1000 && server_enroll_port(&house->server) == 0; i++)
		usleep(10000);
	assert_true(server_enroll_port(&house->server) != 0);
	return arena_printf(&house->arena, "127.0.0.1:%u", server_enroll_port(&house->server));
}

enum status_code house_enroll(struct house *house, struct context *context, const char *text)
{
	struct enrolment_ticket ticket;
	struct profile *profile;
	enum status_code code;

	house_leave(context);
	OK(enrolment_ticket_read(&house->arena, text, &ticket, &context->status), &context->status);
	code = enroll(context, house_enrolment(house), &ticket, context->profile, &profile);
	context_close(context);
	return code;
}

int house_setup(void **state)
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
	house_start(house);
	house->admin = house_client(house, "guanli");
	OK(house_enroll(house, &house->admin, house->admin_ticket), &house->admin.status);
	*state = house;
	return 0;
}

int house_teardown(void **state)
{
	struct house *house = *state;

	house_leave(&house->admin);
	house_stop(house);
	assert_int_equal(system(arena_printf(&house->arena, "rm -rf %s", house->folder)), 0);
	arena_clear(&house->arena);
	free(house);
	return 0;
}

const char *house_ticket(struct house *house, const char *person, ProtobufCBinaryData *key)
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

const char *house_add(struct house *house, const char *person)
{
	Jixiao__UserAddRequest request = JIXIAO__USER_ADD_REQUEST__INIT;
	const char *ticket = house_ticket(house, person, &request.code_key);
	Jixiao__User *user;

	request.id = (char *)person;
	request.name = (char *)"张国栋";
	OK(context_call(&house->admin, "User.Add", &request.base, &jixiao__user__descriptor, &user), &house->admin.status);
	return ticket;
}

enum status_code house_code(struct house *house, const char *person, const char **ticket)
{
	Jixiao__UserCodeRequest request = JIXIAO__USER_CODE_REQUEST__INIT;
	Jixiao__User *user;

	*ticket = house_ticket(house, person, &request.code_key);
	request.id = (char *)person;
	return context_call(&house->admin, "User.Code", &request.base, &jixiao__user__descriptor, &user);
}

enum status_code house_whoami(struct context *context, Jixiao__UserWhoamiReply **reply)
{
	Jixiao__UserWhoamiRequest request = JIXIAO__USER_WHOAMI_REQUEST__INIT;

	return context_call(context, "User.Whoami", &request.base, &jixiao__user_whoami_reply__descriptor, reply);
}

Jixiao__User *house_user(struct house *house, const char *person)
{
	Jixiao__UserGetRequest request = JIXIAO__USER_GET_REQUEST__INIT;
	Jixiao__User *user;

	request.id = (char *)person;
	OK(context_call(&house->admin, "User.Get", &request.base, &jixiao__user__descriptor, &user), &house->admin.status);
	return user;
}
