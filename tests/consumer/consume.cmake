# SPDX-License-Identifier: Apache-2.0
# Installs the build into a scratch prefix (WAY=installed) or takes the source tree as it is
# (WAY=subdirectory), then configures, builds and tests the project beside this file against it.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(code)
    message(FATAL_ERROR "${ARGN}\n${out}")
  endif()
endfunction()

string(REPLACE "|" ";" prefixes "${PREFIXES}")
file(REMOVE_RECURSE "${SCRATCH}")
if(WAY STREQUAL installed)
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${SCRATCH}/prefix")
  list(PREPEND prefixes "${SCRATCH}/prefix")
  set(source "")
else()
  set(source "${SOURCE}")
endif()

# The scratch project stands elsewhere: nothing of the source tree may be found by chance.
file(COPY "${CMAKE_CURRENT_LIST_DIR}/project" DESTINATION "${SCRATCH}")
list(JOIN prefixes "\\;" prefixes)
run("${CMAKE_COMMAND}" -S "${SCRATCH}/project" -B "${SCRATCH}/build" -G "${GENERATOR}"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
    "-DCMAKE_CXX_FLAGS=${FLAGS}" "-DCMAKE_PREFIX_PATH=${prefixes}"
    "-DSEATRIAL_BOOST_INCLUDE=${BOOST}" "-DSEATRIAL_SOURCE=${source}"
    "-DCMAKE_LIBRARY_ARCHITECTURE=${ARCHITECTURE}")
if(WAY STREQUAL installed)
  run("${CMAKE_COMMAND}" --build "${SCRATCH}/build")
  run("${CMAKE_CTEST_COMMAND}" --test-dir "${SCRATCH}/build" --output-on-failure --no-tests=error)
else()
  # The whole of Seatrial is built often enough elsewhere.
  run("${CMAKE_COMMAND}" --build "${SCRATCH}/build" --target embed_core)
  run("${SCRATCH}/build/embed_core")
endif()
