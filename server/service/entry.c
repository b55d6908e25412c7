#include <string.h>

#include "common/domain/entry_check.h"
#include "common/record/record_domain.h"
#include "common/rpc/pb.h"
#include "server/service/dossier.h"
#include "server/service/entry_record.h"
#include "server/service/handlers.h"
#include "server/service/indicator.h"
#include "server/service/review.h"
#include "server/service/undo.h"

static const char *entry_path(struct call *call, const char *indicator)
{
	return arena_printf(call->arena, "entries[%s]", indicator);
}

/* ---- which entries ---- */

struct selection {
	Jixiao__Entry **entries;
	size_t n;
};

/* What an empty list of codes stands for. */
typedef bool selects(const struct call *call, const Jixiao__Entry *entry);

static bool is_open(const Jixiao__Entry *entry)
{
	return entry->state == JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT ||
	       entry->state == JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED;
}

static bool selects_own_open(const struct call *call, const Jixiao__Entry *entry)
{
	return is_open(entry) && strcmp(entry->entered_by, call->person) == 0;
}

static bool selects_submitted_of_others(const struct call *call, const Jixiao__Entry *entry)
{
	return entry->state == JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED && strcmp(entry->entered_by, call->person) != 0;
}

static const char handing_in[] = "Entry.Submit";

static bool selects_own_submitted(const struct call *call, const Jixiao__Entry *entry)
{
	struct undo undo;

	return undo_find(call, entry_record_key(call, entry->indicator), handing_in, &undo) == STATUS_OK && undo.possible;
}

static enum status_code entries_all(struct call *call, struct selection *all)
{
	return record_list(call->txn, JIXIAO__RECORD_TYPE__RECORD_ENTRY, call->evaluation, &jixiao__entry__descriptor, NULL, 0,
			   (ProtobufCMessage ***)&all->entries, &all->n, call->status);
}

static bool is_chosen(const struct selection *chosen, const char *indicator)
{
	for (size_t i = 0; i < chosen->n; i++)
		if (strcmp(chosen->entries[i]->indicator, indicator) == 0)
			return true;
	return false;
}

/* Says whether it is the entry that is missing or the indicator. */
static enum status_code no_entry(struct call *call, const char *code)
{
	Jixiao__Indicator *indicator;
	enum status_code found = RECORD_GET(call->txn, JIXIAO__RECORD_TYPE__RECORD_INDICATOR, call->evaluation, code,
					    jixiao__indicator, &indicator, call->status);

	if (found != STATUS_OK && found != STATUS_NOT_FOUND)
		return found;
	STATUS_VIOLATION(call->status, entry_path(call, code), found == STATUS_OK ? MSG_ENTRY_NONE : MSG_ENTRY_NO_INDICATOR,
			 code);
	return STATUS_OK;
}

/* For a review: what waits is the caller's own, or nothing waits. */
static enum status_code nothing_chosen(struct call *call, const struct selection *all, selects *rule)
{
	const bool review = rule == selects_submitted_of_others;
	const char *own = "";

	for (size_t i = 0; review && i < all->n; i++)
		if (all->entries[i]->state == JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED)
			own = arena_printf(call->arena, "%s%s%s", own, *own != '\0' ? ", " : "", all->entries[i]->indicator);
	if (*own != '\0')
		return STATUS_FAIL(call->status, STATUS_PERMISSION_DENIED, MSG_FOUR_EYES, own);
	return STATUS_FAIL(call->status, STATUS_FAILED_PRECONDITION,
			   rule == selects_own_submitted ? MSG_UNDO_NONE : MSG_ENTRY_NOTHING);
}

/* The named entries, each once, a violation for each that is not there; none named: all that ${rule} selects. */
static enum status_code entries_choose(struct call *call, char **codes, size_t n_codes, selects *rule, struct selection *chosen)
{
	struct selection all;
	enum status_code code;

	if (n_codes == 0) {
		code = entries_all(call, &all);
		if (code != STATUS_OK)
			return code;
		*chosen = (struct selection){ all.entries, 0 };
		for (size_t i = 0; i < all.n; i++)
			if (rule(call, all.entries[i]))
				chosen->entries[chosen->n++] = all.entries[i];
		if (call->status->code != STATUS_OK)
			return call->status->code;
		return chosen->n > 0 ? STATUS_OK : nothing_chosen(call, &all, rule);
	}
	*chosen = (struct selection){ arena_alloc(call->arena, n_codes * sizeof(*chosen->entries)), 0 };
	for (size_t i = 0; i < n_codes; i++) {
		Jixiao__Entry *entry;

		if (is_chosen(chosen, codes[i]))
			continue;
		code = entry_record_find(call, codes[i], &entry);
		if (code != STATUS_OK)
			return code;
		if (entry == NULL)
			code = no_entry(call, codes[i]);
		else
			chosen->entries[chosen->n++] = entry;
		if (code != STATUS_OK)
			return code;
	}
	return STATUS_OK;
}

/* Writes what was chosen and answers with it. */
static enum status_code entries_put(struct call *call, const struct selection *chosen)
{
	Jixiao__EntryListReply *reply = (void *)call->reply;
	enum status_code code;

	for (size_t i = 0; i < chosen->n; i++) {
		Jixiao__Entry *entry = chosen->entries[i];

		code = record_put(call->txn, entry_record_key(call, entry->indicator), &entry->base, entry->revision,
				  call->status);
		if (code != STATUS_OK)
			return code;
	}
	reply->n_entries = chosen->n;
	reply->entries = chosen->entries;
	return STATUS_OK;
}

/* ---- Submit ---- */

static void submit_check(struct call *call, const struct dossier *dossier, const Jixiao__Entry *record)
{
	const struct indicator *indicator = dossier_indicator(dossier, record->indicator);
	const struct entry *entry = dossier_entry(dossier, record->indicator);
	const char *path = entry_path(call, record->indicator);

	if (indicator == NULL || entry == NULL) /* the scheme was changed since */
		STATUS_VIOLATION(call->status, path, MSG_ENTRY_NO_INDICATOR, record->indicator);
	else if (!is_open(record))
		STATUS_VIOLATION(call->status, path, MSG_ENTRY_NOT_OPEN);
	else if (!(call->who & WHO_LEADER) && strcmp(indicator->responsible, call->person) != 0)
		STATUS_VIOLATION(call->status, path, MSG_ENTRY_NOT_RESPONSIBLE, record->indicator, indicator->responsible);
	else
		entry_check(dossier, indicator, entry, path, call->status);
}

enum status_code entry_submit(struct call *call)
{
	const Jixiao__EntrySubmitRequest *request = (const void *)call->request;
	struct selection chosen;
	struct dossier *dossier;
	enum status_code code;

	code = entries_choose(call, request->indicators, request->n_indicators, selects_own_open, &chosen);
	if (code == STATUS_OK)
		code = dossier_load(call, &dossier);
	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < chosen.n; i++) {
		submit_check(call, dossier, chosen.entries[i]);
		chosen.entries[i]->state = JIXIAO__ENTRY_STATE__ENTRY_STATE_SUBMITTED;
	}
	code = status_conclude(call->status, STATUS_FAILED_PRECONDITION, MSG_ENTRY_INCOMPLETE);
	return code == STATUS_OK ? entries_put(call, &chosen) : code;
}

/* ---- Withdraw ---- */

/* Back to what it was: what a leader had sent back still carries their name, a draft nobody's. */
enum status_code entry_withdraw(struct call *call)
{
	const Jixiao__EntrySubmitRequest *request = (const void *)call->request;
	struct selection chosen;
	enum status_code code =
		entries_choose(call, request->indicators, request->n_indicators, selects_own_submitted, &chosen);

	for (size_t i = 0; code == STATUS_OK && i < chosen.n; i++) {
		Jixiao__Entry *entry = chosen.entries[i];
		struct undo undo;

		code = undo_find(call, entry_record_key(call, entry->indicator), handing_in, &undo);
		if (code != STATUS_OK)
			return code;
		undo_check(call, &undo, handing_in, entry_path(call, entry->indicator));
		entry->state = *entry->reviewed_by != '\0' ? JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED
							   : JIXIAO__ENTRY_STATE__ENTRY_STATE_DRAFT;
	}
	if (code == STATUS_OK)
		code = undo_conclude(call);
	return code == STATUS_OK ? entries_put(call, &chosen) : code;
}

/* ---- Accept, SendBack ---- */

static enum status_code entries_review(struct call *call, Jixiao__EntryState to)
{
	const Jixiao__EntryReviewRequest *request = (const void *)call->request;
	struct review review = review_begin(call, to, request->comment);
	struct selection chosen;
	enum status_code code;

	code = entries_choose(call, request->indicators, request->n_indicators, selects_submitted_of_others, &chosen);
	if (code != STATUS_OK)
		return code;
	for (size_t i = 0; i < chosen.n; i++) {
		Jixiao__Entry *entry = chosen.entries[i];

		review_check(&review, entry->state, entry->entered_by, entry_path(call, entry->indicator), entry->indicator);
		entry->state = to;
		entry->reviewed_by = arena_strdup(call->arena, call->person);
		entry->comment = request->comment;
	}
	code = review_conclude(&review);
	return code == STATUS_OK ? entries_put(call, &chosen) : code;
}

enum status_code entry_accept(struct call *call)
{
	return entries_review(call, JIXIAO__ENTRY_STATE__ENTRY_STATE_ACCEPTED);
}

enum status_code entry_send_back(struct call *call)
{
	return entries_review(call, JIXIAO__ENTRY_STATE__ENTRY_STATE_RETURNED);
}

/* ---- Get, List ---- */

enum status_code entry_get(struct call *call)
{
	const Jixiao__EntryGetRequest *request = (const void *)call->request;
	Jixiao__Entry *entry;
	enum status_code code = entry_record_find(call, request->indicator, &entry);

	if (code != STATUS_OK)
		return code;
	if (entry == NULL)
		return STATUS_FAIL(call->status, STATUS_NOT_FOUND, MSG_ENTRY_NONE, request->indicator);
	call->reply = &entry->base;
	return STATUS_OK;
}

enum status_code entry_list(struct call *call)
{
	Jixiao__EntryListReply *reply = (void *)call->reply;
	Jixiao__Indicator **indicators;
	struct selection all;
	enum status_code code;
	size_t n;

	code = entries_all(call, &all);
	if (code == STATUS_OK)
		code = indicator_records(call, &indicators, &n);
	if (code != STATUS_OK)
		return code;
	reply->entries = arena_alloc(call->arena, all.n * sizeof(*reply->entries));
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < all.n; j++)
			if (strcmp(all.entries[j]->indicator, indicators[i]->code) == 0)
				reply->entries[reply->n_entries++] = all.entries[j];
	return STATUS_OK;
}
