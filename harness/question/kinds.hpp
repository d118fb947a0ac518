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
/// A text is logged, or is not (log_question.cpp).
QuestionPtr ask_log(const Context& context, const scenario::ExpectLog& log);
/// There are such findings (finding_question.cpp).
QuestionPtr ask_finding(const Context& context, const scenario::ExpectFinding& finding);
/// There are none so bad (finding_question.cpp).
QuestionPtr ask_no_findings(const Context& context, const scenario::ExpectNoFindings& none);
/// The times between dials (dials_question.cpp).
QuestionPtr ask_dials(const Context& context, const scenario::ExpectDials& dials);
/// At least one of several holds (one_of.cpp).
QuestionPtr ask_one_of(const Context& context, const scenario::ExpectOneOf& one_of);

}  // namespace seatrial::question
