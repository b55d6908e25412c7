# Warnings are errors, in every preset. Generated code is compiled without them (proto/CMakeLists.txt).
function(jixiao_warnings target)
	target_compile_definitions(${target} PRIVATE _GNU_SOURCE)
	target_compile_options(${target} PRIVATE -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes
		-Wpointer-arith -Wwrite-strings -Wformat=2 -Wno-missing-field-initializers -fstack-protector-strong)
endfunction()

if(JIXIAO_SANITIZE)
	add_compile_options(-fsanitize=${JIXIAO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
	add_link_options(-fsanitize=${JIXIAO_SANITIZE})
endif()

# What is fuzzed reports its branches, or the fuzzers are blind.
if(JIXIAO_FUZZ)
	add_compile_options(-fsanitize=fuzzer-no-link)
endif()
