#include "common/record/template_record.h"

#include <stdlib.h>
#include <string.h>

#include "common/record/record_domain.h"

Jixiao__Scheme template_scheme(const Jixiao__Template *record)
{
	Jixiao__Scheme scheme = JIXIAO__SCHEME__INIT;

	scheme.standard = record->standard;
	scheme.grades = record->grades;
	scheme.n_grades = record->n_grades;
	scheme.scoring = record->scoring;
	return scheme;
}

static struct decimal bound(const char *text, const char *path, struct decimal otherwise, struct status *status)
{
	struct decimal value = DECIMAL(0);

	if (*text == '\0')
		return otherwise;
	if (!decimal_parse(text, &value))
		STATUS_VIOLATION(status, path, MSG_FIELD_NOT_DECIMAL, text);
	return value;
}

static struct usual_weight usual_from_record(struct arena *arena, const Jixiao__UsualWeight *record, size_t i,
					     struct status *status)
{
	struct usual_weight usual = { .n_codes = record->n_codes, .basis = record->basis };

	usual.codes = arena_alloc(arena, (record->n_codes + 1) * sizeof(*usual.codes));
	for (size_t k = 0; k < record->n_codes; k++)
		usual.codes[k] = record->codes[k];
	usual.least = bound(record->least, arena_printf(&status->arena, "usual[%zu].least", i), DECIMAL(0), status);
	usual.most = bound(record->most, arena_printf(&status->arena, "usual[%zu].most", i), DECIMAL(100), status);
	return usual;
}

enum status_code template_from_record(struct arena *arena, const Jixiao__Template *record, struct template *template,
				      struct status *status)
{
	const Jixiao__Scheme scheme = template_scheme(record);
	struct dossier *framework = &template->framework;
	const size_t before = status->n_violations;

	*template = (struct template){
		.framework = { .evaluation = "", .title = record->title, .unit = "", .stage = STAGE_PREPARATION },
		.n_usual = record->n_usual,
	};
	scheme_from_record(arena, &scheme, "scheme", &framework->scheme, status);
	framework->n_indicators = record->n_indicators;
	framework->indicators = arena_alloc(arena, (record->n_indicators + 1) * sizeof(*framework->indicators));
	for (size_t i = 0; i < record->n_indicators; i++)
		indicator_from_record(arena, record->indicators[i], arena_printf(arena, "indicators[%zu]", i),
				      &framework->indicators[i], status);
	template->usual = arena_alloc(arena, (record->n_usual + 1) * sizeof(*template->usual));
	for (size_t i = 0; i < record->n_usual; i++)
		template->usual[i] = usual_from_record(arena, record->usual[i], i, status);
	dossier_apply_options(framework);
	return status->n_violations == before ? STATUS_OK : STATUS_INVALID_ARGUMENT;
}

char *template_reference(struct arena *arena, const char *name, uint32_t version)
{
	return arena_printf(arena, "%s@%u", name, version);
}

bool template_reference_parse(struct arena *arena, const char *text, char **name, uint32_t *version)
{
	const char *at = strchr(text, '@'), *digits = at != NULL ? at + 1 : "";
	const size_t length = at != NULL ? (size_t)(at - text) : strlen(text), n = strlen(digits);

	*name = arena_printf(arena, "%.*s", (int)length, text);
	*version = 0;
	if (at == NULL)
		return length > 0;
	if (length == 0 || n == 0 || n > 9 || digits[0] == '0' || strspn(digits, "0123456789") != n)
		return false;
	*version = (uint32_t)strtoul(digits, NULL, 10);
	return true;
}
