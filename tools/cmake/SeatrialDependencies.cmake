# SPDX-License-Identifier: Apache-2.0
# Finds what Debian 12 and Ubuntu 24.04 package. The build and the installed package both read this
# file. Libraries that ship no CMake files become imported targets here, so that no path of the
# machine that built Seatrial gets into what is installed. An installed package needs only the
# libraries to link with: JSON and the command line's parser are inside its archives.

# For a parent project that adds Seatrial as a subdirectory, the targets must be seen up there too.
set(seatrial_targets_global ${CMAKE_FIND_PACKAGE_TARGETS_GLOBAL})
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)

# seatrial_imported(TARGET libraries…): a name of ours for somebody else's library.
function(seatrial_imported target)
  if(NOT TARGET ${target})
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    target_link_libraries(${target} INTERFACE ${ARGN})
  endif()
endfunction()

# A library that ships headers and an archive, and nothing for CMake.
function(seatrial_plain_library target name header)
  find_library(SEATRIAL_${name}_LIBRARY ${name} REQUIRED)
  mark_as_advanced(SEATRIAL_${name}_LIBRARY)
  seatrial_imported(${target} "${SEATRIAL_${name}_LIBRARY}")
  if(NOT SEATRIAL_INSTALLED)
    find_path(SEATRIAL_${name}_INCLUDE ${header} REQUIRED)
    mark_as_advanced(SEATRIAL_${name}_INCLUDE)
    target_include_directories(${target} SYSTEM INTERFACE "${SEATRIAL_${name}_INCLUDE}")
  endif()
endfunction()

# Boost is used by its headers alone. tools/test unpacks a newer one into the build tree where the
# system's is older than 1.81 and passes its place in SEATRIAL_BOOST_INCLUDE.
set(SEATRIAL_BOOST_INCLUDE "" CACHE PATH "Folder with Boost >=1.81 headers, where not the system's")
set(seatrial_boost_header boost/unordered/unordered_flat_map.hpp)  # there since 1.81
if(NOT EXISTS "${SEATRIAL_BOOST_DIR}/${seatrial_boost_header}")
  unset(SEATRIAL_BOOST_DIR CACHE)
endif()
find_path(SEATRIAL_BOOST_DIR ${seatrial_boost_header} HINTS "${SEATRIAL_BOOST_INCLUDE}")
if(NOT SEATRIAL_BOOST_DIR)
  message(FATAL_ERROR "boost: no headers of 1.81 or newer; install libboost1.81-dev (Debian 12) or "
                      "libboost-dev (Ubuntu 24.04), or set SEATRIAL_BOOST_INCLUDE to their folder")
endif()
seatrial_imported(seatrial_boost)
target_include_directories(seatrial_boost SYSTEM INTERFACE "${SEATRIAL_BOOST_DIR}")

find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
if(TARGET yaml-cpp::yaml-cpp)  # since 0.8
  seatrial_imported(seatrial_yaml yaml-cpp::yaml-cpp)
else()
  seatrial_imported(seatrial_yaml yaml-cpp)
endif()
if(SEATRIAL_INSTALLED)
  seatrial_imported(seatrial_json)
else()
  find_package(nlohmann_json REQUIRED)
  find_package(CLI11 REQUIRED)
  seatrial_imported(seatrial_json nlohmann_json::nlohmann_json)
endif()
seatrial_plain_library(seatrial_cryptopp cryptopp cryptopp/keccak.h)
seatrial_plain_library(seatrial_secp256k1 secp256k1 secp256k1.h)
seatrial_plain_library(seatrial_snappy snappy snappy.h)

set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ${seatrial_targets_global})
