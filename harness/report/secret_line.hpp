// SPDX-License-Identifier: Apache-2.0
// Which lines of a file may hold key material and are never shown: entries named like keys and
// passwords, whole Secrets, and numbers as long as a private key. It reads no YAML: it goes by
// indentation and words, so that it answers for broken files, too, and it hides rather too much.
#pragma once

#include <string_view>
#include <vector>

namespace seatrial::report {

/// Whether an entry of this name, or a file, is one of keys or passwords: "nodekey", "tm.key".
bool names_a_secret(std::string_view key);
/// Whether a line may hold key material, by what stands on it.
bool may_hold_secret(std::string_view line);
/// Which lines are a part of a Secret, or of the text of an entry that names one.
std::vector<bool> secret_blocks(const std::vector<std::string_view>& lines);

}  // namespace seatrial::report
