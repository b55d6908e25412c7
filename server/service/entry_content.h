/* entry_content: what Entry.Put and Entry.PutAll take into an entry: checked as a whole, and as it is kept. */
#ifndef JIXIAO_SERVICE_ENTRY_CONTENT_H
#define JIXIAO_SERVICE_ENTRY_CONTENT_H

#include "common/domain/dossier.h"
#include "jixiao/entry.pb-c.h"
#include "server/rpc/method.h"

/* What is not kept as it was typed. */
struct entry_settled {
	struct value actual;		      /* VALUE_NONE if none was given */
	Jixiao__EntryPart **parts;	      /* values in the target's unit; NULL if there are none */
	Jixiao__Questionnaire *questionnaire; /* as it was given, or what the survey's answers give */
};

/* The path of ${field} in the row at ${row} ("entries[3]"; "": the request itself). */
const char *entry_path(struct call *call, const char *row, const char *field);

/* ${evidence} is among the evidence of the request. */
bool entry_request_cites(const Jixiao__EntryPutRequest *request, const char *evidence);

/* Adds a violation below ${row} for each thing wrong. Errors: those of reading the store. */
enum status_code entry_content_check(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
				     const struct indicator *indicator, struct entry_settled *settled);

/* Checks the working paper: entry_content_check's part. What the parts give becomes ${settled}'s actual. */
void entry_parts_check(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
		       const struct indicator *indicator, struct entry_settled *settled);

/* The survey that the request names: entry_content_check's part. Its answers become ${settled}'s questionnaire. */
enum status_code entry_survey_check(struct call *call, const Jixiao__EntryPutRequest *request, const char *row,
				    const struct indicator *indicator, struct entry_settled *settled);

/* Whatever it was before, it is a draft now: what was accepted is not what stands there any more. */
void entry_content_fill(struct call *call, const Jixiao__EntryPutRequest *request, const struct indicator *indicator,
			const struct entry_settled *settled, Jixiao__Entry *entry);

#endif
