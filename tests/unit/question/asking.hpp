// SPDX-License-Identifier: Apache-2.0
// Expectations as a scenario file would hold them, for tests of questions: values without a place
// in a file.
#pragma once

#include <utility>

#include "harness/scenario/expectation.hpp"

namespace seatrial::question::testing_support {

template <class T>
scenario::Marked<T> marked(T value) {
  return {std::move(value), {}};
}

template <class Question>
scenario::Expectation expect(Question question) {
  scenario::Expectation expectation;
  expectation.question = std::move(question);
  return expectation;
}

}  // namespace seatrial::question::testing_support
