# What turns proto/jixiao/*.proto into C.
find_program(PROTOC_C protoc-c REQUIRED)
# descriptor.proto, for the documentation that is generated from proto/'s comments (libprotobuf-dev).
find_path(PROTOBUF_INCLUDE google/protobuf/descriptor.proto REQUIRED)
