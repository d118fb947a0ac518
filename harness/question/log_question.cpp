// SPDX-License-Identifier: Apache-2.0
// log: some peer of a selector logs a text, in GoQuorum's words and at any level, or none does.
// With 'within' only what is logged after asking counts; without, all of the run so far.
#include <fmt/format.h>

#include <optional>

#include "harness/question/kinds.hpp"
#include "harness/question/pairs.hpp"
#include "sim/proto/p2p/log_text.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::question {

namespace {

/// What the log of one peer calls things.
p2p::LogNames names_of(const World& world, PeerId id) {
  const GoQuorumPeer& peer = world.peer(id);
  p2p::LogNames names;
  names.self = peer.self;
  names.discovery = peer.spec.geth.discovery;
  names.node_id = [&world](p2p::NodeRef ref) {
    return ref == p2p::no_node ? std::string() : wire::to_hex(world.identities().id(ref));
  };
  names.local_address = [&world](p2p::ConnId conn) {
    return net::to_string(world.addresses(conn).local);
  };
  names.remote_address = [&world](p2p::ConnId conn) {
    return net::to_string(world.addresses(conn).remote);
  };
  names.target = [&peer](std::uint32_t target) {
    if (target >= peer.targets.size()) return std::string("?");
    const DialTarget& to = peer.targets[target];
    return fmt::format("{}:{}", to.frozen ? to_string(*to.frozen) : to.enode.host, to.enode.tcp);
  };
  return names;
}

std::vector<std::string> lines_of(const World& world, const Observation& seen) {
  std::vector<std::string> lines;
  if (const auto* plain = std::get_if<LogLine>(&seen.what)) {
    lines.push_back(plain->level + " " + plain->text);
  }
  if (const p2p::Observed* observed = seen.observed()) {
    for (const p2p::LogLine& line : p2p::log_lines(*observed, names_of(world, seen.peer))) {
      lines.push_back(fmt::format("{} {}", p2p::text(line.level), line.text));
    }
  }
  if (const eth::Observed* chain = seen.of_chain(); chain != nullptr && !chain->text.empty()) {
    lines.push_back(chain->level + " " + chain->text);
  }
  if (const istanbul::Observed* core = seen.of_consensus();
      core != nullptr && !core->text.empty()) {
    lines.push_back(core->level + " " + core->text);
  }
  return lines;
}

class LogQuestion : public Question {
 public:
  LogQuestion(const Context& context, const scenario::ExpectLog& expected)
      : context_(context),
        expected_(expected),
        earliest_(expected.within ? context.asked_at : Instant()) {}

  Answer look() override {
    read();
    if (found_) return {expected_.absent ? State::broken : State::holds, {*found_}};
    const bool over = context_.world().now() >= latest();
    if (expected_.absent && over) return {State::holds, {"none logged it"}};
    if (!over) return {State::not_yet, {}};
    return {State::not_yet,
            {fmt::format("{} logged no '{}'", expected_.of.text(), expected_.contains.value)}};
  }

  Instant latest() const override {
    return expected_.within ? context_.asked_at + expected_.within->value : context_.asked_at;
  }

 private:
  void read() {
    const ObservationLog& log = context_.world().log();
    for (; next_ < log.size() && !found_; ++next_) {
      if (log[next_].at >= earliest_ && log[next_].at <= latest()) take(log[next_]);
    }
  }

  void take(const Observation& seen) {
    const World& world = context_.world();
    if (!means(world, expected_.of, seen.peer)) return;
    for (const std::string& line : lines_of(world, seen)) {
      if (line.find(expected_.contains.value) == std::string::npos) continue;
      found_ = fmt::format("{} at {}: {}", world.name(seen.peer), to_string(seen.at), line);
      return;
    }
  }

  Context context_;
  const scenario::ExpectLog& expected_;
  Instant earliest_;
  std::size_t next_ = 0;
  std::optional<std::string> found_;
};

}  // namespace

QuestionPtr ask_log(const Context& context, const scenario::ExpectLog& log) {
  return std::make_unique<LogQuestion>(context, log);
}

}  // namespace seatrial::question
