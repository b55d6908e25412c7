/* Audit: proofs over the wire, and the client as a witness of the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/witness.h"
#include "common/crypto/certificate.h"
#include "common/crypto/file.h"
#include "common/crypto/merkle.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"
#include "fixture.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/event.pb-c.h"

static struct fixture fixture;

#define TEXT(text) ((char *)(text))

static int setup(void **state)
{
	(void)state;
	fixture = (struct fixture){ 0 };
	fixture_start(&fixture, NULL);
	fixture_evaluation(&fixture, "one");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

static void grow(unsigned n)
{
	Jixiao__Entry entry = JIXIAO__ENTRY__INIT;

	entry.evaluation = TEXT("one");
	entry.indicator = TEXT("C11");
	for (unsigned i = 0; i < n; i++)
		fixture_put(&fixture, (struct record_key){ JIXIAO__RECORD_TYPE__RECORD_ENTRY, "one", "C11" }, &entry.base);
}

static Jixiao__AuditCheckpointReply *get_checkpoint(const char *person)
{
	Jixiao__AuditCheckpointRequest request = JIXIAO__AUDIT_CHECKPOINT_REQUEST__INIT;
	Jixiao__AuditCheckpointReply *reply;

	assert_int_equal(fixture_call(&fixture, person, "Audit.Checkpoint", &request, &reply), STATUS_OK);
	return reply;
}

static struct merkle_path path_of(const Jixiao__AuditProof *proof)
{
	struct merkle_path path = { .n = proof->n_path };

	for (size_t i = 0; i < proof->n_path; i++) {
		assert_int_equal(proof->path[i].len, DIGEST_SIZE);
		memcpy(path.digests[i], proof->path[i].data, DIGEST_SIZE);
	}
	return path;
}

static void test_a_checkpoint_is_signed_and_of_the_newest_log(void **state)
{
	Jixiao__AuditCheckpointReply *reply, *again;
	struct status status = STATUS_INIT;
	struct slice text, key;

	(void)state;
	reply = get_checkpoint("implementer");
	assert_int_equal(reply->checkpoint->size, fixture_log_size(&fixture));
	text = checkpoint_text(&fixture.arena, "test", reply->checkpoint->size, reply->checkpoint->root.data,
			       reply->checkpoint->time);
	assert_int_equal(
		certificate_log_key(&fixture.arena, pb_slice(reply->log_certificate), fixture.server.ca_der, &key, &status),
		STATUS_OK);
	assert_int_equal(log_check(key, text, pb_slice(reply->checkpoint->signature), &status), STATUS_OK);
	grow(1);
	again = get_checkpoint("implementer");
	assert_int_equal(again->checkpoint->size, reply->checkpoint->size + 1);
}

static void test_proofs_verify_at_the_other_end(void **state)
{
	Jixiao__AuditConsistencyRequest consistency = JIXIAO__AUDIT_CONSISTENCY_REQUEST__INIT;
	Jixiao__AuditInclusionRequest inclusion = JIXIAO__AUDIT_INCLUSION_REQUEST__INIT;
	Jixiao__Checkpoint *older, *newer;
	struct merkle_path path;
	Jixiao__AuditProof *proof;

	(void)state;
	older = get_checkpoint("member")->checkpoint;
	grow(13);
	newer = get_checkpoint("member")->checkpoint;
	consistency.first = older->size;
	consistency.second = newer->size;
	assert_int_equal(fixture_call(&fixture, "member", "Audit.Consistency", &consistency, &proof), STATUS_OK);
	path = path_of(proof);
	assert_true(merkle_verify_consistency(older->size, older->root.data, newer->size, newer->root.data, &path));
	inclusion.sequence = 3;
	inclusion.size = newer->size;
	assert_int_equal(fixture_call(&fixture, "member", "Audit.Inclusion", &inclusion, &proof), STATUS_OK);
	assert_true(proof->n_path > 0);
	inclusion.sequence = inclusion.size;
	assert_int_equal(fixture_call(&fixture, "member", "Audit.Inclusion", &inclusion, &proof), STATUS_INVALID_ARGUMENT);
	consistency.second = newer->size + 1;
	assert_int_equal(fixture_call(&fixture, "member", "Audit.Consistency", &consistency, &proof), STATUS_INVALID_ARGUMENT);
}

static bool add_leaf(void *context, const ProtobufCMessage *message)
{
	const Jixiao__AuditLeaf *leaf = (const void *)message;
	uint8_t digest_[DIGEST_SIZE], subtrees[MERKLE_MAX_HEIGHT + 1][DIGEST_SIZE];
	struct merkle_log *log = context;

	assert_int_equal(leaf->sequence, log->size);
	merkle_leaf(pb_slice(leaf->head), digest_);
	merkle_log_add(log, digest_, subtrees);
	return true;
}

static void test_the_leaves_give_the_root_and_reading_them_is_an_event(void **state)
{
	Jixiao__AuditLeavesRequest request = JIXIAO__AUDIT_LEAVES_REQUEST__INIT;
	struct connection *connection = fixture_connect(&fixture, "auditor");
	struct status status = STATUS_INIT;
	Jixiao__Checkpoint *checkpoint;
	struct merkle_log log = { 0 };
	uint8_t root[DIGEST_SIZE];

	(void)state;
	grow(20);
	checkpoint = get_checkpoint("auditor")->checkpoint;
	request.to = checkpoint->size;
	assert_int_equal(connection_stream(connection, "Audit.Leaves", &request.base, &jixiao__audit_leaf__descriptor, add_leaf,
					   &log, &status),
			 STATUS_OK);
	assert_int_equal(log.size, checkpoint->size);
	merkle_log_root(&log, root);
	assert_memory_equal(root, checkpoint->root.data, DIGEST_SIZE);
	assert_int_equal(fixture_log_size(&fixture), checkpoint->size + 1);
	connection_close(connection);
}

static void test_only_admin_and_auditor_see_leaves_and_verify(void **state)
{
	static const char *const others[] = { "leader", "member", "implementer", "outsider" };
	Jixiao__AuditVerifyRequest request = JIXIAO__AUDIT_VERIFY_REQUEST__INIT;
	Jixiao__AuditVerifyReply *reply;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(fixture_call(&fixture, others[i], "Audit.Verify", &request, &reply), STATUS_PERMISSION_DENIED);
	grow(5);
	assert_int_equal(fixture_call(&fixture, "auditor", "Audit.Verify", &request, &reply), STATUS_OK);
	assert_int_equal(reply->n_faults, 0);
	assert_int_equal(reply->events, fixture_log_size(&fixture));
	assert_memory_equal(reply->root.data, get_checkpoint("auditor")->checkpoint->root.data, DIGEST_SIZE);
	assert_true(reply->records > 5);
}

/* ---- the witness ---- */

static struct arena arena = ARENA_INIT;

static struct context witness_begin(const char *folder)
{
	struct status status = STATUS_INIT;

	assert_int_equal(file_save_text(arena_printf(&arena, "%s/ca.pem", folder), fixture.server.ca, FILE_PUBLIC, &status),
			 STATUS_OK);
	return (struct context){ .arena = &arena, .folder = folder };
}

/* As a command does: a new connection, then the check. */
static enum status_code witness_again(struct context *context)
{
	enum status_code code;

	status_clear(&context->status);
	context->connection = fixture_connect(&fixture, "member");
	code = witness_check(context);
	connection_close(context->connection);
	return code;
}

static Jixiao__AuditCheckpointReply *kept(struct context *context)
{
	Jixiao__AuditCheckpointReply *known;

	assert_int_equal(witness_load(context, &known), STATUS_OK);
	assert_non_null(known);
	return known;
}

static void keep(struct context *context, const Jixiao__AuditCheckpointReply *known)
{
	FILE *file = fopen(arena_printf(&arena, "%s/checkpoint.json", context->folder), "w");

	assert_non_null(file);
	fputs(json_write(&arena, &known->base), file);
	fclose(file);
}

static void must_refuse(struct context *context, enum message_id why)
{
	assert_int_equal(witness_again(context), STATUS_DATA_LOSS);
	assert_int_equal(context->status.message.id, why);
}

static void test_a_client_accepts_a_log_that_grew_and_remembers_it(void **state)
{
	char folder[] = "/tmp/jixiao-witness-XXXXXX";
	struct context context = witness_begin(mkdtemp(folder));
	uint64_t size;

	(void)state;
	assert_int_equal(witness_again(&context), STATUS_OK);
	size = kept(&context)->checkpoint->size;
	assert_int_equal(size, fixture_log_size(&fixture));
	for (int i = 0; i < 3; i++) {
		grow(7);
		/* Hello's checkpoint may be a second old. */
		usleep(1100000);
		assert_int_equal(witness_again(&context), STATUS_OK);
		assert_int_equal(kept(&context)->checkpoint->size, size + 7 * (unsigned)(i + 1));
	}
	assert_int_equal(witness_again(&context), STATUS_OK);
	fixture_restart(&fixture);
	assert_int_equal(witness_again(&context), STATUS_OK);
	remove(arena_printf(&arena, "%s/checkpoint.json", folder));
	remove(arena_printf(&arena, "%s/ca.pem", folder));
	assert_int_equal(rmdir(folder), 0);
	arena_clear(&arena);
}

static void test_a_client_refuses_a_log_that_did_not_only_grow(void **state)
{
	char folder[] = "/tmp/jixiao-witness-XXXXXX";
	struct context context = witness_begin(mkdtemp(folder));
	Jixiao__AuditCheckpointReply *known;
	char *other_key, *certificate;
	struct slice der;

	(void)state;
	grow(9);
	assert_int_equal(witness_again(&context), STATUS_OK);

	/* It saw another root at this size. */
	known = kept(&context);
	known->checkpoint->root.data[0] ^= 1;
	keep(&context, known);
	must_refuse(&context, MSG_WITNESS_REWRITTEN);
	known->checkpoint->root.data[0] ^= 1;

	/* It saw another root at an earlier size. */
	known->checkpoint->size -= 2;
	keep(&context, known);
	must_refuse(&context, MSG_WITNESS_REWRITTEN);
	known->checkpoint->size += 2;

	/* It saw a longer log. */
	known->checkpoint->size += 1;
	keep(&context, known);
	must_refuse(&context, MSG_WITNESS_SHRANK);
	known->checkpoint->size -= 1;

	/* It knows another key. */
	keep(&context, known);
	assert_int_equal(witness_again(&context), STATUS_OK);
	assert_int_equal(key_generate(&arena, &other_key, &context.status), STATUS_OK);
	assert_int_equal(certificate_make_log(&arena, fixture.server.ca, fixture.server.ca_key, other_key, 30, &certificate,
					      &context.status),
			 STATUS_OK);
	assert_int_equal(certificate_from_pem(&arena, certificate, &der, &context.status), STATUS_OK);
	known->log_certificate = pb_bytes(der);
	keep(&context, known);
	must_refuse(&context, MSG_WITNESS_SIGNATURE);

	/* The key is no log's, though the CA certified it. */
	assert_int_equal(
		certificate_from_pem(&arena, fixture_person(&fixture, "admin")->signing.certificate, &der, &context.status),
		STATUS_OK);
	known->log_certificate = pb_bytes(der);
	keep(&context, known);
	must_refuse(&context, MSG_LOG_CERTIFICATE);

	/* Its note cannot be read. */
	known->checkpoint->root.len = 5;
	keep(&context, known);
	must_refuse(&context, MSG_WITNESS_FILE);
	status_clear(&context.status);
	remove(arena_printf(&arena, "%s/checkpoint.json", folder));
	remove(arena_printf(&arena, "%s/ca.pem", folder));
	assert_int_equal(rmdir(folder), 0);
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_a_checkpoint_is_signed_and_of_the_newest_log),
		TEST(test_proofs_verify_at_the_other_end),
		TEST(test_the_leaves_give_the_root_and_reading_them_is_an_event),
		TEST(test_only_admin_and_auditor_see_leaves_and_verify),
		TEST(test_a_client_accepts_a_log_that_grew_and_remembers_it),
		TEST(test_a_client_refuses_a_log_that_did_not_only_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
