#include "client/entry_content.h"

#include <string.h>

#include "client/words.h"
#include "common/domain/entry_check.h"
#include "common/record/record_domain.h"
#include "common/text/blank.h"

enum { PART_ACTUAL, PART_TEXT, PART_EVIDENCE, PART_NOT_APPLICABLE, PART_QUESTIONNAIRE, PART_POINTS };

void entry_indicator(struct arena *arena, const Jixiao__Indicator *record, struct indicator *indicator)
{
	struct status ignored = STATUS_INIT;

	indicator_from_record(arena, record, "", indicator, &ignored);
	status_clear(&ignored);
}

const char *entry_unit(const struct indicator *indicator)
{
	if (!indicator_wants_actual(indicator) || rule_rows[indicator->rule.kind].actual != VALUE_NUMBER)
		return "";
	if (indicator->target.value.kind != VALUE_NONE)
		return indicator->target.unit;
	return rule_rows[indicator->rule.kind].rate ? "%" : "";
}

enum message_id entry_actual_refused(const struct indicator *indicator, const Jixiao__EntryPutRequest *now)
{
	if (!indicator_wants_actual(indicator))
		return MSG_ENTRY_ACTUAL_UNWANTED;
	if (*now->not_applicable != '\0')
		return MSG_ENTRY_NOT_APPLICABLE_ACTUAL;
	if (now->questionnaire != NULL)
		return MSG_ENTRY_QUESTIONNAIRE_ACTUAL;
	return indicator->rule.n_options > 0 ? MSG_ENTRY_QUESTIONNAIRE_WANTED : MSG_NONE;
}

Jixiao__EntryPutRequest entry_content_of(struct arena *arena, const Jixiao__Entry *entry)
{
	Jixiao__EntryPutRequest content = JIXIAO__ENTRY_PUT_REQUEST__INIT;

	if (entry == NULL)
		return content;
	content.indicator = entry->indicator;
	content.actual = entry->actual;
	content.unit = entry->unit;
	content.text = entry->text;
	content.not_applicable = entry->not_applicable;
	content.questionnaire = entry->questionnaire;
	content.n_points = entry->n_points;
	content.points = arena_memdup(arena, entry->points, entry->n_points * sizeof(*entry->points));
	content.n_evidence = entry->n_evidence;
	content.evidence = entry->evidence;
	content.n_citations = entry->n_citations;
	content.citations = entry->citations;
	content.revision = entry->revision;
	return content;
}

static void settle_actual(struct arena *arena, const struct indicator *indicator, Jixiao__EntryPutRequest *content)
{
	struct status ignored = STATUS_INIT;
	struct value actual;

	if (text_is_blank(content->actual))
		content->actual = content->unit = (char *)"";
	else if (actual_parse(&indicator->rule, &indicator->target, content->actual, content->unit, "", &actual, &ignored)) {
		content->actual = actual_format(arena, &actual);
		content->unit = arena_strdup(arena, entry_unit(indicator));
	}
	status_clear(&ignored);
}

static char *nothing_for_blanks(char *text)
{
	return text_is_blank(text) ? (char *)"" : text;
}

void entry_content_settle(struct arena *arena, const struct indicator *indicator, Jixiao__EntryPutRequest *content)
{
	const size_t n = indicator->n_points;
	char **points = arena_alloc(arena, (n + 1) * sizeof(*points));

	settle_actual(arena, indicator, content);
	content->text = nothing_for_blanks(content->text);
	for (size_t i = 0; i < n; i++)
		points[i] = i < content->n_points ? nothing_for_blanks(content->points[i]) : (char *)"";
	content->points = points;
	content->n_points = n;
}

static bool same_texts(char *const *a, size_t n_a, char *const *b, size_t n_b)
{
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

bool entry_content_same(const Jixiao__EntryPutRequest *a, const Jixiao__EntryPutRequest *b)
{
	return strcmp(a->actual, b->actual) == 0 && strcmp(a->unit, b->unit) == 0 && strcmp(a->text, b->text) == 0 &&
	       same_texts(a->points, a->n_points, b->points, b->n_points) &&
	       same_texts(a->evidence, a->n_evidence, b->evidence, b->n_evidence);
}

const char *entry_questionnaire_words(struct arena *arena, const Jixiao__Questionnaire *counts)
{
	const char *text = arena_printf(arena, "发放 %u、回收 %u、有效 %u、满意 %u", counts->issued, counts->returned,
					counts->valid, counts->satisfied);

	for (size_t i = 0; i < counts->n_groups; i++) {
		const Jixiao__AnswerGroup *group = counts->groups[i];

		text = arena_printf(arena, "%s；%s%s", text, group->name, *group->name != '\0' ? "：" : "");
		for (size_t k = 0; k < group->n_answers; k++)
			text = arena_printf(arena, "%s%s%s %u", text, k > 0 ? "、" : "", group->answers[k]->option,
					    group->answers[k]->count);
	}
	return text;
}

size_t entry_content_parts(const Jixiao__EntryPutRequest *content)
{
	return PART_POINTS + content->n_points;
}

const char *entry_content_label(struct arena *arena, enum language language, size_t part)
{
	static const char *const fields[] = { "actual", "text", "evidence", "not_applicable", "questionnaire" };

	if (part < PART_POINTS)
		return field_word(language, "", fields[part]);
	return arena_printf(arena, "%s %zu", field_word(language, "", "points"), part - PART_POINTS + 1);
}

const char *entry_content_text(struct arena *arena, const Jixiao__EntryPutRequest *content, size_t part)
{
	const char *text = "";

	if (part == PART_ACTUAL)
		return arena_printf(arena, "%s%s", content->actual, content->unit);
	if (part == PART_TEXT)
		return content->text;
	if (part == PART_NOT_APPLICABLE)
		return content->not_applicable;
	if (part == PART_QUESTIONNAIRE)
		return content->questionnaire == NULL ? "" : entry_questionnaire_words(arena, content->questionnaire);
	if (part >= PART_POINTS)
		return part - PART_POINTS < content->n_points ? content->points[part - PART_POINTS] : "";
	for (size_t i = 0; i < content->n_evidence; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? "、" : "", content->evidence[i]);
	return text;
}
