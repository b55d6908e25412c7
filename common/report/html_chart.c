#include "common/report/html_chart.h"

#include <string.h>

#include "common/domain/decimal.h"

/* In SVG's units. */
enum { WIDTH = 640, HEIGHT = 230, LEFT = 44, RIGHT = 8, TOP = 24, BOTTOM = 30, PLOT = HEIGHT - TOP - BOTTOM };

void html_escape(struct text_buffer *buffer, const char *text)
{
	for (; *text != '\0'; text++)
		switch (*text) {
		case '&': text_put(buffer, "&amp;"); break;
		case '<': text_put(buffer, "&lt;"); break;
		case '>': text_put(buffer, "&gt;"); break;
		case '"': text_put(buffer, "&quot;"); break;
		case '\'': text_put(buffer, "&#39;"); break;
		case '\n': text_put(buffer, "<br>"); break;
		default: text_put_char(buffer, *text);
		}
}

/* The present row is dark, the earlier it is the lighter. */
static const char *grey_of(const struct report_table *table, size_t row)
{
	static const char *const greys[] = { "#333", "#999", "#b5b5b5", "#c8c8c8", "#d8d8d8", "#e5e5e5" };
	const size_t earlier = table->rows - 1 - row, last = sizeof(greys) / sizeof(*greys) - 1;

	return greys[earlier < last ? earlier : last];
}

/* Height of "95.10%" in the plot, at most all of it; false if it is none. */
static bool height_of(const char *text, unsigned *height)
{
	const size_t length = strlen(text);
	char digits[32];
	struct decimal percent;

	if (length < 2 || length >= sizeof(digits) || text[length - 1] != '%')
		return false;
	memcpy(digits, text, length - 1);
	digits[length - 1] = '\0';
	if (!decimal_parse(digits, &percent) || percent.micros < 0)
		return false;
	*height = (unsigned)(percent.micros * PLOT / (100 * DECIMAL_ONE));
	if (*height > PLOT)
		*height = PLOT;
	return true;
}

static void put_text(struct text_buffer *buffer, unsigned x, unsigned y, const char *anchor, const char *text)
{
	text_format(buffer, "<text x=\"%u\" y=\"%u\" font-size=\"11\" text-anchor=\"%s\">", x, y, anchor);
	html_escape(buffer, text);
	text_put(buffer, "</text>\n");
}

static void draw_axis(struct text_buffer *buffer)
{
	for (unsigned percent = 0; percent <= 100; percent += 25) {
		const unsigned y = TOP + PLOT - percent * PLOT / 100;

		text_format(buffer, "<path d=\"M%u %uH%u\" stroke=\"#bbb\" stroke-width=\".5\"/>\n", LEFT, y, WIDTH - RIGHT);
		text_format(buffer, "<text x=\"%u\" y=\"%u\" font-size=\"10\" text-anchor=\"end\">%u%%</text>\n", LEFT - 4,
			    y + 4, percent);
	}
}

static void draw_group(struct text_buffer *buffer, const struct report_table *table, size_t column)
{
	const unsigned width = (unsigned)((WIDTH - LEFT - RIGHT) / (table->columns - table->chart));
	const unsigned left = LEFT + (unsigned)(column - table->chart) * width, bar = width * 7 / 10 / (unsigned)table->rows;

	for (size_t row = 0; row < table->rows; row++) {
		unsigned height;

		if (height_of(table->cells[row * table->columns + column], &height))
			text_format(buffer, "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" fill=\"%s\"/>\n",
				    left + width * 15 / 100 + (unsigned)row * bar, TOP + PLOT - height, bar > 1 ? bar - 1 : 1,
				    height, grey_of(table, row));
	}
	put_text(buffer, left + width / 2, HEIGHT - BOTTOM + 16, "middle", table->header[column]);
}

static void draw_legend(struct text_buffer *buffer, const struct report_table *table)
{
	for (size_t row = 0; row < table->rows; row++) {
		const unsigned x = LEFT + (unsigned)row * 90;

		text_format(buffer, "<rect x=\"%u\" y=\"5\" width=\"10\" height=\"10\" fill=\"%s\"/>\n", x,
			    grey_of(table, row));
		put_text(buffer, x + 14, 14, "start", table->cells[row * table->columns]);
	}
}

void html_chart(struct text_buffer *buffer, const struct report_table *table)
{
	text_format(buffer, "<svg viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
	html_escape(buffer, table->caption);
	text_put(buffer, "\">\n");
	draw_axis(buffer);
	for (size_t column = table->chart; column < table->columns; column++)
		draw_group(buffer, table, column);
	draw_legend(buffer, table);
	text_put(buffer, "</svg>\n");
}
