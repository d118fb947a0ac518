// SPDX-License-Identifier: Apache-2.0
// Solo: one IBFT or QBFT engine among validators that the test plays. They are named by their place
// in the order of validators, so that the proposer of height 1 in round r is r mod N. What the
// engine said itself, what it passed on and what it logged are kept apart, for the last input only.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/proto/istanbul/engine.hpp"

namespace seatrial::istanbul::testing {

/// How a Solo begins.
struct SoloSpec {
  std::size_t validators = 4;
  std::size_t self = 0;
  std::optional<std::uint64_t> ceil = 0;
  chain::ChainRules rules{};
  std::uint64_t policy = 0;
  std::optional<qbft::Config> qbft{};
};

/// One engine, which started at instant 0 with all other validators connected.
class Solo {
 public:
  explicit Solo(SoloSpec spec) : spec_(spec), chain_(make_chain()), engine_(make_engine()) {
    for (std::size_t k = 0; k < spec_.validators; ++k)
      if (k != spec_.self) engine_.peer_joined(node(k), v(k));
    does([](Engine& engine, Instant now, Outbox& out) { engine.start(now, out); });
  }

  chain::AddressRef v(std::size_t k) const { return snapshots_.after(genesis_).validators[k]; }
  static p2p::NodeRef node(std::size_t k) { return p2p::NodeRef{static_cast<std::uint32_t>(k)}; }
  /// A block of a validator on the head, or on another block.
  chain::BlockId block(std::size_t author, std::uint64_t time = 0) {
    return block_on(chain_.head(), author, time);
  }
  chain::BlockId block_on(chain::BlockId parent, std::size_t author, std::uint64_t time = 0,
                          chain::Vote vote = {}) {
    return tree_.add(parent, time == 0 ? tree_[parent].time + 1 : time, v(author), vote);
  }

  /// Messages of validator k for the sequence after the head, unless another is given.
  Message pre_prepare(std::size_t k, chain::BlockId block, std::uint64_t round = 0) const {
    return {Code::pre_prepare, {tree_[block].number, round}, block, v(k)};
  }
  Message prepare(std::size_t k, chain::BlockId block, std::uint64_t round = 0) const {
    return {Code::prepare, {tree_[block].number, round}, block, v(k)};
  }
  Message commit(std::size_t k, chain::BlockId block, std::uint64_t round = 0) const {
    return {Code::commit, {tree_[block].number, round}, block, v(k)};
  }
  Message round_change(std::size_t k, std::uint64_t round, std::uint64_t sequence = 0) const {
    if (sequence == 0) sequence = chain_.height() + 1;
    return {Code::round_change, {sequence, round}, chain::BlockId::none, v(k)};
  }

  Solo& receives(const Message& message) {
    return does([&](Engine& engine, Instant now, Outbox& out) {
      const auto sender = std::find_if(everybody_.begin(), everybody_.end(),
                                       [&](std::size_t k) { return v(k) == message.from; });
      const std::size_t from = sender == everybody_.end() ? (spec_.self + 1) % 2 : *sender;
      taken_ = engine.received(now, node(from), message, out);
    });
  }
  Solo& receives_from(std::size_t peer, const Message& message) {
    return does([&](Engine& engine, Instant now, Outbox& out) {
      taken_ = engine.received(now, node(peer), message, out);
    });
  }
  Solo& requests(chain::BlockId candidate) {
    return does([&](Engine& e, Instant now, Outbox& out) { e.request(now, candidate, out); });
  }
  Solo& imports(chain::BlockId block) {
    return does([&](Engine& engine, Instant now, Outbox& out) {
      chain_.import(block);
      engine.new_head(now, out);
    });
  }
  /// Lets time pass, with every deadline kept on the way.
  Solo& waits(Duration length) {
    const Instant until = now_ + length;
    return does([&](Engine& engine, Instant, Outbox& out) {
      for (auto due = engine.deadline(); due && *due <= until; due = engine.deadline()) {
        now_ = std::max(now_, *due);
        engine.on_deadline(now_, out);
      }
      now_ = until;
    });
  }
  template <class F>
  Solo& does(F&& input) {
    out_.clear();
    input(engine_, now_, out_);
    said_.clear();
    passed_on_.clear();
    logs_.clear();
    commits_.clear();
    for (const Effect& effect : out_.effects()) std::visit([&](const auto& e) { sort(e); }, effect);
    return *this;
  }

  /// Own messages of the last input: "PREPARE {sequence 1, round 0}".
  const std::vector<std::string>& said() const { return said_; }
  const std::vector<std::string>& logs() const { return logs_; }
  const std::vector<Commit>& commits() const { return commits_; }
  /// Whether a message of another was passed on in the last input.
  bool passed_on(const Message& message) const {
    return std::find(passed_on_.begin(), passed_on_.end(), message) != passed_on_.end();
  }
  std::size_t sends() const {
    return static_cast<std::size_t>(
        std::count_if(out_.effects().begin(), out_.effects().end(),
                      [](const Effect& e) { return std::holds_alternative<Send>(e); }));
  }
  bool taken() const { return taken_; }
  Engine& engine() { return engine_; }
  chain::Blockchain& chain() { return chain_; }
  chain::BlockTree& tree() { return tree_; }
  chain::AddressBook& book() { return book_; }
  qbft::Proofs& proofs() { return proofs_; }
  View view() const { return engine_.view(); }
  Instant now() const { return now_; }

 private:
  chain::Blockchain make_chain() {
    std::vector<chain::AddressRef> validators;
    for (std::size_t i = 0; i < spec_.validators; ++i) {
      wire::Address20 address;
      address.data[0] = static_cast<std::uint8_t>(i + 1);
      validators.push_back(book_.intern(address));
      everybody_.push_back(i);
    }
    wire::Hash32 hash;
    hash.data[0] = 1;
    genesis_ = tree_.genesis(hash, 0, 1, std::move(validators));
    return {snapshots_, genesis_, spec_.rules};
  }
  Engine make_engine() {
    return {{v(spec_.self), seconds(10), spec_.policy, spec_.ceil, spec_.qbft},
            chain_,
            Rng(1),
            &proofs_};
  }
  void sort(const Send& send) {
    if (send.message.from != v(spec_.self)) return passed_on_.push_back(send.message);
    const std::string text = to_string(send.message);
    if (std::find(said_.begin(), said_.end(), text) == said_.end()) said_.push_back(text);
  }
  void sort(const Commit& commit) { commits_.push_back(commit); }
  void sort(const Observed& observed) {
    if (observed.what == Happening::warned) logs_.push_back(observed.level + " " + observed.text);
  }

  SoloSpec spec_;
  std::vector<std::size_t> everybody_;
  chain::AddressBook book_;
  chain::BlockTree tree_{book_};
  mutable chain::Snapshots snapshots_{tree_, 30'000, spec_.qbft ? spec_.qbft->from : UINT64_MAX};
  qbft::Proofs proofs_;
  chain::BlockId genesis_{};
  chain::Blockchain chain_;
  Engine engine_;
  Instant now_;
  Outbox out_;
  bool taken_ = true;
  std::vector<std::string> said_;
  std::vector<Message> passed_on_;
  std::vector<std::string> logs_;
  std::vector<Commit> commits_;
};

}  // namespace seatrial::istanbul::testing
