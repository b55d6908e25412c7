#include "client/archive_verify.h"

#include <string.h>

#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/crypto/merkle.h"
#include "common/crypto/signature.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"
#include "jixiao/archive.pb-c.h"
#include "jixiao/event.pb-c.h"

struct check {
	struct arena *arena;
	const struct bag *bag;
	struct slice ca;
	struct verdict *verdict;
	bool *listed; /* for each file of the bag: the manifest names it */
	struct status *status;
};

static void fault(struct check *check, const char *path, enum message_id id)
{
	STATUS_VIOLATION(check->status, path, id);
}

static char *text_of(struct check *check, struct slice bytes)
{
	return arena_printf(check->arena, "%.*s", (int)bytes.size, (const char *)bytes.data);
}

/* A file's bytes; a violation if it is not there. */
static bool bytes_of(struct check *check, const char *path, struct slice *bytes)
{
	const struct bag_file *file = bag_find(check->bag, path);

	if (file == NULL || file->bytes.data == NULL) {
		fault(check, path, MSG_BAG_FILE_MISSING);
		return false;
	}
	*bytes = file->bytes;
	return true;
}

/* A problem that a function of common/ named becomes a violation at ${path}. */
static bool passed(struct check *check, const char *path, enum status_code code, struct status *found)
{
	if (code != STATUS_OK)
		status_violation(check->status, path, found->message.id, (const char *const *)found->message.args);
	status_clear(found);
	return code == STATUS_OK;
}

/* ---- files ---- */

static void tags_check(struct check *check)
{
	static const char wanted[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
	struct slice bytes;

	if (bytes_of(check, "bagit.txt", &bytes) &&
	    (bytes.size != strlen(wanted) || memcmp(bytes.data, wanted, bytes.size) != 0))
		fault(check, "bagit.txt", MSG_BAG_TAG_WRONG);
}

/* One line: 64 hex digits, two spaces, the path. NULL if it is none. */
static const char *line_read(char *line, uint8_t digest[DIGEST_SIZE])
{
	if (strlen(line) <= 66 || line[64] != ' ' || line[65] != ' ')
		return NULL;
	line[64] = '\0';
	return digest_from_hex(line, digest) ? line + 66 : NULL;
}

static void file_check(struct check *check, const char *path, const uint8_t wanted[DIGEST_SIZE])
{
	const struct bag_file *file = bag_find(check->bag, path);

	if (file == NULL) {
		fault(check, path, MSG_BAG_FILE_MISSING);
		return;
	}
	check->listed[file - check->bag->files] = true;
	if (file->regular && memcmp(file->digest, wanted, DIGEST_SIZE) != 0)
		fault(check, path, MSG_BAG_FILE_ALTERED);
	else
		check->verdict->files++;
}

/* What is listed is there and unaltered; what is there below data/ is listed. */
static void manifest_check(struct check *check)
{
	uint8_t digest[DIGEST_SIZE];
	struct slice bytes;
	const char *path;
	char *line, *rest;

	if (!bytes_of(check, "manifest-sha256.txt", &bytes))
		return;
	check->listed = arena_alloc(check->arena, check->bag->n_files * sizeof(*check->listed));
	rest = text_of(check, bytes);
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (*line == '\0' && rest == NULL)
			break;
		path = line_read(line, digest);
		if (path == NULL)
			STATUS_VIOLATION(check->status, "manifest-sha256.txt", MSG_BAG_LINE_WRONG, line);
		else
			file_check(check, path, digest);
	}
	for (size_t i = 0; i < check->bag->n_files; i++) {
		const struct bag_file *file = &check->bag->files[i];

		if (!file->regular || file->repeated)
			fault(check, file->path, MSG_BAG_FILE_STRANGE);
		else if (strncmp(file->path, "data/", 5) == 0 && !check->listed[i])
			fault(check, file->path, MSG_BAG_FILE_UNLISTED);
	}
}

/* ---- signatures ---- */

/* Statement and signature of one approval: good at its time, by the one whom it names. */
static bool signature_good(struct check *check, const char *path, struct slice text, struct slice signature,
			   struct statement *statement)
{
	struct status found = STATUS_INIT;
	struct certificate_info info;
	struct slice certificate;

	if (!passed(check, path, statement_read(check->arena, text, statement, &found), &found) ||
	    !passed(check, path,
		    signature_check(check->arena, text, signature, check->ca, statement->time, &certificate, &found), &found) ||
	    !passed(check, path, certificate_info(check->arena, certificate, &info, &found), &found))
		return false;
	if (strcmp(info.person, statement->signer) == 0)
		return true;
	STATUS_VIOLATION(check->status, path, MSG_BAG_OTHER_SIGNER, info.person, statement->signer);
	return false;
}

/* The renditions that a signed report names are those of the package. */
static void renditions_check(struct check *check, const char *path, struct slice state)
{
	static const struct {
		const char *format, *path;
	} renditions[] = { { "html", "data/report.html" }, { "markdown", "data/report.md" }, { "model", "data/report.model" } };
	const char *text = text_of(check, state);

	for (size_t i = 0; i < sizeof(renditions) / sizeof(renditions[0]); i++) {
		const struct bag_file *file = bag_find(check->bag, renditions[i].path);
		char hex[DIGEST_HEX_SIZE];

		if (file == NULL)
			continue; /* the manifest's check named it */
		digest_hex(file->digest, hex);
		if (strstr(text, arena_printf(check->arena, "%s sha256:%s\n", renditions[i].format, hex)) == NULL)
			STATUS_VIOLATION(check->status, path, MSG_BAG_OTHER_REPORT, renditions[i].path);
	}
}

static void approval_check(struct check *check, const char *folder)
{
	const char *statement_path = arena_printf(check->arena, "%s/statement.txt", folder);
	const char *signature_path = arena_printf(check->arena, "%s/signature.p7s", folder);
	const char *state_path = arena_printf(check->arena, "%s/state", folder);
	const struct bag_file *state = bag_find(check->bag, state_path);
	struct slice text, signature;
	struct statement statement;

	if (!bytes_of(check, statement_path, &text) || !bytes_of(check, signature_path, &signature) ||
	    !signature_good(check, signature_path, text, signature, &statement))
		return;
	check->verdict->approvals++;
	if (check->verdict->evaluation != NULL && strcmp(statement.evaluation, check->verdict->evaluation) != 0)
		STATUS_VIOLATION(check->status, statement_path, MSG_BAG_OTHER_EVALUATION, statement.evaluation);
	if (state == NULL)
		return;
	if (memcmp(state->digest, statement.state, DIGEST_SIZE) != 0)
		fault(check, state_path, MSG_BAG_OTHER_STATE);
	else if (strcmp(statement.kind, "report") == 0 && state->bytes.data != NULL)
		renditions_check(check, state_path, state->bytes);
}

static void approvals_check(struct check *check)
{
	static const char root[] = "data/approvals/";
	const char *last = "";

	for (size_t i = 0; i < check->bag->n_files; i++) {
		const char *path = check->bag->files[i].path, *slash;
		char *folder;

		if (strncmp(path, root, strlen(root)) != 0 || (slash = strchr(path + strlen(root), '/')) == NULL)
			continue;
		folder = arena_printf(check->arena, "%.*s", (int)(slash - path), path);
		if (strcmp(folder, last) != 0)
			approval_check(check, folder);
		last = folder;
	}
}

/* ---- the seal ---- */

static const ProtobufCMessage *json_of(struct check *check, const char *path, const ProtobufCMessageDescriptor *type)
{
	struct status found = STATUS_INIT;
	ProtobufCMessage *message = NULL;
	struct slice bytes;

	if (!bytes_of(check, path, &bytes) ||
	    !passed(check, path, json_read(check->arena, type, bytes, &message, &found), &found))
		return NULL;
	return message;
}

static bool seal_check(struct check *check, struct slice *text, struct slice *signature, struct statement *statement)
{
	const struct bag_file *manifest = bag_find(check->bag, "manifest-sha256.txt");

	if (!bytes_of(check, "seal/seal.txt", text) || !bytes_of(check, "seal/seal.p7s", signature) ||
	    !signature_good(check, "seal/seal.p7s", *text, *signature, statement))
		return false;
	if (strcmp(statement->kind, "seal") != 0)
		fault(check, "seal/seal.txt", MSG_BAG_NO_SEAL);
	if (manifest != NULL && memcmp(manifest->digest, statement->state, DIGEST_SIZE) != 0)
		fault(check, "manifest-sha256.txt", MSG_BAG_OTHER_MANIFEST);
	check->verdict->installation = statement->installation;
	check->verdict->evaluation = statement->evaluation;
	check->verdict->signer = statement->signer;
	check->verdict->time = statement->time;
	return true;
}

/* The event is the one that carried this very seal. */
static bool is_sealing_event(struct check *check, const Jixiao__EventHead *head, const struct statement *statement,
			     struct slice text, struct slice signature)
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;
	Jixiao__SignedStatement signed_statement = JIXIAO__SIGNED_STATEMENT__INIT;
	uint8_t payload[DIGEST_SIZE];

	signed_statement.statement = pb_bytes(text);
	signed_statement.signature = pb_bytes(signature);
	request.evaluation = (char *)statement->evaluation;
	request.signed_ = &signed_statement;
	digest(pb_pack(check->arena, &request.base), payload);
	return strcmp(head->method, "Archive.Seal") == 0 && strcmp(head->evaluation, statement->evaluation) == 0 &&
	       strcmp(head->person, statement->signer) == 0 && head->payload_digest.len == DIGEST_SIZE &&
	       memcmp(head->payload_digest.data, payload, DIGEST_SIZE) == 0;
}

static bool path_read(const Jixiao__ArchiveSeal *proof, struct merkle_path *path)
{
	if (proof->n_proof > MERKLE_MAX_PATH)
		return false;
	path->n = proof->n_proof;
	for (size_t i = 0; i < proof->n_proof; i++) {
		if (proof->proof[i].len != DIGEST_SIZE)
			return false;
		memcpy(path->digests[i], proof->proof[i].data, DIGEST_SIZE);
	}
	return true;
}

static void proof_check(struct check *check, const struct statement *statement, struct slice text, struct slice signature)
{
	const Jixiao__ArchiveSeal *proof = (const void *)json_of(check, "seal/proof.json", &jixiao__archive_seal__descriptor);
	const Jixiao__Checkpoint *checkpoint =
		(const void *)json_of(check, "seal/checkpoint.json", &jixiao__checkpoint__descriptor);
	struct slice head_bytes, key, signed_text;
	const Jixiao__EventHead *head;
	struct status found = STATUS_INIT;
	struct merkle_path path;
	uint8_t leaf[DIGEST_SIZE];

	if (proof == NULL || checkpoint == NULL || checkpoint->root.len != DIGEST_SIZE)
		return;
	check->verdict->sequence = proof->sequence;
	check->verdict->size = checkpoint->size;
	head_bytes = pb_slice(proof->head);
	head = (const void *)pb_unpack(check->arena, &jixiao__event_head__descriptor, head_bytes);
	if (head == NULL || head->sequence != proof->sequence || !is_sealing_event(check, head, statement, text, signature))
		fault(check, "seal/proof.json", MSG_BAG_OTHER_EVENT);
	merkle_leaf(head_bytes, leaf);
	if (!path_read(proof, &path) ||
	    !merkle_verify_inclusion(leaf, proof->sequence, checkpoint->size, &path, checkpoint->root.data))
		fault(check, "seal/proof.json", MSG_BAG_NOT_IN_LOG);
	key = pb_slice(proof->log_key);
	signed_text = checkpoint_text(check->arena, statement->installation, checkpoint->size, checkpoint->root.data,
				      checkpoint->time);
	passed(check, "seal/checkpoint.json", log_check(key, signed_text, pb_slice(checkpoint->signature), &found), &found);
}

/* ---- the whole ---- */

/* The CA that signatures are checked against: the one that the caller knows, which the archive's must then be. */
static bool authority_choose(struct check *check, bool seal)
{
	const char *path = seal ? "seal/ca.pem" : "data/certificates/ca.pem";
	struct status found = STATUS_INIT;
	struct slice pem, own;
	uint8_t bytes[DIGEST_SIZE];

	if (!bytes_of(check, path, &pem) ||
	    !passed(check, path, certificate_from_pem(check->arena, text_of(check, pem), &own, &found), &found))
		return false;
	check->verdict->trusted = check->ca.size > 0;
	if (check->ca.size == 0)
		check->ca = own;
	else if (check->ca.size != own.size || memcmp(check->ca.data, own.data, own.size) != 0)
		fault(check, path, MSG_BAG_OTHER_CA);
	digest(check->ca, bytes);
	digest_hex(bytes, check->verdict->authority);
	return true;
}

enum status_code archive_verify(struct arena *arena, const struct bag *bag, struct slice ca, bool seal, struct verdict *verdict,
				struct status *status)
{
	struct check check = { .arena = arena, .bag = bag, .ca = ca, .verdict = verdict, .status = status };
	struct statement statement;
	struct slice text, signature;

	*verdict = (struct verdict){ 0 };
	tags_check(&check);
	manifest_check(&check);
	if (authority_choose(&check, seal)) {
		if (seal && seal_check(&check, &text, &signature, &statement)) {
			verdict->sealed = true;
			proof_check(&check, &statement, text, signature);
		}
		approvals_check(&check);
	}
	return status_conclude(status, STATUS_DATA_LOSS, MSG_ARCHIVE_FAULTS);
}
