// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/selector_index.hpp"

#include <algorithm>

namespace seatrial::kube {

void SelectorIndex::add_pod(std::uint32_t pod, const Labels& labels) {
  for (const auto& label : labels) pods_[label].push_back(pod);
}

void SelectorIndex::add_selector(std::uint32_t number, const Labels& selector) {
  Numbers* fewest = nullptr;
  for (const auto& label : selector) {
    Numbers& same = selectors_[label];
    if (fewest == nullptr || same.size() < fewest->size()) fewest = &same;
  }
  if (fewest != nullptr) fewest->push_back(number);
}

const SelectorIndex::Numbers& SelectorIndex::pods(const Labels& selector) const {
  const Numbers* fewest = nullptr;
  for (const auto& label : selector) {
    const auto found = pods_.find(label);
    if (found == pods_.end()) return none_;
    if (fewest == nullptr || found->second.size() < fewest->size()) fewest = &found->second;
  }
  return fewest == nullptr ? none_ : *fewest;
}

SelectorIndex::Numbers SelectorIndex::selectors(const Labels& labels) const {
  Numbers all;
  for (const auto& label : labels) {
    const auto found = selectors_.find(label);
    if (found != selectors_.end())
      all.insert(all.end(), found->second.begin(), found->second.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace seatrial::kube
