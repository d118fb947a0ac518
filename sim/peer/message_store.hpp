// SPDX-License-Identifier: Apache-2.0
// MessageStore: the p2p messages of a run that are on their way, each once however many connections
// carry it: a broadcast of consensus goes to everybody, and everybody relays it to everybody. A
// handle counts its uses, one for each time that it was sent, and is forgotten with the last.
// References stay valid until then, whatever is added meanwhile.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "sim/core/assert.hpp"
#include "sim/proto/p2p/message.hpp"

namespace seatrial {

/// Names a message on its way.
enum class MessageHandle : std::uint32_t { none = UINT32_MAX };

/// Messages on their way.
class MessageStore {
 public:
  /// Keeps a message, with one use.
  MessageHandle put(const p2p::Message& message) {
    MessageHandle handle = MessageHandle(static_cast<std::uint32_t>(entries_.size()));
    if (free_.empty()) {
      entries_.push_back({message, 1});
    } else {
      handle = free_.back();
      free_.pop_back();
      at(handle) = {message, 1};
    }
    return handle;
  }
  /// One use more.
  void share(MessageHandle handle) { ++at(handle).uses; }
  const p2p::Message& operator[](MessageHandle handle) const {
    return entries_[static_cast<std::size_t>(handle)].message;
  }
  /// One use less: it has arrived, or never will.
  void release(MessageHandle handle) {
    Entry& entry = at(handle);
    SEATRIAL_ASSERT(entry.uses > 0, "a message arrived more often than it was sent");
    if (--entry.uses == 0) free_.push_back(handle);
  }

 private:
  struct Entry {
    p2p::Message message;
    std::uint32_t uses = 0;
  };
  Entry& at(MessageHandle handle) { return entries_[static_cast<std::size_t>(handle)]; }

  std::deque<Entry> entries_;
  std::vector<MessageHandle> free_;
};

}  // namespace seatrial
