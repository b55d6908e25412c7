#include "common/report/render.h"

#include <string.h>

const struct report_format report_formats[] = {
	{ "html", render_html },
	{ "markdown", render_markdown },
	{ "model", render_model },
};
const size_t report_n_formats = sizeof(report_formats) / sizeof(report_formats[0]);

const struct report_format *report_format(const char *name)
{
	for (size_t i = 0; i < report_n_formats; i++)
		if (strcmp(report_formats[i].name, name) == 0)
			return &report_formats[i];
	return NULL;
}
