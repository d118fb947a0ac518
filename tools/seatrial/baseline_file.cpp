// SPDX-License-Identifier: Apache-2.0
#include "tools/seatrial/baseline_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "harness/config/value.hpp"
#include "harness/config/yaml.hpp"
#include "harness/finding/catalogue.hpp"
#include "harness/scenario/nearest.hpp"

namespace seatrial::cli {
namespace {

using config::Value;
using report::BaselineEntry;

constexpr std::array<std::string_view, 2> top_keys{"seatrial_baseline", "accepted"};
constexpr std::array<std::string_view, 4> entry_keys{"code", "file", "what", "reason"};

constexpr const char* head =
    "# Findings that are known and accepted: 'seatrial check --baseline' does not fail for them.\n"
    "# An entry holds for the code, the file and the text, wherever the line moves to; without\n"
    "# 'file' or 'what' it holds for any. Say in 'reason' why it is accepted.\n"
    "seatrial_baseline: 1\n";

/// Reads one file; the first error ends it.
class Reader {
 public:
  explicit Reader(const SourceFiles& files) : files_(files) {}
  Result<std::vector<BaselineEntry>> read(const Value& top) const;

 private:
  Error error(const Mark& at, std::string what, std::string remedy) const {
    return {files_.to_string(at), std::move(what), std::move(remedy)};
  }
  Result<void> check_keys(const Value& map, std::span<const std::string_view> known,
                          std::string_view noun) const;
  Result<BaselineEntry> entry(const Value& item) const;
  Result<std::string> text(const Value& map, std::string_view key) const;

  const SourceFiles& files_;
};

Result<void> Reader::check_keys(const Value& map, std::span<const std::string_view> known,
                                std::string_view noun) const {
  if (!map.is_map())
    return error(map.mark(), fmt::format("{} is no map", noun),
                 fmt::format("write '{}:'", known.front()));
  for (const config::Entry& entry : map.entries())
    if (std::find(known.begin(), known.end(), entry.key) == known.end())
      return error(entry.key_mark, fmt::format("unknown key '{}' in {}", entry.key, noun),
                   scenario::suggestion(entry.key, known));
  return {};
}

/// A text that need not be written.
Result<std::string> Reader::text(const Value& map, std::string_view key) const {
  const Value* value = map.find(key);
  if (value == nullptr) return {boost::system::in_place_value, ""};
  const auto read = config::as_string(*value, files_, key);
  if (!read) return read.error();
  return {boost::system::in_place_value, *read};
}

Result<BaselineEntry> Reader::entry(const Value& item) const {
  if (const auto good = check_keys(item, entry_keys, "an entry of the baseline"); !good)
    return good.error();
  BaselineEntry entry;
  entry.where = item.mark();
  std::array<std::string*, 4> into{&entry.code, &entry.file, &entry.what, &entry.reason};
  for (std::size_t i = 0; i < into.size(); ++i) {
    auto read = text(item, entry_keys.at(i));
    if (!read) return read.error();
    *into.at(i) = std::move(*read);
  }
  if (entry.code.empty()) return error(item.mark(), "no 'code'", "write one, as in code: ST103");
  if (entry.reason.empty())
    return error(item.mark(), fmt::format("no 'reason' to accept {}", entry.code),
                 "say why it is accepted");
  if (finding::find(entry.code) == nullptr)
    return error(item.find("code")->mark(), fmt::format("there is no finding '{}'", entry.code),
                 "'seatrial findings' lists them all");
  return entry;
}

Result<std::vector<BaselineEntry>> Reader::read(const Value& top) const {
  if (const auto good = check_keys(top, top_keys, "a baseline"); !good) return good.error();
  const auto version = config::require(top, top_keys[0], files_, "a baseline");
  if (!version) return version.error();
  const auto number = config::as_int(**version, files_, top_keys[0], {1, 1});
  if (!number) return number.error();
  std::vector<BaselineEntry> entries;
  const Value* accepted = top.find(top_keys[1]);
  if (accepted == nullptr) return entries;
  const auto items = config::as_list(*accepted, files_, top_keys[1]);
  if (!items) return items.error();
  for (const Value& item : *items) {
    auto read = entry(item);
    if (!read) return read.error();
    entries.push_back(std::move(*read));
  }
  return entries;
}

auto order(const BaselineEntry& entry) {
  return std::tie(entry.code, entry.file, entry.what, entry.reason);
}

bool same(const BaselineEntry& a, const BaselineEntry& b) {
  return std::tie(a.code, a.file, a.what) == std::tie(b.code, b.file, b.what);
}

/// In double quotes, which hold any text.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned>(static_cast<unsigned char>(c));
    if (c == '"' || c == '\\') out += '\\';
    out += byte < 0x20 ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  return out + "\"";
}

}  // namespace

Result<report::Baseline> read_baseline(const std::string& path, SourceFiles& files) {
  const auto documents = config::load_yaml(path, files);
  if (!documents) return documents.error();
  if (documents->size() != 1)
    return Error{path, fmt::format("a baseline of {} documents", documents->size()),
                 "--write-baseline writes one"};
  auto entries = Reader(files).read(documents->front());
  if (!entries) return entries.error();
  return report::Baseline{path, std::move(*entries)};
}

std::string baseline_text(std::vector<BaselineEntry> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const BaselineEntry& a, const BaselineEntry& b) { return order(a) < order(b); });
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  std::string text = head;
  text += entries.empty() ? "accepted: []\n" : "accepted:\n";
  for (const BaselineEntry& entry : entries) {
    text += fmt::format("- code: {}\n", entry.code);
    if (!entry.file.empty()) text += fmt::format("  file: {}\n", quoted(entry.file));
    text += fmt::format("  what: {}\n  reason: {}\n", quoted(entry.what), quoted(entry.reason));
  }
  return text;
}

}  // namespace seatrial::cli
