/* slice: bytes that belong to someone else. */
#ifndef JIXIAO_BASE_SLICE_H
#define JIXIAO_BASE_SLICE_H

#include <stddef.h>
#include <stdint.h>

struct slice {
	const uint8_t *data;
	size_t size;
};

#endif
