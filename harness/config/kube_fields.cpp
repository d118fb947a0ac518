// SPDX-License-Identifier: Apache-2.0
#include "harness/config/kube_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace seatrial::config {

namespace {

bool is_number(std::string_view text) {
  if (text.empty() || std::string_view("+-.0123456789").find(text[0]) == std::string_view::npos) {
    return false;
  }
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, number);
  return code == std::errc() && stop == end;
}

// A plain scalar that YAML reads as something else than a text.
bool is_no_text(const Value& value, const SourceFiles& files) {
  return value.is_plain() && (is_number(value.text()) || as_bool(value, files, "").has_value());
}

// The API server's IANA_SVC_NAME.
bool is_port_name(std::string_view name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= 15 && std::all_of(name.begin(), name.end(), allowed) &&
         std::any_of(name.begin(), name.end(), letter) && !name.starts_with('-') &&
         !name.ends_with('-') && name.find("--") == std::string_view::npos;
}

bool within(net::Ipv4 address, std::string_view range) {
  return net::parse_cidr(range)->contains(address);
}

}  // namespace

std::string one_of(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

void KubeFields::fail(const Mark& mark, std::string what, std::string remedy) const {
  if (!error_) error_ = Error{files_.to_string(mark), std::move(what), std::move(remedy)};
}

std::string KubeFields::ns(const FieldReader& object) const {
  const std::string written = object.map("metadata").text("namespace");
  return written.empty() ? "default" : written;
}

std::string KubeFields::name(const FieldReader& object) const {
  const FieldReader metadata = object.map("metadata");
  if (!metadata.exists()) {
    fail(object.mark(), "an object without metadata", "add metadata with a name");
    return "";
  }
  return metadata.required_text("name").value;
}

kube::Labels KubeFields::texts(const FieldReader& parent, std::string_view key) const {
  kube::Labels made;
  for (const Entry& entry : parent.map(key).entries()) {
    if (!entry.value.is_scalar() && !entry.value.is_null()) {
      fail(entry.value.mark(), fmt::format("{} of {} is no text", entry.key, key), "write a text");
    } else if (is_no_text(entry.value, files_)) {
      fail(entry.value.mark(),
           fmt::format("{} of {} is {}, which is no text", entry.key, key, entry.value.text()),
           fmt::format("write it in quotes: \"{}\"", entry.value.text()));
    }
    made[entry.key] = std::string(entry.value.text());
  }
  return made;
}

net::Protocol KubeFields::protocol(const FieldReader& port) const {
  const Value* value = port.find("protocol");
  if (value == nullptr) return net::Protocol::tcp;
  if (value->text() == "SCTP") {
    fail(value->mark(), "protocol SCTP is not simulated", "write TCP or UDP");
  }
  return word(*value, "protocol", {"TCP", "UDP"}) == 1 ? net::Protocol::udp : net::Protocol::tcp;
}

std::uint16_t KubeFields::port(const FieldReader& map, std::string_view key) const {
  return static_cast<std::uint16_t>(map.integer(key, 0, port_range));
}

PortOrName KubeFields::port_or_name(const FieldReader& map, std::string_view key) const {
  const Value* value = map.find(key);
  if (value == nullptr) return {};
  if (!value->is_scalar()) {
    fail(value->mark(), fmt::format("{} is {}", key, value->is_list() ? "a list" : "a map"),
         "write a port number or a port's name");
    return {};
  }
  const std::string name(value->text());
  if (is_number(name) && value->is_plain()) return {port(map, key), {}};
  if (is_number(name)) {
    fail(value->mark(), fmt::format("{} \"{}\" is a name without a letter", key, name),
         "write a number without quotes");
  } else if (!is_port_name(name)) {
    fail(value->mark(), fmt::format("{} '{}' is no port name", key, name),
         "write at most 15 of a-z, 0-9 and single '-' inside, with a letter");
  }
  return {std::nullopt, name};
}

std::optional<net::Ipv4> KubeFields::address(const Value& value, std::string_view noun) const {
  const auto found = net::parse_ipv4(value.text());
  if (!found) {
    const bool six = value.text().find(':') != std::string_view::npos;
    const std::string_view what = six ? "is IPv6, which is not simulated" : "is no IPv4 address";
    fail(value.mark(), fmt::format("{} '{}' {}", noun, value.text(), what),
         "write an address like 10.1.0.4");
    return std::nullopt;
  }
  for (const std::string_view range :
       {"0.0.0.0/32", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"}) {
    if (!within(*found, range)) continue;
    fail(value.mark(), fmt::format("{} {} lies in {}", noun, value.text(), range),
         "write an address of one host that is neither loopback nor link-local");
    return std::nullopt;
  }
  return found;
}

std::optional<net::Cidr> KubeFields::range(const Value& value, std::string_view noun) const {
  const std::string_view text = value.text();
  if (const auto found = net::parse_cidr(text)) return found;
  const std::size_t slash = text.find('/');
  const auto base = net::parse_ipv4(text.substr(0, slash));
  if (base && slash != std::string_view::npos) {
    for (std::uint8_t bits = 0; bits <= 32; ++bits) {
      if (text.substr(slash + 1) != std::to_string(bits)) continue;
      const std::uint32_t mask = bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits);
      const net::Cidr meant{net::Ipv4{base->bits & mask}, bits};
      fail(value.mark(), fmt::format("{} {} has host bits set", noun, text),
           "write " + net::to_string(meant));
      return std::nullopt;
    }
  }
  fail(value.mark(), fmt::format("{} '{}' is no IPv4 range", noun, text),
       base && slash == std::string_view::npos ? fmt::format("write {}/32", text)
                                               : "write one like 10.1.0.0/16");
  return std::nullopt;
}

std::vector<const Value*> KubeFields::scalars(const FieldReader& map, std::string_view key) const {
  std::vector<const Value*> found;
  const Value* value = map.find(key);
  if (value == nullptr) return found;
  if (!value->is_list()) {
    fail(value->mark(), fmt::format("{} is {}", key, value->is_map() ? "a map" : "a text"),
         "write a list");
  }
  for (const Value& item : value->items()) {
    if (item.is_scalar()) {
      found.push_back(&item);
    } else {
      fail(item.mark(), fmt::format("an item of {} is no text", key), "write a text");
    }
  }
  return found;
}

std::size_t KubeFields::word(const Value& value, std::string_view noun,
                             const std::vector<std::string_view>& words) const {
  const auto found = std::find(words.begin(), words.end(), value.text());
  if (value.is_scalar() && found != words.end()) {
    return static_cast<std::size_t>(found - words.begin());
  }
  fail(value.mark(),
       value.is_scalar() ? fmt::format("{} '{}' is unknown", noun, value.text())
                         : fmt::format("{} is no text", noun),
       "write " + one_of(words));
  return 0;
}

std::size_t KubeFields::word(const FieldReader& map, std::string_view key,
                             const std::vector<std::string_view>& words) const {
  const Value* value = map.find(key);
  return value == nullptr ? 0 : word(*value, key, words);
}

}  // namespace seatrial::config
