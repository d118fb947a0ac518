// SPDX-License-Identifier: Apache-2.0
// Genesis: the content of a genesis.json as values, and what two peers compare of it when they
// meet, the genesis hash and (fork_id.hpp) the fork id. It reads no JSON. Of the chain config
// nothing enters the hash; the fork blocks enter the fork id only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/wire/header.hpp"

namespace seatrial::wire {

/// An account that exists from block 0 on.
struct GenesisAccount {
  Uint256 balance;  ///< wei
  std::uint64_t nonce = 0;
  Bytes code;
  std::map<Hash32, Hash32> storage;

  bool operator==(const GenesisAccount&) const = default;
};

/// config.istanbul of a genesis.json.
struct IstanbulConfig {         // SPEC goquorum 7.1
  std::uint64_t epoch = 30000;  ///< blocks; 0 or absent means 30000
  std::uint64_t policy = 0;     ///< proposer policy: 0 round robin, 1 sticky
  /// The block from which the quorum is ceil(2N/3); absent means 2F+1 for ever.
  std::optional<std::uint64_t> ceil_2n_by_3_block;
  std::optional<std::uint64_t> test_qbft_block{};  ///< the first block of QBFT; goquorum 8.4

  bool operator==(const IstanbulConfig&) const = default;
};

/// config.ibft or config.qbft of a genesis.json; absent means the code's default.
struct BftConfig {                     // SPEC goquorum 7.15, 8.4
  std::uint64_t epoch_length = 30000;  ///< blocks
  std::uint64_t policy = 0;            ///< 0 round robin, 1 sticky
  std::optional<std::uint64_t> ceil_2n_by_3_block;
  std::optional<std::uint64_t> block_period;         ///< seconds
  std::optional<std::uint64_t> empty_block_period;   ///< seconds
  std::optional<std::uint64_t> request_timeout;      ///< seconds
  std::optional<std::uint64_t> max_request_timeout;  ///< seconds

  bool operator==(const BftConfig&) const = default;
};

/// The algorithm of a transition; the case of its letters does not matter. // SPEC goquorum 8.4
enum class Algorithm : std::uint8_t { unchanged, ibft, qbft, unknown };

/// An entry of config.transitions: what changes from a block on; absent keeps what was.
struct Transition {  // SPEC goquorum 8.4
  std::uint64_t block = 0;
  bool block_given = true;  ///< GoQuorum refuses to start without
  Algorithm algorithm = Algorithm::unchanged;
  std::optional<std::uint64_t> block_period;         ///< seconds
  std::optional<std::uint64_t> empty_block_period;   ///< seconds
  std::optional<std::uint64_t> request_timeout;      ///< seconds
  std::optional<std::uint64_t> max_request_timeout;  ///< seconds
  std::optional<bool> two_f_plus_1;

  bool operator==(const Transition&) const = default;
};

/// config of a genesis.json, as far as it is about who can talk to whom.
struct ChainConfig {  // SPEC goquorum 11.1
  std::optional<std::uint64_t> chain_id;
  /// Block number by JSON key ("homesteadBlock", "qip714Block", …); a null is as good as absent.
  std::map<std::string, std::optional<std::uint64_t>> fork_blocks;
  bool is_quorum = false;
  std::optional<IstanbulConfig> istanbul;
  bool has_ibft = false;                ///< an ibft section is there (v22.4 and later read it)
  bool has_qbft = false;                ///< a qbft section is there (v22.4 and later read it)
  BftConfig ibft;                       ///< if has_ibft
  BftConfig qbft;                       ///< if has_qbft
  std::vector<Transition> transitions;  ///< in the order of the file

  bool operator==(const ChainConfig&) const = default;
};

/// A genesis.json.
struct Genesis {
  std::map<Address20, GenesisAccount> alloc;
  Address20 coinbase;
  Uint256 difficulty;
  std::uint64_t gas_limit = 0;  ///< 0 stands for 4 712 388
  std::uint64_t gas_used = 0;
  std::uint64_t timestamp = 0;  ///< seconds since 1970
  Bytes extra_data;
  Hash32 mix_hash;
  std::uint64_t nonce = 0;
  Hash32 parent_hash;
  ChainConfig config;

  bool operator==(const Genesis&) const = default;
};

/// The root of the state that alloc makes.
Hash32 state_root(const Genesis& genesis);

/// The header of block 0.
Header genesis_header(const Genesis& genesis);

/// The hash of block 0: what Status messages compare.
Hash32 genesis_hash(const Genesis& genesis);

}  // namespace seatrial::wire
