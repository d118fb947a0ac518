// SPDX-License-Identifier: Apache-2.0
// Turns the marked JSON of a genesis.json into the wire layer's Genesis. What geth would refuse to
// initialise with is an Error at its line; fields that say nothing about who connects are ignored.
#pragma once

#include "harness/config/value.hpp"
#include "sim/core/error.hpp"
#include "sim/wire/genesis.hpp"

namespace seatrial::config {

/// Reads a genesis.
Result<wire::Genesis> to_genesis(const Value& json, const SourceFiles& files);

/// Where a field of the genesis stands, by its path ("config.istanbul.epoch", or
/// "config.transitions.0.block"); the nearest one above it where it is not written.
Mark genesis_mark(const Value& json, std::string_view path);

}  // namespace seatrial::config
