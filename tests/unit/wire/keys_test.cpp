// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/keys.hpp"

#include "wire_testing.hpp"

namespace seatrial::wire {
namespace {

PublicKey public_of(std::string_view key) {
  return public_key(parse_private_key(key).value()).value();
}

struct Known {
  const char* secret;
  const char* key;
  const char* id;
  const char* address;
};

// The key pairs of EIP-8.
constexpr Known kKnown[] = {{"49a7b37aa6f6645917e7b807e9d1c00d4fa71f18343b0d4122a4d2df64dd6fee",
                             "fda1cff674c90c9a197539fe3dfb53086ace64f83ed7c6eabec741f7f381cc80"
                             "3e52ab2cd55d5569bce4347107a310dfd5f88a010cd2ffd1005ca406f1842877",
                             "6469cc2093f39e9117071e660d3ab14bbad3d99f4203bd7a11acb94882050e7e",
                             "0x0D3ab14BBaD3D99F4203bd7a11aCB94882050E7e"},
                            {"b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291",
                             "ca634cae0d49acb401d8a4c6b6fe8c55b70d115bf400769cc1400f3258cd3138"
                             "7574077f301b421bc84df7266c44e9e6d569fc56be00812904767bf5ccd1fc7f",
                             "a448f24c6d18e575453db13171562b71999873db5b286df957af199ec94617f7",
                             "0x71562b71999873DB5b286dF957af199Ec94617F7"}};

TEST(Keys, DerivesTheIdentity) {
  for (const Known& known : kKnown) {
    const PublicKey key = public_of(known.secret);
    EXPECT_EQ(to_hex(key), known.key);
    EXPECT_EQ(to_hex(node_id(key)), known.id);
    EXPECT_EQ(checksum_address(address(key)), known.address);
    EXPECT_EQ(address(node_id(key)), address(key));
    EXPECT_TRUE(is_on_curve(key));
  }
}

TEST(Keys, RefusesScalarsThatAreNoKeys) {
  const std::string order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
  const std::string below = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";
  EXPECT_FALSE(public_key(parse_private_key(std::string(64, '0')).value()));
  EXPECT_FALSE(public_key(parse_private_key(order).value()));
  EXPECT_TRUE(public_key(parse_private_key(below).value()));
}

TEST(Keys, RefusesPointsOffTheCurve) {
  PublicKey key = public_of(kKnown[0].secret);
  key.data[63] ^= 1;
  EXPECT_FALSE(is_on_curve(key));
  EXPECT_FALSE(is_on_curve(PublicKey{}));
}

TEST(Keys, ErrorsDoNotQuoteTheKey) {
  const auto key = parse_private_key("0x49a7b37aa6f6645917e7b807e9d1c00d4fa71f18343b0d4122a4d2df");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().message().find("49a7"), std::string::npos) << key.error().message();
}

TEST(Keys, AgreeWithGeth) {
  if (realworld().empty()) GTEST_SKIP() << "set SEATRIAL_REALWORLD to the reference data";
  const json all = read_json(realworld() + "/oracle/vectors/node-keys.json");
  ASSERT_FALSE(all.empty());
  for (const json& known : all) {
    const PublicKey key = public_of(known["nodekey"].get<std::string>());
    EXPECT_EQ(to_hex(key), text(known["bootnode_writeaddress"]));
    EXPECT_EQ(to_hex(node_id(key)), text(known["node_id_keccak"]));
    EXPECT_EQ(to_hex_prefixed(address(key)), text(known["geth_account_import_address"]));
  }
}

}  // namespace
}  // namespace seatrial::wire
