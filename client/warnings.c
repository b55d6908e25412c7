#include "client/warnings.h"

#include <stdio.h>

void early_warnings_print(const struct context *context, Jixiao__EarlyWarning *const *warnings, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const enum message_id id = message_by_name(warnings[i]->message);

		if (id != MSG_NONE)
			printf("%s\n", message_text(context->arena, context->language, id,
						    (const char *const *)warnings[i]->args, warnings[i]->n_args));
	}
}
