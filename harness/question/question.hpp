// SPDX-License-Identifier: Apache-2.0
// Asking: one expectation of a scenario put to a world that runs. The runner looks, and while the
// answer is not_yet it runs the world on in slices and looks again, until latest(). Answers come
// from the observation log, with its exact times, and not from when somebody looked; an answer
// other than not_yet is final. It changes nothing in the world and owns none of what it looks at:
// scene, expectation and findings must outlive it.
#pragma once

#include <memory>
#include <optional>

#include "harness/consensus/chain_view.hpp"
#include "harness/question/answer.hpp"
#include "harness/scenario/scene.hpp"

namespace seatrial::question {

/// What a kind of question is asked of.
struct Context {
  scenario::Scene& scene;
  Instant asked_at;
  const Findings& findings;                     ///< may grow between two looks
  const consensus::ChainView* shown = nullptr;  ///< chains in place of the world's own

  World& world() const { return *scene.world; }
  /// The chains as they are now.
  consensus::ChainView chains() const {
    return shown != nullptr ? *shown : consensus::view_of(world());
  }
};

/// The seam between Asking and the kinds of questions.
class Question {
 public:
  virtual ~Question() = default;
  /// How it stands at world.now().
  virtual Answer look() = 0;
  /// From when on not_yet is a failure.
  virtual Instant latest() const = 0;
};

/// One expectation, asked at an instant.
class Asking {
 public:
  Asking(scenario::Scene& scene, const scenario::Expectation& expectation, Instant asked_at,
         const Findings& findings);
  /// The same for a kind of question that is answered from other chains than the world's own.
  Asking(const Context& context, const scenario::Expectation& expectation);

  /// How it stands at world.now(); a final answer is remembered.
  Answer look();
  /// From when on not_yet is a failure; asked_at for questions about now.
  Instant latest() const { return question_->latest(); }

 private:
  std::unique_ptr<Question> question_;
  std::optional<Answer> final_;
};

}  // namespace seatrial::question
