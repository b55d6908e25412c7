#include <string.h>

#include "client/archive_check.h"
#include "common/domain/approval_kind.h"
#include "common/record/signed_state.h"
#include "jixiao/evaluation.pb-c.h"

/* An approval whose signature is good, and what it is about. */
struct approved {
	const char *kind, *subject;
	struct slice state;
	uint8_t digest[DIGEST_SIZE];
};

struct good {
	struct arena *arena;
	struct approved *approvals;
	size_t n;
};

/* ---- each approval ---- */

static void note(struct good *good, const struct statement *statement, struct slice state)
{
	struct approved *approved;

	good->approvals =
		arena_grow(good->arena, good->approvals, good->n * sizeof(*approved), (good->n + 1) * sizeof(*approved));
	approved = &good->approvals[good->n++];
	*approved = (struct approved){ statement->kind, statement->subject, state, { 0 } };
	memcpy(approved->digest, statement->state, DIGEST_SIZE);
}

static void approval_check(struct check *check, const char *folder, struct good *good)
{
	const char *statement_path = arena_printf(check->arena, "%s/statement.txt", folder);
	const char *signature_path = arena_printf(check->arena, "%s/signature.p7s", folder);
	const char *state_path = arena_printf(check->arena, "%s/state", folder);
	uint8_t found[DIGEST_SIZE];
	struct slice text, signature, state;
	struct statement statement;

	if (!check_bytes(check, statement_path, &text) || !check_bytes(check, signature_path, &signature) ||
	    !check_signature(check, signature_path, text, signature, arena_printf(check->arena, "%s/signer.pem", folder),
			     &statement))
		return;
	check->verdict->approvals++;
	if (check->verdict->evaluation != NULL && strcmp(statement.evaluation, check->verdict->evaluation) != 0)
		STATUS_VIOLATION(check->status, statement_path, MSG_BAG_OTHER_EVALUATION, statement.evaluation);
	if (!check_bytes(check, state_path, &state))
		return;
	digest(state, found);
	if (memcmp(found, statement.state, DIGEST_SIZE) != 0)
		check_fault(check, state_path, MSG_BAG_OTHER_STATE);
	else
		note(good, &statement, state);
}

static void approvals_read(struct check *check, struct good *good)
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
			approval_check(check, folder, good);
		last = folder;
	}
}

/* ---- what the archive holds is what was signed ---- */

static const struct approved *find(const struct good *good, enum approval_kind kind, const char *subject,
				   const uint8_t digest[DIGEST_SIZE])
{
	for (size_t i = 0; i < good->n; i++) {
		const struct approved *approved = &good->approvals[i];

		if (strcmp(approved->kind, approval_kind_name(kind)) == 0 && strcmp(approved->subject, subject) == 0 &&
		    memcmp(approved->digest, digest, DIGEST_SIZE) == 0)
			return approved;
	}
	return NULL;
}

static void unsigned_fault(struct check *check, const char *path, enum approval_kind kind)
{
	static const char *const words[] = {
		[APPROVAL_SCHEME] = "@APPROVAL_SCHEME",
		[APPROVAL_SCORES] = "@APPROVAL_SCORES",
		[APPROVAL_REPORT] = "@APPROVAL_REPORT",
		[APPROVAL_CARRY_ON] = "@APPROVAL_CARRY_ON",
		[APPROVAL_RECTIFICATION] = "@APPROVAL_RECTIFICATION",
	};

	STATUS_VIOLATION(check->status, path, MSG_BAG_UNSIGNED, words[kind]);
}

/* Someone signed these very bytes as ${kind}; else the file ${path} that they were made from is named. */
static void require(struct check *check, const struct good *good, enum approval_kind kind, const char *subject,
		    struct slice state, const char *path)
{
	uint8_t bytes[DIGEST_SIZE];

	digest(state, bytes);
	if (find(good, kind, subject, bytes) == NULL)
		unsigned_fault(check, path, kind);
}

static void scheme_and_scores_check(struct check *check, const struct good *good)
{
	const Jixiao__SchemeGetReply *scheme =
		(const void *)check_json(check, "data/scheme.json", &jixiao__scheme_get_reply__descriptor);
	const Jixiao__ScoreListReply *scores =
		(const void *)check_json(check, "data/scores.json", &jixiao__score_list_reply__descriptor);
	const Jixiao__EntryListReply *entries =
		(const void *)check_json(check, "data/entries.json", &jixiao__entry_list_reply__descriptor);

	if (scheme == NULL || scheme->scheme == NULL || scores == NULL || entries == NULL)
		return;
	require(check, good, APPROVAL_SCHEME, "", signed_scheme(check->arena, scheme), "data/scheme.json");
	require(check, good, APPROVAL_SCORES, "",
		signed_scores(check->arena, scheme->indicators, scheme->n_indicators, entries->entries, entries->n_entries,
			      scores->scores, scores->n_scores),
		"data/scores.json");
}

/* The renditions that the signed report names are those of the package. */
static void renditions_check(struct check *check, struct slice state)
{
	static const struct {
		const char *format, *path;
	} renditions[] = { { "html", "data/report.html" }, { "markdown", "data/report.md" }, { "model", "data/report.model" } };
	const char *text = check_text(check, state);

	for (size_t i = 0; i < sizeof(renditions) / sizeof(renditions[0]); i++) {
		const struct bag_file *file = bag_find(check->bag, renditions[i].path);
		char hex[DIGEST_HEX_SIZE];

		if (file == NULL) {
			check_fault(check, renditions[i].path, MSG_BAG_FILE_MISSING);
			continue;
		}
		digest_hex(file->digest, hex);
		if (strstr(text, arena_printf(check->arena, "%s sha256:%s\n", renditions[i].format, hex)) == NULL)
			check_fault(check, renditions[i].path, MSG_BAG_OTHER_REPORT);
	}
}

static void report_check(struct check *check, const struct good *good, const Jixiao__Evaluation *evaluation)
{
	const struct approved *report = NULL;

	if (evaluation->report.len == DIGEST_SIZE)
		report = find(good, APPROVAL_REPORT, "", evaluation->report.data);
	if (report != NULL)
		renditions_check(check, report->state);
	else
		unsigned_fault(check, "data/report.html", APPROVAL_REPORT);
}

static void rectification_check(struct check *check, const struct good *good, const Jixiao__Evaluation *evaluation)
{
	const Jixiao__FindingListReply *list =
		(const void *)check_json(check, "data/findings.json", &jixiao__finding_list_reply__descriptor);
	const Jixiao__RectificationReport *report =
		(const void *)check_json(check, "data/rectification.json", &jixiao__rectification_report__descriptor);

	if (list == NULL || report == NULL)
		return;
	if (list->n_findings > 0)
		require(check, good, APPROVAL_RECTIFICATION, "",
			signed_rectification(check->arena, report, list->findings, list->n_findings),
			"data/rectification.json");
	else if (*evaluation->no_findings_by == '\0')
		check_fault(check, "data/findings.json", MSG_BAG_NO_FINDINGS);
	for (size_t i = 0; i < list->n_findings; i++)
		if (list->findings[i]->state == JIXIAO__FINDING_STATE__FINDING_STATE_CARRIED)
			require(check, good, APPROVAL_CARRY_ON, list->findings[i]->id,
				signed_carry_on(check->arena, list->findings[i]), "data/findings.json");
}

void check_approvals(struct check *check, bool rest)
{
	struct good good = { .arena = check->arena };
	const Jixiao__Evaluation *evaluation;

	approvals_read(check, &good);
	if (!rest)
		return;
	evaluation = (const void *)check_json(check, "data/evaluation.json", &jixiao__evaluation__descriptor);
	if (evaluation == NULL)
		return;
	scheme_and_scores_check(check, &good);
	report_check(check, &good, evaluation);
	rectification_check(check, &good, evaluation);
}
