// SPDX-License-Identifier: Apache-2.0
// Exit codes of the command line: a contract with scripts and CI. Several reports come to the worst
// of them, where a wrong input outweighs a limit, a limit a failure, and a failure an open
// question.
#pragma once

#include <cstdint>
#include <span>

#include "harness/report/report.hpp"

namespace seatrial::report {

/// What the process returns to its caller.
enum class ExitCode : std::uint8_t {
  pass = 0,
  failed = 1,        ///< an expectation or check failed
  bad_input = 2,     ///< the input is wrong
  inconclusive = 3,  ///< no file says what it depends on
  limit = 4,         ///< a limit was reached
};

/// The code of one report.
ExitCode exit_code(const Report& report);
/// The worse of two, in the order 2, 4, 1, 3, 0.
ExitCode worse(ExitCode a, ExitCode b);
/// The worst of several reports; of none, pass.
ExitCode exit_code(std::span<const Report> reports);

}  // namespace seatrial::report
