#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/crypto/digest.h"
#include "fixture.h"
#include "jixiao/entry.pb-c.h"
#include "server/service/upload.h"

enum { CHUNK = 16, LIMIT = 100, UPLOAD_LIMIT = 150 };

static struct fixture fixture;

/* The content below is too long for the first. */
static const struct kind_limit kinds[] = { { "照片", 40 }, { "录像", LIMIT + 20 } };

static void small_files(struct server_settings *settings)
{
	settings->chunk_size = CHUNK;
	settings->evidence_limit = LIMIT;
	settings->upload_limit = UPLOAD_LIMIT;
	settings->kind_limits = kinds;
	settings->n_kind_limits = 2;
}

static int setup(void **state)
{
	(void)state;
	fixture_start(&fixture, small_files);
	fixture_evaluation(&fixture, "one");
	fixture_evaluation(&fixture, "two");
	fixture_stage(&fixture, "one", STAGE_IMPLEMENTATION);
	fixture_stage(&fixture, "two", STAGE_IMPLEMENTATION);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_stop(&fixture);
	return 0;
}

/* 41 bytes: two whole chunks and a rest. */
static const char content[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDE";
enum { SIZE = sizeof(content) - 1 };

struct file {
	const char *evaluation, *text;
	uint8_t digest[DIGEST_SIZE];
	uint64_t size;
};

static struct file file_of(const char *evaluation, const char *text)
{
	struct file file = { .evaluation = evaluation, .text = text, .size = strlen(text) };

	digest((struct slice){ (const uint8_t *)text, file.size }, file.digest);
	return file;
}

static enum status_code begin(const char *person, struct file *file, uint64_t *offset)
{
	Jixiao__EvidenceBeginRequest request = JIXIAO__EVIDENCE_BEGIN_REQUEST__INIT;
	Jixiao__EvidenceBeginReply *reply;
	enum status_code code;

	request.evaluation = (char *)file->evaluation;
	request.digest = (ProtobufCBinaryData){ DIGEST_SIZE, file->digest };
	request.size = file->size;
	code = fixture_call(&fixture, person, "Evidence.Begin", &request, &reply);
	if (code == STATUS_OK)
		*offset = reply->offset;
	return code;
}

static Jixiao__EvidenceChunkRequest chunk_of(struct file *file, uint64_t offset)
{
	Jixiao__EvidenceChunkRequest request = JIXIAO__EVIDENCE_CHUNK_REQUEST__INIT;
	uint64_t left = file->size - offset;

	request.evaluation = (char *)file->evaluation;
	request.digest = (ProtobufCBinaryData){ DIGEST_SIZE, file->digest };
	request.size = file->size;
	request.offset = offset;
	request.data = (ProtobufCBinaryData){ left < CHUNK ? left : CHUNK, (uint8_t *)file->text + offset };
	return request;
}

static enum status_code chunk(const char *person, struct file *file, uint64_t offset, uint64_t *next)
{
	Jixiao__EvidenceChunkRequest request = chunk_of(file, offset);
	Jixiao__EvidenceChunkReply *reply;
	enum status_code code = fixture_call(&fixture, person, "Evidence.Chunk", &request, &reply);

	if (code == STATUS_OK)
		*next = reply->offset;
	return code;
}

static Jixiao__EvidenceCompleteRequest completion(struct file *file, const char *name)
{
	Jixiao__EvidenceCompleteRequest request = JIXIAO__EVIDENCE_COMPLETE_REQUEST__INIT;

	request.evaluation = (char *)file->evaluation;
	request.digest = (ProtobufCBinaryData){ DIGEST_SIZE, file->digest };
	request.size = file->size;
	request.name = (char *)name;
	request.kind = (char *)"合同";
	return request;
}

static enum status_code complete(const char *person, struct file *file, const char *name, Jixiao__Evidence **evidence)
{
	Jixiao__EvidenceCompleteRequest request = completion(file, name);

	return fixture_call(&fixture, person, "Evidence.Complete", &request, evidence);
}

static void send_all(const char *person, struct file *file)
{
	for (uint64_t offset = 0; offset < file->size;)
		assert_int_equal(chunk(person, file, offset, &offset), STATUS_OK);
}

static void test_an_upload_goes_on_where_it_stopped_even_after_a_restart(void **state)
{
	struct file file = file_of("one", content);
	Jixiao__Evidence *evidence;
	uint64_t offset = 99;

	(void)state;
	assert_int_equal(begin("member", &file, &offset), STATUS_OK);
	assert_int_equal(offset, 0);
	assert_int_equal(chunk("member", &file, 0, &offset), STATUS_OK);
	fixture_restart(&fixture);
	assert_int_equal(begin("member", &file, &offset), STATUS_OK);
	assert_int_equal(offset, CHUNK);
	assert_int_equal(chunk("member", &file, CHUNK, &offset), STATUS_OK);
	assert_int_equal(chunk("member", &file, 2 * CHUNK, &offset), STATUS_OK);
	assert_int_equal(offset, SIZE);
	assert_int_equal(complete("member", &file, "合同.pdf", &evidence), STATUS_OK);
	assert_string_equal(evidence->id, "E001");
	assert_string_equal(evidence->uploaded_by, "member");
}

static void test_a_chunk_that_is_there_or_comes_too_early_changes_nothing(void **state)
{
	struct file file = file_of("one", content);
	uint64_t offset = 99;

	(void)state;
	assert_int_equal(chunk("member", &file, CHUNK, &offset), STATUS_OK);
	assert_int_equal(offset, 0);
	assert_int_equal(chunk("member", &file, 0, &offset), STATUS_OK);
	assert_int_equal(chunk("member", &file, 0, &offset), STATUS_OK);
	assert_int_equal(offset, CHUNK);
}

static void test_chunks_make_no_event_and_the_whole_file_makes_one(void **state)
{
	struct file file = file_of("one", content);
	uint64_t before = fixture_log_size(&fixture);
	Jixiao__Evidence *evidence;

	(void)state;
	send_all("member", &file);
	assert_int_equal(fixture_log_size(&fixture), before);
	assert_int_equal(complete("member", &file, "合同.pdf", &evidence), STATUS_OK);
	assert_int_equal(fixture_log_size(&fixture), before + 1);
}

static void test_a_file_over_the_limit_is_refused_before_it_is_sent(void **state)
{
	struct file file = file_of("one", content);
	uint64_t offset;

	(void)state;
	file.size = LIMIT + 21;
	assert_int_equal(begin("member", &file, &offset), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "size", MSG_EVIDENCE_TOO_LARGE));
	assert_int_equal(chunk("member", &file, 0, &offset), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "size", MSG_EVIDENCE_TOO_LARGE));
}

/* Said at once where the kind is known at once, and again when the file is registered, described anew or replaced. */
static void test_a_kind_may_have_a_limit_of_its_own(void **state)
{
	struct file file = file_of("one", content);
	Jixiao__EvidenceBeginRequest begin_request = JIXIAO__EVIDENCE_BEGIN_REQUEST__INIT;
	Jixiao__EvidenceCompleteRequest request = completion(&file, "一.jpg");
	Jixiao__EvidenceUpdateRequest update = JIXIAO__EVIDENCE_UPDATE_REQUEST__INIT;
	Jixiao__EvidenceBeginReply *begun;
	Jixiao__Evidence *evidence;

	(void)state;
	begin_request.evaluation = (char *)file.evaluation;
	begin_request.digest = (ProtobufCBinaryData){ DIGEST_SIZE, file.digest };
	begin_request.size = file.size;
	begin_request.kind = (char *)"照片";
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Begin", &begin_request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "size", MSG_EVIDENCE_KIND_TOO_LARGE));
	begin_request.kind = (char *)"录像";
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Begin", &begin_request, &begun), STATUS_OK);
	assert_int_equal(begun->limit, LIMIT + 20);
	send_all("member", &file);
	request.kind = (char *)"照片";
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Complete", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "size", MSG_EVIDENCE_KIND_TOO_LARGE));
	request.kind = (char *)"录像";
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Complete", &request, &evidence), STATUS_OK);
	update.evaluation = (char *)file.evaluation;
	update.id = evidence->id;
	update.kind = (char *)"照片";
	update.revision = evidence->revision;
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Update", &update, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "kind", MSG_EVIDENCE_KIND_TOO_LARGE));
}

static void test_a_chunk_of_the_wrong_size_or_place_is_refused(void **state)
{
	struct file file = file_of("one", content);
	Jixiao__EvidenceChunkRequest request = chunk_of(&file, 0);

	(void)state;
	request.data.len = CHUNK - 1;
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Chunk", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "data", MSG_EVIDENCE_CHUNK_SIZE));
	request = chunk_of(&file, 0);
	request.offset = 3;
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Chunk", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "offset", MSG_EVIDENCE_OFFSET));
	request = chunk_of(&file, 0);
	request.digest.len = 20;
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Chunk", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "digest", MSG_EVIDENCE_DIGEST_SIZE));
}

static void test_content_that_is_not_its_digest_s_is_removed_and_can_be_sent_again(void **state)
{
	struct file good = file_of("one", content), bad = good;
	Jixiao__Evidence *evidence;
	uint64_t offset;

	(void)state;
	bad.text = "0123456789abcdefghijklmnopqrstuvwxyzABCDX";
	send_all("member", &bad);
	assert_int_equal(complete("member", &bad, "合同.pdf", &evidence), STATUS_INVALID_ARGUMENT);
	assert_int_equal(fixture.status.message.id, MSG_EVIDENCE_WRONG_DIGEST);
	assert_int_equal(begin("member", &good, &offset), STATUS_OK);
	assert_int_equal(offset, 0);
	send_all("member", &good);
	assert_int_equal(complete("member", &good, "合同.pdf", &evidence), STATUS_OK);
}

static void test_a_file_that_is_not_whole_cannot_be_completed(void **state)
{
	struct file file = file_of("one", content);
	Jixiao__Evidence *evidence;
	uint64_t offset;

	(void)state;
	assert_int_equal(chunk("member", &file, 0, &offset), STATUS_OK);
	assert_int_equal(complete("member", &file, "合同.pdf", &evidence), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_EVIDENCE_INCOMPLETE);
}

static void test_a_name_holds_no_way_to_it_and_a_kind_must_be_said(void **state)
{
	static const char *const names[] = { "", "../合同.pdf", "a/b", "a\\b", ".", ".." };
	struct file file = file_of("one", content);
	Jixiao__EvidenceCompleteRequest request;

	(void)state;
	send_all("member", &file);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		request = completion(&file, names[i]);
		request.kind = (char *)"";
		assert_int_equal(fixture_call(&fixture, "member", "Evidence.Complete", &request, NULL),
				 STATUS_INVALID_ARGUMENT);
		assert_true(fixture_violated(&fixture, "name", MSG_EVIDENCE_NAME));
		assert_true(fixture_violated(&fixture, "kind", MSG_EVIDENCE_KIND));
	}
}

static void test_a_file_of_the_evaluation_needs_no_chunk_again(void **state)
{
	struct file file = file_of("one", content);
	Jixiao__Evidence *evidence;
	uint64_t offset;

	(void)state;
	send_all("member", &file);
	assert_int_equal(complete("member", &file, "合同.pdf", &evidence), STATUS_OK);
	assert_int_equal(begin("colleague", &file, &offset), STATUS_OK);
	assert_int_equal(offset, SIZE);
	assert_int_equal(complete("colleague", &file, "合同副本.pdf", &evidence), STATUS_OK);
	assert_string_equal(evidence->id, "E002");
	file.size--;
	assert_int_equal(begin("colleague", &file, &offset), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "size", MSG_EVIDENCE_SIZE_DIFFERS));
}

static void test_who_knows_the_digest_of_another_evaluation_s_file_must_still_send_it(void **state)
{
	struct file first = file_of("one", content), second = file_of("two", content);
	Jixiao__Evidence *evidence;
	uint64_t offset;

	(void)state;
	send_all("member", &first);
	assert_int_equal(complete("member", &first, "合同.pdf", &evidence), STATUS_OK);
	assert_int_equal(begin("colleague", &second, &offset), STATUS_OK);
	assert_int_equal(offset, 0);
	assert_int_equal(complete("colleague", &second, "合同.pdf", &evidence), STATUS_FAILED_PRECONDITION);
	assert_int_equal(fixture.status.message.id, MSG_EVIDENCE_INCOMPLETE);
	send_all("colleague", &second);
	assert_int_equal(complete("colleague", &second, "合同.pdf", &evidence), STATUS_OK);
	assert_string_equal(evidence->id, "E001");
}

static void test_nobody_goes_on_with_or_completes_what_another_sent(void **state)
{
	struct file file = file_of("one", content);
	Jixiao__Evidence *evidence;
	uint64_t offset;

	(void)state;
	send_all("member", &file);
	assert_int_equal(begin("colleague", &file, &offset), STATUS_OK);
	assert_int_equal(offset, 0);
	assert_int_equal(complete("colleague", &file, "合同.pdf", &evidence), STATUS_FAILED_PRECONDITION);
	assert_int_equal(complete("member", &file, "合同.pdf", &evidence), STATUS_OK);
}

/* ---- content is stored once ---- */

/* Chunks under ${name}, and uploads under way. */
static bool has_chunk(const uint8_t *name, size_t *uploads)
{
	struct status status = STATUS_INIT;
	Jixiao__Upload **all;
	struct store_txn *txn;
	struct slice data;
	bool has;

	assert_int_equal(store_read_begin(fixture.server.store, &txn, &status), STATUS_OK);
	assert_int_equal(upload_list(txn, NULL, &all, uploads, &status), STATUS_OK);
	has = name != NULL && chunk_get(txn, name, 0, &data, &status) == STATUS_OK;
	store_read_end(txn);
	status_clear(&status);
	return has;
}

static void chunk_name(const char *person, const struct file *file, uint8_t name[CHUNK_NAME])
{
	struct status status = STATUS_INIT;
	Jixiao__Upload *upload;
	struct store_txn *txn;

	assert_int_equal(store_read_begin(fixture.server.store, &txn, &status), STATUS_OK);
	assert_int_equal(upload_get(txn, person, file->digest, &upload, &status), STATUS_OK);
	memcpy(name, upload->chunks.data, CHUNK_NAME);
	store_read_end(txn);
	status_clear(&status);
}

static void test_the_same_content_is_stored_once(void **state)
{
	struct file first = file_of("one", content), second = file_of("two", content);
	uint8_t kept[CHUNK_NAME], dropped[CHUNK_NAME];
	Jixiao__Evidence *evidence;
	size_t uploads;

	(void)state;
	send_all("member", &first);
	send_all("colleague", &second);
	chunk_name("member", &first, kept);
	chunk_name("colleague", &second, dropped);
	assert_int_equal(complete("member", &first, "合同.pdf", &evidence), STATUS_OK);
	assert_int_equal(complete("colleague", &second, "合同.pdf", &evidence), STATUS_OK);
	assert_true(has_chunk(kept, &uploads));
	assert_false(has_chunk(dropped, &uploads));
	assert_int_equal(uploads, 0);
}

static void test_what_a_person_has_under_way_is_limited_and_refused_before_it_is_kept(void **state)
{
	struct file files[] = { file_of("one", "first"), file_of("one", "second"), file_of("one", "third") };
	uint64_t offset;

	(void)state;
	files[0].size = files[1].size = files[2].size = LIMIT - 30;
	for (size_t i = 0; i < 3; i++) {
		files[i].text = "0123456789012345"; /* its first chunk alone is sent */
		assert_int_equal(chunk("member", &files[i], 0, &offset), i < 2 ? STATUS_OK : STATUS_RESOURCE_EXHAUSTED);
	}
	assert_int_equal(fixture.status.message.id, MSG_UPLOADS_FULL);
	/* It is each person's own. */
	assert_int_equal(chunk("colleague", &files[2], 0, &offset), STATUS_OK);
	/* A small file counts as a chunk. */
	files[2] = file_of("one", "x");
	assert_int_equal(chunk("member", &files[2], 0, &offset), STATUS_RESOURCE_EXHAUSTED);
}

static void test_an_upload_that_nobody_goes_on_with_is_removed_after_its_days(void **state)
{
	struct file file = file_of("one", content);
	const int64_t now = clock_real_ms(), days = fixture.server.settings.upload_days, day = 86400000;
	uint8_t name[CHUNK_NAME];
	size_t uploads;
	uint64_t offset;

	(void)state;
	assert_int_equal(chunk("member", &file, 0, &offset), STATUS_OK);
	chunk_name("member", &file, name);
	upload_sweep(&fixture.server, now + days * day - 1000);
	assert_true(has_chunk(name, &uploads));
	assert_int_equal(uploads, 1);
	upload_sweep(&fixture.server, now + days * day + 60000);
	assert_false(has_chunk(name, &uploads));
	assert_int_equal(uploads, 0);
	assert_int_equal(begin("member", &file, &offset), STATUS_OK);
	assert_int_equal(offset, 0);
}

static void test_the_same_file_again_names_the_one_that_is_there(void **state)
{
	struct file file = file_of("one", content);
	Jixiao__Evidence *evidence;

	(void)state;
	send_all("member", &file);
	assert_int_equal(complete("member", &file, "合同.pdf", &evidence), STATUS_OK);
	assert_int_equal(complete("colleague", &file, "合同.pdf", &evidence), STATUS_ALREADY_EXISTS);
	assert_int_equal(fixture.status.message.id, MSG_EVIDENCE_ALREADY);
	assert_string_equal(fixture.status.message.args[1], "E001");
	assert_int_equal(complete("colleague", &file, "合同副本.pdf", &evidence), STATUS_OK);
	assert_string_equal(evidence->id, "E002");
}

/* ---- description ---- */

/* E001 of evaluation "one", the member's. */
static Jixiao__Evidence *uploaded(void)
{
	struct file file = file_of("one", content);
	Jixiao__Evidence *evidence;

	send_all("member", &file);
	assert_int_equal(complete("member", &file, "合同.pdf", &evidence), STATUS_OK);
	return evidence;
}

static Jixiao__EvidenceUpdateRequest correction(uint64_t revision)
{
	Jixiao__EvidenceUpdateRequest request = JIXIAO__EVIDENCE_UPDATE_REQUEST__INIT;

	request.evaluation = (char *)"one";
	request.id = (char *)"E001";
	request.kind = (char *)"发票";
	request.place = (char *)"第5页";
	request.date = (char *)"2024年1月5日";
	request.number = (char *)"昌州财行〔2024〕1号";
	request.revision = revision;
	return request;
}

static void test_a_file_says_where_and_of_which_day_and_number_it_is(void **state)
{
	struct file file = file_of("one", content);
	Jixiao__EvidenceCompleteRequest request = completion(&file, "合同.pdf");
	Jixiao__Evidence *evidence;

	(void)state;
	send_all("member", &file);
	request.place = (char *)"附件二";
	request.date = (char *)"２０２４/12/10";
	request.number = (char *)"X-7";
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Complete", &request, &evidence), STATUS_OK);
	assert_string_equal(evidence->place, "附件二");
	assert_string_equal(evidence->date, "2024-12-10");
	assert_string_equal(evidence->number, "X-7");
}

static void test_a_date_that_is_none_is_refused_before_the_file_is_kept(void **state)
{
	static const char *const dates[] = { "2024-02-30", "≥2024-12-10", "去年" };
	struct file file = file_of("one", content);
	Jixiao__EvidenceCompleteRequest request = completion(&file, "合同.pdf");

	(void)state;
	send_all("member", &file);
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		request.date = (char *)dates[i];
		assert_int_equal(fixture_call(&fixture, "member", "Evidence.Complete", &request, NULL),
				 STATUS_INVALID_ARGUMENT);
		assert_int_equal(fixture.status.n_violations, 1);
		assert_string_equal(fixture.status.violations[0].path, "date");
	}
}

static void test_a_description_is_corrected_and_the_content_stays(void **state)
{
	const Jixiao__Evidence *before = uploaded();
	Jixiao__EvidenceUpdateRequest request = correction(before->revision);
	uint64_t events = fixture_log_size(&fixture);
	Jixiao__Evidence *after;

	(void)state;
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Update", &request, &after), STATUS_OK);
	assert_string_equal(after->kind, "发票");
	assert_string_equal(after->date, "2024-01-05");
	assert_string_equal(after->place, "第5页");
	assert_string_equal(after->number, "昌州财行〔2024〕1号");
	assert_string_equal(after->name, before->name);
	assert_int_equal(after->uploaded, before->uploaded);
	assert_memory_equal(after->digest.data, before->digest.data, DIGEST_SIZE);
	assert_int_equal(fixture_log_size(&fixture), events + 1);
	/* Who still saw what was there before comes too late. */
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Update", &request, NULL), STATUS_ABORTED);
	request.kind = (char *)"";
	request.revision = after->revision;
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.Update", &request, NULL), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "kind", MSG_EVIDENCE_KIND));
}

static void test_only_who_uploaded_a_file_or_a_leader_corrects_it(void **state)
{
	Jixiao__EvidenceUpdateRequest request = correction(uploaded()->revision);

	(void)state;
	assert_int_equal(fixture_call(&fixture, "colleague", "Evidence.Update", &request, NULL), STATUS_PERMISSION_DENIED);
	assert_int_equal(fixture.status.message.id, MSG_EVIDENCE_NOT_YOURS);
	assert_int_equal(fixture_call(&fixture, "second", "Evidence.Update", &request, NULL), STATUS_OK);
	fixture_stage(&fixture, "one", STAGE_ARCHIVED);
	assert_int_equal(fixture_call(&fixture, "second", "Evidence.Update", &request, NULL), STATUS_FAILED_PRECONDITION);
}

/* ---- at the same time ---- */

struct uploader {
	struct connection *connection;
	const char *evaluation, *name;
	enum status_code code;
};

static enum status_code uploader_call(struct uploader *uploader, struct arena *arena, const char *method, const void *request,
				      const ProtobufCMessageDescriptor *output, void *reply)
{
	struct status status = STATUS_INIT;
	enum status_code code =
		connection_call(uploader->connection, arena, method, true, NULL, request, output, reply, &status);

	status_clear(&status);
	return code;
}

static void *upload(void *context)
{
	struct uploader *uploader = context;
	struct file file = file_of(uploader->evaluation, content);
	Jixiao__EvidenceCompleteRequest last = completion(&file, uploader->name);
	struct arena arena = ARENA_INIT;
	Jixiao__EvidenceChunkReply *reply;
	ProtobufCMessage *evidence;
	uint64_t offset = 0;

	while (offset < file.size) {
		Jixiao__EvidenceChunkRequest request = chunk_of(&file, offset);

		uploader->code = uploader_call(uploader, &arena, "Evidence.Chunk", &request,
					       &jixiao__evidence_chunk_reply__descriptor, &reply);
		if (uploader->code != STATUS_OK)
			break;
		offset = reply->offset;
	}
	if (uploader->code == STATUS_OK) /* the other's last chunk may come between: then once more */
		for (int i = 0; i < 10; i++) {
			uploader->code = uploader_call(uploader, &arena, "Evidence.Complete", &last,
						       &jixiao__evidence__descriptor, &evidence);
			if (uploader->code != STATUS_ABORTED)
				break;
		}
	arena_clear(&arena);
	return NULL;
}

static void test_many_upload_the_same_content_at_once_and_all_get_it(void **state)
{
	enum { N = 6 };
	static const char *const people[N] = { "member", "colleague", "leader", "second", "implementer", "member" };
	struct uploader uploaders[N];
	Jixiao__EvidenceListRequest request = JIXIAO__EVIDENCE_LIST_REQUEST__INIT;
	Jixiao__EvidenceListReply *list;
	pthread_t threads[N];
	char names[N][16];

	(void)state;
	for (int i = 0; i < N; i++) {
		snprintf(names[i], sizeof(names[i]), "%d.pdf", i);
		uploaders[i] = (struct uploader){ fixture_connect(&fixture, people[i]), "one", names[i], STATUS_OK };
		assert_int_equal(pthread_create(&threads[i], NULL, upload, &uploaders[i]), 0);
	}
	for (int i = 0; i < N; i++) {
		pthread_join(threads[i], NULL);
		connection_close(uploaders[i].connection);
		assert_int_equal(uploaders[i].code, STATUS_OK);
	}
	request.evaluation = (char *)"one";
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.List", &request, &list), STATUS_OK);
	assert_int_equal(list->n_evidence, N);
}

/* ---- reading ---- */

static void test_lists_page_and_know_their_own_cursor(void **state)
{
	static const char *const texts[] = { "a", "b", "c" };
	Jixiao__EvidenceListRequest request = JIXIAO__EVIDENCE_LIST_REQUEST__INIT;
	Jixiao__EvidenceListReply *page;
	Jixiao__Evidence *evidence;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct file file = file_of("one", texts[i]);

		send_all("member", &file);
		assert_int_equal(complete("member", &file, "合同.pdf", &evidence), STATUS_OK);
	}
	request.evaluation = (char *)"one";
	request.limit = 2;
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.List", &request, &page), STATUS_OK);
	assert_int_equal(page->n_evidence, 2);
	request.cursor = page->cursor;
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.List", &request, &page), STATUS_OK);
	assert_int_equal(page->n_evidence, 1);
	assert_string_equal(page->evidence[0]->id, "E003");
	assert_int_equal(page->cursor.len, 0);
	request.evaluation = (char *)"two";
	assert_int_equal(fixture_call(&fixture, "member", "Evidence.List", &request, &page), STATUS_INVALID_ARGUMENT);
	assert_true(fixture_violated(&fixture, "cursor", MSG_CURSOR_FOREIGN));
}

struct collected {
	char text[256];
	size_t size;
};

static bool collect(void *context, const ProtobufCMessage *message)
{
	const Jixiao__EvidenceBytes *bytes = (const void *)message;
	struct collected *collected = context;

	assert_int_equal(bytes->offset, collected->size);
	memcpy(collected->text + collected->size, bytes->data.data, bytes->data.len);
	collected->size += bytes->data.len;
	return true;
}

static void test_a_download_gives_the_bytes_back_and_leaves_its_event(void **state)
{
	struct file file = file_of("one", content);
	Jixiao__EvidenceGetRequest request = JIXIAO__EVIDENCE_GET_REQUEST__INIT;
	struct connection *connection = fixture_connect(&fixture, "auditor");
	struct collected collected = { .size = 0 };
	Jixiao__Evidence *evidence;
	uint64_t before;

	(void)state;
	send_all("member", &file);
	assert_int_equal(complete("member", &file, "合同.pdf", &evidence), STATUS_OK);
	before = fixture_log_size(&fixture);
	request.evaluation = (char *)"one";
	request.id = evidence->id;
	assert_int_equal(connection_stream(connection, "Evidence.Download", &request.base, &jixiao__evidence_bytes__descriptor,
					   collect, &collected, &fixture.status),
			 STATUS_OK);
	assert_int_equal(collected.size, SIZE);
	assert_memory_equal(collected.text, content, SIZE);
	assert_int_equal(fixture_log_size(&fixture), before + 1);
	connection_close(connection);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_an_upload_goes_on_where_it_stopped_even_after_a_restart),
		TEST(test_a_chunk_that_is_there_or_comes_too_early_changes_nothing),
		TEST(test_chunks_make_no_event_and_the_whole_file_makes_one),
		TEST(test_a_file_over_the_limit_is_refused_before_it_is_sent),
		TEST(test_a_kind_may_have_a_limit_of_its_own),
		TEST(test_a_chunk_of_the_wrong_size_or_place_is_refused),
		TEST(test_content_that_is_not_its_digest_s_is_removed_and_can_be_sent_again),
		TEST(test_a_file_that_is_not_whole_cannot_be_completed),
		TEST(test_a_name_holds_no_way_to_it_and_a_kind_must_be_said),
		TEST(test_a_file_of_the_evaluation_needs_no_chunk_again),
		TEST(test_who_knows_the_digest_of_another_evaluation_s_file_must_still_send_it),
		TEST(test_nobody_goes_on_with_or_completes_what_another_sent),
		TEST(test_the_same_content_is_stored_once),
		TEST(test_what_a_person_has_under_way_is_limited_and_refused_before_it_is_kept),
		TEST(test_an_upload_that_nobody_goes_on_with_is_removed_after_its_days),
		TEST(test_the_same_file_again_names_the_one_that_is_there),
		TEST(test_a_file_says_where_and_of_which_day_and_number_it_is),
		TEST(test_a_date_that_is_none_is_refused_before_the_file_is_kept),
		TEST(test_a_description_is_corrected_and_the_content_stays),
		TEST(test_only_who_uploaded_a_file_or_a_leader_corrects_it),
		TEST(test_many_upload_the_same_content_at_once_and_all_get_it),
		TEST(test_lists_page_and_know_their_own_cursor),
		TEST(test_a_download_gives_the_bytes_back_and_leaves_its_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
