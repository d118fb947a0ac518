// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/seal.hpp"

#include "block_testing.hpp"

namespace seatrial::wire {
namespace {

Header sealed() {
  const auto keys = four_keys();
  return seal_header(proposed_header(), keys[1], std::vector{keys[0], keys[2], keys[3]}).value();
}

TEST(Seal, NamesWhoProposedAndWhoCommitted) {
  const auto all = addresses_of(four_keys());
  EXPECT_EQ(author(sealed()).value(), all[1]);
  EXPECT_EQ(committers(sealed()).value(), (std::vector{all[0], all[2], all[3]}));
  EXPECT_FALSE(verify_seals(sealed(), all));
}

TEST(Seal, OnlyTheProposersSealCountsForTheHash) {
  const auto keys = four_keys();
  const Header proposed = with_proposer_seal(proposed_header(), keys[1]).value();
  EXPECT_EQ(block_hash(sealed()), block_hash(proposed));
  const Header other = with_proposer_seal(proposed_header(), keys[2]).value();
  EXPECT_NE(block_hash(other), block_hash(proposed));
}

TEST(Seal, ValidatorsAreListedByTheirBytesAndVanityIsCut) {
  const Bytes extra = unsealed_extra(Bytes(40, 7), addresses_of(four_keys()));
  const IstanbulExtra read = decode_istanbul_extra(extra).value();
  EXPECT_TRUE(std::ranges::is_sorted(read.validators));
  EXPECT_EQ(read.validators.size(), 4U);
  EXPECT_EQ(read.vanity[31], 7);
}

TEST(Seal, StrangersAndTooFewAreRefusedInGoQuorumsOrder) {
  const auto keys = four_keys();
  const auto all = addresses_of(keys);
  const auto refusal = [&](const Header& header) {
    const auto error = verify_seals(header, all);
    return error ? error->what : "";
  };
  const Header proposed = with_proposer_seal(proposed_header(), keys[1]).value();
  EXPECT_EQ(refusal(proposed), "zero committed seals");
  const PrivateKey stranger = named_key("stranger");
  EXPECT_EQ(refusal(seal_header(proposed_header(), stranger, keys).value()), "unauthorized");
  const auto by = [&](std::vector<PrivateKey> committers) {
    return refusal(seal_header(proposed_header(), keys[1], committers).value());
  };
  EXPECT_EQ(by({keys[0], stranger, keys[2]}), "invalid committed seals");
  EXPECT_EQ(by({keys[0], keys[0], keys[2]}), "invalid committed seals");
  EXPECT_EQ(by({keys[0]}), "invalid committed seals") << "F = 1 is not enough";
  EXPECT_EQ(by({keys[0], keys[2]}), "");
  Header garbled = sealed();
  garbled.extra_data.resize(40);
  EXPECT_EQ(refusal(garbled), "invalid istanbul header extra-data");
}

TEST(Seal, ABrokenSealIsNobodys) {
  IstanbulExtra extra = decode_istanbul_extra(sealed().extra_data).value();
  Header header = sealed();
  extra.committed_seals[1].pop_back();
  header.extra_data = encode_istanbul_extra(extra);
  EXPECT_EQ(committers(header).error().what, "invalid signature length");
  extra.seal.clear();
  header.extra_data = encode_istanbul_extra(extra);
  EXPECT_EQ(author(header).error().what, "invalid signature length");
}

TEST(Block, HeaderAndBlockGoBothWays) {
  Block block{sealed(), {}};
  block.body.transactions = {rlp::List().add_number(7).encode()};
  block.body.uncles = {proposed_header()};
  const Bytes bytes = encode_block(block);
  EXPECT_EQ(decode_block(rlp::View::parse(bytes).value()).value(), block);
  const Bytes body = encode_body(block.body);
  EXPECT_EQ(decode_body(rlp::View::parse(body).value()).value(), block.body);
  EXPECT_EQ(transactions_root({}), empty_trie_root());
  EXPECT_NE(transactions_root(block.body), empty_trie_root());
  EXPECT_EQ(uncle_hash({}), empty_uncle_hash());
  EXPECT_NE(uncle_hash(block.body), empty_uncle_hash());
}

TEST(Block, IsRefusedIfCutAtAnyByte) {
  const Bytes bytes = encode_block({sealed(), {}});
  const rlp::View block = rlp::View::parse(bytes).value();
  ASSERT_TRUE(decode_block(block));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Bytes cut(bytes.data(), bytes.data() + size);
    EXPECT_FALSE(rlp::View::parse(cut)) << size;
  }
  // The list's own header says how long it is: one that agrees with what is left is still no block.
  const auto is_block = [](ByteSpan content) {
    const Bytes list = rlp::List().add_encoded(content).encode();
    return decode_block(rlp::View::parse(list).value()).has_value();
  };
  EXPECT_TRUE(is_block(block.payload()));
  for (std::size_t size = 0; size < block.payload().size(); ++size)
    EXPECT_FALSE(is_block(block.payload().first(size))) << size;
}

TEST(Header, IsRefusedIfCutAtAnyByte) {
  const Bytes bytes = encode_header(sealed());
  const ByteSpan content = rlp::View::parse(bytes).value().payload();
  const auto is_header = [](ByteSpan part) {
    const Bytes list = rlp::List().add_encoded(part).encode();
    return decode_header(rlp::View::parse(list).value()).has_value();
  };
  EXPECT_TRUE(is_header(content));
  for (std::size_t size = 0; size < content.size(); ++size)
    EXPECT_FALSE(is_header(content.first(size))) << size;
}

TEST(Block, FieldsOfTheWrongKindAreRefused) {
  const auto refuses = [](std::size_t field, const Bytes& item) {
    const Bytes good = encode_header(proposed_header());
    const auto fields = rlp::View::parse(good).value().items().value();
    rlp::List list;
    for (std::size_t i = 0; i < fields.size(); ++i)
      list.add_encoded(i == field ? ByteSpan(item) : fields[i].encoded());
    const Bytes bad = list.encode();
    return !decode_header(rlp::View::parse(bad).value());
  };
  const Bytes a_list = rlp::List().encode();
  for (std::size_t field = 0; field < 15; ++field) EXPECT_TRUE(refuses(field, a_list)) << field;
  EXPECT_TRUE(refuses(0, rlp::encode(Bytes(31, 1)))) << "a short hash";
  EXPECT_TRUE(refuses(7, rlp::encode(Bytes{0, 1}))) << "a leading zero";
  EXPECT_TRUE(refuses(7, rlp::encode(Bytes(33, 1)))) << "difficulty over 256 bits";
  EXPECT_TRUE(refuses(8, rlp::encode(Bytes(9, 1)))) << "number over 64 bits";
  EXPECT_TRUE(refuses(14, rlp::encode(Bytes(7, 1)))) << "a short nonce";
  const Bytes a_string = rlp::encode(Bytes(3, 1));
  EXPECT_FALSE(decode_header(rlp::View::parse(a_string).value()));
  EXPECT_FALSE(decode_block(rlp::View::parse(a_string).value()));
}

// What another implementation sealed: hash, author, committers, and the same bytes again when ours
// seals it with the same keys.
TEST(Seal, BlocksOfAnotherImplementation) {
  std::map<Address20, PrivateKey> keys;
  for (const char* name : {"a1", "a2", "a3", "a4", "b1", "b2", "b3"})
    keys.emplace(address_of(named_key(name)), named_key(name));
  const json all = vectors("sealed.json").at("blocks");
  ASSERT_EQ(all.size(), 4U);
  for (const json& vector : all) {
    const std::string name = text(vector.at("name"));
    const Header header = header_from(vector.at("block"));
    std::vector<Address20> validators;
    for (const json& address : vector.at("validators"))
      validators.push_back(fixed<Address20>(text(address)));
    std::vector<Address20> by;
    for (const json& address : vector.at("committers"))
      by.push_back(fixed<Address20>(text(address)));
    EXPECT_EQ(block_hash(header), fixed<Hash32>(text(vector.at("block").at("hash")))) << name;
    EXPECT_EQ(author(header).value(), fixed<Address20>(text(vector.at("author")))) << name;
    EXPECT_EQ(committers(header).value(), by) << name;
    EXPECT_FALSE(verify_seals(header, validators)) << name;
    std::vector<PrivateKey> committed;
    for (const Address20& address : by) committed.push_back(keys.at(address));
    const Header again = seal_header(header, keys.at(author(header).value()), committed).value();
    EXPECT_EQ(to_hex(again.extra_data), to_hex(header.extra_data)) << name;
  }
}

// Blocks 1, 5 and 6 of a chain of four real validators: hash, author, committers, and the same
// bytes again when their keys seal it anew.
TEST(Seal, CapturedBlocks) {
  if (realworld().empty()) GTEST_SKIP() << "SEATRIAL_REALWORLD is not set";
  const json all = read_json(realworld() + "/oracle/vectors/genesis-and-blocks.json").at("sealed");
  std::map<Address20, PrivateKey> keys;
  std::vector<Address20> validators;
  for (const auto& [name, key] : all.at("keys").items()) {
    const PrivateKey parsed = parse_private_key(text(key.at("nodekey"))).value();
    keys.emplace(address_of(parsed), parsed);
    validators.push_back(address_of(parsed));
  }
  for (const char* name : {"block1", "block5", "block6"}) {
    const Header header = header_from(all.at(name));
    EXPECT_EQ(block_hash(header), fixed<Hash32>(text(all.at(name).at("hash")))) << name;
    EXPECT_FALSE(verify_seals(header, validators)) << name;
    std::vector<PrivateKey> committed;
    for (const Address20& by : committers(header).value()) committed.push_back(keys.at(by));
    const Header again = seal_header(header, keys.at(author(header).value()), committed).value();
    EXPECT_EQ(to_hex(again.extra_data), to_hex(header.extra_data)) << name;
  }
  const json signers = all.at("istanbul_getSignersFromBlock_5");
  EXPECT_EQ(author(header_from(all.at("block5"))).value(),
            fixed<Address20>(text(signers.at("Author"))));
  std::vector<Address20> committed;
  for (const json& by : signers.at("Committers")) committed.push_back(fixed<Address20>(text(by)));
  EXPECT_EQ(committers(header_from(all.at("block5"))).value(), committed);
}

}  // namespace
}  // namespace seatrial::wire
