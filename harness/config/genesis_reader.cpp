// SPDX-License-Identifier: Apache-2.0
#include "harness/config/genesis_reader.hpp"

#include <fmt/format.h>

#include <optional>

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
  return istanbul;
}

void read_config(GenesisReader& reader, const Value& map, wire::ChainConfig& config) {
  config.chain_id = reader.optional_number(map, "chainId");
  if (const Value* quorum = reader.find(map, "isQuorum"))
    config.is_quorum = quorum->text() == "true";
  if (const Value* istanbul = reader.find(map, "istanbul")) {
    config.istanbul = read_istanbul(reader, *istanbul);
  }
  config.has_ibft = reader.find(map, "ibft") != nullptr;
  config.has_qbft = reader.find(map, "qbft") != nullptr;
  for (const Entry& entry : map.entries()) {
    if (!entry.key.ends_with("Block")) continue;
    config.fork_blocks[entry.key] = reader.optional_number(map, entry.key);
  }
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
    const Value* next = at->find(key);
    if (next == nullptr) break;
    at = next;
    path.remove_prefix(std::min(key.size() + 1, path.size()));
  }
  return at->mark();
}

}  // namespace seatrial::config
