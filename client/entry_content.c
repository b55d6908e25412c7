#include "client/entry_content.h"

#include <string.h>

#include "client/part_text.h"
#include "client/words.h"
#include "common/domain/entry_check.h"
#include "common/record/record_domain.h"
#include "common/rpc/pb.h"
#include "common/text/blank.h"

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
	if (indicator->rule.parts != PARTS_NONE)
		return MSG_ENTRY_ACTUAL_FROM_PARTS;
	if (*now->not_applicable != '\0')
		return MSG_ENTRY_NOT_APPLICABLE_ACTUAL;
	if (now->questionnaire != NULL)
		return MSG_ENTRY_QUESTIONNAIRE_ACTUAL;
	if (*now->survey != '\0')
		return MSG_ENTRY_SURVEY_AND_COUNTS;
	return indicator->rule.n_options > 0 ? MSG_ENTRY_QUESTIONNAIRE_WANTED : MSG_NONE;
}

Jixiao__EntryPutRequest entry_content_of(struct arena *arena, const Jixiao__Entry *entry)
{
	Jixiao__EntryPutRequest content = JIXIAO__ENTRY_PUT_REQUEST__INIT;

	if (entry == NULL)
		return content;
	content.indicator = entry->indicator;
	/* What a working paper gives is nobody's to type. */
	content.actual = entry->n_parts > 0 ? (char *)"" : entry->actual;
	content.unit = entry->n_parts > 0 ? (char *)"" : entry->unit;
	content.n_parts = entry->n_parts;
	content.parts = entry->parts;
	content.text = entry->text;
	content.not_applicable = entry->not_applicable;
	/* Nor is what a survey gives. */
	content.questionnaire = *entry->survey == '\0' ? entry->questionnaire : NULL;
	content.survey = entry->survey;
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

/* Values as they would be kept; what cannot be read stays. */
static void settle_parts(struct arena *arena, const struct indicator *indicator, Jixiao__EntryPutRequest *content)
{
	Jixiao__EntryPart **parts = arena_alloc(arena, (content->n_parts + 1) * sizeof(*parts));

	for (size_t i = 0; i < content->n_parts; i++) {
		struct status ignored = STATUS_INIT;
		struct paper_part part;

		parts[i] = arena_memdup(arena, content->parts[i], sizeof(*parts[i]));
		if (part_parse(arena, &indicator->rule, &indicator->target, parts[i]->value, "", &part, &ignored))
			parts[i]->value = arena_strdup(arena, part.text);
		status_clear(&ignored);
	}
	content->parts = parts;
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
	settle_parts(arena, indicator, content);
	if (content->questionnaire != NULL)
		content->questionnaire = entry_questionnaire_settle(arena, &indicator->rule, content->questionnaire);
	content->not_applicable = nothing_for_blanks(content->not_applicable);
	content->text = nothing_for_blanks(content->text);
	for (size_t i = 0; i < n; i++)
		points[i] = i < content->n_points ? nothing_for_blanks(content->points[i]) : (char *)"";
	content->points = points;
	content->n_points = n;
}

static uint32_t answers_given(const Jixiao__Questionnaire *counts, const char *group, const char *option)
{
	for (size_t i = 0; i < counts->n_groups; i++)
		for (size_t k = 0; strcmp(counts->groups[i]->name, group) == 0 && k < counts->groups[i]->n_answers; k++)
			if (strcmp(counts->groups[i]->answers[k]->option, option) == 0)
				return counts->groups[i]->answers[k]->count;
	return 0;
}

Jixiao__Questionnaire *entry_questionnaire_settle(struct arena *arena, const struct rule *rule,
						  const Jixiao__Questionnaire *counts)
{
	Jixiao__Questionnaire *settled = arena_memdup(arena, counts, sizeof(*counts));
	const size_t n_groups = rule->n_options == 0 ? 0 : rule->n_groups > 0 ? rule->n_groups : 1;

	settled->n_groups = n_groups;
	settled->groups = arena_alloc(arena, (n_groups + 1) * sizeof(*settled->groups));
	for (size_t i = 0; i < n_groups; i++) {
		Jixiao__AnswerGroup *group = (void *)pb_new(arena, &jixiao__answer_group__descriptor);

		group->name = arena_strdup(arena, rule->n_groups > 0 ? rule->groups[i].name : "");
		group->answers = arena_alloc(arena, rule->n_options * sizeof(*group->answers));
		for (size_t k = 0; k < rule->n_options; k++) {
			group->answers[k] = (void *)pb_new(arena, &jixiao__answer_count__descriptor);
			group->answers[k]->option = arena_strdup(arena, rule->options[k].name);
			group->answers[k]->count = answers_given(counts, group->name, rule->options[k].name);
		}
		group->n_answers = rule->n_options;
		settled->groups[i] = group;
	}
	return settled;
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

static bool same_parts(const Jixiao__EntryPutRequest *a, const Jixiao__EntryPutRequest *b)
{
	if (a->n_parts != b->n_parts)
		return false;
	for (size_t i = 0; i < a->n_parts; i++) {
		const Jixiao__EntryPart *one = a->parts[i], *two = b->parts[i];

		if (strcmp(one->name, two->name) != 0 || strcmp(one->value, two->value) != 0 ||
		    !same_texts(one->evidence, one->n_evidence, two->evidence, two->n_evidence))
			return false;
	}
	return true;
}

static bool same_questionnaire(const Jixiao__Questionnaire *a, const Jixiao__Questionnaire *b)
{
	struct arena arena = ARENA_INIT;
	bool same = (a == NULL) == (b == NULL);

	if (same && a != NULL)
		same = strcmp(entry_questionnaire_words(&arena, a), entry_questionnaire_words(&arena, b)) == 0;
	arena_clear(&arena);
	return same;
}

bool entry_content_same(const Jixiao__EntryPutRequest *a, const Jixiao__EntryPutRequest *b)
{
	return strcmp(a->actual, b->actual) == 0 && strcmp(a->unit, b->unit) == 0 && strcmp(a->text, b->text) == 0 &&
	       same_texts(a->points, a->n_points, b->points, b->n_points) &&
	       same_texts(a->evidence, a->n_evidence, b->evidence, b->n_evidence) && same_parts(a, b) &&
	       strcmp(a->not_applicable, b->not_applicable) == 0 && strcmp(a->survey, b->survey) == 0 &&
	       same_questionnaire(a->questionnaire, b->questionnaire);
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
	return ENTRY_CONTENT_POINTS + content->n_points;
}

const char *entry_content_label(struct arena *arena, enum language language, size_t part)
{
	static const char *const fields[] = {
		"actual", "parts", "text", "evidence", "not_applicable", "questionnaire", "survey"
	};

	if (part < ENTRY_CONTENT_POINTS)
		return field_word(language, "", fields[part]);
	return arena_printf(arena, "%s %zu", field_word(language, "", "points"), part - ENTRY_CONTENT_POINTS + 1);
}

const char *entry_content_text(struct arena *arena, const Jixiao__EntryPutRequest *content, size_t part)
{
	const char *text = "";

	if (part == ENTRY_CONTENT_ACTUAL)
		return arena_printf(arena, "%s%s", content->actual, content->unit);
	if (part == ENTRY_CONTENT_PAPER)
		return parts_show(arena, content->parts, content->n_parts);
	if (part == ENTRY_CONTENT_TEXT)
		return content->text;
	if (part == ENTRY_CONTENT_NOT_APPLICABLE)
		return content->not_applicable;
	if (part == ENTRY_CONTENT_SURVEY)
		return content->survey;
	if (part == ENTRY_CONTENT_QUESTIONNAIRE)
		return content->questionnaire == NULL ? "" : entry_questionnaire_words(arena, content->questionnaire);
	if (part >= ENTRY_CONTENT_POINTS)
		return part - ENTRY_CONTENT_POINTS < content->n_points ? content->points[part - ENTRY_CONTENT_POINTS] : "";
	for (size_t i = 0; i < content->n_evidence; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? "、" : "", content->evidence[i]);
	return text;
}
