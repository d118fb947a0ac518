// SPDX-License-Identifier: Apache-2.0
#include "harness/report/bless.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "harness/report/diff.hpp"

namespace seatrial::report {
namespace {

namespace fs = std::filesystem;

/// Whether a path can begin after this character: "/x" of "a/x" is the middle of another one.
bool may_stand_before_a_path(char c) {
  return std::string_view(" \n\t'\"([=").find(c) != std::string_view::npos;
}

std::string with_line_feeds(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || text.substr(i, 2) != "\r\n") result += text[i];
  return result;
}

std::string without_prefix(std::string_view text, const std::string& prefix) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const bool begins = i == 0 || may_stand_before_a_path(text[i - 1]);
    if (begins && text.substr(i).starts_with(prefix)) {
      i += prefix.size();
    } else {
      result += text[i++];
    }
  }
  return result;
}

Error cannot_write(const std::string& path, const std::string& why) {
  return {path, "cannot be written: " + why, "let the folder exist and be writable"};
}

/// Beside the file, since a rename is atomic within one file system only.
std::string temporary_path(const std::string& path) {
  return path + ".new-" + std::to_string(::getpid());
}

bool write_whole(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  return !out.fail();
}

}  // namespace

std::string blessed_path(const std::string& scenario) {
  return fs::path(scenario).replace_extension(".report.txt").string();
}

std::string blessed_form(std::string_view report, std::string_view folder) {
  const std::string text = with_line_feeds(report);
  if (folder.empty()) return text;
  return without_prefix(text, std::string(folder) + (folder.ends_with('/') ? "" : "/"));
}

std::string difference(std::string_view blessed, std::string_view report, std::string_view folder) {
  return diff(with_line_feeds(blessed), blessed_form(report, folder));
}

Result<std::string> difference_from_file(const std::string& path, std::string_view report,
                                         std::string_view folder) {
  std::ifstream in(path, std::ios::binary);
  if (!in || fs::is_directory(path))
    return Error{path, "no blessed report", "run once with --bless and read what it writes"};
  const std::string blessed{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  // In place, since an Error could be made of a text, too.
  return {boost::system::in_place_value, difference(blessed, report, folder)};
}

Result<void> bless(const std::string& path, std::string_view report, std::string_view folder) {
  const std::string temporary = temporary_path(path);
  std::error_code error;
  if (!write_whole(temporary, blessed_form(report, folder))) {
    fs::remove(temporary, error);
    return cannot_write(path, "the file cannot be created");
  }
  fs::rename(temporary, path, error);
  if (!error) return {};
  const std::string why = error.message();
  fs::remove(temporary, error);
  return cannot_write(path, why);
}

}  // namespace seatrial::report
