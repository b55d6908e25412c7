/* pb_field: where a field's value lies in a message, as its descriptor says. */
#ifndef JIXIAO_RPC_PB_FIELD_H
#define JIXIAO_RPC_PB_FIELD_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/* Bytes of one value; the step of an array of them. proto/ has no floating point: money, weights and scores are strings. */
size_t pb_value_size(ProtobufCType type);

/* How many values a repeated field has. */
size_t *pb_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

bool pb_in_oneof(const ProtobufCFieldDescriptor *field);
/* Of a field in a oneof: the id of the one that is set; 0: none. */
uint32_t *pb_case(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

#endif
