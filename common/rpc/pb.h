/* pb: protobuf-c messages in arenas, and what every message that comes from outside must pass. */
#ifndef JIXIAO_RPC_PB_H
#define JIXIAO_RPC_PB_H

#include <protobuf-c/protobuf-c.h>

#include "common/base/arena.h"
#include "common/base/slice.h"
#include "common/base/status.h"
#include "jixiao/rpc.pb-c.h"

/* Unpacks into ${arena}; nothing to free. NULL if the bytes are no such message. */
ProtobufCMessage *pb_unpack(struct arena *arena, const ProtobufCMessageDescriptor *type, struct slice bytes);

/* Packs into ${arena}. */
struct slice pb_pack(struct arena *arena, const ProtobufCMessage *message);

/* An initialised message of ${type} in ${arena}. */
ProtobufCMessage *pb_new(struct arena *arena, const ProtobufCMessageDescriptor *type);

/* A field of bytes as a slice, and back: the bytes stay where they are. */
struct slice pb_slice(ProtobufCBinaryData bytes);
ProtobufCBinaryData pb_bytes(struct slice bytes);

/* Checks each string of ${message} once: valid UTF-8, no control characters but \n and \t, no zero-width or private-use ones;
 * stores it as NFC (utf8proc). Checks enum values, and that every field is known. Adds a violation for each fault with the
 * field's path. */
void pb_check(struct arena *arena, ProtobufCMessage *message, struct status *status);

/* Names each string with a NUL in it in the bytes that ${type} was unpacked from; protobuf-c dropped what follows it. */
void pb_check_wire(struct arena *arena, const ProtobufCMessageDescriptor *type, struct slice bytes, struct status *status);

/* Status <-> wire. */
Jixiao__Status *pb_status(struct arena *arena, const struct status *status);
void pb_status_read(const Jixiao__Status *wire, struct status *status);

#endif
