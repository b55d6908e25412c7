#include "client/archive_check.h"

#include <string.h>

#include "common/crypto/certificate.h"

/* ---- files ---- */

static void tags_check(struct check *check)
{
	static const char wanted[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
	struct slice bytes;

	if (check_bytes(check, "bagit.txt", &bytes) &&
	    (bytes.size != strlen(wanted) || memcmp(bytes.data, wanted, bytes.size) != 0))
		check_fault(check, "bagit.txt", MSG_BAG_TAG_WRONG);
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
		check_fault(check, path, MSG_BAG_FILE_MISSING);
		return;
	}
	check->listed[file - check->bag->files] = true;
	if (file->regular && memcmp(file->digest, wanted, DIGEST_SIZE) != 0)
		check_fault(check, path, MSG_BAG_FILE_ALTERED);
	else
		check->verdict->files++;
}

/* Files that stand beside the package; each but the last is checked against what was signed. */
static bool is_tag(const char *path, bool seal)
{
	static const char *const tags[] = { "bagit.txt",	   "manifest-sha256.txt",  "seal/seal.txt",
					    "seal/seal.p7s",	   "seal/signer.pem",	   "seal/ca.pem",
					    "seal/proof.json",	   "seal/checkpoint.json", "seal/checkpoint.txt",
					    "seal/checkpoint.sig", "seal/log.pem",	   "seal/README.txt" };

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (strcmp(path, tags[i]) == 0)
			return seal || strncmp(path, "seal/", 5) != 0;
	return false;
}

/* What is listed is there and unaltered; what is there is listed, or one of the known tag files. */
static void manifest_check(struct check *check, bool seal)
{
	uint8_t digest[DIGEST_SIZE];
	struct slice bytes;
	const char *path;
	char *line, *rest;

	if (!check_bytes(check, "manifest-sha256.txt", &bytes))
		return;
	check->listed = arena_alloc(check->arena, check->bag->n_files * sizeof(*check->listed));
	rest = check_text(check, bytes);
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
			check_fault(check, file->path, MSG_BAG_FILE_STRANGE);
		else if (!check->listed[i] && !is_tag(file->path, seal))
			check_fault(check, file->path, MSG_BAG_FILE_UNLISTED);
	}
}

/* ---- the whole ---- */

/* The CA that signatures are checked against: the one that the caller knows, which the archive's must then be. */
static bool authority_choose(struct check *check, bool seal)
{
	const char *path = seal ? "seal/ca.pem" : "data/certificates/ca.pem";
	struct status found = STATUS_INIT;
	struct slice pem, own;
	uint8_t bytes[DIGEST_SIZE];

	if (!check_bytes(check, path, &pem) ||
	    !check_passed(check, path, certificate_from_pem(check->arena, check_text(check, pem), &own, &found), &found))
		return false;
	check->verdict->trusted = check->ca.size > 0;
	if (check->ca.size == 0)
		check->ca = own;
	else if (check->ca.size != own.size || memcmp(check->ca.data, own.data, own.size) != 0)
		check_fault(check, path, MSG_BAG_OTHER_CA);
	digest(check->ca, bytes);
	digest_hex(bytes, check->verdict->authority);
	return true;
}

enum status_code archive_verify(struct arena *arena, const struct bag *bag, struct slice ca, bool seal, struct verdict *verdict,
				struct status *status)
{
	struct check check = { .arena = arena, .bag = bag, .ca = ca, .verdict = verdict, .status = status };

	*verdict = (struct verdict){ 0 };
	tags_check(&check);
	manifest_check(&check, seal);
	if (authority_choose(&check, seal)) {
		if (seal)
			check_seal(&check);
		check_approvals(&check, seal);
	}
	return status_conclude(status, STATUS_DATA_LOSS, MSG_ARCHIVE_FAULTS);
}
