// SPDX-License-Identifier: Apache-2.0
// The kinds of questions, each made from its part of an expectation; only Asking and one_of need
// them. Each is defined in the file of its name. The expectation must outlive the question.
#pragma once

#include "harness/question/question.hpp"

namespace seatrial::question {

using QuestionPtr = std::unique_ptr<Question>;

/// The links come up and stay (link_up.cpp).
QuestionPtr ask_up(const Context& context, const scenario::ExpectLinks& links);
/// The links are down, for a reason (link_down.cpp).
QuestionPtr ask_down(const Context& context, const scenario::ExpectLinks& links);
/// Nobody can say whether the links are up (link_unknown.cpp).
QuestionPtr ask_unknown(const Context& context, const scenario::ExpectLinks& links);
/// Payloads between Tesseras arrive, or not (tessera_links.cpp).
QuestionPtr ask_tessera(const Context& context, const scenario::ExpectLinks& links);
/// Peers find each other, or not (discovery_links.cpp).
QuestionPtr ask_discovery(const Context& context, const scenario::ExpectLinks& links);
/// A text is logged, or is not (log_question.cpp).
QuestionPtr ask_log(const Context& context, const scenario::ExpectLog& log);
/// There are such findings (finding_question.cpp).
QuestionPtr ask_finding(const Context& context, const scenario::ExpectFinding& finding);
/// There are none so bad (finding_question.cpp).
QuestionPtr ask_no_findings(const Context& context, const scenario::ExpectNoFindings& none);
/// The times between dials (dials_question.cpp).
QuestionPtr ask_dials(const Context& context, const scenario::ExpectDials& dials);
/// Heights grow (blocks_advance.cpp).
QuestionPtr ask_blocks_advance(const Context& context, const scenario::ExpectBlocksAdvance& asked);
/// No block comes (stalls.cpp).
QuestionPtr ask_stalls(const Context& context, const scenario::ExpectStalls& asked);
/// The next block comes in time (recovers_within.cpp).
QuestionPtr ask_recovers_within(const Context& context,
                                const scenario::ExpectRecoversWithin& asked);
/// Who may make the next block (validators_are.cpp).
QuestionPtr ask_validators_are(const Context& context, const scenario::ExpectValidatorsAre& asked);
/// No two blocks of one height (chain_single.cpp).
QuestionPtr ask_chain_single(const Context& context, const scenario::ExpectChainSingle& asked);
/// How high the chains are (height_question.cpp).
QuestionPtr ask_height(const Context& context, const scenario::ExpectHeight& asked);
/// What happened at least once (sometimes.cpp).
QuestionPtr ask_sometimes(const Context& context, const scenario::ExpectSometimes& asked);
/// Whether the chain goes on without something (survives.cpp).
QuestionPtr ask_survives(const Context& context, const scenario::ExpectSurvives& asked);
/// Nobody asks for a higher round (round_at_most.cpp).
QuestionPtr ask_round_at_most(const Context& context, const scenario::ExpectRoundAtMost& asked);
/// Everybody gets a turn (seals.cpp).
QuestionPtr ask_proposer_rotates(const Context& context,
                                 const scenario::ExpectProposerRotates& asked);
/// Whose the last blocks are (seals.cpp).
QuestionPtr ask_seals_from(const Context& context, const scenario::ExpectSealsFrom& asked);
/// A packet gets there, or not (reaches.cpp).
QuestionPtr ask_reaches(const Context& context, const scenario::ExpectReaches& asked);
/// At least one of several holds (one_of.cpp).
QuestionPtr ask_one_of(const Context& context, const scenario::ExpectOneOf& one_of);

}  // namespace seatrial::question
