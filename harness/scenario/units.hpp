// SPDX-License-Identifier: Apache-2.0
// The units of scenario files: lengths of time, tolerances, shares, rates and sizes, from text to
// integers. Nothing passes through floating point; what does not fit is refused. Signs are the
// caller's business: only durations may be negative here.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/scenario/values.hpp"
#include "sim/net/address.hpp"

namespace seatrial::scenario {

/// "300ms", "1.5s", "2m", "1h", "1m30s", "0"; also us and ns, and "min" for m. "-5s" is negative.
std::optional<Duration> parse_duration(std::string_view text);

/// "35s ± 1s", "35s +- 1s", "35s +/- 1s" or "35s", which is exact; neither part negative.
std::optional<Tolerance> parse_tolerance(std::string_view text);

/// "1%", "0.5%", "1/1000" or "0": from 0 to 1.
std::optional<Ratio> parse_share(std::string_view text);

/// Bytes a second of "10 MB/s", "500kB/s" or "100 Mbit/s" (decimal thousands); not 0.
std::optional<std::uint64_t> parse_rate(std::string_view text);

/// Bytes of "64 kB", "1 MB", "1500 B" (decimal thousands); not 0.
std::optional<std::uint64_t> parse_size(std::string_view text);

using net::parse_port;

}  // namespace seatrial::scenario
