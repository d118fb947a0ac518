// SPDX-License-Identifier: Apache-2.0
// One peer at bytes fidelity and a remote that can say anything: the remote shakes hands honestly,
// and from then on sends whatever frames a test wants. Every effect is kept in order; the admission
// is given at once unless a test says otherwise.
#pragma once

#include <gtest/gtest.h>

#include "sim/proto/devp2p/peer.hpp"
#include "sim/proto/p2p/log_text.hpp"

namespace seatrial::devp2p::testing {

inline p2p::LocalChain small_chain() {
  return p2p::chain_at_genesis(1337, {{1, 2, 3}}, {});
}

/// A process of GoQuorum 2.7.0 with a key of this number.
inline Process process(std::uint64_t number) {
  Rng rng(number);
  return {wire::random_key_pair(rng),
          "Geth/v1.9.7-stable(quorum-v2.7.0)",
          p2p::istanbul_capabilities(),
          {}};
}

/// The Hello that a process says.
inline Hello hello_of(const Process& process) {
  const auto& key = process.key.open.data;
  return {p2p_version, process.client, offers(process.capabilities), 0, {key.begin(), key.end()}};
}

/// A listener, and what its remote says to it.
class Dialogue {
 public:
  explicit Dialogue(p2p::LocalChain chain = small_chain())
      : chain_(std::move(chain)), peer_(Peer::listener(self_, chain_, rng_)) {
    input([&] { peer_.on_open(now_, out_); });
  }

  /// The remote shakes hands; it is let in, and its side of the frames is ready.
  Dialogue& shakes_hands(bool admit = true) {
    wire::Bytes auth;
    auto handshake =
        rlpx::Handshake::initiator({&remote_.key, &remote_rng_}, self_.key.open, auth).value();
    sends_bytes(auth);
    wire::Bytes none;
    wire::ByteSpan ack = answered_;
    EXPECT_TRUE(handshake.take(ack, none).value());
    answered_.clear();
    frames_.emplace(handshake.secrets());
    if (admit) input([&] { peer_.admit(now_, out_); });
    return *this;
  }
  /// The remote's Hello, as it should be unless a test has another.
  Dialogue& says_hello() { return says(0, encode_hello(hello_of(remote_))).compresses(); }
  Dialogue& compresses() {
    frames_->use_snappy();
    return *this;
  }
  Dialogue& is_added() {
    return input([&] { peer_.add(now_, out_); });
  }
  /// Everything up to a link that is up.
  Dialogue& links_up() {
    shakes_hands().says_hello().is_added();
    p2p::Status status = chain_.status;
    status.protocol = {p2p::Protocol::istanbul, 99};
    return says(16, encode_status(status));
  }
  Dialogue& says(std::uint64_t code, wire::ByteSpan payload) {
    wire::Bytes bytes;
    frames_->put(code, payload, bytes);
    return sends_bytes(bytes);
  }
  Dialogue& sends_bytes(wire::ByteSpan bytes) {
    return input([&] { peer_.on_bytes(now_, bytes, out_); });
  }
  Dialogue& closes(p2p::CloseReason reason) {
    return input([&] { peer_.on_close(now_, reason, out_); });
  }
  Dialogue& waits(Duration length) {
    const Instant until = now_ + length;
    return input([&] {
      for (auto due = peer_.deadline(); due && *due <= until; due = peer_.deadline()) {
        now_ = *due;
        peer_.on_deadline(now_, out_);
      }
      now_ = until;
    });
  }
  template <class F>
  Dialogue& does(F&& action) {
    return input([&] { action(peer_, now_, out_); });
  }

  /// The frames that the peer sent since the last input, decrypted.
  Dialogue& expects_codes(std::vector<std::uint64_t> codes) {
    std::vector<std::uint64_t> got;
    for (const rlpx::Frame& frame : heard_) got.push_back(frame.code);
    EXPECT_EQ(got, codes);
    return *this;
  }
  /// The peer ended there, for this reason in GoQuorum's words.
  Dialogue& expects_end(p2p::Happening where, std::string_view why, bool remote = false) {
    const Ended* ended = nullptr;
    for (const Effect& effect : effects_)
      if (const auto* found = std::get_if<Ended>(&effect)) ended = found;
    if (ended == nullptr) {
      ADD_FAILURE() << "no end for '" << why << "' among " << all();
      return *this;
    }
    EXPECT_EQ(p2p::text(ended->where), p2p::text(where));
    EXPECT_EQ(p2p::error_text(ended->cause), why);
    EXPECT_EQ(ended->remote_requested, remote);
    EXPECT_TRUE(std::holds_alternative<Close>(effects_.back()));
    EXPECT_TRUE(peer_.is_over());
    EXPECT_FALSE(peer_.deadline());
    return *this;
  }
  template <class E>
  const E* find() const {
    for (const Effect& effect : effects_)
      if (const auto* found = std::get_if<E>(&effect)) return found;
    return nullptr;
  }
  Dialogue& expects_nothing() {
    EXPECT_TRUE(effects_.empty()) << all();
    return *this;
  }
  const rlpx::Frame& last_frame() const { return heard_.back(); }

  Peer& peer() { return peer_; }
  Instant now() const { return now_; }
  const Process& self() const { return self_; }
  const Process& remote() const { return remote_; }

 private:
  std::string all() const {
    std::string text;
    for (const Effect& effect : effects_) text += to_string(effect) + "; ";
    return text;
  }
  template <class F>
  Dialogue& input(F&& action) {
    out_.clear();
    heard_.clear();
    action();
    effects_ = out_.effects();
    for (const Effect& effect : effects_)
      if (const auto* send = std::get_if<Send>(&effect)) hear(send->bytes);
    return *this;
  }
  void hear(const wire::Bytes& bytes) {
    if (!frames_) return wire::append(answered_, bytes);
    for (wire::ByteSpan in = bytes;;) {
      auto frame = frames_->take(in).value();
      if (!frame) return;
      heard_.push_back(std::move(*frame));
    }
  }

  Process self_ = process(1);
  Process remote_ = process(2);
  p2p::LocalChain chain_;
  Rng rng_{11};
  Rng remote_rng_{12};
  Peer peer_;
  Instant now_;
  Outbox out_;
  std::vector<Effect> effects_;
  wire::Bytes answered_;
  std::optional<rlpx::Frames> frames_;
  std::vector<rlpx::Frame> heard_;
};

}  // namespace seatrial::devp2p::testing
