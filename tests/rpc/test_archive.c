#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/archive_export.h"
#include "client/archive_verify.h"
#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/crypto/file.h"
#include "common/domain/catalogue.h"
#include "evaluation.h"
#include "jixiao/archive.pb-c.h"

static struct fixture fixture;
static struct arena arena; /* outlives fixture_clear */
static struct status status;
static char evaluation[] = "one";
static char folder[64];

#define TEXT(text) ((char *)(text))

/* ---- an evaluation that is ready for its archive ---- */

static void complete_catalogue(void)
{
	for (size_t i = 0; i < catalogue_n_rows; i++) {
		Jixiao__ArchivePutItemRequest request = JIXIAO__ARCHIVE_PUT_ITEM_REQUEST__INIT;

		if (catalogue_rows[i].generated[0] != '\0')
			continue;
		request.evaluation = evaluation;
		request.id = TEXT(catalogue_rows[i].id);
		request.absent_reason = TEXT("本项目没有");
		assert_int_equal(fixture_call(&fixture, "member", "Archive.PutItem", &request, NULL), STATUS_OK);
	}
}

static int setup(void **state)
{
	(void)state;
	setlocale(LC_CTYPE, "C.UTF-8");
	fixture_start(&fixture, NULL);
	evaluation_until(&fixture, evaluation, STAGE_ARCHIVING);
	strcpy(folder, "/tmp/jixiao-archive-XXXXXX");
	assert_non_null(mkdtemp(folder));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	folder_remove(folder);
	fixture_stop(&fixture);
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}

/* ---- acts ---- */

static enum status_code seal(const char *person)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;

	request.evaluation = evaluation;
	request.signed_ = fixture_sign(&fixture, person, evaluation, APPROVAL_SEAL, "");
	return fixture_call(&fixture, person, "Archive.Seal", &request, NULL);
}

static char *manifest_text(void)
{
	Jixiao__ArchiveGetRequest request = JIXIAO__ARCHIVE_GET_REQUEST__INIT;
	Jixiao__ArchiveManifestReply *reply;

	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "auditor", "Archive.Manifest", &request, &reply), STATUS_OK);
	return arena_printf(&arena, "%.*s", (int)reply->manifest.len, (const char *)reply->manifest.data);
}

static char *path_of(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

/* Exports as the auditor into folder/bag; returns whether there was a seal. */
static bool export_bag(void)
{
	struct context context = { .arena = &arena, .quiet = true, .connection = fixture_connect(&fixture, "auditor") };
	bool sealed = false;

	assert_int_equal(archive_export(&context, evaluation, path_of("bag"), &sealed), STATUS_OK);
	connection_close(context.connection);
	status_clear(&context.status);
	return sealed;
}

static enum status_code verify(const char *path, bool sealed, struct slice ca, struct verdict *verdict)
{
	struct bag bag;

	status_clear(&status);
	assert_int_equal(bag_read(&arena, path, &bag, &status), STATUS_OK);
	return archive_verify(&arena, &bag, ca, sealed, verdict, &status);
}

static bool names(const char *path, enum message_id id)
{
	for (size_t i = 0; i < status.n_violations; i++)
		if (strcmp(status.violations[i].path, path) == 0 && status.violations[i].message.id == id)
			return true;
	return false;
}

static void save(const char *name, struct slice bytes)
{
	status_clear(&status);
	assert_int_equal(file_save(path_of(name), bytes, FILE_PUBLIC, &status), STATUS_OK);
}

static struct slice load(const char *name)
{
	struct slice bytes;

	status_clear(&status);
	assert_int_equal(file_load(&arena, path_of(name), 1 << 20, &bytes, &status), STATUS_OK);
	return bytes;
}

static void sealed_bag(void)
{
	complete_catalogue();
	assert_int_equal(seal("admin"), STATUS_OK);
	assert_true(export_bag());
}

/* ---- the catalogue ---- */

static void test_a_document_is_evidence_or_absent_with_a_reason_never_both(void **state)
{
	Jixiao__ArchivePutItemRequest request = JIXIAO__ARCHIVE_PUT_ITEM_REQUEST__INIT;
	char *evidence[] = { TEXT("E001") };

	(void)state;
	request.evaluation = evaluation;
	request.id = TEXT("02");
	assert_int_equal(fixture_call(&fixture, "member", "Archive.PutItem", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "absent_reason", MSG_CATALOGUE_EITHER));
	request.evidence = evidence;
	request.n_evidence = 1;
	assert_int_equal(fixture_call(&fixture, "member", "Archive.PutItem", &request, NULL), STATUS_OK);
	request.id = TEXT("03");
	assert_int_equal(fixture_call(&fixture, "member", "Archive.PutItem", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "id", MSG_CATALOGUE_GENERATED));
	request.id = TEXT("99");
	assert_int_equal(fixture_call(&fixture, "member", "Archive.PutItem", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "id", MSG_CATALOGUE_NO_ITEM));
}

/* ---- the package ---- */

static void test_the_manifest_stays_the_same_while_nothing_changes_though_files_are_fetched(void **state)
{
	const char *before = manifest_text();

	(void)state;
	assert_false(export_bag());
	assert_string_equal(manifest_text(), before);
	complete_catalogue();
	assert_string_not_equal(manifest_text(), before);
}

static void test_an_export_before_the_seal_holds_together(void **state)
{
	struct verdict verdict;

	(void)state;
	assert_false(export_bag());
	assert_int_equal(verify(path_of("bag"), false, fixture.server.ca_der, &verdict), STATUS_OK);
	assert_int_equal(verdict.approvals, 4);
	assert_true(verdict.files > 15);
	assert_int_equal(access(path_of("bag/data/evidence/E001-合同 100_.txt"), R_OK), 0);
}

/* ---- the seal ---- */

static void test_a_seal_names_everything_that_the_catalogue_misses(void **state)
{
	size_t missing = 0;

	(void)state;
	for (size_t i = 0; i < catalogue_n_rows; i++)
		missing += catalogue_rows[i].generated[0] == '\0';
	assert_int_equal(seal("admin"), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_ARCHIVE_NOT_READY);
	assert_int_equal(fixture.status.n_violations, missing);
}

static void test_a_seal_over_another_manifest_is_refused(void **state)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;

	(void)state;
	request.evaluation = evaluation;
	request.signed_ = fixture_sign(&fixture, "admin", evaluation, APPROVAL_SEAL, "");
	complete_catalogue();
	assert_int_equal(fixture_call(&fixture, "admin", "Archive.Seal", &request, NULL), STATUS_ABORTED);
	assert_int_equal(fixture.status.message.id, MSG_STATE_CHANGED);
}

static void test_a_sealed_evaluation_shows_for_ever_what_was_sealed(void **state)
{
	Jixiao__EvaluationGetRequest request = JIXIAO__EVALUATION_GET_REQUEST__INIT;
	Jixiao__Evaluation *shell;
	const char *before;

	(void)state;
	complete_catalogue();
	before = manifest_text();
	assert_int_equal(seal("admin"), STATUS_OK);
	assert_string_equal(manifest_text(), before);
	assert_true(export_bag());
	assert_string_equal(manifest_text(), before);
	fixture_restart(&fixture);
	assert_string_equal(manifest_text(), before);
	request.evaluation = evaluation;
	assert_int_equal(fixture_call(&fixture, "member", "Evaluation.Get", &request, &shell), STATUS_OK);
	assert_int_equal(shell->stage, JIXIAO__STAGE__STAGE_ARCHIVED);
}

/* ---- verification ---- */

static void test_a_sealed_archive_verifies_as_folder_and_as_zip(void **state)
{
	struct verdict verdict;

	(void)state;
	sealed_bag();
	assert_int_equal(verify(path_of("bag"), true, fixture.server.ca_der, &verdict), STATUS_OK);
	assert_true(verdict.trusted);
	assert_string_equal(verdict.signer, "admin");
	assert_string_equal(verdict.evaluation, evaluation);
	assert_int_equal(bag_pack(&arena, path_of("bag"), path_of("one.zip"), &status), STATUS_OK);
	assert_int_equal(verify(path_of("one.zip"), true, (struct slice){ 0 }, &verdict), STATUS_OK);
	assert_false(verdict.trusted);
	assert_int_equal(verdict.approvals, 4);
}

/* Each row spoils one file and says how that is named. */
static void test_whatever_is_altered_is_named(void **state)
{
	static const struct {
		const char *file, *text, *named;
		enum message_id id;
	} rows[] = {
		{ "bag/data/scores.json", "{}", "data/scores.json", MSG_BAG_FILE_ALTERED },
		{ "bag/data/evidence/E001-合同 100_.txt", "假合同", "data/evidence/E001-合同 100_.txt", MSG_BAG_FILE_ALTERED },
		{ "bag/data/extra.txt", "x", "data/extra.txt", MSG_BAG_FILE_UNLISTED },
		{ "bag/bagit.txt", "BagIt-Version: 0.9\n", "bagit.txt", MSG_BAG_TAG_WRONG },
		{ "bag/manifest-sha256.txt", "", "manifest-sha256.txt", MSG_BAG_OTHER_MANIFEST },
		{ "bag/seal/seal.txt", "jixiao-approval/1\n", "seal/seal.p7s", MSG_STATEMENT_MALFORMED },
		{ "bag/seal/seal.p7s", "x", "seal/seal.p7s", MSG_SIGNATURE_INVALID },
		{ "bag/extra.txt", "x", "extra.txt", MSG_BAG_FILE_UNLISTED },
		{ "bag/seal/extra.txt", "x", "seal/extra.txt", MSG_BAG_FILE_UNLISTED },
		{ "bag/seal/signer.pem", "x", "seal/signer.pem", MSG_BAG_FILE_FORGED },
		{ "bag/seal/checkpoint.txt", "x", "seal/checkpoint.txt", MSG_BAG_FILE_FORGED },
		{ "bag/seal/checkpoint.sig", "x", "seal/checkpoint.sig", MSG_BAG_FILE_FORGED },
		{ "bag/seal/log.pem", "x", "seal/log.pem", MSG_CERTIFICATE_MALFORMED },
		{ "bag/data/approvals/report.1/state", "x", "data/approvals/report.1/state", MSG_BAG_OTHER_STATE },
		{ "bag/data/approvals/report.1/signer.pem", "x", "data/approvals/report.1/signer.pem", MSG_BAG_FILE_FORGED },
		{ "bag/data/report.html", "x", "data/report.html", MSG_BAG_OTHER_REPORT },
	};
	struct slice original;
	struct verdict verdict;

	(void)state;
	sealed_bag();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool there = access(path_of(rows[i].file), R_OK) == 0;

		if (there)
			original = load(rows[i].file);
		save(rows[i].file, (struct slice){ (const uint8_t *)rows[i].text, strlen(rows[i].text) });
		assert_int_equal(verify(path_of("bag"), true, fixture.server.ca_der, &verdict), STATUS_DATA_LOSS);
		if (!names(rows[i].named, rows[i].id))
			fail_msg("%s: not named, %zu faults, first %s %s", rows[i].file, status.n_violations,
				 status.violations[0].path, message_name(status.violations[0].message.id));
		if (there)
			save(rows[i].file, original);
		else
			unlink(path_of(rows[i].file));
	}
	assert_int_equal(verify(path_of("bag"), true, fixture.server.ca_der, &verdict), STATUS_OK);
}

static void test_a_file_that_is_missing_is_named(void **state)
{
	struct verdict verdict;

	(void)state;
	sealed_bag();
	assert_int_equal(unlink(path_of("bag/data/funds.json")), 0);
	assert_int_equal(unlink(path_of("bag/seal/proof.json")), 0);
	assert_int_equal(verify(path_of("bag"), true, fixture.server.ca_der, &verdict), STATUS_DATA_LOSS);
	assert_true(names("data/funds.json", MSG_BAG_FILE_MISSING));
	assert_true(names("seal/proof.json", MSG_BAG_FILE_MISSING));
}

/* Changes the first ${from} in a file of the bag. */
static void replace(const char *name, const char *from, const char *to)
{
	struct slice bytes = load(name);
	char *found = strstr((const char *)bytes.data, from);

	assert_non_null(found);
	assert_int_equal(strlen(from), strlen(to));
	memcpy(found, to, strlen(to));
	save(name, bytes);
}

static void test_a_checkpoint_or_proof_of_another_log_is_named(void **state)
{
	struct verdict verdict;

	(void)state;
	sealed_bag();
	replace("bag/seal/checkpoint.json", "\"time\": \"1", "\"time\": \"2");
	assert_int_equal(verify(path_of("bag"), true, fixture.server.ca_der, &verdict), STATUS_DATA_LOSS);
	assert_true(names("seal/checkpoint.json", MSG_SIGNATURE_INVALID));
	replace("bag/seal/proof.json", "\"proof\": [", "\"proof\":  ");
	assert_int_equal(verify(path_of("bag"), true, fixture.server.ca_der, &verdict), STATUS_DATA_LOSS);
}

static void flip_after(const char *name, const char *text)
{
	struct slice bytes = load(name);
	char *at = strstr((const char *)bytes.data, text);

	assert_non_null(at);
	at[strlen(text)] = at[strlen(text)] == 'A' ? 'B' : 'A';
	save(name, bytes);
}

/* Gives a file's line in the manifest the digest that it has now. */
static void mend_line(const char *manifest, const char *path)
{
	struct slice bytes = load(arena_printf(&arena, "bag/data/%s", path));
	uint8_t found[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE], *text = (char *)load(manifest).data, *line;

	digest(bytes, found);
	digest_hex(found, hex);
	line = strstr(text, arena_printf(&arena, "  data/%s\n", path));
	assert_non_null(line);
	memcpy(line - (DIGEST_HEX_SIZE - 1), hex, DIGEST_HEX_SIZE - 1);
	save(manifest, (struct slice){ (const uint8_t *)text, strlen(text) });
}

/* An admin who seals cannot put other data under the leaders' signatures: each row changes one file and mends the manifest;
 * only the seal is left to complain of that. */
static void test_data_that_no_leader_signed_is_named_though_the_manifest_fits(void **state)
{
	static const struct {
		const char *path, *from, *to;
	} rows[] = {
		{ "scheme.json", "培训经费", "培训费用" },
		{ "scores.json", "\"points\": \"90.00\"", "\"points\": \"99.00\"" },
		{ "rectification.json", "已全部整改", "已部分整改" },
		{ "findings.json", "已核查", "未核查" },
		{ "evaluation.json", "\"report\": \"", NULL }, /* base64: another first character */
	};
	static const char *const named[] = { "data/scheme.json", "data/scores.json", "data/rectification.json",
					     "data/rectification.json", "data/report.html" };
	struct verdict verdict;

	(void)state;
	sealed_bag();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *name = arena_printf(&arena, "bag/data/%s", rows[i].path);
		struct slice original = load(name), manifest = load("bag/manifest-sha256.txt");

		if (rows[i].to != NULL)
			replace(name, rows[i].from, rows[i].to);
		else
			flip_after(name, rows[i].from);
		mend_line("bag/manifest-sha256.txt", rows[i].path);
		assert_int_equal(verify(path_of("bag"), true, fixture.server.ca_der, &verdict), STATUS_DATA_LOSS);
		assert_true(names("manifest-sha256.txt", MSG_BAG_OTHER_MANIFEST));
		if (!names(named[i], MSG_BAG_UNSIGNED))
			fail_msg("%s: not named", rows[i].path);
		save(name, original);
		save("bag/manifest-sha256.txt", manifest);
	}
	assert_int_equal(verify(path_of("bag"), true, fixture.server.ca_der, &verdict), STATUS_OK);
}

/* A whole proof of one's own making: another key signs another root over a leaf of one's own. */
static void test_a_log_whose_key_the_authority_did_not_certify_is_named(void **state)
{
	char *key, *other_ca_key, *other_ca, *log;
	struct verdict verdict;

	(void)state;
	sealed_bag();
	assert_int_equal(key_generate(&arena, &key, &status), STATUS_OK);
	assert_int_equal(key_generate(&arena, &other_ca_key, &status), STATUS_OK);
	assert_int_equal(certificate_make_ca(&arena, other_ca_key, "test", 30, &other_ca, &status), STATUS_OK);
	assert_int_equal(certificate_make_log(&arena, other_ca, other_ca_key, key, 30, &log, &status), STATUS_OK);
	save("bag/seal/log.pem", (struct slice){ (const uint8_t *)log, strlen(log) });
	assert_int_equal(verify(path_of("bag"), true, fixture.server.ca_der, &verdict), STATUS_DATA_LOSS);
	assert_true(names("seal/log.pem", MSG_LOG_CERTIFICATE));
}

/* What the README beside the seal tells people without jixiao to type. */
static void test_common_tools_verify_the_seal_as_its_readme_says(void **state)
{
	static const char *const commands[] = {
		"sha256sum --quiet -c manifest-sha256.txt",
		("openssl cms -verify -binary -inform DER -in seal/seal.p7s -content seal/seal.txt -CAfile seal/ca.pem "
		 "-no_check_time -out /dev/null"),
		"grep -q \"^state: sha256:$(sha256sum < manifest-sha256.txt | cut -d' ' -f1)$\" seal/seal.txt",
		"openssl verify -CAfile seal/ca.pem -purpose any -no_check_time seal/log.pem",
		"openssl x509 -in seal/log.pem -noout -pubkey > ../log.pub",
		"openssl dgst -sha256 -verify ../log.pub -signature seal/checkpoint.sig seal/checkpoint.txt",
	};

	(void)state;
	sealed_bag();
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const char *command = arena_printf(&arena, "cd %s && { %s; } >/dev/null 2>&1", path_of("bag"), commands[i]);

		if (system(command) != 0)
			fail_msg("%s", commands[i]);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_document_is_evidence_or_absent_with_a_reason_never_both),
		TEST(test_the_manifest_stays_the_same_while_nothing_changes_though_files_are_fetched),
		TEST(test_an_export_before_the_seal_holds_together),
		TEST(test_a_seal_names_everything_that_the_catalogue_misses),
		TEST(test_a_seal_over_another_manifest_is_refused),
		TEST(test_a_sealed_evaluation_shows_for_ever_what_was_sealed),
		TEST(test_a_sealed_archive_verifies_as_folder_and_as_zip),
		TEST(test_whatever_is_altered_is_named),
		TEST(test_a_file_that_is_missing_is_named),
		TEST(test_a_checkpoint_or_proof_of_another_log_is_named),
		TEST(test_data_that_no_leader_signed_is_named_though_the_manifest_fits),
		TEST(test_a_log_whose_key_the_authority_did_not_certify_is_named),
		TEST(test_common_tools_verify_the_seal_as_its_readme_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
