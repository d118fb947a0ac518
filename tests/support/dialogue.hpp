// SPDX-License-Identifier: Apache-2.0
// Dialogue: a script of inputs and expectations over one p2p server, so that a test reads as what
// is said and answered. Every effect that asks something of the owner must be expected before the
// next input; observations may be expected, and are forgotten with the next input otherwise. The
// remote is conn 1 (its node is 1) unless a test says otherwise.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/proto/p2p/server.hpp"

namespace seatrial::p2p::testing {

inline constexpr NodeRef self_node{0};
inline constexpr NodeRef peer_node{1};
inline constexpr ConnId the_conn{1};
inline constexpr std::uint32_t lan_ip = 0x0a020001;     // 10.2.0.1
inline constexpr std::uint32_t public_ip = 0x02020304;  // 2.2.3.4

/// A process that lists node 1 (target 7) as its only static node, and checks no permissions.
inline ServerConfig one_static() {
  ServerConfig config;
  config.self = self_node;
  config.static_nodes = {{peer_node, 7}};
  return config;
}

/// A process without static nodes.
inline ServerConfig listener() {
  ServerConfig config;
  config.self = self_node;
  return config;
}

/// The Hello of node 1.
inline Hello their_hello() {
  return {peer_node, istanbul_capabilities()};
}

/// A Status that goes with the default chain.
inline Status their_status() {
  return chain_at_genesis(1337, {}, {}).status;
}

/// One server and what is said to it.
class Dialogue {
 public:
  explicit Dialogue(ServerConfig config) : server_(std::move(config)) {}

  Dialogue& starts() {
    return input([&] { server_.start(now_, out_); });
  }
  Dialogue& stops() {
    return input([&] { server_.stop(now_, out_); });
  }
  Dialogue& accepts(std::uint32_t ip = lan_ip, ConnId conn = the_conn) {
    return input([&] { server_.accepted(now_, conn, ip, out_); });
  }
  Dialogue& connects(ConnId conn = the_conn) {
    return input([&] { server_.dial_connected(now_, dial_, conn, out_); });
  }
  Dialogue& fails_to_connect(DialError error) {
    return input([&] { server_.dial_failed(now_, dial_, error, out_); });
  }
  Dialogue& receives(const Message& message, ConnId conn = the_conn) {
    return input([&] { server_.received(now_, conn, message, out_); });
  }
  Dialogue& is_closed(CloseReason reason, ConnId conn = the_conn) {
    return input([&] { server_.closed(now_, conn, reason, out_); });
  }
  /// Lets time pass up to a length from now, with every deadline kept on the way.
  Dialogue& waits(Duration length) {
    const Instant until = now_ + length;
    return input([&] {
      for (auto due = server_.deadline(); due && *due <= until; due = server_.deadline()) {
        now_ = std::max(now_, *due);
        server_.on_deadline(now_, out_);
      }
      now_ = until;
    });
  }
  /// Any other input.
  template <class F>
  Dialogue& does(F&& action) {
    return input([&] { action(server_, now_, out_); });
  }

  Dialogue& expects_dial(NodeRef node) {
    if (const auto* dial = next<Dial>("a dial")) {
      EXPECT_EQ(dial->node, node);
      dial_ = dial->dial;
    }
    return *this;
  }
  template <class M>
  Dialogue& expects_send(const M& message, ConnId conn = the_conn) {
    if (const auto* send = next<Send>(to_string(Message(message)))) {
      EXPECT_EQ(to_string(send->message), to_string(Message(message)));
      EXPECT_TRUE(send->message == Message(message));
      EXPECT_EQ(send->conn, conn);
    }
    return *this;
  }
  Dialogue& expects_close(ConnId conn = the_conn) {
    if (const auto* close = next<Close>("a close")) {
      EXPECT_EQ(close->conn, conn);
    }
    return *this;
  }
  Dialogue& expects_deliver(const Payload& payload) {
    if (const auto* deliver = next<Deliver>("a payload")) {
      EXPECT_TRUE(deliver->payload == payload);
    }
    return *this;
  }
  /// An observation of the last input, with its error text if that is given.
  Dialogue& expects_observed(Happening what, std::string_view why = "") {
    const auto found = std::ranges::find_if(seen_, [&](const Observed& seen) {
      return seen.what == what && (why.empty() || error_text(seen) == why);
    });
    EXPECT_TRUE(found != seen_.end()) << text(what) << " " << why << " not among " << all_seen();
    return *this;
  }
  Dialogue& expects_not_observed(Happening what) {
    EXPECT_TRUE(std::ranges::none_of(seen_, [&](auto& o) { return o.what == what; })) << all_seen();
    return *this;
  }
  Dialogue& expects_nothing() {
    for (; at_ < asked_.size(); ++at_) ADD_FAILURE() << "unexpected " << to_string(asked_[at_]);
    return *this;
  }

  Server& server() { return server_; }
  Instant now() const { return now_; }
  const std::vector<Observed>& seen() const { return seen_; }

 private:
  static std::string error_text(const Observed& seen) {
    const std::string all = to_string(seen);
    const auto colon = all.find(": ");
    return colon == std::string::npos ? "" : all.substr(colon + 2);
  }
  std::string all_seen() const {
    std::string all;
    for (const Observed& seen : seen_) all += to_string(seen) + "; ";
    return all;
  }
  template <class F>
  Dialogue& input(F&& action) {
    expects_nothing();
    out_.clear();
    action();
    asked_.clear();
    seen_.clear();
    at_ = 0;
    for (const Effect& effect : out_.effects()) sort(effect);
    return *this;
  }
  void sort(const Effect& effect) {
    if (const auto* observed = std::get_if<Observed>(&effect))
      seen_.push_back(*observed);
    else
      asked_.push_back(effect);
  }
  template <class E>
  const E* next(std::string_view wanted) {
    if (at_ == asked_.size()) {
      ADD_FAILURE() << "expected " << wanted << ", got nothing; saw " << all_seen();
      return nullptr;
    }
    const Effect& effect = asked_[at_++];
    const E* found = std::get_if<E>(&effect);
    if (found == nullptr) ADD_FAILURE() << "expected " << wanted << ", got " << to_string(effect);
    return found;
  }

  Server server_;
  Instant now_;
  Outbox out_;
  std::vector<Effect> asked_;
  std::vector<Observed> seen_;
  std::size_t at_ = 0;
  DialId dial_{};
};

}  // namespace seatrial::p2p::testing
