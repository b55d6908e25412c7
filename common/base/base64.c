#include "common/base/base64.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_encode(struct arena *arena, struct slice bytes)
{
	char *text = arena_alloc(arena, (bytes.size + 2) / 3 * 4 + 1), *out = text;

	for (size_t i = 0; i < bytes.size; i += 3) {
		size_t left = bytes.size - i;
		uint32_t group = (uint32_t)bytes.data[i] << 16;

		group |= left > 1 ? (uint32_t)bytes.data[i + 1] << 8 : 0;
		group |= left > 2 ? bytes.data[i + 2] : 0;
		*out++ = alphabet[group >> 18];
		*out++ = alphabet[group >> 12 & 63];
		*out++ = left > 1 ? alphabet[group >> 6 & 63] : '=';
		*out++ = left > 2 ? alphabet[group & 63] : '=';
	}
	return text;
}

bool base64_decode(struct arena *arena, const char *text, struct slice *bytes)
{
	size_t length = strlen(text), padding = 0, n = 0;
	uint8_t *data;
	uint32_t group = 0;

	if (length % 4 != 0)
		return false;
	while (padding < 2 && padding < length && text[length - padding - 1] == '=')
		padding++;
	data = arena_alloc(arena, length / 4 * 3 + 3);
	for (size_t i = 0; i < length; i++) {
		const char *p = i < length - padding ? strchr(alphabet, text[i]) : alphabet;

		if (p == NULL)
			return false;
		group = group << 6 | (uint32_t)(p - alphabet);
		if (i % 4 == 3) {
			data[n++] = (uint8_t)(group >> 16);
			data[n++] = (uint8_t)(group >> 8);
			data[n++] = (uint8_t)group;
			group = 0;
		}
	}
	/* The bits under the padding must be zero: one text for each value. */
	for (size_t i = 0; i < padding; i++)
		if (data[--n] != 0)
			return false;
	*bytes = (struct slice){ data, n };
	return true;
}
