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

#endif
