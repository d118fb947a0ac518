// SPDX-License-Identifier: Apache-2.0
#include "harness/question/observed_cause.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/proto/p2p/log_text.hpp"

namespace seatrial::question {

namespace {

using p2p::Happening;

/// How much a cause tells: a permission beats the EOF that the other end sees of it.
int weight(LinkCause cause) {
  switch (cause) {
    case LinkCause::up:
      return 0;
    case LinkCause::other:
    case LinkCause::closed_by_peer:
      return 1;
    case LinkCause::keepalive_lost:
    case LinkCause::port_closed:
    case LinkCause::packet_lost:
      return 2;
    case LinkCause::permission_denied:
      return 4;
    default:
      return 3;
  }
}

/// Of two failures the one that tells more, else the one that came further on the way to a link.
LinkCause further(LinkCause a, LinkCause b) {
  if (weight(a) != weight(b)) return weight(a) > weight(b) ? a : b;
  return std::max(a, b);
}

bool tells_an_end(Happening what) {
  return what == Happening::dial_failed || what == Happening::inbound_rejected ||
         what == Happening::permission_denied || what == Happening::rlpx_failed ||
         what == Happening::peer_rejected || what == Happening::hello_failed ||
         what == Happening::status_failed || what == Happening::message_failed ||
         what == Happening::link_lost || what == Happening::peer_removed;
}

/// Whom an observation is about: a dial whom it meant, even if somebody else answers.
PeerId subject(const World& world, const Observation& seen, const p2p::Observed& observed) {
  const bool outbound = observed.direction == p2p::Direction::outbound;
  if (outbound && observed.node != p2p::no_node) {
    const PeerId meant = world.identities().peer(observed.node);
    if (meant != PeerId::none) return meant;
  }
  return seen.remote;
}

void begin(DialStory& story, Instant at) {
  story.starts.push_back(at);
  story.fresh = true;
}

void tell(DialStory& story, const Observation& seen, const p2p::Observed& observed) {
  if (story.fresh) {
    story.fresh = false;
    story.ended = true;
    story.cause = LinkCause::up;
    story.disposition = net::Disposition::delivered;
    story.seen_as.clear();
  }
  LinkCause cause = cause_of(observed.cause, seen.disposition);
  // A link that was up had a common protocol: it is what was sent that made the peer useless.
  if (observed.what == p2p::Happening::link_lost && cause == LinkCause::no_common_protocol) {
    cause = LinkCause::dropped_by_peer;
  }
  if (weight(cause) >= weight(story.cause)) story.cause = cause;
  if (observed.direction == p2p::Direction::inbound) return;
  if (seen.disposition != net::Disposition::delivered) story.disposition = seen.disposition;
  std::string error = p2p::error_text(observed.cause);
  if (error.empty() || std::ranges::count(story.seen_as, error) > 0) return;
  story.seen_as.push_back(std::move(error));
}

}  // namespace

void DialStories::read() {
  const ObservationLog& log = world_.log();
  for (; next_ < log.size(); ++next_) take(log[next_]);
}

void DialStories::take(const Observation& seen) {
  const p2p::Observed* observed = seen.observed();
  if (observed == nullptr) return;
  const PeerId other = subject(world_, seen, *observed);
  if (other == PeerId::none || other == seen.peer) return;
  if (observed->what == Happening::dial_started) {
    return begin(stories_[{seen.peer, other}], seen.at);
  }
  if (observed->what == Happening::link_established) {
    // What failed before the link was up does not explain why it is down afterwards.
    for (const Pair& direction : {Pair{seen.peer, other}, Pair{other, seen.peer}}) {
      const auto before = stories_.find(direction);
      if (before == stories_.end()) continue;
      before->second.ended = false;
      before->second.fresh = true;
    }
  }
  if (!tells_an_end(observed->what)) return;
  const bool inbound = observed->direction == p2p::Direction::inbound;
  const auto story = stories_.find(inbound ? Pair{other, seen.peer} : Pair{seen.peer, other});
  if (story != stories_.end()) tell(story->second, seen, *observed);
}

const DialStory* DialStories::find(Pair direction) const {
  const auto found = stories_.find(direction);
  return found == stories_.end() ? nullptr : &found->second;
}

LinkCause DialStories::cause(Pair direction) const {
  const DialStory* story = find(direction);
  if (story == nullptr) return LinkCause::not_listed;
  return story->ended ? story->cause : LinkCause::other;
}

LinkCause DialStories::link_cause(PeerId a, PeerId b) const {
  if (world_.linked(a, b)) return LinkCause::up;
  if (!world_.peer(a).running() || !world_.peer(b).running()) return LinkCause::not_running;
  const LinkCause forward = cause({a, b});
  const LinkCause backward = cause({b, a});
  if (find({a, b}) == nullptr) return backward;
  if (find({b, a}) == nullptr) return forward;
  return further(forward, backward);
}

LinkCause observed_cause(const World& world, PeerId a, PeerId b) {
  DialStories stories(world);
  stories.read();
  return stories.link_cause(a, b);
}

bool is_seen_as(const std::string& error, const std::string& wanted) {
  if (error.find(wanted) != std::string::npos) return true;
  return wanted == "EOF" && error.find("connection reset by peer") != std::string::npos;
}

std::string explain_down(const World& world, const DialStories& stories, Pair direction) {
  const DialStory* story = stories.find(direction);
  const LinkCause dial = stories.cause(direction);
  const LinkCause cause = story == nullptr || dial == LinkCause::up || dial == LinkCause::other
                              ? stories.link_cause(direction.from, direction.to)
                              : dial;
  if (cause == LinkCause::other && story != nullptr && !story->ended) {
    return fmt::format("a dial is under way since {}", to_string(story->starts.back()));
  }
  const std::string seen = story == nullptr || story->seen_as.empty()
                               ? ""
                               : fmt::format(", seen as '{}'", fmt::join(story->seen_as, "', '"));
  const bool stopped = cause == LinkCause::port_closed && !world.peer(direction.to).running();
  return fmt::format("{} ({}){}{}", to_string(cause), describe(cause), seen,
                     stopped ? "; the process there is not running" : "");
}

}  // namespace seatrial::question
