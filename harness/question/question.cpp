// SPDX-License-Identifier: Apache-2.0
#include "harness/question/question.hpp"

#include "harness/question/kinds.hpp"

namespace seatrial::question {

namespace {

using namespace scenario;

QuestionPtr ask(const Context& context, const ExpectLinks& links) {
  if (links.kind.value == LinkKind::tessera) return ask_tessera(context, links);
  if (links.kind.value == LinkKind::discovery) return ask_discovery(context, links);
  if (std::holds_alternative<Up>(links.state)) return ask_up(context, links);
  if (std::holds_alternative<Down>(links.state)) return ask_down(context, links);
  return ask_unknown(context, links);
}

QuestionPtr ask(const Context& context, const ExpectLog& log) {
  return ask_log(context, log);
}

QuestionPtr ask(const Context& context, const ExpectFinding& finding) {
  return ask_finding(context, finding);
}

QuestionPtr ask(const Context& context, const ExpectNoFindings& none) {
  return ask_no_findings(context, none);
}

QuestionPtr ask(const Context& context, const ExpectDials& dials) {
  return ask_dials(context, dials);
}

QuestionPtr ask(const Context& context, const ExpectBlocksAdvance& asked) {
  return ask_blocks_advance(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectStalls& asked) {
  return ask_stalls(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectRecoversWithin& asked) {
  return ask_recovers_within(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectValidatorsAre& asked) {
  return ask_validators_are(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectChainSingle& asked) {
  return ask_chain_single(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectHeight& asked) {
  return ask_height(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectSometimes& asked) {
  return ask_sometimes(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectSurvives& asked) {
  return ask_survives(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectRoundAtMost& asked) {
  return ask_round_at_most(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectProposerRotates& asked) {
  return ask_proposer_rotates(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectSealsFrom& asked) {
  return ask_seals_from(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectReaches& asked) {
  return ask_reaches(context, asked);
}

QuestionPtr ask(const Context& context, const ExpectOneOf& one_of) {
  return ask_one_of(context, one_of);
}

}  // namespace

std::string_view to_string(State state) {
  switch (state) {
    case State::holds:
      return "holds";
    case State::not_yet:
      return "not_yet";
    case State::broken:
      return "broken";
    case State::inconclusive:
      break;
  }
  return "inconclusive";
}

Asking::Asking(Scene& scene, const Expectation& expectation, Instant asked_at,
               const Findings& findings)
    : Asking(Context{scene, asked_at, findings}, expectation) {}

Asking::Asking(const Context& context, const Expectation& expectation)
    : question_(
          std::visit([&](const auto& part) { return ask(context, part); }, expectation.question)) {}

Answer Asking::look() {
  if (final_) return *final_;
  Answer answer = question_->look();
  if (answer.state != State::not_yet) final_ = answer;
  return answer;
}

}  // namespace seatrial::question
