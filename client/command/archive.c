/* jixiao archive: catalogue, package, seal, and its verification without a server. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/archive_export.h"
#include "client/archive_verify.h"
#include "client/output.h"
#include "client/request.h"
#include "client/signing.h"
#include "client/text_file.h"
#include "client/words.h"
#include "common/crypto/certificate.h"
#include "common/crypto/digest.h"
#include "common/crypto/file.h"
#include "common/crypto/signature.h"
#include "common/rpc/pb.h"
#include "jixiao/archive.pb-c.h"

extern const struct command_group archive_commands;

/* ---- catalogue ---- */

static enum status_code get_catalogue(struct context *context, const struct arguments *arguments,
				      Jixiao__ArchiveCatalogueReply **reply)
{
	Jixiao__ArchiveGetRequest request = JIXIAO__ARCHIVE_GET_REQUEST__INIT;

	request.evaluation = positional(arguments, 0);
	return context_call(context, "Archive.Catalogue", &request.base, &jixiao__archive_catalogue_reply__descriptor, reply);
}

static enum status_code catalogue(struct context *context, const struct arguments *arguments)
{
	static const char *const made[] = { "系统生成", "made by the system" }, *const missing[] = { "缺", "missing" };
	Jixiao__ArchiveCatalogueReply *reply;
	struct table *table;
	enum status_code code = get_catalogue(context, arguments, &reply);

	if (code != STATUS_OK || output_message(context, &reply->base))
		return code;
	table = table_new(context);
	table_column(table, "序号", "item", COLUMN_LEFT);
	table_column(table, "名称", "name", COLUMN_WRAP);
	table_column(table, "材料", "documents", COLUMN_WRAP);
	table_column(table, "登记人", "by", COLUMN_LEFT);
	for (size_t i = 0; i < reply->n_items; i++) {
		const Jixiao__CatalogueItem *item = reply->items[i];
		const char *what = in_language(context, missing);

		if (item->generated)
			what = in_language(context, made);
		else if (item->n_evidence > 0)
			what = join(context, item->evidence, item->n_evidence);
		else if (*item->absent_reason != '\0')
			what = message_text(context->arena, context->language, MSG_CATALOGUE_ABSENT,
					    STATUS_ARGS(item->absent_reason), 1);
		TABLE_ROW(table, item->id, item->name, what, item->completed_by);
	}
	table_print(table, MSG_NONE);
	return STATUS_OK;
}

static enum status_code put(struct context *context, const struct arguments *arguments)
{
	Jixiao__ArchivePutItemRequest request = JIXIAO__ARCHIVE_PUT_ITEM_REQUEST__INIT;
	Jixiao__ArchiveCatalogueReply *reply;
	Jixiao__CatalogueItem *item;
	enum status_code code = get_catalogue(context, arguments, &reply);

	if (code != STATUS_OK)
		return code;
	request.evaluation = positional(arguments, 0);
	request.id = positional(arguments, 1);
	for (size_t i = 0; i < reply->n_items; i++)
		if (strcmp(reply->items[i]->id, request.id) == 0)
			request.revision = reply->items[i]->revision;
	option_list(context, arguments, "evidence", &request.evidence, &request.n_evidence);
	request.absent_reason = option_or(arguments, "absent", (char *)"");
	code = context_call(context, "Archive.PutItem", &request.base, &jixiao__catalogue_item__descriptor, &item);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, item, MSG_DONE_CATALOGUE, item->id, item->name);
	return code;
}

/* ---- verify ---- */

/* The CA to trust: --ca, else the one of the profile, if there is one; none: an empty slice. */
static enum status_code trusted_ca(struct context *context, const struct arguments *arguments, struct slice *ca)
{
	const char *path = argument(arguments, "ca");
	struct slice pem;

	*ca = (struct slice){ 0 };
	if (path == NULL && context->profile != NULL) {
		path = arena_printf(context->arena, "%s/contexts/%s/ca.pem", context->home, context->profile);
		if (access(path, R_OK) != 0)
			path = NULL;
	}
	if (path == NULL)
		return STATUS_OK;
	if (file_load(context->arena, path, 64 * 1024, &pem, &context->status) != STATUS_OK)
		return context->status.code;
	return certificate_from_pem(context->arena, (const char *)pem.data, ca, &context->status);
}

static void verdict_print(struct context *context, const struct verdict *verdict)
{
	struct arena *arena = context->arena;
	const struct sentence sentences[] = {
		{ MSG_VERIFIED_FILES, STATUS_ARGS(arena_printf(arena, "%zu", verdict->files)) },
		{ MSG_VERIFIED_APPROVALS, STATUS_ARGS(arena_printf(arena, "%zu", verdict->approvals)) },
		{ MSG_VERIFIED_SEAL, STATUS_ARGS(verdict->evaluation, verdict->signer, time_in_words(arena, verdict->time),
						 verdict->installation) },
		{ MSG_VERIFIED_PROOF, STATUS_ARGS(arena_printf(arena, "%llu", (unsigned long long)verdict->sequence),
						  arena_printf(arena, "%llu", (unsigned long long)verdict->size)) },
		{ verdict->trusted ? MSG_VERIFIED_CA : MSG_VERIFIED_OWN_CA, STATUS_ARGS(verdict->authority) },
	};

	output_sentences(context, sentences, sizeof(sentences) / sizeof(*sentences));
}

/* An export from before the seal has nothing that could be verified. */
static bool has_seal(const struct bag *bag)
{
	for (size_t i = 0; i < bag->n_files; i++)
		if (strncmp(bag->files[i].path, "seal/", strlen("seal/")) == 0)
			return true;
	return false;
}

static enum status_code verify(struct context *context, const struct arguments *arguments)
{
	struct verdict verdict;
	struct slice ca;
	struct bag bag;
	enum status_code code = trusted_ca(context, arguments, &ca);

	if (code == STATUS_OK)
		code = bag_read(context->arena, positional(arguments, 0), &bag, &context->status);
	if (code == STATUS_OK && !has_seal(&bag))
		code = STATUS_FAIL(&context->status, STATUS_FAILED_PRECONDITION, MSG_BAG_NO_SEAL_THERE,
				   positional(arguments, 0));
	if (code == STATUS_OK)
		code = archive_verify(context->arena, &bag, ca, true, &verdict, &context->status);
	if (code == STATUS_OK)
		verdict_print(context, &verdict);
	return code;
}

/* ---- export ---- */

static bool ends_with_zip(const char *path)
{
	size_t length = strlen(path);

	return length > 4 && strcmp(path + length - 4, ".zip") == 0;
}

static enum status_code export_archive(struct context *context, const struct arguments *arguments)
{
	const char *evaluation = positional(arguments, 0);
	const char *path =
		arguments->n_positional > 1 ? positional(arguments, 1) : arena_printf(context->arena, "%s.zip", evaluation);
	bool zip = ends_with_zip(path), sealed = false;
	const char *folder = zip ? arena_printf(context->arena, "%s.folder", path) : path;
	enum status_code code;

	/* A folder is never replaced: --force is for files. */
	code = zip ? file_may_write(context, arguments, path) : STATUS_OK;
	if (code != STATUS_OK)
		return code;
	if (!zip && access(path, F_OK) == 0)
		return STATUS_FAIL(&context->status, STATUS_ALREADY_EXISTS, MSG_ARCHIVE_THERE, path);
	code = archive_export(context, evaluation, folder, &sealed);
	if (code == STATUS_OK && zip)
		code = bag_pack(context->arena, folder, path, &context->status);
	if (code != STATUS_ALREADY_EXISTS && (zip || code != STATUS_OK))
		folder_remove(folder);
	if (code == STATUS_OK && sealed)
		OUTPUT_RESULT(context, MSG_DONE_EXPORTED, path);
	else if (code == STATUS_OK)
		OUTPUT_RESULT(context, MSG_DONE_EXPORTED_OPEN, path);
	return code;
}

/* ---- seal ---- */

/* Fetches the whole package and checks it here: what is sealed was seen to be whole. Gives the manifest's digest. */
static enum status_code package_check(struct context *context, const char *evaluation, const char *folder,
				      uint8_t manifest[DIGEST_SIZE])
{
	struct verdict verdict;
	struct bag bag;
	bool sealed;
	enum status_code code = archive_export(context, evaluation, folder, &sealed);

	if (code == STATUS_OK)
		code = bag_read(context->arena, folder, &bag, &context->status);
	if (code == STATUS_OK)
		code = archive_verify(context->arena, &bag, (struct slice){ 0 }, false, &verdict, &context->status);
	if (code != STATUS_OK)
		return code;
	memcpy(manifest, bag_find(&bag, "manifest-sha256.txt")->digest, DIGEST_SIZE);
	OUTPUT_NOTE(context, MSG_VERIFIED_FILES, arena_printf(context->arena, "%zu", verdict.files));
	return STATUS_OK;
}

/* Signs, and sends the signature only if it is over the manifest that was checked here. */
static enum status_code seal_send(struct context *context, const char *evaluation, const uint8_t manifest[DIGEST_SIZE])
{
	Jixiao__ApproveRequest request = JIXIAO__APPROVE_REQUEST__INIT;
	struct statement statement;
	Jixiao__Evaluation *shell;
	struct slice text;
	enum status_code code = context_sign(context, evaluation, APPROVAL_SEAL, "", &request.signed_);

	if (code != STATUS_OK)
		return code;
	text = pb_slice(request.signed_->statement);
	code = statement_read(context->arena, text, &statement, &context->status);
	if (code != STATUS_OK)
		return code;
	if (memcmp(statement.state, manifest, DIGEST_SIZE) != 0)
		return STATUS_FAIL(&context->status, STATUS_ABORTED, MSG_ARCHIVE_CHANGED, evaluation);
	request.evaluation = (char *)evaluation;
	code = context_call(context, "Archive.Seal", &request.base, &jixiao__evaluation__descriptor, &shell);
	if (code == STATUS_OK)
		OUTPUT_DONE(context, shell, MSG_DONE_SEALED, evaluation);
	return code;
}

static enum status_code seal(struct context *context, const struct arguments *arguments)
{
	const char *evaluation = positional(arguments, 0), *temporary = getenv("TMPDIR");
	char *folder = arena_printf(context->arena, "%s/jixiao-seal-XXXXXX", temporary != NULL ? temporary : "/tmp");
	uint8_t manifest[DIGEST_SIZE];
	enum status_code code;

	if (mkdtemp(folder) == NULL)
		return STATUS_FAIL(&context->status, STATUS_FAILED_PRECONDITION, MSG_FILE_UNWRITABLE, folder, "TMPDIR");
	code = package_check(context, evaluation, arena_printf(context->arena, "%s/%s", folder, evaluation), manifest);
	if (code == STATUS_OK)
		code = seal_send(context, evaluation, manifest);
	folder_remove(folder);
	return code;
}

static const struct option_row put_options[] = {
	{ "evidence", "ID", { "作为这一项材料的佐证材料编号", "id of the evidence that is this item" }, .repeated = true },
	{ "absent", "REASON", { "没有这项材料，写明理由", "there is none, for this reason" } },
	{ NULL },
};

static const struct option_row export_options[] = {
	OPTION_FORCE,
	{ NULL },
};

static const struct option_row verify_options[] = {
	{ "ca",
	  "FILE",
	  { "信任的签发机构证书（PEM）；不写则用当前身份的", "the CA to trust (PEM); without it your profile's" } },
	{ NULL },
};

static const struct command commands[] = {
	{ "archive",
	  "catalogue",
	  "EVALUATION",
	  1,
	  1,
	  { "查看档案目录", "show the catalogue" },
	  "jixiao archive catalogue 2024-yunxing",
	  NULL,
	  catalogue,
	  { "Archive.Catalogue" } },
	{ "archive",
	  "put",
	  "EVALUATION ITEM",
	  2,
	  2,
	  { "登记一项档案材料，或注明“无”", "register a document, or that there is none" },
	  "jixiao archive put 2024-yunxing 08 --absent 本项目未开展问卷调查",
	  put_options,
	  put,
	  { "Archive.PutItem" } },
	{ "archive",
	  "export",
	  "EVALUATION [FILE.zip|FOLDER]",
	  1,
	  2,
	  { "导出档案（留有记录）；名称以 .zip 结尾则打包", "export the archive (recorded); a name in .zip packs it" },
	  "jixiao archive export 2024-yunxing 2024-yunxing.zip",
	  export_options,
	  export_archive,
	  { "Archive.Fetch", "Archive.Manifest", "Archive.GetSeal" } },
	{ "archive",
	  "seal",
	  "EVALUATION",
	  1,
	  1,
	  { "归档（管理员）：导出核对后签名，此后不能再改",
	    "seal (admin): checks the package, signs; nothing changes afterwards" },
	  "jixiao archive seal 2024-yunxing",
	  NULL,
	  seal,
	  { "Archive.Seal" } },
	{ "archive",
	  "verify",
	  "FILE.zip|FOLDER",
	  1,
	  1,
	  { "核验导出的档案，不需要服务器", "verify an exported archive without a server" },
	  "jixiao archive verify 2024-yunxing.zip --ca ca.pem",
	  verify_options,
	  verify },
};

const struct command_group archive_commands = { "archive",
						{ "档案：目录、导出、归档、核验",
						  "the archive: catalogue, export, seal, verify" },
						commands,
						sizeof(commands) / sizeof(*commands) };
