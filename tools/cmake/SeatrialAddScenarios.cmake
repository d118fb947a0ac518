# SPDX-License-Identifier: Apache-2.0
# seatrial_add_scenarios(DIR folder [LABEL name] [TIMEOUT seconds] [EXTRA_ARGS …])
#
# Registers every scenario below a folder as a ctest test of its own, named by its path in that
# folder ("two-cluster/nodeport"). A scenario is a *.yaml file with the top key `seatrial:`; other
# files are configs that it uses. Each test has the labels `scenario`, its folder's name, and LABEL;
# it writes JUnit to <build>/junit/<name>.xml. Files that are added or removed are noticed by the
# next build. The paths of a report are relative to the project's folder, wherever ctest runs.

function(seatrial_add_scenarios)
  cmake_parse_arguments(ARG "" "DIR;LABEL;TIMEOUT" "EXTRA_ARGS" ${ARGN})
  if(NOT ARG_DIR)
    message(FATAL_ERROR "seatrial_add_scenarios: no DIR; give the folder with the scenarios")
  endif()
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "seatrial_add_scenarios: unknown '${ARG_UNPARSED_ARGUMENTS}'; "
                        "known are DIR, LABEL, TIMEOUT, EXTRA_ARGS")
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  get_filename_component(folder "${ARG_DIR}" ABSOLUTE)
  if(NOT IS_DIRECTORY "${folder}")
    message(FATAL_ERROR "seatrial_add_scenarios: ${folder} is no folder; give an existing one")
  endif()

  file(GLOB_RECURSE files CONFIGURE_DEPENDS LIST_DIRECTORIES false "${folder}/*.yaml")
  list(SORT files)
  foreach(file IN LISTS files)
    file(STRINGS "${file}" top_key REGEX "^seatrial:" LIMIT_COUNT 1)
    if(top_key)
      _seatrial_add_scenario("${folder}" "${file}")
    endif()
  endforeach()
endfunction()

function(_seatrial_add_scenario folder file)
  cmake_path(RELATIVE_PATH file BASE_DIRECTORY "${folder}" OUTPUT_VARIABLE name)
  cmake_path(REMOVE_EXTENSION name LAST_ONLY)
  string(REPLACE "/" "." junit "${name}")
  file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/junit")

  cmake_path(IS_PREFIX PROJECT_SOURCE_DIR "${file}" inside)
  set(argument "${file}")
  if(inside)
    cmake_path(RELATIVE_PATH argument BASE_DIRECTORY "${PROJECT_SOURCE_DIR}")
  endif()
  cmake_path(GET file PARENT_PATH parent)
  cmake_path(GET parent FILENAME label)

  add_test(NAME "${name}"
           COMMAND $<TARGET_FILE:seatrial::seatrial_cli> run "${argument}"
                   --junit "${PROJECT_BINARY_DIR}/junit/${junit}.xml" ${ARG_EXTRA_ARGS}
           WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties("${name}" PROPERTIES LABELS "scenario;${label};${ARG_LABEL}"
                       TIMEOUT ${ARG_TIMEOUT})
  set_property(GLOBAL APPEND PROPERTY SEATRIAL_SCENARIO_TESTS "${name}")
endfunction()
