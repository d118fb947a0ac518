// SPDX-License-Identifier: Apache-2.0
// A lookup: the search for the nodes closest to a target, who are asked three at a time for whom
// they know. It decides whom to ask next and when there is nobody left; asking them is the
// machine's. A node is asked once in a lookup, and told of once.
#pragma once

#include <set>
#include <vector>

#include "sim/proto/discv4/table.hpp"

namespace seatrial::discv4 {

inline constexpr std::size_t lookup_concurrency = 3;  ///< SPEC goquorum 5.6

/// One lookup.
class Lookup {
 public:
  Lookup(const wire::PublicKey& target, const wire::NodeId& self);

  /// Takes in what the own table or somebody asked has told; the nodes that are new to the lookup.
  std::vector<Node> learn(const std::vector<Node>& nodes);
  /// The next node to ask, which counts as asked from now on; nothing while three answers are out,
  /// or when everybody among the closest was asked.
  std::optional<Node> next();
  /// An answer that was out has come, or will not come.
  void answered() { --out_; }
  /// Nobody is left to ask, and no answer is out.
  bool is_over() const;

  const wire::PublicKey& target() const { return target_; }
  /// Closest first, at most 16.
  const std::vector<Node>& closest() const { return closest_; }

 private:
  const Node* unasked() const;

  wire::PublicKey target_;
  wire::NodeId target_id_;
  std::set<wire::NodeId> asked_;
  std::set<wire::NodeId> seen_;
  std::vector<Node> closest_;
  std::size_t out_ = 0;
};

}  // namespace seatrial::discv4
