// SPDX-License-Identifier: Apache-2.0
// EventLoop: what a consensus core has still to do, one thing at a time and in the order in which
// it came up. Messages to itself, from its backlog and requests whose time has come go behind the
// event in hand, and all of it is done before the next input. // SPEC goquorum 7.4
#pragma once

#include <vector>

#include "sim/proto/istanbul/message.hpp"

namespace seatrial::istanbul {

/// The queue of one core.
class EventLoop {
 public:
  struct Event {
    enum class Kind : std::uint8_t { message, request };
    Kind kind = Kind::message;
    Message message;  ///< of a request only the digest
  };

  void add(const Message& message) { events_.push_back({Event::Kind::message, message}); }
  void add_request(chain::BlockId candidate) {
    Message request;
    request.digest = candidate;
    events_.push_back({Event::Kind::request, request});
  }

  /// Hands over one event after the other, also those that are added meanwhile.
  template <class Handle>
  void drain(Handle&& handle) {
    while (next_ < events_.size()) {
      const Event event = events_[next_++];
      handle(event);
    }
    events_.clear();
    next_ = 0;
  }

 private:
  std::vector<Event> events_;
  std::size_t next_ = 0;
};

}  // namespace seatrial::istanbul
