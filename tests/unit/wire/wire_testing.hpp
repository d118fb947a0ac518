// SPDX-License-Identifier: Apache-2.0
// What the tests of the wire layer share: reading vectors, and a small reader of genesis.json (the
// real one is the config layer's). Reference data of a real network is found through the
// environment variable SEATRIAL_REALWORLD alone.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "sim/wire/genesis.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::wire {

using nlohmann::json;

inline Bytes hex(std::string_view text) {
  return from_hex_prefixed(text).value();
}

template <class Fixed>
Fixed fixed(std::string_view text) {
  return fixed_from_hex<Fixed>(text).value();
}

inline json read_json(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  return json::parse(in);
}

inline std::string text(const json& j) {
  return j.get<std::string>();
}

/// A file of tests/vectors/wire.
inline json vectors(const std::string& name) {
  return read_json(std::string(SEATRIAL_SOURCE_DIR) + "/tests/vectors/wire/" + name);
}

/// The folder of reference data, or "".
inline std::string realworld() {
  const char* path = std::getenv("SEATRIAL_REALWORLD");
  return path == nullptr ? "" : path;
}

inline GenesisAccount account_from(const json& j) {
  GenesisAccount account;
  account.balance = parse_uint256(j.value("balance", "0")).value();
  account.nonce = parse_uint64(j.value("nonce", "0")).value();
  account.code = hex(j.value("code", ""));
  const json storage = j.value("storage", json::object());
  for (const auto& [slot, value] : storage.items()) {
    account.storage[fixed<Hash32>(slot)] = fixed<Hash32>(value.get<std::string>());
  }
  return account;
}

inline ChainConfig config_from(const json& j) {
  ChainConfig config;
  for (const auto& [key, value] : j.items()) {
    if (key.ends_with("Block") && value.is_number()) config.fork_blocks[key] = value;
  }
  if (j.contains("chainId")) config.chain_id = j["chainId"].get<std::uint64_t>();
  config.is_quorum = j.value("isQuorum", false);
  return config;
}

inline Genesis genesis_from(const json& j) {
  Genesis genesis;
  for (const auto& [key, value] : j.at("alloc").items()) {
    genesis.alloc[fixed<Address20>(key)] = account_from(value);
  }
  genesis.coinbase = fixed<Address20>(j.at("coinbase").get<std::string>());
  genesis.difficulty = parse_uint256(j.at("difficulty").get<std::string>()).value();
  genesis.gas_limit = parse_uint64(j.at("gasLimit").get<std::string>()).value();
  genesis.gas_used = parse_uint64(j.value("gasUsed", "0")).value();
  genesis.timestamp = parse_uint64(j.at("timestamp").get<std::string>()).value();
  genesis.extra_data = hex(j.at("extraData").get<std::string>());
  genesis.mix_hash = fixed<Hash32>(j.at("mixHash").get<std::string>());
  genesis.nonce = parse_uint64(j.at("nonce").get<std::string>()).value();
  genesis.parent_hash = fixed<Hash32>(j.at("parentHash").get<std::string>());
  genesis.config = config_from(j.at("config"));
  return genesis;
}

}  // namespace seatrial::wire
