// SPDX-License-Identifier: Apache-2.0
// diagnose: from readings of links to findings. It names the line to blame for every link that is
// down, once for each fault and not once for each link, and adds what the files alone give away
// (lints). It reads a scene and changes nothing in it; what was found while resolving the scene
// stays in Scene::findings and is not repeated here.
#pragma once

#include <string_view>
#include <vector>

#include "harness/diagnose/unread_dials.hpp"
#include "harness/finding/finding.hpp"
#include "harness/scenario/scene.hpp"
#include "sim/peer/link_survey.hpp"

namespace seatrial {

/// The grouped findings of a scene whose processes count as running (assume_all_running) and whose
/// pairs of peers were read as `links`. Of a run, `unread` dials make no link good.
Findings diagnose(scenario::Scene& scene, const LinkSurvey& links, const UnreadDials& unread = {});

/// The code of the finding that explains a link; "" for a link that is up, and for one that is
/// unknown for a reason that only another company can tell.
std::string_view code_of(const World& world, const LinkReading& link);

}  // namespace seatrial
