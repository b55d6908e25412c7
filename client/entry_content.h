/* entry_content: what people write into an entry (value, words, points, evidence), apart from who and when, so that versions
 * and spreadsheets can be compared. */
#ifndef JIXIAO_CLIENT_ENTRY_CONTENT_H
#define JIXIAO_CLIENT_ENTRY_CONTENT_H

#include <stdbool.h>

#include "common/domain/dossier.h"
#include "common/text/message_catalogue.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/scheme.pb-c.h"

/* What a content consists of, in the order in which it is shown; the points come last. */
enum entry_content_part {
	ENTRY_CONTENT_ACTUAL,
	ENTRY_CONTENT_PAPER,
	ENTRY_CONTENT_TEXT,
	ENTRY_CONTENT_EVIDENCE,
	ENTRY_CONTENT_NOT_APPLICABLE,
	ENTRY_CONTENT_QUESTIONNAIRE,
	ENTRY_CONTENT_SURVEY,
	ENTRY_CONTENT_POINTS
};

/* The indicator as the domain reads it. A record that does not parse has zeros where it does not: the server names that. */
void entry_indicator(struct arena *arena, const Jixiao__Indicator *record, struct indicator *indicator);

/* The unit in which an actual of the indicator is kept; "" if it has none. */
const char *entry_unit(const struct indicator *indicator);

/* Why no actual may be typed in beside what stands in ${now}; MSG_NONE: one may. */
enum message_id entry_actual_refused(const struct indicator *indicator, const Jixiao__EntryPutRequest *now);

/* What stands in ${entry}, NULL: nothing yet; the revision, too. Texts stay the entry's own. */
Jixiao__EntryPutRequest entry_content_of(struct arena *arena, const Jixiao__Entry *entry);

/* Brings ${content} into the form in which it is compared: the actual as it would be kept ("79100元" is "7.91" where the target
 * is in 万元; what cannot be read stays), nothing for blanks, one text for each of the indicator's points. */
void entry_content_settle(struct arena *arena, const struct indicator *indicator, Jixiao__EntryPutRequest *content);

/* ${counts} with the rule's groups and options in their order, 0 where nothing stands. A group or option that the rule does not
 * have is left out. */
Jixiao__Questionnaire *entry_questionnaire_settle(struct arena *arena, const struct rule *rule,
						  const Jixiao__Questionnaire *counts);

/* Whether both say the same. Both settled; revisions do not count, nor do the places where evidence is cited, which have no
 * column in a spreadsheet. */
bool entry_content_same(const Jixiao__EntryPutRequest *a, const Jixiao__EntryPutRequest *b);

/* "发放 200、回收 190、有效 180、满意 150；学员：很满意 100、满意 50" */
const char *entry_questionnaire_words(struct arena *arena, const Jixiao__Questionnaire *counts);

/* How many parts ${content} has, for showing several side by side. */
size_t entry_content_parts(const Jixiao__EntryPutRequest *content);
const char *entry_content_label(struct arena *arena, enum language language, size_t part);
/* "" where nothing stands; the actual with its unit. */
const char *entry_content_text(struct arena *arena, const Jixiao__EntryPutRequest *content, size_t part);

#endif
