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
      -Wno-restrict -Wno-stringop-overread -Wno-maybe-uninitialized)
  endif()
  if(SEATRIAL_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(SEATRIAL_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${SEATRIAL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=${SEATRIAL_SANITIZE})
  endif()
endfunction()

# The standard headers that every second file needs, read once for all layers: most of the time of
# a build goes into reading headers. Sources include what they use all the same.
function(seatrial_precompile target sources)
  if(NOT sources OR NOT SEATRIAL_PCH)
    return()
  endif()
  if(target STREQUAL "seatrial_core")
    target_precompile_headers(${target} PRIVATE
      <algorithm> <array> <functional> <map> <memory> <optional> <set> <span> <string> <string_view>
      <utility> <variant> <vector> <boost/system/result.hpp>
      <boost/unordered/unordered_flat_map.hpp> <fmt/format.h>)
  else()
    target_precompile_headers(${target} REUSE_FROM seatrial_core)
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
  seatrial_precompile(${target} "${sources}")
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
