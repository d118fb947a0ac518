// SPDX-License-Identifier: Apache-2.0
// A libFuzzer target; SEATRIAL_READER names the reader that it feeds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "tests/fuzz/readers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const seatrial::fuzz::Reader& reader = *seatrial::fuzz::find_reader(SEATRIAL_READER);
  seatrial::SourceFiles files;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const seatrial::Error& error : reader.read(text, files)) {
    if (error.message().find('\n') != std::string::npos)
      std::abort();  // one line, whatever it says
  }
  return 0;
}
