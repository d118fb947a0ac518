// SPDX-License-Identifier: Apache-2.0
// The version of the program, as --version and the reports for other programs say it. A test holds
// it against CMakeLists.txt.
#pragma once

namespace seatrial::cli {

inline constexpr const char* version = "0.1.0";

}  // namespace seatrial::cli
