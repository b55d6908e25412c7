#include "client/archive_seal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "common/base/system_error.h"
#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/crypto/file.h"
#include "common/crypto/signature.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"

static const char readme[] =
	"本文件夹是归档签名（封存）及其证明，不用服务器即可核验。\n"
	"This folder holds the archive's seal and its proofs; they verify without the server.\n"
	"\n"
	"用 jixiao / with jixiao:\n"
	"  jixiao archive verify FOLDER --ca CA.pem\n"
	"\n"
	"只用常见工具，在上一级文件夹中 / with common tools, in the folder above:\n"
	"  sha256sum -c manifest-sha256.txt\n"
	"  openssl cms -verify -binary -inform DER -in seal/seal.p7s -content seal/seal.txt -CAfile seal/ca.pem -no_check_time "
	"-out /dev/null\n"
	"  grep \"^state: sha256:$(sha256sum < manifest-sha256.txt | cut -d' ' -f1)$\" seal/seal.txt\n"
	"  openssl verify -CAfile seal/ca.pem -purpose any -no_check_time seal/log.pem\n"
	"  openssl x509 -in seal/log.pem -noout -pubkey > ../log.pub\n"
	"  openssl dgst -sha256 -verify ../log.pub -signature seal/checkpoint.sig seal/checkpoint.txt\n"
	"\n"
	"各项审批签名在 data/approvals/ 下，核验方法相同：statement.txt 是所签的声明，state 是所签的内容，其 SHA-256 "
	"写在声明里。\n"
	"Each approval below data/approvals/ verifies the same way: statement.txt is what was signed, state is what it is "
	"about; the\n"
	"statement holds the SHA-256 of it.\n"
	"\n"
	"本说明只是帮助，不在签名之内；jixiao archive verify 不依靠它。\n"
	"This text only helps; no signature covers it, and jixiao archive verify does not rest on it.\n"
	"\n"
	"ca.pem 的指纹须与签发机构公布的一致。proof.json 证明归档事件在审计链中（RFC 9162）。\n"
	"Compare the fingerprint of ca.pem with the one that the authority publishes. proof.json proves that the sealing event "
	"is in\n"
	"the audit log (RFC 9162).\n";

static struct slice text_slice(const char *text)
{
	return (struct slice){ (const uint8_t *)text, strlen(text) };
}

/* What stands in files of its own is left out of the proof. */
static struct slice proof_json(struct arena *arena, const Jixiao__ArchiveSeal *seal)
{
	Jixiao__ArchiveSeal proof = *seal;

	proof.seal = NULL;
	proof.checkpoint = NULL;
	proof.ca_certificate = proof.log_certificate = (ProtobufCBinaryData){ 0 };
	return text_slice(json_write(arena, &proof.base));
}

static enum status_code parts_check(struct context *context, const Jixiao__ArchiveSeal *seal)
{
	if (seal->seal != NULL && seal->seal->signed_ != NULL && seal->checkpoint != NULL &&
	    seal->checkpoint->root.len == DIGEST_SIZE)
		return STATUS_OK;
	return STATUS_FAIL(&context->status, STATUS_DATA_LOSS, MSG_ARCHIVE_SEAL_BROKEN);
}

enum status_code archive_seal_write(struct context *context, const char *folder, const Jixiao__ArchiveSeal *seal)
{
	struct arena *arena = context->arena;
	const Jixiao__Checkpoint *checkpoint = seal->checkpoint;
	struct statement statement;
	char *ca, *signer, *log;
	enum status_code code = parts_check(context, seal);

	if (code == STATUS_OK)
		code = statement_read(arena, pb_slice(seal->seal->signed_->statement), &statement, &context->status);
	if (code == STATUS_OK)
		code = certificate_to_pem(arena, pb_slice(seal->ca_certificate), &ca, &context->status);
	if (code == STATUS_OK)
		code = certificate_to_pem(arena, pb_slice(seal->seal->certificate), &signer, &context->status);
	if (code == STATUS_OK)
		code = certificate_to_pem(arena, pb_slice(seal->log_certificate), &log, &context->status);
	if (code != STATUS_OK)
		return code;
	const struct {
		const char *name;
		struct slice bytes;
	} files[] = {
		{ "README.txt", text_slice(readme) },
		{ "seal.txt", pb_slice(seal->seal->signed_->statement) },
		{ "seal.p7s", pb_slice(seal->seal->signed_->signature) },
		{ "signer.pem", text_slice(signer) },
		{ "ca.pem", text_slice(ca) },
		{ "proof.json", proof_json(arena, seal) },
		{ "checkpoint.json", text_slice(json_write(arena, &checkpoint->base)) },
		{ "checkpoint.txt",
		  checkpoint_text(arena, statement.installation, checkpoint->size, checkpoint->root.data, checkpoint->time) },
		{ "checkpoint.sig", pb_slice(checkpoint->signature) },
		{ "log.pem", text_slice(log) },
	};
	if (mkdir(arena_printf(arena, "%s/seal", folder), 0755) != 0)
		return STATUS_FAIL(&context->status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, folder,
				   system_error_word(errno));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && code == STATUS_OK; i++)
		code = file_save(arena_printf(arena, "%s/seal/%s", folder, files[i].name), files[i].bytes, FILE_PUBLIC,
				 &context->status);
	return code;
}
