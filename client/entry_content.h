/* entry_content: what people write into an entry (value, words, points, evidence), apart from who and when, so that versions
 * and spreadsheets can be compared. */
#ifndef JIXIAO_CLIENT_ENTRY_CONTENT_H
#define JIXIAO_CLIENT_ENTRY_CONTENT_H

#include <stdbool.h>

#include "common/domain/dossier.h"
#include "common/text/message_catalogue.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/scheme.pb-c.h"

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

/* Whether both say the same in what a spreadsheet holds. Both settled; revisions do not count, nor do questionnaires and the
 * reason why an indicator does not apply, which have no columns. */
bool entry_content_same(const Jixiao__EntryPutRequest *a, const Jixiao__EntryPutRequest *b);

/* "发放 200、回收 190、有效 180、满意 150；学员：很满意 100、满意 50" */
const char *entry_questionnaire_words(struct arena *arena, const Jixiao__Questionnaire *counts);

/* The parts of a content, for showing several side by side: 实际完成值, 文字说明, 佐证材料, 不适用的理由, 问卷, then
 * the points. */
size_t entry_content_parts(const Jixiao__EntryPutRequest *content);
const char *entry_content_label(struct arena *arena, enum language language, size_t part);
/* "" where nothing stands; the actual with its unit. */
const char *entry_content_text(struct arena *arena, const Jixiao__EntryPutRequest *content, size_t part);

#endif
