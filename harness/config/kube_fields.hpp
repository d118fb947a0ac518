// SPDX-License-Identifier: Apache-2.0
// KubeFields: the values that Kubernetes objects have in common (labels, selectors' words, ports,
// addresses, ranges), each with the checks of the API server. Like FieldReader, it keeps the first
// error and reads what is wrong as a default. It lives as long as one object is read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/field_reader.hpp"
#include "sim/kube/object.hpp"

namespace seatrial::config {

/// The ports that the API server accepts.
inline constexpr IntRange port_range{1, 65535};

/// A port as Kubernetes writes it where a name may stand too: one of the two, or neither.
struct PortOrName {
  std::optional<std::uint16_t> number;
  std::string name;
};

/// Reads fields of one object.
class KubeFields {
 public:
  KubeFields(const SourceFiles& files, std::optional<Error>& error)
      : files_(files), error_(error) {}

  FieldReader reader(const Value& object, std::string noun) const {
    return FieldReader(object, std::move(noun), files_, error_);
  }
  /// Keeps an error at a place, unless there is one already.
  void fail(const Mark& mark, std::string what, std::string remedy) const;
  bool failed() const { return error_.has_value(); }

  /// metadata.namespace, or "default"; metadata.name, which must be there.
  std::string ns(const FieldReader& object) const;
  std::string name(const FieldReader& object) const;
  /// A map of texts; numbers and truth values without quotes are refused, as the API server does.
  kube::Labels texts(const FieldReader& parent, std::string_view key) const;
  /// TCP unless something else is written.
  net::Protocol protocol(const FieldReader& port) const;
  std::uint16_t port(const FieldReader& map, std::string_view key) const;
  PortOrName port_or_name(const FieldReader& map, std::string_view key) const;
  /// An address that packets can be sent to: of one host, and not of the sender itself.
  std::optional<net::Ipv4> address(const Value& value, std::string_view noun) const;
  /// A range without host bits.
  std::optional<net::Cidr> range(const Value& value, std::string_view noun) const;
  /// The scalars of the list under a key.
  std::vector<const Value*> scalars(const FieldReader& map, std::string_view key) const;
  /// A text that must be one of the words; its place among them.
  std::size_t word(const Value& value, std::string_view noun,
                   const std::vector<std::string_view>& words) const;
  /// Likewise of a key; the first word if nothing is written.
  std::size_t word(const FieldReader& map, std::string_view key,
                   const std::vector<std::string_view>& words) const;

 private:
  const SourceFiles& files_;
  std::optional<Error>& error_;
};

/// "a, b or c".
std::string one_of(const std::vector<std::string_view>& words);

}  // namespace seatrial::config
