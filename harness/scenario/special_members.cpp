// SPDX-License-Identifier: Apache-2.0
// A scenario is a tree of variants and vectors: making its copies and destructors is seconds of a
// compiler's time, in each file that holds one. Here it is done once.
#include <utility>

#include "harness/scenario/scenario.hpp"

namespace seatrial::scenario {

Expectation::Expectation() = default;
Expectation::Expectation(const Expectation& other) = default;
Expectation::Expectation(Expectation&& other) noexcept = default;
Expectation& Expectation::operator=(const Expectation& other) = default;
Expectation& Expectation::operator=(Expectation&& other) noexcept = default;
Expectation::~Expectation() = default;

Step::Step() = default;
Step::Step(Mark at, std::optional<Text> called, std::optional<When> waits_for, Action does)
    : mark(at), name(std::move(called)), when(std::move(waits_for)), action(std::move(does)) {}
Step::Step(const Step& other) = default;
Step::Step(Step&& other) noexcept = default;
Step& Step::operator=(const Step& other) = default;
Step& Step::operator=(Step&& other) noexcept = default;
Step::~Step() = default;

Scenario::Scenario() = default;
Scenario::Scenario(const Scenario& other) = default;
Scenario::Scenario(Scenario&& other) noexcept = default;
Scenario& Scenario::operator=(const Scenario& other) = default;
Scenario& Scenario::operator=(Scenario&& other) noexcept = default;
Scenario::~Scenario() = default;

}  // namespace seatrial::scenario
