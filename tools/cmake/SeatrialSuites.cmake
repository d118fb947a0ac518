# SPDX-License-Identifier: Apache-2.0
# seatrial_suites(PROGRAM TEST_PREFIX text LABELS label [TIMEOUT seconds])
#
# One ctest test per suite of a GoogleTest program. Half of the time of a small test is the start of
# its process under ASan, so that a test of its own for each of some three thousand costs minutes.
# A suite counts as skipped when a test of it was and none failed: tests/support/main.cpp says so by
# its exit code.
#
# The suites are asked of the program once it is linked, by this file as a script.
if(CMAKE_SCRIPT_MODE_FILE)
  execute_process(COMMAND "${PROGRAM}" --gtest_list_tests OUTPUT_VARIABLE listed
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "(^|\n)[^ \n]+\\." suites "${listed}")
  set(script "")
  foreach(suite IN LISTS suites)
    string(STRIP "${suite}" suite)
    string(REGEX REPLACE "\\.$" "" suite "${suite}")
    set(name "[==[${TEST_PREFIX}${suite}]==]")
    string(APPEND script
      "add_test(${name} [==[${PROGRAM}]==] [==[--gtest_filter=${suite}.*]==])\n"
      "set_tests_properties(${name} PROPERTIES LABELS ${LABELS} TIMEOUT ${TIMEOUT}"
      " SKIP_RETURN_CODE 77)\n")
  endforeach()
  file(WRITE "${OUT}" "${script}")
  return()
endif()

set(SEATRIAL_SUITES_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(seatrial_suites program)
  cmake_parse_arguments(SUITES "" "TEST_PREFIX;LABELS;TIMEOUT" "" ${ARGN})
  if(NOT SUITES_TIMEOUT)
    set(SUITES_TIMEOUT 120)
  endif()
  set(tests "${CMAKE_CURRENT_BINARY_DIR}/${program}_suites.cmake")
  add_custom_command(TARGET ${program} POST_BUILD BYPRODUCTS "${tests}" VERBATIM
    COMMAND ${CMAKE_COMMAND} -D "PROGRAM=$<TARGET_FILE:${program}>" -D "OUT=${tests}"
            -D "TEST_PREFIX=${SUITES_TEST_PREFIX}" -D "LABELS=${SUITES_LABELS}"
            -D "TIMEOUT=${SUITES_TIMEOUT}" -P "${SEATRIAL_SUITES_SCRIPT}")
  set(include "${CMAKE_CURRENT_BINARY_DIR}/${program}_include.cmake")
  file(WRITE "${include}"
    "if(EXISTS [==[${tests}]==])\n  include([==[${tests}]==])\nelse()\n"
    "  add_test(${program}_NOT_BUILT ${program}_NOT_BUILT)\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${include}")
endfunction()
