# What turns proto/jixiao/*.proto into C.
find_program(PROTOC_C protoc-c REQUIRED)
