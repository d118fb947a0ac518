# SPDX-License-Identifier: Apache-2.0
# cmake -DFOLDER=scenarios/findings -DOUT=file.cpp -P embed_examples.cmake
# Writes the table behind finding::example_files(): every file of the folder as a raw string.
file(GLOB_RECURSE files LIST_DIRECTORIES false RELATIVE "${FOLDER}" "${FOLDER}/*")
list(FILTER files EXCLUDE REGEX "(README\\.md|\\.report\\.txt)$")
list(SORT files)
set(rows "")
set(number 0)
foreach(name IN LISTS files)
  file(READ "${FOLDER}/${name}" text)
  string(APPEND rows "    ExampleFile{\"${name}\", R\"seatrial(${text})seatrial\"},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUT}" "// made by embed_examples.cmake
#include <array>

#include \"harness/finding/manual.hpp\"

namespace seatrial::finding {
namespace {

constexpr std::array<ExampleFile, ${number}> files{
${rows}};

}  // namespace

std::span<const ExampleFile> example_files() {
  return files;
}

}  // namespace seatrial::finding
")
