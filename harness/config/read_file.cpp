// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "harness/config/yaml.hpp"

namespace seatrial::config {

namespace {

namespace fs = std::filesystem;

Error too_large(const std::string& path, std::uintmax_t size, std::size_t max_bytes) {
  return {path, fmt::format("the file has {} bytes, more than the limit of {}", size, max_bytes),
          "split the file"};
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  if (status.type() == fs::file_type::not_found) {
    return Error{path, "there is no such file", "check the path"};
  }
  if (status.type() == fs::file_type::directory) {
    return Error{path, "this is a folder, not a file", "name a file in it"};
  }
  // A pipe or a device may never end.
  if (status.type() != fs::file_type::regular) {
    return Error{path, "this is not a regular file", "name a regular file that can be read"};
  }
  const std::uintmax_t size = fs::file_size(path, code);
  if (!code && size > max_bytes) return too_large(path, size, max_bytes);
  std::ifstream stream(path, std::ios::binary);
  if (code || !stream) return Error{path, "the file cannot be read", "check its permissions"};
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad()) return Error{path, "the file cannot be read", "check its permissions"};
  return Result<std::string>(boost::system::in_place_value, std::move(text));
}

Result<std::vector<Value>> load_yaml(const std::string& path, SourceFiles& files) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  return parse_yaml(*text, files.add(path), files);
}

}  // namespace seatrial::config
