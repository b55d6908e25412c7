#include "common/record/record_survey.h"

#include "common/rpc/pb.h"

void survey_from_record(struct arena *arena, const Jixiao__Survey *record, struct survey *survey)
{
	struct question *questions = arena_alloc(arena, (record->n_questions + 1) * sizeof(*questions));

	for (size_t i = 0; i < record->n_questions; i++) {
		const Jixiao__Question *question = record->questions[i];

		questions[i] = (struct question){ .text = question->text,
						  .kind = (enum question_kind)question->kind,
						  .options = (const char *const *)question->options,
						  .n_options = question->n_options,
						  .overall = question->overall,
						  .satisfied = question->satisfied };
	}
	*survey = (struct survey){ .id = record->id,
				   .title = record->title,
				   .groups = (const char *const *)record->groups,
				   .n_groups = record->n_groups,
				   .questions = questions,
				   .n_questions = record->n_questions,
				   .issued = record->issued };
}

struct group_tally *tallies_from_records(struct arena *arena, Jixiao__GroupTally *const *records, size_t n)
{
	struct group_tally *tallies = arena_alloc(arena, (n + 1) * sizeof(*tallies));

	for (size_t i = 0; i < n; i++) {
		const Jixiao__GroupTally *record = records[i];
		struct question_tally *questions = arena_alloc(arena, (record->n_questions + 1) * sizeof(*questions));

		for (size_t k = 0; k < record->n_questions; k++)
			questions[k] = (struct question_tally){ record->questions[k]->counts, record->questions[k]->n_counts };
		tallies[i] =
			(struct group_tally){ record->name, record->returned, record->valid, questions, record->n_questions };
	}
	return tallies;
}

static Jixiao__GroupTally *tally_to_record(struct arena *arena, const struct group_tally *tally)
{
	Jixiao__GroupTally *record = (void *)pb_new(arena, &jixiao__group_tally__descriptor);

	record->name = arena_strdup(arena, tally->name);
	record->returned = tally->returned;
	record->valid = tally->valid;
	record->questions = arena_alloc(arena, (tally->n_questions + 1) * sizeof(*record->questions));
	for (size_t i = 0; i < tally->n_questions; i++) {
		Jixiao__QuestionTally *question = (void *)pb_new(arena, &jixiao__question_tally__descriptor);

		question->n_counts = tally->questions[i].n_counts;
		question->counts = (uint32_t *)(uintptr_t)tally->questions[i].counts;
		record->questions[record->n_questions++] = question;
	}
	return record;
}

Jixiao__GroupTally **tallies_to_records(struct arena *arena, const struct group_tally *tallies, size_t n)
{
	Jixiao__GroupTally **records = arena_alloc(arena, (n + 1) * sizeof(*records));

	for (size_t i = 0; i < n; i++)
		records[i] = tally_to_record(arena, &tallies[i]);
	return records;
}

static Jixiao__AnswerGroup *group_to_record(struct arena *arena, const struct group_counts *group)
{
	Jixiao__AnswerGroup *record = (void *)pb_new(arena, &jixiao__answer_group__descriptor);

	record->name = arena_strdup(arena, group->name);
	record->answers = arena_alloc(arena, (group->n_answers + 1) * sizeof(*record->answers));
	for (size_t i = 0; i < group->n_answers; i++) {
		Jixiao__AnswerCount *answer = (void *)pb_new(arena, &jixiao__answer_count__descriptor);

		answer->option = arena_strdup(arena, group->answers[i].option);
		answer->count = group->answers[i].count;
		record->answers[record->n_answers++] = answer;
	}
	return record;
}

Jixiao__Questionnaire *questionnaire_to_record(struct arena *arena, const struct questionnaire_counts *counts)
{
	Jixiao__Questionnaire *record = (void *)pb_new(arena, &jixiao__questionnaire__descriptor);

	record->issued = counts->issued;
	record->returned = counts->returned;
	record->valid = counts->valid;
	record->satisfied = counts->satisfied;
	record->groups = arena_alloc(arena, (counts->n_groups + 1) * sizeof(*record->groups));
	for (size_t i = 0; i < counts->n_groups; i++)
		record->groups[record->n_groups++] = group_to_record(arena, &counts->groups[i]);
	return record;
}
