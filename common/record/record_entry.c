/* What was found: funds, entries, evidence. */
#include "common/record/record_reader.h"

#include <string.h>

static struct fund_breakdown breakdown_read(struct arena *arena, const struct reader *reader, size_t index,
					    const Jixiao__FundBreakdown *record)
{
	struct fund_breakdown breakdown = { .name = record->name, .n_uses = record->n_uses };

	breakdown.uses = arena_alloc(arena, record->n_uses * sizeof(*breakdown.uses));
	for (size_t i = 0; i < record->n_uses; i++)
		breakdown.uses[i] = (struct fund_use){
			.use = record->uses[i]->use,
			.amount = reader_money(reader, arena_printf(arena, "breakdowns[%zu].uses[%zu].amount", index, i),
					       record->uses[i]->amount),
			.remainder = record->uses[i]->remainder,
		};
	return breakdown;
}

enum status_code funds_from_record(struct arena *arena, const Jixiao__Funds *record, const char *path, struct funds *funds,
				   struct status *status)
{
	struct reader reader = reader_begin(path, status);

	*funds = (struct funds){
		.state = (enum entry_state)record->state,
		.n_flows = record->n_flows,
		.n_breakdowns = record->n_breakdowns,
		.evidence = reader_texts(arena, record->evidence, record->n_evidence),
		.n_evidence = record->n_evidence,
		.entered_by = record->entered_by,
		.reviewed_by = record->reviewed_by,
		.comment = record->comment,
		.revision = record->revision,
	};
	funds->flows = arena_alloc(arena, record->n_flows * sizeof(*funds->flows));
	for (size_t i = 0; i < record->n_flows; i++)
		funds->flows[i] = (struct fund_flow){
			.source = record->flows[i]->source,
			.received = reader_money(&reader, arena_printf(arena, "flows[%zu].received", i),
						 record->flows[i]->received),
			.paid = reader_money(&reader, arena_printf(arena, "flows[%zu].paid", i), record->flows[i]->paid),
			.note = record->flows[i]->note,
		};
	funds->breakdowns = arena_alloc(arena, record->n_breakdowns * sizeof(*funds->breakdowns));
	for (size_t i = 0; i < record->n_breakdowns; i++)
		funds->breakdowns[i] = breakdown_read(arena, &reader, i, record->breakdowns[i]);
	return reader_end(&reader);
}

const struct questionnaire_counts *questionnaire_from_record(struct arena *arena, const Jixiao__Questionnaire *record)
{
	struct questionnaire_counts *counts = arena_alloc(arena, sizeof(*counts));
	struct group_counts *groups;

	if (record == NULL)
		return NULL;
	groups = arena_alloc(arena, record->n_groups * sizeof(*groups));
	for (size_t i = 0; i < record->n_groups; i++) {
		const Jixiao__AnswerGroup *group = record->groups[i];
		struct answer_count *answers = arena_alloc(arena, group->n_answers * sizeof(*answers));

		for (size_t k = 0; k < group->n_answers; k++)
			answers[k] = (struct answer_count){ group->answers[k]->option, group->answers[k]->count };
		groups[i] = (struct group_counts){ group->name, answers, group->n_answers };
	}
	*counts = (struct questionnaire_counts){ .issued = record->issued,
						 .returned = record->returned,
						 .valid = record->valid,
						 .satisfied = record->satisfied,
						 .groups = groups,
						 .n_groups = record->n_groups };
	return counts;
}

struct paper_part *parts_from_record(struct arena *arena, Jixiao__EntryPart *const *records, size_t n)
{
	struct paper_part *parts = arena_alloc(arena, (n + 1) * sizeof(*parts));

	for (size_t i = 0; i < n; i++) {
		parts[i] = (struct paper_part){ .name = records[i]->name,
						.text = records[i]->value,
						.evidence = reader_texts(arena, records[i]->evidence, records[i]->n_evidence),
						.n_evidence = records[i]->n_evidence };
		/* Of a count it may be anything. */
		if (!decimal_parse(records[i]->value, &parts[i].value))
			parts[i].value = DECIMAL(0);
	}
	return parts;
}

void entry_from_record(struct arena *arena, const Jixiao__Entry *record, struct entry *entry)
{
	*entry = (struct entry){
		.indicator = record->indicator,
		.actual = record->actual,
		.unit = record->unit,
		.text = record->text,
		.not_applicable = record->not_applicable,
		.questionnaire = questionnaire_from_record(arena, record->questionnaire),
		.survey = record->survey,
		.entered_by = record->entered_by,
		.reviewed_by = record->reviewed_by,
		.comment = record->comment,
		.points = reader_texts(arena, record->points, record->n_points),
		.n_points = record->n_points,
		.evidence = reader_texts(arena, record->evidence, record->n_evidence),
		.n_evidence = record->n_evidence,
		.n_citations = record->n_citations,
		.parts = parts_from_record(arena, record->parts, record->n_parts),
		.n_parts = record->n_parts,
		.state = (enum entry_state)record->state,
		.revision = record->revision,
	};
	entry->citations = arena_alloc(arena, record->n_citations * sizeof(*entry->citations));
	for (size_t i = 0; i < record->n_citations; i++)
		entry->citations[i] = (struct citation){ .evidence = record->citations[i]->evidence,
							 .place = record->citations[i]->place,
							 .points = record->citations[i]->supports,
							 .n_points = record->citations[i]->n_supports };
}

void evidence_from_record(const Jixiao__Evidence *record, struct evidence *evidence)
{
	*evidence = (struct evidence){
		.id = record->id,
		.name = record->name,
		.kind = record->kind,
		.note = record->note,
		.place = record->place,
		.date = record->date,
		.number = record->number,
		.uploaded_by = record->uploaded_by,
		.size = record->size,
	};
	if (record->digest.len == sizeof(evidence->digest))
		memcpy(evidence->digest, record->digest.data, sizeof(evidence->digest));
}
