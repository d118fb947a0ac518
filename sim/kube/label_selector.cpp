// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "sim/kube/network_policy.hpp"

namespace seatrial::kube {

namespace {

bool has_one_of(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// A label that is absent is in no set, so NotIn holds for it.
bool holds(const LabelExpression& expression, const Labels& labels) {
  using Operator = LabelExpression::Operator;
  const auto label = labels.find(expression.key);
  const bool present = label != labels.end();
  switch (expression.op) {
    case Operator::in:
      return present && has_one_of(expression.values, label->second);
    case Operator::not_in:
      return !present || !has_one_of(expression.values, label->second);
    case Operator::exists:
      return present;
    case Operator::does_not_exist:
      return !present;
  }
  return false;
}

}  // namespace

bool LabelSelector::matches(const Labels& labels) const {
  const bool all_labels = std::all_of(match_labels.begin(), match_labels.end(), [&](const auto& w) {
    const auto label = labels.find(w.first);
    return label != labels.end() && label->second == w.second;
  });
  return all_labels && std::all_of(match_expressions.begin(), match_expressions.end(),
                                   [&](const LabelExpression& e) { return holds(e, labels); });
}

}  // namespace seatrial::kube
