// SPDX-License-Identifier: Apache-2.0
// SEATRIAL_ASSERT: states what only a broken program can violate. It stays on in release builds,
// and throws, so that a test can see it and an embedding program keeps its process. What a peer or
// a file says must never trip one: that is what Error and Result are for.
#pragma once

namespace seatrial::detail {

/// Throws std::logic_error with "why (condition at file:line)"; the file without its folder.
[[noreturn]] void assertion_failed(const char* condition, const char* why, const char* file,
                                   int line);

}  // namespace seatrial::detail

/// Throws std::logic_error unless the condition holds; `why` says what the caller did wrong.
#define SEATRIAL_ASSERT(condition, why) \
  (__builtin_expect(!!(condition), 1)   \
       ? void(0)                        \
       : ::seatrial::detail::assertion_failed(#condition, why, __FILE__, __LINE__))
