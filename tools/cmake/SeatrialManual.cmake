# SPDX-License-Identifier: Apache-2.0
# seatrial_manual(TARGET folder): compiles the files of a folder of examples into a target, so that
# the manual needs no files at run time. Files that are added or removed are noticed by the next
# build. Reports that were blessed, and the manual itself, are no part of it.

set(seatrial_embed_script "${CMAKE_CURRENT_LIST_DIR}/embed_examples.cmake")

function(seatrial_manual target folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS LIST_DIRECTORIES false "${folder}/*")
  list(FILTER files EXCLUDE REGEX "(README\\.md|\\.report\\.txt)$")
  set(source "${PROJECT_BINARY_DIR}/manual_examples.cpp")
  add_custom_command(OUTPUT "${source}"
    COMMAND "${CMAKE_COMMAND}" "-DFOLDER=${folder}" "-DOUT=${source}" -P "${seatrial_embed_script}"
    DEPENDS "${seatrial_embed_script}" ${files}
    COMMENT "Compiling in the examples of the manual")
  target_sources(${target} PRIVATE "${source}")
endfunction()
