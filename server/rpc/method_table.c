#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/rpc/descriptor_json.h"
#include "server/rpc/method.h"
#include "server/service/handlers.h"

/* The fields that method_table_init fills are the reason that the table is not const. */
static struct method methods[] = {
#include "server/rpc/method_rows.def"
};
static const size_t N_METHODS = sizeof(methods) / sizeof(methods[0]);

size_t method_count(void)
{
	return N_METHODS;
}

const struct method *method_at(size_t i)
{
	return &methods[i];
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct method *)a)->name, ((const struct method *)b)->name);
}

const struct method *method_find(const char *name)
{
	struct method key = { .name = name };

	return bsearch(&key, methods, N_METHODS, sizeof(methods[0]), by_name);
}

static void require_row(void *context, const char *name, const ProtobufCMethodDescriptor *method)
{
	(void)context;
	(void)method;
	if (method_find(name) == NULL) {
		fprintf(stderr, "no row for method %s\n", name);
		abort();
	}
}

void method_table_init(void)
{
	qsort(methods, N_METHODS, sizeof(methods[0]), by_name);
	for (size_t i = 0; i < N_METHODS; i++) {
		const ProtobufCMethodDescriptor *rpc = descriptor_method(methods[i].name);

		if (rpc == NULL) {
			fprintf(stderr, "no rpc for row %s\n", methods[i].name);
			abort();
		}
		methods[i].input = rpc->input;
		methods[i].output = rpc->output;
		methods[i].evaluation_field = protobuf_c_message_descriptor_get_field_by_name(rpc->input, "evaluation");
	}
	descriptor_methods(require_row, NULL);
}
