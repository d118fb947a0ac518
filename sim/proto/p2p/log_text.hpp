// SPDX-License-Identifier: Apache-2.0
// Log text: an observation in the words that GoQuorum 2.7.0 prints, so that an operator can hold a
// prediction against a real log. It owns the wording and the level; names and addresses come from
// the caller, since a server knows neither. Only lines that a real process prints are rendered;
// for an observation without one of its own (link_established) the text is empty.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/proto/p2p/observed.hpp"
#include "sim/proto/p2p/permissions.hpp"

namespace seatrial::p2p {

/// GoQuorum's log levels; only the first three are visible at the default verbosity.
enum class LogLevel : std::uint8_t { error, warn, info, debug, trace };
/// "ERROR" to "TRACE".
std::string_view text(LogLevel level);

/// What a log line needs and a server does not know. An empty function prints a number instead.
struct LogNames {
  NodeRef self{};                                     ///< whose log it is
  std::function<std::string(NodeRef)> node_id;        ///< the 64 hex digits of a node id
  std::function<std::string(ConnId)> local_address;   ///< "10.1.0.11:30303"
  std::function<std::string(ConnId)> remote_address;  ///< "1.2.3.4:32041", as this end sees it
  std::function<std::string(std::uint32_t)> target;   ///< "1.2.3.4:32041" of a dial target
  std::function<std::string(NodeRef)> client;         ///< the name in the peer's Hello
  bool discovery = false;                             ///< without it, a failed dial says so
};

/// One line of a log.
struct LogLine {
  LogLevel level = LogLevel::trace;
  std::string text;  ///< "Rejected peer addr=… conn=inbound err=\"too many peers\""
  bool operator==(const LogLine&) const = default;
};

/// The text behind `err=`, without quotes. Without names, what needs them is shortened.
std::string error_text(const Observed& observed, const LogNames& names);
/// As above for a cause alone: "too many peers", "i/o timeout".
std::string error_text(const Cause& cause);

/// The lines that a GoQuorum process prints for what it observed, in order; often one, maybe none.
std::vector<LogLine> log_lines(const Observed& observed, const LogNames& names);
/// The main line of the observation, with its level: "DEBUG Adding p2p peer addr=…"; "" if none.
std::string log_text(const Observed& observed, const LogNames& names);

}  // namespace seatrial::p2p
