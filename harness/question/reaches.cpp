// SPDX-License-Identifier: Apache-2.0
// reaches: one walk from each sender to each target as things stand, and the answer back; the
// expectation says that it gets there, or with 'not' which cause stops it.
#include <fmt/format.h>

#include "harness/question/kinds.hpp"
#include "sim/peer/reach_check.hpp"

namespace seatrial::question {

namespace {

constexpr std::uint16_t p2p_port = 30303;  // SPEC goquorum 0

class Reaches final : public Question {
 public:
  Reaches(const Context& context, const scenario::ExpectReaches& asked)
      : context_(context), asked_(asked) {}

  Answer look() override {
    const std::vector<Listener> opened = assume_listening();
    Answer answer = look_at_all();
    for (const Listener& one : opened) {
      world().network().close_listener(one.stack, one.port, one.protocol);
    }
    return answer;
  }

  Instant latest() const override { return context_.asked_at; }

 private:
  using Target = std::pair<std::string, Reach>;

  World& world() const { return context_.world(); }

  Answer look_at_all() const {
    const std::vector<PodRef> senders = pods_of(asked_.from);
    if (senders.empty()) return {State::broken, {"'from' means no peer, pod or host"}};
    Answer answer{State::holds, {}};
    for (const PodRef from : senders) {
      const auto targets = targets_of(from);
      if (targets.empty()) return {State::broken, {"'to' means no peer, pod or host"}};
      for (const auto& [name, reach] : targets) {
        Answer one = look_at(from, name, reach);
        if (one.state != State::holds) return one;
        if (answer.evidence.empty()) answer = std::move(one);
      }
    }
    return answer;
  }

  struct Listener {
    net::StackId stack;
    std::uint16_t port;
    net::Protocol protocol;
  };

  /// Where no process was started yet all count as running, for this look only.
  std::vector<Listener> assume_listening() const {
    std::vector<Listener> opened;
    for (std::uint32_t i = 0; i < world().peer_count(); ++i) {
      if (world().peer(PeerId(i)).running()) return {};
    }
    for (std::uint32_t i = 0; i < world().peer_count(); ++i) {
      if (world().pending(PeerId(i))) continue;
      const PeerSpec& spec = world().peer(PeerId(i)).spec;
      const net::StackId stack = world().stack(PeerId(i));
      opened.push_back({stack, spec.geth.port, net::Protocol::tcp});
      if (spec.geth.discovery) opened.push_back({stack, spec.geth.port, net::Protocol::udp});
      if (spec.tessera) opened.push_back({stack, spec.tessera->port, net::Protocol::tcp});
    }
    std::erase_if(opened, [&](const Listener& one) {
      return world().network().listens(one.stack, one.port, one.protocol);
    });
    for (const Listener& one : opened) world().network().listen(one.stack, one.port, one.protocol);
    return opened;
  }

  std::vector<PodRef> pods_of(const scenario::Selector& selector) const {
    std::vector<PodRef> found;
    for (std::uint32_t i = 0; i < world().peer_count(); ++i) {
      const PeerSpec& spec = world().peer(PeerId(i)).spec;
      if (selector.matches(world().cluster(spec.cluster).spec().name, spec.name)) {
        found.push_back(pod_of(world(), PeerId(i)));
      }
    }
    for (std::uint32_t c = 0; c < world().cluster_count(); ++c) {
      const kube::Cluster& cluster = world().cluster(ClusterId(c));
      for (std::uint32_t p = 0; p < cluster.pods().size(); ++p) {
        const PodRef pod{ClusterId(c), kube::PodId(p)};
        if (!selector.matches(cluster.spec().name, cluster.pods()[p].name)) continue;
        if (world().find_peer(name(world(), pod)) == PeerId::none) found.push_back(pod);
      }
    }
    return found;
  }

  net::Protocol protocol() const {
    const bool udp = asked_.protocol.value == scenario::ReachProtocol::udp;
    return udp ? net::Protocol::udp : net::Protocol::tcp;
  }

  std::vector<Target> targets_of(PodRef from) const {
    if (const auto* address = std::get_if<scenario::ReachAddress>(&asked_.to)) {
      return {{address->written.value,
               {address->host, address->port, protocol(), address->http, address->path}}};
    }
    std::vector<Target> targets;
    const std::uint16_t port =
        asked_.port ? static_cast<std::uint16_t>(asked_.port->value) : p2p_port;
    for (const PodRef to : pods_of(std::get<scenario::Selector>(asked_.to))) {
      if (to == from) continue;
      targets.emplace_back(fmt::format("port {} of {}", port, name(world(), to)),
                           reach_of(world(), from, to, port, protocol()));
    }
    return targets;
  }

  Answer look_at(PodRef from, const std::string& target, const Reach& reach) const {
    const ReachReading reading = read_reach(world(), from, reach);
    std::string line =
        fmt::format("{} -> {}: {}", name(world(), from), target, to_string(reading.cause));
    if (!reading.detail.empty()) line += " (" + reading.detail + ")";
    if (!reading.conditions.empty()) line += " if " + reading.conditions.front();
    return {judge(reading), {std::move(line)}};
  }

  State judge(const ReachReading& reading) const {
    const bool open = reading.up() && !reading.conditions.empty();
    if (asked_.unknown) {
      const auto& wanted = asked_.unknown->condition;
      for (const std::string& condition : reading.conditions) {
        if (open && (!wanted || condition.find(wanted->value) != std::string::npos)) {
          return State::holds;
        }
      }
      return State::broken;
    }
    if (asked_.blocked) {
      return to_string(reading.cause) == asked_.blocked->value ? State::holds : State::broken;
    }
    if (open) return State::inconclusive;
    return reading.up() ? State::holds : State::broken;
  }

  Context context_;
  const scenario::ExpectReaches& asked_;
};

}  // namespace

QuestionPtr ask_reaches(const Context& context, const scenario::ExpectReaches& asked) {
  return std::make_unique<Reaches>(context, asked);
}

}  // namespace seatrial::question
