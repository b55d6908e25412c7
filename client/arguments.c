#include <string.h>

#include "client/command.h"

const char *argument(const struct arguments *arguments, const char *option)
{
	for (size_t i = 0; i < arguments->n_options; i++)
		if (strcmp(arguments->options[i].name, option) == 0)
			return arguments->options[i].value;
	return NULL;
}

const char **argument_all(struct arena *arena, const struct arguments *arguments, const char *option)
{
	const char **values = arena_alloc(arena, (arguments->n_options + 1) * sizeof(*values));
	size_t n = 0;

	for (size_t i = 0; i < arguments->n_options; i++)
		if (strcmp(arguments->options[i].name, option) == 0)
			values[n++] = arguments->options[i].value;
	return values;
}
