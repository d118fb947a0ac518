// SPDX-License-Identifier: Apache-2.0
// Why links are not up, grouped: links that fail alike share one cause, and a short label that
// stands for it in a matrix. Labels are given in the order of the links: x1, x2 … for what is down,
// ?1, ?2 … for what is unknown. Nothing here prints.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.hpp"

namespace seatrial::report {

/// Links that are not up for one reason.
struct Cause {
  std::string label;               ///< "x1" or "?1"
  std::vector<const Link*> links;  ///< at least one
  const Link& first() const { return *links.front(); }
};

/// The causes of the links of one kind; it points into the report.
class LinkCauses {
 public:
  explicit LinkCauses(const std::vector<const Link*>& links);
  const std::vector<Cause>& all() const { return causes_; }
  /// "ok" for a link that is up, else the label of its cause.
  const std::string& label(const Link& link) const;

 private:
  Cause& cause_of(const Link& link);

  std::vector<Cause> causes_;
  std::string ok_ = "ok";
  std::size_t down_ = 0;
  std::size_t unknown_ = 0;
};

/// "x1  ST601 denied by the listener, permission_denied, seen as EOF".
std::string describe(const Cause& cause);
/// Which links: their names where they are few, else how many from which cluster to which.
std::string where_of(const Cause& cause);
/// The distinct conditions of its links, in their order.
std::vector<std::string> conditions_of(const Cause& cause);

/// The part of a peer's name before the '/'; the whole name where there is none.
std::string_view cluster_of(std::string_view peer);

}  // namespace seatrial::report
