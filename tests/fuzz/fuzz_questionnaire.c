/* A questionnaire file from anyone's editor: must never crash, nor may what is computed of it. */
#include "client/questionnaire_file.h"
#include "common/domain/questionnaire.h"
#include "common/record/record_domain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct answer_option options[] = { { "满意", DECIMAL(100) }, { "一般", { 33330000 } } };
	const struct rule rule = {
		.kind = RULE_SATISFACTION, .options = options, .n_options = 2, .satisfied_from = DECIMAL(80)
	};
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	struct questionnaire_result result;
	Jixiao__Questionnaire *record;

	if (questionnaire_file_read(&arena, "f", (struct slice){ data, size }, &record, &status) == STATUS_OK) {
		const struct questionnaire_counts *counts = questionnaire_from_record(&arena, record);

		questionnaire_check(counts, &rule, "q", &status);
		if (status.n_violations == 0)
			questionnaire_evaluate(&arena, counts, &rule, &result, &status);
	}
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}
