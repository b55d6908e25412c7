/* render: the report model as text: one self-contained HTML file, Markdown, and the canonical bytes that a signature covers. */
#ifndef JIXIAO_REPORT_RENDER_H
#define JIXIAO_REPORT_RENDER_H

#include "common/base/slice.h"
#include "common/domain/report_model.h"

/* One row a format; a new renderer is a row. */
struct report_format {
	const char *name; /* "html" */
	struct slice (*render)(struct arena *arena, const struct report *report);
};
extern const struct report_format report_formats[];
extern const size_t report_n_formats;
const struct report_format *report_format(const char *name);

struct slice render_html(struct arena *arena, const struct report *report);
struct slice render_markdown(struct arena *arena, const struct report *report);
/* Canonical: a line a block, escaped; documented in docs/protocol.md. Format "model". */
struct slice render_model(struct arena *arena, const struct report *report);

#endif
