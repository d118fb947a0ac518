// SPDX-License-Identifier: Apache-2.0
#include "harness/config/genesis_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sim/core/whole_number.hpp"
#include "sim/wire/hex.hpp"
#include "sim/wire/uint256.hpp"

namespace seatrial::config {

namespace {

// Reads fields into a Genesis and keeps the first error.
class GenesisReader {
 public:
  explicit GenesisReader(const SourceFiles& files) : files_(files) {}

  const std::optional<Error>& error() const { return error_; }

  const Value* find(const Value& map, std::string_view key) const {
    const Value* value = map.find(key);
    return value && !value->is_null() ? value : nullptr;
  }

  void require(const Value& map, std::string_view key) {
    if (find(map, key) == nullptr) {
      fail(map.mark(), fmt::format("the genesis has no {}", key), fmt::format("add {}", key));
    }
  }

  template <class Fixed>
  void fixed(const Value& map, std::string_view key, Fixed& out) {
    const Value* value = find(map, key);
    if (value != nullptr) store(*value, key, wire::fixed_from_hex<Fixed>(value->text()), out);
  }

  void bytes(const Value& map, std::string_view key, wire::Bytes& out) {
    const Value* value = find(map, key);
    if (value != nullptr) store(*value, key, wire::from_hex_prefixed(value->text()), out);
  }

  void number(const Value& map, std::string_view key, std::uint64_t& out) {
    const Value* value = find(map, key);
    if (value != nullptr) store(*value, key, wire::parse_uint64(value->text()), out);
  }

  void big_number(const Value& map, std::string_view key, wire::Uint256& out) {
    const Value* value = find(map, key);
    if (value != nullptr) store(*value, key, wire::parse_uint256(value->text()), out);
  }

  std::optional<std::uint64_t> optional_number(const Value& map, std::string_view key) {
    if (find(map, key) == nullptr) return std::nullopt;
    std::uint64_t value = 0;
    number(map, key, value);
    return value;
  }

  template <class T>
  void store(const Value& value, std::string_view key, Result<T> read, T& out) {
    if (!value.is_scalar()) {
      return fail(value.mark(), fmt::format("{} is not a text or a number", key), "write one");
    }
    if (!read) {
      return fail(value.mark(), fmt::format("{}: {}", key, read.error().what), read.error().remedy);
    }
    out = std::move(*read);
  }

  void fail(const Mark& mark, std::string what, std::string remedy) {
    if (!error_) error_ = Error{files_.to_string(mark), std::move(what), std::move(remedy)};
  }

 private:
  const SourceFiles& files_;
  std::optional<Error> error_;
};

// geth pads short storage words on the left.
wire::Hash32 storage_word(GenesisReader& reader, const Value& at, std::string_view text) {
  const auto bytes = wire::from_hex_prefixed(text);
  wire::Hash32 word;
  if (!bytes || bytes->size() > word.data.size()) {
    reader.fail(at.mark(), "a storage word is not up to 32 bytes of hex", "write 0x and hex");
    return word;
  }
  std::copy(bytes->begin(), bytes->end(),
            word.data.end() - static_cast<std::ptrdiff_t>(bytes->size()));
  return word;
}

void read_account(GenesisReader& reader, const Entry& entry, wire::Genesis& genesis) {
  const auto address = wire::fixed_from_hex<wire::Address20>(entry.key);
  if (!address) {
    return reader.fail(entry.key_mark, fmt::format("alloc: {}", address.error().what),
                       "write an address of 40 hex digits");
  }
  wire::GenesisAccount account;
  reader.big_number(entry.value, "balance", account.balance);
  reader.number(entry.value, "nonce", account.nonce);
  reader.bytes(entry.value, "code", account.code);
  if (const Value* storage = reader.find(entry.value, "storage")) {
    for (const Entry& word : storage->entries()) {
      account.storage[storage_word(reader, word.value, word.key)] =
          storage_word(reader, word.value, word.value.text());
    }
  }
  genesis.alloc[*address] = std::move(account);
}

wire::IstanbulConfig read_istanbul(GenesisReader& reader, const Value& map) {
  wire::IstanbulConfig istanbul;
  reader.number(map, "epoch", istanbul.epoch);
  reader.number(map, "policy", istanbul.policy);
  istanbul.ceil_2n_by_3_block = reader.optional_number(map, "ceil2Nby3Block");
  istanbul.test_qbft_block = reader.optional_number(map, "testQBFTBlock");
  return istanbul;
}

/// An ibft or qbft section. // SPEC goquorum 8.4
wire::BftConfig read_bft(GenesisReader& reader, const Value& map) {
  wire::BftConfig bft;
  reader.number(map, "epochlength", bft.epoch_length);
  reader.number(map, "policy", bft.policy);
  bft.ceil_2n_by_3_block = reader.optional_number(map, "ceil2Nby3Block");
  bft.block_period = reader.optional_number(map, "blockperiodseconds");
  bft.empty_block_period = reader.optional_number(map, "emptyblockperiodseconds");
  bft.request_timeout = reader.optional_number(map, "requesttimeoutseconds");
  bft.max_request_timeout = reader.optional_number(map, "maxRequestTimeoutSeconds");
  return bft;
}

wire::Algorithm algorithm_of(std::string_view text) {
  const auto is = [text](std::string_view word) {
    return std::ranges::equal(text, word, {}, [](char c) { return static_cast<char>(c | 0x20); });
  };
  if (text.empty()) return wire::Algorithm::unchanged;
  if (is("qbft")) return wire::Algorithm::qbft;
  return is("ibft") ? wire::Algorithm::ibft : wire::Algorithm::unknown;
}

std::optional<bool> optional_truth(GenesisReader& reader, const Value& map, const char* key) {
  const Value* value = reader.find(map, key);
  if (value == nullptr) return std::nullopt;
  const bool yes = value->is_plain() && value->text() == "true";
  if (!yes && !(value->is_plain() && value->text() == "false"))
    reader.fail(value->mark(), fmt::format("{} is not true or false", key), "write one of them");
  return yes;
}

/// An entry of transitions. // SPEC goquorum 8.4
wire::Transition read_transition(GenesisReader& reader, const Value& map) {
  wire::Transition change;
  change.block_given = reader.find(map, "block") != nullptr;
  reader.number(map, "block", change.block);
  if (const Value* algorithm = reader.find(map, "algorithm"))
    change.algorithm = algorithm_of(algorithm->text());
  change.block_period = reader.optional_number(map, "blockperiodseconds");
  change.empty_block_period = reader.optional_number(map, "emptyblockperiodseconds");
  change.request_timeout = reader.optional_number(map, "requesttimeoutseconds");
  change.max_request_timeout = reader.optional_number(map, "maxRequestTimeoutSeconds");
  change.two_f_plus_1 = optional_truth(reader, map, "2FPlus1Enabled");
  return change;
}

void read_transitions(GenesisReader& reader, const Value& list, wire::ChainConfig& config) {
  if (!list.is_list()) {
    return reader.fail(list.mark(), "transitions is not a list",
                       "write one, as in [{\"block\": 9}]");
  }
  for (const Value& item : list.items()) {
    if (!item.is_map()) {
      return reader.fail(item.mark(), "an entry of transitions is not an object",
                         "write one, as in {\"block\": 9}");
    }
    config.transitions.push_back(read_transition(reader, item));
  }
}

// What the sections mean together, and whether geth starts with them, depends on its version.
void read_config(GenesisReader& reader, const Value& map, wire::ChainConfig& config) {
  config.chain_id = reader.optional_number(map, "chainId");
  if (const Value* quorum = reader.find(map, "isQuorum"))
    config.is_quorum = quorum->text() == "true";
  if (const Value* istanbul = reader.find(map, "istanbul")) {
    config.istanbul = read_istanbul(reader, *istanbul);
  }
  if (const Value* ibft = reader.find(map, "ibft")) {
    config.has_ibft = true;
    config.ibft = read_bft(reader, *ibft);
  }
  if (const Value* qbft = reader.find(map, "qbft")) {
    config.has_qbft = true;
    config.qbft = read_bft(reader, *qbft);
  }
  if (const Value* transitions = reader.find(map, "transitions"))
    read_transitions(reader, *transitions, config);
  for (const Entry& entry : map.entries()) {
    if (!entry.key.ends_with("Block")) continue;
    config.fork_blocks[entry.key] = reader.optional_number(map, entry.key);
  }
}

/// The value under a key of a map, or the item of a list that is so many from its start.
const Value* part_of(const Value& whole, std::string_view key) {
  if (!whole.is_list()) return whole.find(key);
  const auto index = whole_number<std::size_t>(key);
  return index && *index < whole.items().size() ? &whole.items()[*index] : nullptr;
}

}  // namespace

Result<wire::Genesis> to_genesis(const Value& json, const SourceFiles& files) {
  if (!json.is_map()) {
    return Error{files.to_string(json.mark()), "the genesis is not a JSON object",
                 "give a genesis.json"};
  }
  GenesisReader reader(files);
  // geth refuses a genesis without these; without config the node is no Quorum node
  for (std::string_view key : {"config", "alloc", "difficulty", "gasLimit"}) {
    reader.require(json, key);
  }
  wire::Genesis genesis;
  if (const Value* alloc = reader.find(json, "alloc")) {
    for (const Entry& entry : alloc->entries()) read_account(reader, entry, genesis);
  }
  reader.fixed(json, "coinbase", genesis.coinbase);
  reader.big_number(json, "difficulty", genesis.difficulty);
  reader.number(json, "gasLimit", genesis.gas_limit);
  reader.number(json, "gasUsed", genesis.gas_used);
  reader.number(json, "timestamp", genesis.timestamp);
  reader.bytes(json, "extraData", genesis.extra_data);
  reader.fixed(json, "mixHash", genesis.mix_hash);
  reader.number(json, "nonce", genesis.nonce);
  reader.fixed(json, "parentHash", genesis.parent_hash);
  if (const Value* config = reader.find(json, "config")) {
    read_config(reader, *config, genesis.config);
  }
  if (reader.error()) return *reader.error();
  return genesis;
}

Mark genesis_mark(const Value& json, std::string_view path) {
  const Value* at = &json;
  while (!path.empty()) {
    const std::string_view key = path.substr(0, path.find('.'));
    const Value* next = part_of(*at, key);
    if (next == nullptr) break;
    at = next;
    path.remove_prefix(std::min(key.size() + 1, path.size()));
  }
  return at->mark();
}

}  // namespace seatrial::config
