# SPDX-License-Identifier: Apache-2.0
# Finds what Debian 12 and Ubuntu 24.04 package. Libraries that ship no CMake files get a plain
# imported target here and stay PRIVATE to one layer, so that the installed package needs only
# their link names.

# Boost is used by its headers alone. tools/test unpacks a newer one into the build tree where the
# system's is older than 1.81 and passes its place in SEATRIAL_BOOST_INCLUDE.
set(SEATRIAL_BOOST_INCLUDE "" CACHE PATH "Folder with Boost >=1.81 headers, where not the system's")
find_path(SEATRIAL_BOOST_DIR boost/system/result.hpp HINTS ${SEATRIAL_BOOST_INCLUDE} REQUIRED)

find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)

add_library(seatrial_yaml INTERFACE)
target_link_libraries(seatrial_yaml INTERFACE yaml-cpp)
add_library(seatrial_json INTERFACE)
target_link_libraries(seatrial_json INTERFACE nlohmann_json::nlohmann_json)

function(seatrial_plain_library target name header)
  find_library(SEATRIAL_${name}_LIBRARY ${name} REQUIRED)
  find_path(SEATRIAL_${name}_INCLUDE ${header} REQUIRED)
  add_library(${target} INTERFACE)
  target_link_libraries(${target} INTERFACE ${name})
  target_include_directories(${target} SYSTEM INTERFACE
    $<BUILD_INTERFACE:${SEATRIAL_${name}_INCLUDE}>)
endfunction()
seatrial_plain_library(seatrial_cryptopp cryptopp cryptopp/keccak.h)
seatrial_plain_library(seatrial_secp256k1 secp256k1 secp256k1.h)
