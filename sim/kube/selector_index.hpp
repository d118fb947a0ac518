// SPDX-License-Identifier: Apache-2.0
// SelectorIndex: which pods a selector can match, and which selectors a pod's labels can meet,
// without asking all of them: a cluster has as many Services as pods. It narrows down and does not
// decide: whoever asks compares namespaces and labels. Pods keep their labels; selectors change.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/kube/object.hpp"

namespace seatrial::kube {

class SelectorIndex {
 public:
  using Numbers = std::vector<std::uint32_t>;

  void add_pod(std::uint32_t pod, const Labels& labels);
  void add_selector(std::uint32_t number, const Labels& selector);
  void clear_selectors() { selectors_.clear(); }

  /// All pods that a selector matches, and maybe others, in the order in which they were added; an
  /// empty selector matches none.
  const Numbers& pods(const Labels& selector) const;
  /// All selectors that match these labels, and maybe others, ascending.
  Numbers selectors(const Labels& labels) const;

 private:
  using Label = std::pair<std::string, std::string>;

  std::map<Label, Numbers> pods_;
  /// Each selector under one of its labels, the one that the fewest had when it came.
  std::map<Label, Numbers> selectors_;
  Numbers none_;
};

}  // namespace seatrial::kube
