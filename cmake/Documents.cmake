# Man pages (if scdoc is there) and the bash completion, which the program prints from its command table.
find_program(SCDOC scdoc)
if(SCDOC)
	foreach(page jixiao.1 jixiaod.8)
		string(REGEX REPLACE ".*\\." "" section ${page})
		add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/man/${page}
			COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/man
			COMMAND ${SCDOC} < ${PROJECT_SOURCE_DIR}/docs/man/${page}.scd > ${PROJECT_BINARY_DIR}/man/${page}
			DEPENDS docs/man/${page}.scd)
		list(APPEND man_pages ${PROJECT_BINARY_DIR}/man/${page})
		install(FILES ${PROJECT_BINARY_DIR}/man/${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
	endforeach()
	add_custom_target(man ALL DEPENDS ${man_pages})
endif()

if(TARGET jixiao)
	add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/completion/jixiao
		COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/completion
		COMMAND jixiao help --completion > ${PROJECT_BINARY_DIR}/completion/jixiao
		DEPENDS jixiao)
	add_custom_target(completion ALL DEPENDS ${PROJECT_BINARY_DIR}/completion/jixiao)
	install(FILES ${PROJECT_BINARY_DIR}/completion/jixiao DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
endif()
