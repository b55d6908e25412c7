/* descriptor_methods: the methods of every service in the compiled descriptors. */
#ifndef JIXIAO_RPC_DESCRIPTOR_METHODS_H
#define JIXIAO_RPC_DESCRIPTOR_METHODS_H

#include <protobuf-c/protobuf-c.h>

/* The service method "Entry.Put" in the compiled descriptors; NULL if there is none. */
const ProtobufCMethodDescriptor *descriptor_method(const char *name);
/* Visits every method as "Entry.Put"; a `Service` suffix of the service's name is dropped. */
typedef void descriptor_visit(void *context, const char *name, const ProtobufCMethodDescriptor *method);
void descriptor_methods(descriptor_visit *visit, void *context);

#endif
