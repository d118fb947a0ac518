// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/genesis.hpp"

#include "sim/wire/keccak.hpp"
#include "sim/wire/rlp.hpp"
#include "sim/wire/trie_root.hpp"
#include "wire_testing.hpp"

namespace seatrial::wire {
namespace {

Genesis one_account() {
  return genesis_from(vectors("genesis-one-account.json"));
}

TEST(TrieRoot, CommonVectors) {
  const json all = vectors("trie.json");
  for (const auto& [name, vector] : all.items()) {
    if (name == "_comment") continue;
    std::map<Bytes, Bytes> entries;
    for (const auto& [key, value] : vector["in"].items()) {
      const ByteSpan k = as_bytes(key);
      const std::string word = text(value);
      const ByteSpan v = as_bytes(word);
      entries.emplace(Bytes(k.begin(), k.end()), Bytes(v.begin(), v.end()));
    }
    EXPECT_EQ(to_hex(trie_root(entries)), text(vector["root"])) << name;
  }
}

// Two leaves below a branch. A node of 32 bytes is hashed, one of 31 stands in its parent.
TEST(TrieRoot, HashesNodesFrom32BytesOn) {
  for (const std::size_t size : {28U, 29U}) {
    const Bytes value(size, 0xaa);
    const Bytes leaf = rlp::List().add(Bytes{0x30}).add(value).encode();
    ASSERT_EQ(leaf.size(), size + 3);
    const Bytes child = leaf.size() < 32 ? leaf : rlp::encode(keccak256(leaf).data);
    rlp::List branch;
    branch.add_encoded(child).add_encoded(child);
    for (int i = 0; i < 15; ++i) branch.add({});
    EXPECT_EQ(trie_root({{{0x00}, value}, {{0x10}, value}}), keccak256(branch.encode()));
  }
}

TEST(Header, MainnetBlock0) {
  Header header;
  header.state_root =
      fixed<Hash32>("d7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544");
  header.transactions_root = empty_trie_root();
  header.receipts_root = empty_trie_root();
  header.difficulty = uint256(17179869184);
  header.gas_limit = 5000;
  header.nonce = 0x42;
  header.extra_data = hex("11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa");
  EXPECT_EQ(to_hex(block_hash(header)),
            "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3");
}

TEST(Genesis, OneAccount) {
  EXPECT_EQ(to_hex(state_root(one_account())),
            "f756635158e6b002a484fe521adeee11b381650142bc42093193e192cbb7586c");
  EXPECT_EQ(to_hex(genesis_hash(one_account())),
            "15c47e9c41d3e2eb4106f3a6243ebd3242f1026e0914328536e5fc26d2950234");
}

// go-ethereum's own test genesis: the balance 1 and one storage slot at address 0x0100…00.
TEST(Genesis, AccountWithStorage) {
  Address20 address;
  address.data[0] = 1;
  Hash32 one;
  one.data[0] = 1;
  Genesis genesis;
  genesis.alloc[address] = {.balance = uint256(1), .nonce = 0, .code = {}, .storage = {{one, one}}};
  genesis.difficulty = uint256(131072);
  EXPECT_EQ(to_hex(genesis_hash(genesis)),
            "89c99d90b79719238d2645c7642f2c9295246e80775b38cfd162b696817fbd50");
}

TEST(Genesis, ZeroStorageIsNoStorage) {
  Genesis genesis = one_account();
  const Hash32 without = state_root(genesis);
  genesis.alloc.begin()->second.storage[Hash32{}] = Hash32{};
  EXPECT_EQ(state_root(genesis), without);
  genesis.alloc.begin()->second.storage[Hash32{}].data[31] = 1;
  EXPECT_NE(state_root(genesis), without);
}

TEST(Genesis, HashCoversEveryFieldButTheConfig) {
  const Genesis base = one_account();
  const auto changed = [&](auto change) {
    Genesis genesis = base;
    change(genesis);
    return genesis_hash(genesis) != genesis_hash(base);
  };
  EXPECT_TRUE(changed([](Genesis& g) { g.coinbase.data[0] = 1; }));
  EXPECT_TRUE(changed([](Genesis& g) { g.difficulty = uint256(2); }));
  EXPECT_TRUE(changed([](Genesis& g) { ++g.gas_limit; }));
  EXPECT_TRUE(changed([](Genesis& g) { ++g.gas_used; }));
  EXPECT_TRUE(changed([](Genesis& g) { ++g.timestamp; }));
  EXPECT_TRUE(changed([](Genesis& g) { g.extra_data[0] = 1; }));
  EXPECT_TRUE(changed([](Genesis& g) { g.mix_hash.data[0] = 1; }));
  EXPECT_TRUE(changed([](Genesis& g) { ++g.nonce; }));
  EXPECT_TRUE(changed([](Genesis& g) { g.parent_hash.data[0] = 1; }));
  EXPECT_TRUE(changed([](Genesis& g) { g.alloc.clear(); }));
  EXPECT_TRUE(changed([](Genesis& g) { ++g.alloc.begin()->second.nonce; }));
  EXPECT_TRUE(changed([](Genesis& g) { g.alloc.begin()->second.code = {1}; }));
  EXPECT_FALSE(changed([](Genesis& g) { g.config.chain_id = 5; }));
  EXPECT_FALSE(changed([](Genesis& g) { g.config.fork_blocks["homesteadBlock"] = 9; }));
}

TEST(Genesis, NoGasLimitIsTheDefault) {
  Genesis genesis = one_account();
  genesis.gas_limit = 0;
  const Hash32 absent = genesis_hash(genesis);
  genesis.gas_limit = 4712388;
  EXPECT_EQ(genesis_hash(genesis), absent);
}

TEST(Istanbul, ExtraGoesBothWays) {
  const Bytes bytes = one_account().extra_data;
  const auto extra = decode_istanbul_extra(bytes);
  ASSERT_TRUE(extra) << extra.error().message();
  ASSERT_EQ(extra->validators.size(), 1U);
  EXPECT_EQ(to_hex(extra->validators[0]), "53b8f56773b09ccbf2f21fdd397a15d7b1e953d1");
  EXPECT_EQ(extra->seal, Bytes(65));
  EXPECT_TRUE(extra->committed_seals.empty());
  EXPECT_EQ(encode_istanbul_extra(*extra), bytes);
}

TEST(Istanbul, RefusesExtraCutAtAnyByteOrTooLong) {
  const Bytes bytes = one_account().extra_data;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto extra = decode_istanbul_extra(Bytes(bytes.data(), bytes.data() + size));
    ASSERT_FALSE(extra) << size;
    EXPECT_EQ(extra.error().what, "invalid istanbul header extra-data");
  }
  Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(decode_istanbul_extra(longer));
}

TEST(Istanbul, CommittedSealsDoNotCountForTheHash) {
  Header header = genesis_header(one_account());
  const Hash32 bare = block_hash(header);
  IstanbulExtra extra = decode_istanbul_extra(header.extra_data).value();
  extra.committed_seals = {Bytes(65, 1), Bytes(65, 2)};
  header.extra_data = encode_istanbul_extra(extra);
  EXPECT_EQ(block_hash(header), bare);
  EXPECT_EQ(decode_istanbul_extra(header.extra_data).value(), extra);
  extra.seal[0] = 1;
  header.extra_data = encode_istanbul_extra(extra);
  EXPECT_NE(block_hash(header), bare);
}

TEST(Istanbul, UnreadableExtraHashesAsItStands) {
  Header header = genesis_header(one_account());
  header.extra_data.push_back(0);
  EXPECT_EQ(block_hash(header), keccak256(encode_header(header)));
}

Header header_from(const json& j) {
  const auto field = [&](const char* key) { return text(j.at(key)); };
  const auto hash = [&](const char* key) { return fixed<Hash32>(field(key)); };
  const auto number = [&](const char* key) { return parse_uint64(field(key)).value(); };
  Header header;
  header.parent_hash = hash("parentHash");
  header.uncle_hash = hash("sha3Uncles");
  header.coinbase = fixed<Address20>(field("miner"));
  header.state_root = hash("stateRoot");
  header.transactions_root = hash("transactionsRoot");
  header.receipts_root = hash("receiptsRoot");
  header.difficulty = parse_uint256(field("difficulty")).value();
  header.number = number("number");
  header.gas_limit = number("gasLimit");
  header.gas_used = number("gasUsed");
  header.timestamp = number("timestamp");
  header.extra_data = hex(field("extraData"));
  header.mix_hash = hash("mixHash");
  header.nonce = number("nonce");
  return header;
}

TEST(Header, BlocksThatRealNodesSealed) {
  if (realworld().empty()) GTEST_SKIP() << "set SEATRIAL_REALWORLD to the reference data";
  const json sealed = read_json(realworld() + "/oracle/vectors/genesis-and-blocks.json")["sealed"];
  for (const char* name : {"block0", "block1", "block5", "block6"}) {
    const json& block = sealed.at(name);
    EXPECT_EQ(to_hex_prefixed(block_hash(header_from(block))), text(block["hash"])) << name;
  }
}

TEST(Genesis, HashesThatGethInitWrote) {
  if (realworld().empty()) GTEST_SKIP() << "set SEATRIAL_REALWORLD to the reference data";
  const std::string base = realworld() + "/oracle/vectors/";
  const json all = read_json(base + "genesis-and-blocks.json");
  for (const char* name : {"1", "4"}) {
    const json& known = all.at(name);
    const Genesis genesis = genesis_from(read_json(base + known["file"].get<std::string>()));
    EXPECT_EQ(to_hex_prefixed(genesis_hash(genesis)), text(known["hash"]));
    EXPECT_EQ(to_hex_prefixed(state_root(genesis)), text(known["block0"]["stateRoot"]));
    EXPECT_EQ(genesis_header(genesis), header_from(known["block0"]));
  }
  EXPECT_NE(genesis_hash(genesis_from(read_json(base + "rlpx-genesis.json"))), Hash32{});
}

TEST(Genesis, TwoClustersAgreeOnceTheGenesisIsImported) {
  if (realworld().empty()) GTEST_SKIP() << "set SEATRIAL_REALWORLD to the reference data";
  const auto of = [](const std::string& step) {
    const std::string base = realworld() + "/realworld/qubernetes-two-cluster/";
    return genesis_hash(genesis_from(read_json(base + step + "/out/config/genesis.json")));
  };
  EXPECT_EQ(of("step1-a"), of("step5-b"));
  EXPECT_NE(of("step1-a"), of("step4-b"));
}

}  // namespace
}  // namespace seatrial::wire
