// SPDX-License-Identifier: Apache-2.0
// Outbox: what a discovery machine asks of its owner and what it tells it, in the order in which it
// is to happen. The owner carries the effects out after the call and clears the outbox.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "sim/proto/discv4/packet.hpp"
#include "sim/proto/discv4/table.hpp"
#include "sim/proto/effects.hpp"

namespace seatrial::discv4 {

/// Where a datagram comes from or goes to.
struct Address {
  wire::Bytes ip;  ///< 4 bytes
  std::uint16_t port = 0;
  bool operator==(const Address&) const = default;
};

/// Send this datagram from the port that the process listens on.
struct SendTo {
  Address to;
  wire::Bytes datagram;
  bool operator==(const SendTo&) const = default;
};

/// The candidates that want() asked for; each node once, with the endpoint that was learnt last.
struct Found {
  std::vector<Node> nodes;
  bool operator==(const Found&) const = default;
};

/// The answer to resolve(): where the node says that it is, else what was asked with.
struct Resolved {
  Node node;
  bool operator==(const Resolved&) const = default;
};

/// What an operator can see of discovery.
enum class Happening : std::uint8_t {
  dropped,      ///< too many FINDNODE failures in a row: the node is out of the table
  table_empty,  ///< nobody is left to ask; the next refresh may be half an hour away
};

struct Noted {
  Happening what = Happening::dropped;
  wire::PublicKey node;     ///< of `dropped`
  std::uint32_t count = 0;  ///< failures of `dropped`
  bool operator==(const Noted&) const = default;
};

using Effect = std::variant<SendTo, Found, Resolved, Noted>;

/// The effects of one call, in order.
class Outbox : public Effects<Effect> {
 public:
  template <class One>
  void add(One effect) {
    put(std::move(effect));
  }
};

}  // namespace seatrial::discv4
