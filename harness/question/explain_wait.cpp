// SPDX-License-Identifier: Apache-2.0
#include "harness/question/explain_wait.hpp"

#include <fmt/format.h>

namespace seatrial::question {

namespace {

using p2p::Happening;

enum class Waiting : std::uint8_t { start, idle, dial, history };

std::string_view word(Waiting waiting) {
  switch (waiting) {
    case Waiting::start:
      return "until the first dial";
    case Waiting::idle:
      return "idle";
    case Waiting::dial:
      return "dial";
    case Waiting::history:
      break;
  }
  return "history";
}

struct Piece {
  Waiting waiting;
  std::int64_t seconds;  ///< rounded
};

std::int64_t rounded(Duration d) {
  return (d + milliseconds(500)).ns() / seconds(1).ns();
}

/// Cuts a time into pieces at the observations of one dialler.
class WaitSum {
 public:
  WaitSum(const World& world, Pair dial, Instant from, Instant to)
      : world_(world), dial_(dial), to_(to), cursor_(from) {
    for (const Observation& seen : world.log()) take(seen, from);
    cut(to);
  }

  std::string text() const {
    if (pieces_.empty()) return "";
    return only_history() ? missed_text() : sum_text();
  }

 private:
  bool concerns(const Observation& seen, const p2p::Observed& observed) const {
    if (seen.peer != dial_.from) return false;
    return seen.remote == dial_.to || world_.identities().peer(observed.node) == dial_.to;
  }

  void take(const Observation& seen, Instant from) {
    const p2p::Observed* observed = seen.observed();
    if (observed == nullptr || seen.at > to_ || !concerns(seen, *observed)) return;
    if (seen.at < from) return remember(*observed);
    // A link that stood before was idle until it was given up. SPEC law 9
    if (observed->what == Happening::link_lost) waiting_ = Waiting::idle;
    const bool ends = observed->what == Happening::dial_failed ||
                      observed->what == Happening::dial_started ||
                      observed->what == Happening::link_lost;
    if (!ends) return;
    if (observed->what == Happening::dial_failed && rounded(seen.at - cursor_) == 0) ++missed_;
    cut(seen.at);
    remember(*observed);
  }

  /// What is waited for after an observation.
  void remember(const p2p::Observed& observed) {
    if (observed.what == Happening::dial_started) waiting_ = Waiting::dial;
    if (observed.what == Happening::dial_failed || observed.what == Happening::link_lost) {
      waiting_ = Waiting::history;
    }
  }

  void cut(Instant at) {
    const std::int64_t length = rounded(at - cursor_);
    if (length > 0) pieces_.push_back({waiting_, length});
    cursor_ = at;
  }

  bool only_history() const {
    for (const Piece& piece : pieces_) {
      if (piece.waiting != Waiting::history) return false;
    }
    return missed_ == pieces_.size();
  }

  std::string missed_text() const {
    if (pieces_.size() == 1) return fmt::format("one missed dial + {} s history", total());
    return fmt::format("{} missed dials + {} s history", pieces_.size(), total());
  }

  std::string sum_text() const {
    std::string sum;
    for (const Piece& piece : pieces_) {
      sum += fmt::format("{}{} {}", sum.empty() ? "" : " + ", piece.seconds, word(piece.waiting));
    }
    return fmt::format("{} = {} s", sum, total());
  }

  std::int64_t total() const {
    std::int64_t sum = 0;
    for (const Piece& piece : pieces_) sum += piece.seconds;
    return sum;
  }

  const World& world_;
  Pair dial_;
  Instant to_;
  Instant cursor_;
  Waiting waiting_ = Waiting::start;
  std::vector<Piece> pieces_;
  std::size_t missed_ = 0;
};

}  // namespace

std::string explain_wait(const World& world, Pair dial, Instant from, Instant to) {
  return WaitSum(world, dial, from, to).text();
}

}  // namespace seatrial::question
