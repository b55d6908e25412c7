/* template_record: a template's record as the domain's plain structs; see record_domain.h. */
#ifndef JIXIAO_RECORD_TEMPLATE_RECORD_H
#define JIXIAO_RECORD_TEMPLATE_RECORD_H

#include "common/domain/template_check.h"
#include "jixiao/template.pb-c.h"

/* Adds a violation for each number that does not parse, at the paths of template_check; STATUS_INVALID_ARGUMENT if there were
 * any. The scheme's defaults stand in the rules already. */
enum status_code template_from_record(struct arena *arena, const Jixiao__Template *record, struct template *template,
				      struct status *status);

/* The part of a scheme that a template holds: standard, grades, scoring. Shares the template's texts. */
Jixiao__Scheme template_scheme(const Jixiao__Template *record);

/* "department@1". */
char *template_reference(struct arena *arena, const char *name, uint32_t version);
/* Parts "department@1", or "department" (version 0). false if it is neither. *${name} in ${arena}. */
bool template_reference_parse(struct arena *arena, const char *text, char **name, uint32_t *version);

#endif
