/* descriptor_json: protobuf messages to JSON and back by their descriptors (jansson). Bytes as base64, enums as names, 64-bit
 * numbers as strings; field names as in proto/. */
#ifndef JIXIAO_RPC_DESCRIPTOR_JSON_H
#define JIXIAO_RPC_DESCRIPTOR_JSON_H

#include <protobuf-c/protobuf-c.h>

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"

/* Indented, every field: for people and scripts. */
char *json_write(struct arena *arena, const ProtobufCMessage *message);

/* Canonical: keys sorted, no spaces, fields at their default left out. What state digests are taken over. */
struct slice json_canonical(struct arena *arena, const ProtobufCMessage *message);

/* Every fault is a violation with its path: unknown or duplicate key, wrong type, bad base64, unknown enum name, number out of
 * range, nesting too deep. */
enum status_code json_read(struct arena *arena, const ProtobufCMessageDescriptor *type, struct slice json,
			   ProtobufCMessage **message, struct status *status);

/* The service method "Entry.Put" in the compiled descriptors; NULL if there is none. */
const ProtobufCMethodDescriptor *descriptor_method(const char *name);
/* Visits every method as "Entry.Put"; a `Service` suffix of the service's name is dropped. */
typedef void descriptor_visit(void *context, const char *name, const ProtobufCMethodDescriptor *method);
void descriptor_methods(descriptor_visit *visit, void *context);

#endif
