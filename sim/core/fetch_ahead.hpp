// SPDX-License-Identifier: Apache-2.0
// fetch_ahead: asks the processor for memory that will be read or written soon. It changes nothing
// but the time that this takes, and any address will do.
#pragma once

namespace seatrial {

inline void fetch_ahead(const void* memory) {
  __builtin_prefetch(memory, 1);
}

}  // namespace seatrial
