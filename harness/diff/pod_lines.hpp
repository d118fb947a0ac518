// SPDX-License-Identifier: Apache-2.0
// What happens to pods, files and Services, as lines for a person.
#pragma once

#include <string>
#include <vector>

#include "harness/diff/difference.hpp"

namespace seatrial::diff {

/// One line for each workload.
std::vector<std::string> roll_lines(const std::vector<Roll>& rolls);
/// One line for each file, and at the end the command that makes the pods read them.
std::vector<std::string> kept_lines(const std::vector<KeptFile>& kept);
/// One line for each change of a Service.
std::vector<std::string> service_lines(const std::vector<ServiceChange>& services);
/// What a pod learns of a changed file, as a sentence about `readers`.
std::string refresh_text(const KeptFile& file);

}  // namespace seatrial::diff
