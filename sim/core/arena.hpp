// SPDX-License-Identifier: Apache-2.0
// Slab: a pool of objects that are named by dense 32-bit handles, for what is too large for an
// Event: connections, payloads. Places are reused, last freed first; a handle carries a small
// generation, so that one kept too long is noticed. References stay valid until their object is
// erased, whatever is added meanwhile. Handles, and the order of each(), depend only on the order
// of calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "sim/core/assert.hpp"
#include "sim/core/ids.hpp"

namespace seatrial {

/// Names an object of a Slab that has no id type of its own; 0 is never given out.
enum class SlabHandle : std::uint32_t { none = 0 };

/// A pool of T. A handle has the index in its low 24 bits and the generation (1 to 255) above;
/// after 255 reuses of one place a generation comes again, so do not keep handles for ever.
template <class T, StrongId Handle = SlabHandle>
class Slab {
 public:
  /// How many objects can be alive at once.
  static constexpr std::uint32_t capacity = 1U << 24;

  /// Makes an object from the arguments and returns its handle, which is never 0.
  template <class... Args>
  Handle emplace(Args&&... args);

  /// Destroys an object that is alive; its handle is stale from then on.
  void erase(Handle handle);

  /// Whether the handle's object is still there; for events that may come late.
  bool alive(Handle handle) const {
    const std::uint32_t index = index_in(handle);
    return index < used_ && slot(index).value && slot(index).generation == generation_in(handle);
  }

  /// The object of a handle; a stale handle is a broken program.
  T& operator[](Handle handle) { return *checked(handle).value; }
  const T& operator[](Handle handle) const {
    return *const_cast<Slab*>(this)->checked(handle).value;
  }

  /// The object of a handle, or null when it is gone.
  T* find(Handle handle) { return alive(handle) ? &*slot(index_in(handle)).value : nullptr; }

  /// How many objects are alive.
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  /// Calls `visit(Handle, T&)` for each object, by rising index; `visit` may erase that object.
  template <class Visitor>
  void each(Visitor&& visit);

 private:
  struct Slot {
    std::optional<T> value;
    std::uint32_t next_free = 0;
    std::uint8_t generation = 1;
  };
  static constexpr std::uint32_t block_bits = 8;
  static constexpr std::uint32_t block_size = 1U << block_bits;
  static constexpr std::uint32_t no_slot = UINT32_MAX;

  static std::uint32_t index_in(Handle handle) {
    return static_cast<std::uint32_t>(handle) & (capacity - 1);
  }
  static std::uint32_t generation_in(Handle handle) {
    return static_cast<std::uint32_t>(handle) >> 24;
  }
  Handle handle_of(std::uint32_t index) const {
    return Handle{std::uint32_t{slot(index).generation} << 24 | index};
  }
  Slot& slot(std::uint32_t index) { return blocks_[index >> block_bits][index % block_size]; }
  const Slot& slot(std::uint32_t index) const {
    return blocks_[index >> block_bits][index % block_size];
  }
  Slot& checked(Handle handle) {
    SEATRIAL_ASSERT(alive(handle), "a handle was used after its object was erased");
    return slot(index_in(handle));
  }
  std::uint32_t free_index();

  std::vector<std::unique_ptr<Slot[]>> blocks_;
  std::uint32_t used_ = 0;  ///< slots ever given out
  std::uint32_t free_ = no_slot;
  std::size_t size_ = 0;
};

/// The head of the free list, which stays in the list, or a new place at the end.
template <class T, StrongId Handle>
std::uint32_t Slab<T, Handle>::free_index() {
  if (free_ != no_slot) return free_;
  SEATRIAL_ASSERT(used_ < capacity, "a slab holds 2^24 objects already");
  if (used_ == blocks_.size() * block_size) blocks_.push_back(std::make_unique<Slot[]>(block_size));
  slot(used_).next_free = no_slot;
  free_ = used_++;
  return free_;
}

template <class T, StrongId Handle>
template <class... Args>
Handle Slab<T, Handle>::emplace(Args&&... args) {
  const std::uint32_t index = free_index();
  slot(index).value.emplace(std::forward<Args>(args)...);  // may throw; the list is still whole
  free_ = slot(index).next_free;
  ++size_;
  return handle_of(index);
}

template <class T, StrongId Handle>
void Slab<T, Handle>::erase(Handle handle) {
  Slot& old = checked(handle);
  old.value.reset();
  old.generation =
      old.generation == 255 ? std::uint8_t{1} : static_cast<std::uint8_t>(old.generation + 1);
  old.next_free = free_;
  free_ = index_in(handle);
  --size_;
}

template <class T, StrongId Handle>
template <class Visitor>
void Slab<T, Handle>::each(Visitor&& visit) {
  for (std::uint32_t index = 0; index < used_; ++index) {
    if (slot(index).value) visit(handle_of(index), *slot(index).value);
  }
}

}  // namespace seatrial
