// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/reader.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include "harness/scenario/nearest.hpp"
#include "harness/scenario/units.hpp"
#include "harness/scenario/variables.hpp"
#include "sim/net/address.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_name_char);
}

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_code(std::string_view text) {
  return text.size() == 5 && text.starts_with("ST") &&
         std::all_of(text.begin() + 2, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The range that a text with host bits lies in.
std::optional<net::Cidr> without_host_bits(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = net::parse_ipv4(text.substr(0, slash));
  const auto any = net::parse_cidr("0.0.0.0" + std::string(text.substr(slash)));
  if (!address || !any) return std::nullopt;
  const std::uint32_t mask = any->length == 0 ? 0 : ~std::uint32_t{0} << (32 - any->length);
  return net::Cidr{net::Ipv4{address->bits & mask}, any->length};
}

}  // namespace

Reader::Reader(const SourceFiles& files, std::string folder, std::span<const Text> unset)
    : files_(files), folder_(std::move(folder)), unset_(unset) {}

void Reader::fail(const Mark& mark, std::string what, std::string remedy) {
  if (error_) return;
  error_ = Error{files_.to_string(mark), std::move(what), std::move(remedy)};
}

bool Reader::has_unset(const Value& value) const {
  return !unset_.empty() && !substitute(value.text(), {}).unset.empty();
}

void Reader::bad(const Value& value, std::string what, std::string remedy) {
  if (!has_unset(value)) return fail(value.mark(), std::move(what), std::move(remedy));
  const auto unset = substitute(value.text(), {}).unset;
  fail(value.mark(), fmt::format("variable '{}' is not set", unset.front().first),
       "this field cannot be left open: give it a value under 'variables'");
}

std::string Reader::line_of(const Mark& mark) const {
  return mark.known() ? files_.to_string({mark.file, mark.line, 0}) : "the defaults";
}

template <class T>
T Reader::take(Result<T> result, const Value& value) {
  if (result) return std::move(*result);
  if (has_unset(value)) {
    bad(value, {}, {});
  } else if (!error_) {
    error_ = result.error();
  }
  return T{};
}

Text Reader::text(const Value& value, std::string_view what) {
  return {std::string(take(config::as_string(value, files_, what), value)), value.mark()};
}

Text Reader::name(const Value& value, std::string_view what) {
  Text name = text(value, what);
  if (is_name(name.value)) return name;
  bad(value, fmt::format("{} '{}' is not a name", what, name.value),
      "use letters, digits, '-', '_' and '.'");
  return name;
}

Text Reader::address(const Value& value, std::string_view what) {
  Text address = text(value, what);
  if (has_unset(value) || net::parse_ipv4(address.value)) return address;
  bad(value, fmt::format("{} '{}' is not an IPv4 address", what, address.value),
      "write four numbers from 0 to 255, for example 1.2.3.4");
  return address;
}

Text Reader::cidr(const Value& value, std::string_view what) {
  Text cidr = text(value, what);
  if (has_unset(value) || net::parse_cidr(cidr.value)) return cidr;
  if (const auto network = without_host_bits(cidr.value)) {
    bad(value, fmt::format("{} '{}' has host bits", what, cidr.value),
        fmt::format("write {}", net::to_string(*network)));
    return cidr;
  }
  bad(value, fmt::format("{} '{}' is not a range of addresses", what, cidr.value),
      "write the first address and the length, for example 10.1.0.0/24");
  return cidr;
}

std::vector<Text> Reader::cidrs(const Value& value, std::string_view what) {
  std::vector<Text> all;
  for (const Value& item : one_or_more(value)) all.push_back(cidr(item, what));
  if (all.empty()) fail(value.mark(), fmt::format("{} is empty", what), "name at least one range");
  return all;
}

std::vector<Text> Reader::names(const Value& value, std::string_view what) {
  std::vector<Text> all;
  for (const Value& item : one_or_more(value)) all.push_back(name(item, what));
  if (all.empty()) fail(value.mark(), fmt::format("{} is empty", what), "name at least one");
  return all;
}

Text Reader::node_key(const Value& value, std::string_view what) {
  Text key = text(value, what);
  if (has_unset(value)) return key;
  const auto wrong = std::find_if_not(key.value.begin(), key.value.end(), is_hex_digit);
  if (wrong != key.value.end()) {
    bad(value, fmt::format("{} is not hex at character {}", what, wrong - key.value.begin() + 1),
        "write 64 digits of 0-9 and a-f, without 0x");
  } else if (key.value.size() != 64) {
    bad(value, fmt::format("{} has {} hex digits", what, key.value.size()), "write 64");
  }
  return key;
}

Text Reader::account(const Value& value, std::string_view what) {
  Text account = text(value, what);
  if (has_unset(value)) return account;
  constexpr std::string_view remedy = "write 0x and 40 digits of 0-9 and a-f";
  const std::string_view whole = account.value;
  const std::string_view digits = whole.substr(whole.starts_with("0x") ? 2 : 0);
  const auto wrong = std::find_if_not(digits.begin(), digits.end(), is_hex_digit);
  if (digits.size() == whole.size()) {
    bad(value, fmt::format("{} does not begin with 0x", what), std::string(remedy));
  } else if (wrong != digits.end()) {
    bad(value, fmt::format("{} is not hex at character {}", what, wrong - digits.begin() + 3),
        std::string(remedy));
  } else if (digits.size() != 40) {
    bad(value, fmt::format("{} has {} hex digits", what, digits.size()), "write 40 after the 0x");
  }
  return account;
}

Text Reader::code(const Value& value, std::string_view what) {
  Text code = text(value, what);
  if (is_code(code.value)) return code;
  bad(value, fmt::format("{} '{}' is not the code of a finding", what, code.value),
      "write ST and three digits, for example ST601");
  return code;
}

Marked<bool> Reader::truth(const Value& value, std::string_view what) {
  return {take(config::as_bool(value, files_, what), value), value.mark()};
}

Marked<std::uint64_t> Reader::number(const Value& value, std::string_view what) {
  const auto number = take(config::as_int(value, files_, what, {0, INT64_MAX}), value);
  return {static_cast<std::uint64_t>(number), value.mark()};
}

Marked<std::uint64_t> Reader::count(const Value& value, std::string_view what) {
  const auto number = take(config::as_int(value, files_, what, {1, INT64_MAX}), value);
  return {static_cast<std::uint64_t>(number), value.mark()};
}

Marked<std::uint16_t> Reader::port(const Value& value, std::string_view what) {
  const auto number = take(config::as_int(value, files_, what, {1, 65535}), value);
  return {static_cast<std::uint16_t>(number), value.mark()};
}

Marked<std::uint64_t> Reader::mtu(const Value& value, std::string_view what) {
  const auto number = take(config::as_int(value, files_, what, {68, 65535}), value);  // RFC 791
  return {static_cast<std::uint64_t>(number), value.mark()};
}

Marked<Duration> Reader::duration(const Value& value, std::string_view what) {
  const Text written = text(value, what);
  const auto length = parse_duration(written.value);
  if (!length) {
    bad(value, fmt::format("{} '{}' is not a length of time", what, written.value),
        "write a number and a unit, for example 300ms, 1.5s, 2m or 1h");
  } else if (*length < Duration()) {
    bad(value, fmt::format("{} '{}' is negative", what, written.value), "write 0 or more");
  }
  return {length.value_or(Duration()), value.mark()};
}

Marked<Duration> Reader::some_time(const Value& value, std::string_view what) {
  const auto length = duration(value, what);
  if (length.value == Duration()) {
    bad(value, fmt::format("{} is 0", what), "write a time above 0, for example 10s");
  }
  return length;
}

Marked<Duration> Reader::whole(const Value& value, std::string_view what, Duration unit,
                               std::string_view units) {
  const auto length = duration(value, what);
  if (length.value < unit || length.value.ns() % unit.ns() != 0) {
    bad(value, fmt::format("{} '{}' is not in whole {}", what, value.text(), units),
        fmt::format("write 1{} or more, without fractions", unit == seconds(1) ? "s" : "ms"));
  }
  return length;
}

Marked<Duration> Reader::whole_seconds(const Value& value, std::string_view what) {
  return whole(value, what, seconds(1), "seconds");
}

Marked<Duration> Reader::whole_milliseconds(const Value& value, std::string_view what) {
  return whole(value, what, milliseconds(1), "milliseconds");
}

Marked<Tolerance> Reader::tolerance(const Value& value, std::string_view what) {
  const Text written = text(value, what);
  const auto tolerance = parse_tolerance(written.value);
  if (!tolerance) {
    bad(value, fmt::format("{} '{}' is not a time with a tolerance", what, written.value),
        "write for example 35s ± 1s or 35s +- 1s");
  }
  return {tolerance.value_or(Tolerance()), value.mark()};
}

Marked<Ratio> Reader::share(const Value& value, std::string_view what) {
  const Text written = text(value, what);
  const auto share = parse_share(written.value);
  if (!share) {
    bad(value, fmt::format("{} '{}' is not a share from 0% to 100%", what, written.value),
        "write for example 1%, 0.1% or 1/1000");
  }
  return {share.value_or(Ratio()), value.mark()};
}

Marked<std::uint64_t> Reader::rate(const Value& value, std::string_view what) {
  const Text written = text(value, what);
  const auto rate = parse_rate(written.value);
  if (!rate) {
    bad(value, fmt::format("{} '{}' is not a rate", what, written.value),
        "write for example 10 MB/s or 100 Mbit/s");
  }
  return {rate.value_or(0), value.mark()};
}

Marked<std::uint64_t> Reader::size(const Value& value, std::string_view what) {
  const Text written = text(value, what);
  const auto size = parse_size(written.value);
  if (!size) {
    bad(value, fmt::format("{} '{}' is not a size", what, written.value),
        "write for example 64 kB or 1 MB");
  }
  return {size.value_or(0), value.mark()};
}

FilePath Reader::seen_from_folder(const Value& value, std::string_view what) {
  namespace fs = std::filesystem;
  const Text written = text(value, what);
  const fs::path seen = (fs::path(folder_) / written.value).lexically_normal();
  return {written.value, seen.string(), value.mark()};
}

bool Reader::exists(const FilePath& path, const Value& value, std::string_view what,
                    std::string_view noun) {
  if (!ok() || has_unset(value)) return false;
  std::error_code code;
  if (!path.written.empty() && std::filesystem::exists(path.path, code)) return true;
  bad(value, fmt::format("{}: there is no {} '{}'", what, noun, path.path),
      "the path is seen from the folder of the scenario");
  return false;
}

FilePath Reader::path(const Value& value, std::string_view what, bool is_folder) {
  const FilePath result = seen_from_folder(value, what);
  const std::string_view noun = is_folder ? "folder" : "file";
  std::error_code code;
  if (!exists(result, value, what, noun)) return result;
  if (std::filesystem::is_directory(result.path, code) != is_folder) {
    bad(value, fmt::format("{}: '{}' is a {}", what, result.path, is_folder ? "file" : "folder"),
        fmt::format("name a {}", noun));
  }
  return result;
}

FilePath Reader::config_source(const Value& value, std::string_view what) {
  const FilePath result = seen_from_folder(value, what);
  std::error_code code;
  if (!exists(result, value, what, "folder or file")) return result;
  if (!std::filesystem::is_directory(result.path, code) && !result.is_yaml() &&
      !result.path.ends_with(".json")) {
    bad(value, fmt::format("{}: '{}' is neither a folder nor YAML or JSON", what, result.path),
        "name a folder or file of Kubernetes manifests, or a qubernetes.yaml");
  }
  return result;
}

FilePath Reader::file(const Value& value, std::string_view what) {
  return path(value, what, false);
}

FilePath Reader::folder(const Value& value, std::string_view what) {
  return path(value, what, true);
}

void Reader::unknown_word(const Value& value, std::string_view what,
                          std::span<const std::string_view> known) {
  const Text written = text(value, what);
  bad(value, fmt::format("{} '{}' is not known", what, written.value),
      suggestion(written.value, known));
}

std::span<const Value> Reader::items(const Value& value, std::string_view what) {
  return take(config::as_list(value, files_, what), value);
}

std::span<const config::Entry> Reader::entries_of(const Value& value, std::string_view what) {
  return take(config::as_map(value, files_, what), value);
}

Fields::Fields(Reader& reader, const Value& value, const MapKeys& keys)
    : reader_(reader), value_(value), keys_(keys) {
  check_kind();
  check_keys();
}

void Fields::check_kind() {
  if (value_.is_map() || value_.is_null()) return;
  std::string known;
  // Of a long table only a manual can tell.
  for (std::string_view key : keys_.keys.first(keys_.keys.size() > 6 ? 0 : keys_.keys.size())) {
    known += fmt::format("{}'{}'", known.empty() ? " with " : ", ", key);
  }
  reader_.fail(value_.mark(),
               fmt::format("{} is a {}", keys_.noun, value_.is_list() ? "list" : "text"),
               "write a map" + known);
}

void Fields::check_keys() {
  for (const config::Entry& entry : value_.entries()) {
    if (std::find(keys_.keys.begin(), keys_.keys.end(), entry.key) != keys_.keys.end()) continue;
    reader_.fail(entry.key_mark, fmt::format("unknown key '{}' in {}", entry.key, keys_.noun),
                 suggestion(entry.key, keys_.keys));
  }
}

const Value* Fields::find(std::string_view key) const {
  if (std::find(keys_.keys.begin(), keys_.keys.end(), key) == keys_.keys.end()) {
    throw std::logic_error(fmt::format("key '{}' is not in the table of {}", key, keys_.noun));
  }
  return value_.find(key);
}

const Value& Fields::require(std::string_view key) {
  if (const Value* value = find(key)) return *value;
  reader_.fail(value_.mark(), fmt::format("{} has no '{}'", keys_.noun, key),
               fmt::format("add '{}'", key));
  return nothing_;
}

std::vector<std::string_view> Fields::written(std::span<const std::string_view> keys) const {
  std::vector<std::string_view> all;
  for (std::string_view key : keys) {
    if (has(key)) all.push_back(key);
  }
  return all;
}

void Fields::exclusive(std::string_view first, std::string_view second) {
  if (!has(first) || !has(second)) return;
  reader_.fail(value_.find_entry(second)->key_mark,
               fmt::format("{} has both '{}' and '{}'", keys_.noun, first, second),
               "write one of the two");
}

}  // namespace seatrial::scenario
