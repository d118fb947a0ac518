// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/log_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace seatrial::p2p {

namespace {

template <class Id>
std::string name_or_number(const std::function<std::string(Id)>& name, Id id) {
  if (name) return name(id);
  return fmt::format("{}", static_cast<std::uint32_t>(id));
}

std::string node_hex(const LogNames& names, NodeRef node) {
  return name_or_number(names.node_id, node);
}

/// The first 8 bytes, as GoQuorum prints an id in its terminal log.
std::string short_id(const LogNames& names, NodeRef node) {
  return node_hex(names, node).substr(0, 16);
}

/// "2e09…53d1", as the permission error prints an id. // SPEC goquorum 2.2
std::string clipped_id(const LogNames& names, NodeRef node) {
  const std::string hex = node_hex(names, node);
  if (hex.size() < 8) return hex;
  return hex.substr(0, 4) + "…" + hex.substr(hex.size() - 4);
}

std::string address(const LogNames& names, const Observed& observed) {
  return name_or_number(names.remote_address, observed.conn);
}

/// Go's logfmt: quotes what has a space, a quote or an equals sign in it.
std::string quoted(const std::string& value) {
  const bool plain = !value.empty() && std::ranges::none_of(value, [](char c) {
    return (c >= 0 && c <= ' ') || c == '=' || c == '"';
  });
  return plain ? value : '"' + value + '"';
}

/// "read tcp a->b: what", Go's text of a failed read.
std::string read_error(const Observed& observed, const LogNames& names, std::string_view what) {
  if (!names.local_address || !names.remote_address) return std::string(what);
  return fmt::format("read tcp {}->{}: {}", names.local_address(observed.conn),
                     names.remote_address(observed.conn), what);
}

/// "dial tcp 1.2.3.4:32041: connect: connection refused"
std::string dial_error(const Observed& observed, const LogNames& names, std::string_view what) {
  return fmt::format("dial tcp {}: {}", name_or_number(names.target, observed.value), what);
}

std::string fixed(std::int64_t value, std::int64_t unit, std::string_view name) {
  std::string decimals = fmt::format("{:03}", value % unit * 1000 / unit);
  decimals.erase(decimals.find_last_not_of('0') + 1);
  return fmt::format("{}{}{}{}", value / unit, decimals.empty() ? "" : ".", decimals, name);
}

/// Go's way to print a duration, with three decimals at most.
std::string go_duration(Duration d) {
  const std::int64_t ns = d.ns();
  if (ns == 0) return "0s";
  if (ns < 1'000) return fmt::format("{}ns", ns);
  if (ns < 1'000'000) return fixed(ns, 1'000, "µs");
  if (ns < 1'000'000'000) return fixed(ns, 1'000'000, "ms");
  const std::int64_t minute = 60'000'000'000;
  const std::string rest = fixed(ns % minute, 1'000'000'000, "s");
  if (ns < minute) return rest;
  if (ns < 60 * minute) return fmt::format("{}m{}", ns / minute, rest);
  return fmt::format("{}h{}m{}", ns / minute / 60, ns / minute % 60, rest);
}

std::string mismatch(std::string_view what, const Cause& cause) {
  return fmt::format("{} - {}", what, cause.detail);  // SPEC goquorum 6.3
}

LogLine line(LogLevel level, std::string text) {
  return {level, std::move(text)};
}

std::string err(const Observed& observed, const LogNames& names) {
  return "err=" + quoted(error_text(observed, names));
}

/// "id=… addr=… conn=… err=…": the context of a connection that is being set up.
LogLine setup_line(std::string_view message, const Observed& o, const LogNames& names) {
  return line(LogLevel::trace,
              fmt::format("{} id={} addr={} conn={} {}", message, short_id(names, o.node),
                          address(names, o), conn_word(o.direction), err(o, names)));
}

/// "id=… conn=… err=…": the context of a peer.
LogLine peer_line(std::string_view message, const Observed& o, const LogNames& names) {
  return line(LogLevel::debug, fmt::format("{} id={} conn={} {}", message, short_id(names, o.node),
                                           conn_word(o.direction), err(o, names)));
}

std::string task(const Observed& o, const LogNames& names) {
  return quoted(fmt::format("staticdial {} {}", short_id(names, o.node),
                            name_or_number(names.target, o.value)));
}

bool tcp_failed(const Observed& o) {
  return o.cause.kind == CauseKind::refused || o.cause.kind == CauseKind::dial_timeout ||
         o.cause.kind == CauseKind::no_route || o.cause.kind == CauseKind::name_not_resolved;
}

std::vector<LogLine> dial_failed(const Observed& o, const LogNames& names) {
  std::vector<LogLine> lines{
      line(LogLevel::trace, fmt::format("Dial error task={} {}", task(o, names), err(o, names)))};
  if (tcp_failed(o) && !names.discovery)  // SPEC goquorum 3.3
    lines.push_back(
        line(LogLevel::debug, fmt::format("Can't resolve node id={} err=\"discovery is disabled\"",
                                          short_id(names, o.node))));
  return lines;
}

std::vector<LogLine> denied(const Observed& o, const LogNames& names) {  // SPEC goquorum 2.2
  std::vector<LogLine> lines;
  const auto verdict = static_cast<Permission>(o.value);
  if (const auto error = error_line(verdict); !error.empty())
    lines.push_back(line(LogLevel::error, std::string(error)));
  if (verdict == Permission::not_listed)
    lines.push_back(
        line(LogLevel::debug,
             fmt::format("isNodePermissioned connection={} nodename={} DENIED-BY={}",
                         permission_word(o.direction), node_hex(names, o.node).substr(0, 32),
                         node_hex(names, names.self).substr(0, 32))));
  lines.push_back(line(LogLevel::trace, fmt::format("Setting up connection failed addr={} {}",
                                                    address(names, o), err(o, names))));
  return lines;
}

LogLine rlpx_failed(const Observed& o, const LogNames& names) {  // SPEC goquorum 3.2
  return line(LogLevel::trace,
              fmt::format("Failed RLPx handshake addr={} conn={} {}", address(names, o),
                          conn_word(o.direction), err(o, names)));
}

LogLine rejected(const Observed& o, const LogNames& names) {  // SPEC goquorum 3.4, spelled so
  return line(LogLevel::debug, fmt::format("Rejected inbound connnection addr={} {}",
                                           address(names, o), err(o, names)));
}

LogLine added(const Observed& o, const LogNames& names) {  // SPEC goquorum 3.2
  return line(LogLevel::debug,
              fmt::format("Adding p2p peer id={} conn={} addr={} peers={} name={}",
                          short_id(names, o.node), conn_word(o.direction), address(names, o),
                          o.value, name_or_number(names.client, o.node)));
}

LogLine removed(const Observed& o, const LogNames& names) {  // SPEC goquorum 3.2
  return line(LogLevel::debug,
              fmt::format("Removing p2p peer id={} conn={} addr={} peers={} duration={} req={} {}",
                          short_id(names, o.node), conn_word(o.direction), address(names, o),
                          o.value, go_duration(o.lived), o.remote_requested, err(o, names)));
}

LogLine dropped(const Observed& o, const LogNames& names) {  // SPEC goquorum 2.1
  return line(LogLevel::warn, fmt::format("Removing static dial candidate id={} err=\"is self\"",
                                          short_id(names, o.node)));
}

}  // namespace

std::string_view text(LogLevel level) {
  switch (level) {
    case LogLevel::error:
      return "ERROR";
    case LogLevel::warn:
      return "WARN";
    case LogLevel::info:
      return "INFO";
    case LogLevel::debug:
      return "DEBUG";
    case LogLevel::trace:
      return "TRACE";
  }
  return "";
}

std::string error_text(const Cause& cause) {
  switch (cause.kind) {
    case CauseKind::none:
      return "";
    case CauseKind::refused:
      return std::string(text(DialError::refused));
    case CauseKind::dial_timeout:
      return std::string(text(DialError::timeout));
    case CauseKind::no_route:
      return std::string(text(DialError::no_route));
    case CauseKind::name_not_resolved:
      return std::string(text(DialError::name_not_resolved));
    case CauseKind::eof:
      return "EOF";
    case CauseKind::reset:
      return "read: connection reset by peer";
    case CauseKind::tcp_timed_out:
      return "read: connection timed out";
    case CauseKind::read_timeout:
      return "i/o timeout";
    case CauseKind::throttled:
      return "too many attempts";
    case CauseKind::wrong_key:
      return "ecies: invalid message";  // SPEC goquorum 4.3
    case CauseKind::not_rlpx:
      return "ecies: invalid public key";  // SPEC goquorum 4.3
    case CauseKind::permission_denied:
      return "permission denied";
    case CauseKind::disconnect:
      return std::string(text(cause.reason));
    case CauseKind::no_status:
      return mismatch("No status message", cause);
    case CauseKind::network_id:
      return mismatch("Network ID mismatch", cause);
    case CauseKind::protocol_version:
      return mismatch("Protocol version mismatch", cause);
    case CauseKind::genesis:
      return mismatch("Genesis mismatch", cause);
    case CauseKind::fork_id:
      return mismatch("Fork ID rejected", cause);
    case CauseKind::extra_status:
      return "Extra status message - uncontrolled status message";
    case CauseKind::bad_frame:
      return "bad header MAC";  // SPEC goquorum 4.5
    case CauseKind::out_of_range:
      return "msg code out of range: " + cause.detail;  // SPEC goquorum 4.7
    case CauseKind::unexpected_message:
    case CauseKind::handler:
      return cause.detail;
  }
  return "";
}

std::string error_text(const Observed& observed, const LogNames& names) {
  const std::string plain = error_text(observed.cause);
  switch (observed.cause.kind) {
    case CauseKind::refused:
    case CauseKind::dial_timeout:
    case CauseKind::no_route:
    case CauseKind::name_not_resolved:
      return dial_error(observed, names, plain);
    case CauseKind::reset:
    case CauseKind::tcp_timed_out:
    case CauseKind::read_timeout:
      return read_error(observed, names, plain);
    case CauseKind::permission_denied:
      return fmt::format("{}: id={} {} id={}", plain, clipped_id(names, names.self),
                         permission_word(observed.direction), clipped_id(names, observed.node));
    default:
      return plain;
  }
}

std::vector<LogLine> log_lines(const Observed& o, const LogNames& names) {
  switch (o.what) {
    case Happening::dial_started:
      return {line(LogLevel::trace, "New dial task task=" + task(o, names))};
    case Happening::dial_failed:
      return dial_failed(o, names);
    case Happening::candidate_dropped:
      return {dropped(o, names)};
    case Happening::inbound_rejected:
      return {rejected(o, names)};
    case Happening::permission_denied:
      return denied(o, names);
    case Happening::rlpx_failed:
      return {rlpx_failed(o, names)};
    case Happening::peer_rejected:
      return {setup_line("Rejected peer", o, names)};
    case Happening::hello_failed:
      return {setup_line("Failed proto handshake", o, names)};
    case Happening::peer_added:
      return {added(o, names)};
    case Happening::status_failed:
      return {peer_line("Ethereum handshake failed", o, names)};
    case Happening::message_failed:
      return {peer_line("Ethereum message handling failed", o, names)};
    case Happening::peer_removed:
      return {removed(o, names)};
    case Happening::link_established:
    case Happening::link_lost:
      return {};
  }
  return {};
}

std::string log_text(const Observed& observed, const LogNames& names) {
  const auto lines = log_lines(observed, names);
  if (lines.empty()) return "";
  return fmt::format("{} {}", text(lines.front().level), lines.front().text);
}

}  // namespace seatrial::p2p
