// SPDX-License-Identifier: Apache-2.0
// Findings of links: every dial that fails is explained once, and a fault that the other direction
// makes good is a warning. Nothing is said of links within a cluster that nobody asks for.
#pragma once

#include "harness/diagnose/unread_dials.hpp"
#include "harness/diagnose/view.hpp"
#include "sim/peer/link_survey.hpp"

namespace seatrial::diagnosis {

/// What is wrong with these links; not grouped yet.
Findings link_findings(const View& view, const LinkSurvey& links, const UnreadDials& unread);

}  // namespace seatrial::diagnosis
