// SPDX-License-Identifier: Apache-2.0
// The root of a Merkle-Patricia trie, computed from all its pairs at once. There is no trie to
// keep, change or prove from: a genesis needs the root alone. The caller hashes keys where the trie
// is a secure one (state and storage tries are), and never gives an empty value, which means
// absence.
#pragma once

#include <map>

#include "sim/wire/bytes.hpp"

namespace seatrial::wire {

/// The root of a trie without entries.
Hash32 empty_trie_root();

/// The root of the trie that maps each key to its value.
Hash32 trie_root(const std::map<Bytes, Bytes>& entries);

}  // namespace seatrial::wire
