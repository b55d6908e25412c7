#include "client/archive_check.h"

#include <string.h>

#include "common/crypto/certificate.h"
#include "common/rpc/descriptor_json.h"

void check_fault(struct check *check, const char *path, enum message_id id)
{
	STATUS_VIOLATION(check->status, path, id);
}

char *check_text(struct check *check, struct slice bytes)
{
	return arena_printf(check->arena, "%.*s", (int)bytes.size, (const char *)bytes.data);
}

bool check_bytes(struct check *check, const char *path, struct slice *bytes)
{
	const struct bag_file *file = bag_find(check->bag, path);

	if (file == NULL || file->bytes.data == NULL) {
		check_fault(check, path, MSG_BAG_FILE_MISSING);
		return false;
	}
	*bytes = file->bytes;
	return true;
}

bool check_passed(struct check *check, const char *path, enum status_code code, struct status *found)
{
	if (code != STATUS_OK)
		status_violation(check->status, path, found->message.id, (const char *const *)found->message.args);
	status_clear(found);
	return code == STATUS_OK;
}

void check_same(struct check *check, const char *path, struct slice bytes)
{
	struct slice found;

	if (check_bytes(check, path, &found) && (found.size != bytes.size || memcmp(found.data, bytes.data, bytes.size) != 0))
		check_fault(check, path, MSG_BAG_FILE_FORGED);
}

const ProtobufCMessage *check_json(struct check *check, const char *path, const ProtobufCMessageDescriptor *type)
{
	struct status found = STATUS_INIT;
	ProtobufCMessage *message = NULL;
	struct slice bytes;

	if (!check_bytes(check, path, &bytes) ||
	    !check_passed(check, path, json_read(check->arena, type, bytes, &message, &found), &found))
		return NULL;
	return message;
}

bool check_signature(struct check *check, const char *path, struct slice text, struct slice signature, const char *signer,
		     struct statement *statement)
{
	struct status found = STATUS_INIT;
	struct certificate_info info;
	struct slice certificate;
	char *pem;

	if (!check_passed(check, path, statement_read(check->arena, text, statement, &found), &found) ||
	    !check_passed(check, path,
			  signature_check(check->arena, text, signature, check->ca, statement->time, &certificate, &found),
			  &found) ||
	    !check_passed(check, path, certificate_info(check->arena, certificate, &info, &found), &found) ||
	    !check_passed(check, path, certificate_to_pem(check->arena, certificate, &pem, &found), &found))
		return false;
	check_same(check, signer, (struct slice){ (const uint8_t *)pem, strlen(pem) });
	if (strcmp(info.person, statement->signer) == 0)
		return true;
	STATUS_VIOLATION(check->status, path, MSG_BAG_OTHER_SIGNER, info.person, statement->signer);
	return false;
}
