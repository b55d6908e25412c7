#include <string.h>

#include "client/archive_check.h"
#include "common/crypto/certificate.h"
#include "common/crypto/merkle.h"
#include "common/rpc/pb.h"
#include "jixiao/archive.pb-c.h"
#include "jixiao/event.pb-c.h"

static bool seal_check(struct check *check, struct slice *text, struct slice *signature, struct statement *statement)
{
	const struct bag_file *manifest = bag_find(check->bag, "manifest-sha256.txt");

	if (!check_bytes(check, "seal/seal.txt", text) || !check_bytes(check, "seal/seal.p7s", signature) ||
	    !check_signature(check, "seal/seal.p7s", *text, *signature, "seal/signer.pem", statement))
		return false;
	if (strcmp(statement->kind, "seal") != 0)
		check_fault(check, "seal/seal.txt", MSG_BAG_NO_SEAL);
	if (manifest != NULL && memcmp(manifest->digest, statement->state, DIGEST_SIZE) != 0)
		check_fault(check, "manifest-sha256.txt", MSG_BAG_OTHER_MANIFEST);
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

/* Signed by the log's key, which the CA certified; and the files beside it, for people without jixiao, say the same. */
static void checkpoint_check(struct check *check, const char *installation, const Jixiao__Checkpoint *checkpoint)
{
	struct slice text =
		checkpoint_text(check->arena, installation, checkpoint->size, checkpoint->root.data, checkpoint->time);
	struct status found = STATUS_INIT;
	struct slice pem, der, key;

	check_same(check, "seal/checkpoint.txt", text);
	check_same(check, "seal/checkpoint.sig", pb_slice(checkpoint->signature));
	if (check_bytes(check, "seal/log.pem", &pem) &&
	    check_passed(check, "seal/log.pem", certificate_from_pem(check->arena, check_text(check, pem), &der, &found),
			 &found) &&
	    check_passed(check, "seal/log.pem", certificate_log_key(check->arena, der, check->ca, &key, &found), &found))
		check_passed(check, "seal/checkpoint.json", log_check(key, text, pb_slice(checkpoint->signature), &found),
			     &found);
}

static void proof_check(struct check *check, const struct statement *statement, struct slice text, struct slice signature)
{
	const Jixiao__ArchiveSeal *proof =
		(const void *)check_json(check, "seal/proof.json", &jixiao__archive_seal__descriptor);
	const Jixiao__Checkpoint *checkpoint =
		(const void *)check_json(check, "seal/checkpoint.json", &jixiao__checkpoint__descriptor);
	struct slice head_bytes;
	const Jixiao__EventHead *head;
	struct merkle_path path;
	uint8_t leaf[DIGEST_SIZE];

	if (proof == NULL || checkpoint == NULL || checkpoint->root.len != DIGEST_SIZE)
		return;
	check->verdict->sequence = proof->sequence;
	check->verdict->size = checkpoint->size;
	head_bytes = pb_slice(proof->head);
	head = (const void *)pb_unpack(check->arena, &jixiao__event_head__descriptor, head_bytes);
	if (head == NULL || head->sequence != proof->sequence || !is_sealing_event(check, head, statement, text, signature))
		check_fault(check, "seal/proof.json", MSG_BAG_OTHER_EVENT);
	merkle_leaf(head_bytes, leaf);
	if (!path_read(proof, &path) ||
	    !merkle_verify_inclusion(leaf, proof->sequence, checkpoint->size, &path, checkpoint->root.data))
		check_fault(check, "seal/proof.json", MSG_BAG_NOT_IN_LOG);
	checkpoint_check(check, statement->installation, checkpoint);
}

void check_seal(struct check *check)
{
	struct statement statement;
	struct slice text, signature;

	if (!seal_check(check, &text, &signature, &statement))
		return;
	check->verdict->sealed = true;
	proof_check(check, &statement, text, signature);
}
