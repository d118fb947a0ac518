// SPDX-License-Identifier: Apache-2.0
#include "tests/schedules/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tests/support/chaos.hpp"

namespace seatrial::istanbul::testing {

namespace {

constexpr Duration trouble = seconds(10);

/// How a validator lies, message by message.
class Liar {
 public:
  Liar(IbftNet& net, std::size_t who, Rng rng) : net_(&net), who_(who), rng_(rng) {}

  std::vector<Sent> operator()(std::size_t to, const Message& message) {
    if (message.from != net_->address(who_)) return maybe(message);  // a relay cannot be altered
    switch (rng_.below(6)) {
      case 0:
        return {};  // silent, or to some only
      case 1:
        return {{milliseconds(static_cast<std::int64_t>(rng_.below(8'000))), message}};
      case 2:
        return {{{}, other(to, message)}};
      case 3:
        return {{{}, message}, {{}, other(to, message)}};
      default:
        return {{{}, message}};
    }
  }

 private:
  std::vector<Sent> maybe(const Message& message) {
    if (rng_.below(3) == 0) return {};
    return {{{}, message}};
  }
  /// Another block to the one half, a vote for a wrong block, a round far away.
  Message other(std::size_t to, Message message) {
    if (message.code == Code::round_change) {
      message.view.round += rng_.below(5);
    } else if (message.code == Code::pre_prepare) {
      if (to % 2 == 0) message.digest = twin(message.digest);
    } else {
      const auto recent =
          net_->tree().size() - 1 - rng_.below(std::min(net_->tree().size(), std::size_t{8}));
      message.digest = chain::BlockId(static_cast<std::uint32_t>(recent));
    }
    return message;
  }
  chain::BlockId twin(chain::BlockId block) {
    const chain::Block of = net_->tree()[block];
    if (of.parent == chain::BlockId::none) return block;
    return net_->tree().add(of.parent, of.time + 1, net_->address(who_), {}, chain::Twist::none,
                            of.form);
  }

  IbftNet* net_;
  std::size_t who_;
  Rng rng_;
};

/// The troubles of one schedule. Validators up to `faulty` lie or restart; all others are honest.
class Trouble {
 public:
  Trouble(IbftNet& net, Rng rng) : net_(net), rng_(rng) {
    const std::size_t most = chain::max_faulty(net.size());
    faulty_ = static_cast<std::size_t>(rng_.below(most + 1));
    liars_ = static_cast<std::size_t>(rng_.below(faulty_ + 1));
    for (std::size_t i = 0; i < net.size(); ++i) set_outgoing(i);
    for (std::size_t a = 0; a < net.size(); ++a)
      for (std::size_t b = a + 1; b < net.size(); ++b) net.set_latency(a, b, latency(400));
  }

  std::size_t liars() const { return liars_; }
  Duration pause() { return milliseconds(static_cast<std::int64_t>(rng_.below(1'200))); }

  void step() {
    const auto a = static_cast<std::size_t>(rng_.below(net_.size()));
    const auto b = static_cast<std::size_t>(rng_.below(net_.size()));
    switch (rng_.below(9)) {
      case 0:
        return net_.unlink(a, b);
      case 1:
        return net_.black_hole(a, b, true);
      case 2:
        return restart(a);
      case 3:
        return net_.set_latency(a, b, latency(400));
      case 4:
        return partition();
      case 5:
        loss_ = rng_.below(40);
        return;
      case 6:
        loss_ = 0;
        return;
      default:
        net_.black_hole(a, b, false);
        return net_.link(a, b);
    }
  }

  /// Everything is up and fast; whoever lies goes on lying.
  void heal() {
    loss_ = 0;
    for (std::size_t i = 0; i < net_.size(); ++i)
      if (down_ == i) start_again(i);
    for (std::size_t a = 0; a < net_.size(); ++a)
      for (std::size_t b = a + 1; b < net_.size(); ++b) {
        net_.black_hole(a, b, false);
        net_.set_latency(a, b, latency(50));
        net_.unlink(a, b);  // a new link tells of the head
        net_.link(a, b);
      }
  }

 private:
  Duration latency(std::uint64_t most) {
    return microseconds(static_cast<std::int64_t>(1 + rng_.below(most * 1'000)));
  }
  void set_outgoing(std::size_t who) {
    if (who < liars_) return net_.set_outgoing(who, Liar(net_, who, Rng(rng_.next())), true);
    const auto with_loss = [this](std::size_t, const Message& message) {
      if (loss_ > 0 && rng_.below(100) < loss_) return std::vector<Sent>{};
      return std::vector<Sent>{{{}, message}};
    };
    net_.set_outgoing(who, with_loss, false);
  }
  /// Only the faulty ever forget what they were locked on; one at a time stays down.
  void restart(std::size_t who) {
    if (who >= faulty_) return;
    if (down_) return start_again(*down_);
    net_.kill(who);
    down_ = who;
  }
  void start_again(std::size_t who) {
    down_.reset();
    net_.start(who);
    for (std::size_t other = 0; other < net_.size(); ++other) net_.link(who, other);
  }
  void partition() {
    const std::uint64_t side = rng_.below(std::uint64_t{1} << net_.size());
    for (std::size_t a = 0; a < net_.size(); ++a)
      for (std::size_t b = a + 1; b < net_.size(); ++b)
        net_.black_hole(a, b, ((side >> a) & 1) != ((side >> b) & 1));
  }

  IbftNet& net_;
  Rng rng_;
  std::size_t faulty_ = 0;
  std::size_t liars_ = 0;
  std::optional<std::size_t> down_;
  std::uint64_t loss_ = 0;  ///< of 100
};

/// Locks that IBFT's rules need not get over, for good. Who is locked refuses every other block;
/// and of the locked block it sends a COMMIT without a PREPARE, which nobody looks at for the
/// quorum of PREPAREs if it comes after the last of these. // SPEC goquorum 7.7 "PREPARE", "COMMIT"
bool locks_block(IbftNet& net, std::size_t liars, std::optional<std::uint64_t> ceil) {
  std::uint64_t sequence = 0;
  for (std::size_t i = liars; i < net.size(); ++i)
    sequence = std::max(sequence, net.engine(i).view().sequence);
  std::size_t locked = 0;
  for (std::size_t i = liars; i < net.size(); ++i)
    locked += net.engine(i).locked_block() != chain::BlockId::none ? 1 : 0;
  const std::size_t free = net.size() - liars - locked;
  const bool by_ceil = chain::counts_by_ceil(ceil, sequence);
  return locked > 0 && free < chain::quorum_of(net.size(), by_ceil);
}

void wait_for_a_block(IbftNet& net, Judged& judged, const NetSpec& spec) {
  std::uint64_t round = 0;
  std::uint64_t height = 0;
  for (std::size_t i = judged.liars; i < net.size(); ++i) {
    round = std::max(round, net.engine(i).view().round);
    height = std::max(height, net.chain(i).height());
  }
  const Instant healed = net.now();
  judged.bound = spec.qbft ? longest_wait_of_qbft(spec.request_timeout, round, net.size())
                           : longest_wait(spec.request_timeout, round, net.size());
  judged.resumed = true;
  for (std::size_t i = judged.liars; i < net.size(); ++i) {
    const Duration left = healed + judged.bound - net.now();
    judged.resumed = judged.resumed && net.run_until_height(i, height + 1, left);
  }
  judged.waited = net.now() - healed;
  judged.locks_block = !spec.qbft && locks_block(net, judged.liars, spec.ceil);
}

}  // namespace

// In whole seconds, for an honest quorum and request timeout T. Who was left behind counts from
// round 0 and reaches round m after m·T + 2^m - 2. Who is furthest is in a round after `round` and
// leaves m, at the earliest, (m - round)·T + 2^(m+1) - 2^(round+1) after the healing. So they are
// in round m together from the first m on with 2^m >= round·T + 2^(round+1), and have all asked for
// it: it begins. From then on they go in step, and each of the N is proposer once in N rounds.
Duration longest_wait(Duration request_timeout, std::uint64_t round, std::size_t validators) {
  const auto whole = static_cast<std::uint64_t>(request_timeout.ns() / seconds(1).ns() + 1);
  std::uint64_t meeting = round + 1;
  while ((std::uint64_t{1} << meeting) < round * whole + (std::uint64_t{2} << round)) ++meeting;
  EngineConfig config;
  config.request_timeout = request_timeout;
  Duration all = seconds(5);  // latencies and block periods
  for (std::uint64_t r = 0; r <= meeting + validators; ++r) all = all + round_length(config, r);
  return all;
}

// Nobody waits for anybody: the furthest leaves its round with its timer, and a quorum is no
// further apart than that when it ends. F+1 of them pull the rest along, and each of the N is
// proposer once in N rounds; one round more for who was pulled past its own.
Duration longest_wait_of_qbft(Duration request_timeout, std::uint64_t round,
                              std::size_t validators) {
  qbft::Settings settings;
  settings.request_timeout = request_timeout;
  Duration all = seconds(5);  // latencies and block periods
  for (std::uint64_t r = 0; r <= round + validators + 1; ++r)
    all = all + qbft::round_length(settings, r);
  return all;
}

Judged run_schedule(std::uint64_t seed, const Limits& limits) {
  Rng rng = Rng::stream(seed, "schedule", 0);
  NetSpec spec = random_spec(seed, rng, limits.ceil, milliseconds(1'500), limits.validators);
  if (limits.qbft) {
    spec.qbft.emplace();
    spec.qbft->from = 1;
    spec.qbft->genesis.request_timeout = spec.request_timeout;
  }
  IbftNet net(spec);
  Trouble chance(net, Rng::stream(seed, "trouble", 0));
  net.start_all(milliseconds(static_cast<std::int64_t>(rng.below(2'000))));
  while (net.now() < Instant() + trouble) {
    chance.step();
    net.run_for(chance.pause());
  }
  chance.heal();
  Judged judged;
  judged.validators = net.size();
  judged.liars = chance.liars();
  wait_for_a_block(net, judged, spec);
  judged.commits = net.commits().size();
  judged.forks = forks(net, judged.liars);
  judged.rounds_begun = rounds_begun(net);
  return judged;
}

bool is_good(const Judged& judged) {
  return judged.forks == 0 && (judged.resumed || judged.locks_block);
}

std::string text(std::uint64_t seed, const Judged& judged) {
  const auto in_seconds = [](Duration d) { return static_cast<double>(d.ns()) / 1e9; };
  std::string all =
      fmt::format("seed {}: {} validators, {} lie: ", seed, judged.validators, judged.liars);
  if (judged.forks > 0) return all + "two blocks at one height";
  if (!judged.resumed && judged.locks_block) return all + "locks stand against one another";
  return all + fmt::format("{} {:.1f} s of {:.1f}",
                           judged.resumed ? "resumed after" : "no block in",
                           in_seconds(judged.waited), in_seconds(judged.bound));
}

}  // namespace seatrial::istanbul::testing
