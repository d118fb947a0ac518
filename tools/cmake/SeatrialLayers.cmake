# SPDX-License-Identifier: Apache-2.0
# seatrial_layer(NAME DIR folder [DEPS layers…] [PRIVATE_LIBS targets…])
#
# One static library per layer of the house, made of every .cpp of its folder. A layer sees the
# headers of the whole tree (includes are written from the root), so its DEPS are held by
# tests/house, and by the linker.

set(SEATRIAL_LAYERS "" CACHE INTERNAL "")

function(seatrial_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow)
  # Before GCC 13, optimised string, map and optional code of the library itself warns falsely
  # (bugs 105651, 105562, 106199).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE
      -Wno-restrict -Wno-stringop-overread -Wno-maybe-uninitialized
      $<$<CONFIG:Release>:-Wno-array-bounds>)
  endif()
  if(SEATRIAL_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(SEATRIAL_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${SEATRIAL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=${SEATRIAL_SANITIZE})
  endif()
  # These two check each access: a quarter of what compiling takes. A null pointer is the address
  # sanitizer's, too, and no pointer is cast to another type here.
  if(SEATRIAL_SANITIZE MATCHES "undefined")
    target_compile_options(${target} PRIVATE -fno-sanitize=null,alignment)
  endif()
endfunction()

# Most of the time of a build goes into reading headers, so that those that every second file needs
# are read once: the standard ones for all layers, and the model's for the layers above `scenario`.
# Sources include what they use all the same: the release preset builds without.
set(SEATRIAL_STANDARD_HEADERS
  <algorithm> <array> <functional> <map> <memory> <optional> <set> <span> <string> <string_view>
  <utility> <variant> <vector> <boost/system/result.hpp> <boost/unordered/unordered_flat_map.hpp>
  <fmt/format.h>)
set(SEATRIAL_MODEL_HEADER "${PROJECT_SOURCE_DIR}/harness/scenario/scene.hpp")

# Most of what a file compiles are the templates that its headers use, which many files together
# compile once: half of the time. A name of an unnamed namespace is then another file's, too.
function(seatrial_unity target)
  if(NOT SEATRIAL_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  target_compile_options(${target} PRIVATE -Wno-shadow -Wno-subobject-linkage)
endfunction()

# seatrial_precompiled(TARGET headers…): an object library that only holds a precompiled header.
function(seatrial_precompiled target)
  file(WRITE "${PROJECT_BINARY_DIR}/${target}.cpp" "// the precompiled header needs a source\n")
  add_library(${target} OBJECT EXCLUDE_FROM_ALL "${PROJECT_BINARY_DIR}/${target}.cpp")
  seatrial_warnings(${target})
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_include_directories(${target} SYSTEM PRIVATE "${SEATRIAL_BOOST_DIR}")
  target_link_libraries(${target} PRIVATE fmt::fmt)
  target_precompile_headers(${target} PRIVATE ${ARGN})
endfunction()

function(seatrial_precompile target deps)
  if(NOT SEATRIAL_PCH)
    return()
  endif()
  if(NOT TARGET seatrial_pch_standard)
    seatrial_precompiled(seatrial_pch_standard ${SEATRIAL_STANDARD_HEADERS})
    seatrial_precompiled(seatrial_pch_model ${SEATRIAL_STANDARD_HEADERS} ${SEATRIAL_MODEL_HEADER})
  endif()
  if(target STREQUAL "seatrial_scenario" OR "scenario" IN_LIST deps)
    target_precompile_headers(${target} REUSE_FROM seatrial_pch_model)
  else()
    target_precompile_headers(${target} REUSE_FROM seatrial_pch_standard)
  endif()
endfunction()

function(seatrial_layer name)
  cmake_parse_arguments(LAYER "" "DIR" "DEPS;PRIVATE_LIBS" ${ARGN})
  set(target seatrial_${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${LAYER_DIR}/*.cpp")
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    seatrial_warnings(${target})
    seatrial_unity(${target})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(seatrial::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/seatrial>)
  target_include_directories(${target} SYSTEM ${scope} $<BUILD_INTERFACE:${SEATRIAL_BOOST_DIR}>)
  target_link_libraries(${target} ${scope} fmt::fmt)
  if(sources)
    seatrial_precompile(${target} "${LAYER_DEPS}")
  endif()
  foreach(dep IN LISTS LAYER_DEPS)
    target_link_libraries(${target} ${scope} seatrial_${dep})
  endforeach()
  if(sources)
    foreach(lib IN LISTS LAYER_PRIVATE_LIBS)
      target_link_libraries(${target} PRIVATE ${lib})
    endforeach()
  endif()
  set(SEATRIAL_LAYERS ${SEATRIAL_LAYERS} ${target} CACHE INTERNAL "")
endfunction()
