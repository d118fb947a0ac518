// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/node_record.hpp"

#include "sim/wire/rlp.hpp"
#include "wire_testing.hpp"

namespace seatrial::wire {
namespace {

// The example of EIP-778.
constexpr std::string_view kExample =
    "enr:-"
    "IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuOh8R33Ls8RRcy5wBgm"
    "lkgnY0gmlwhH8AAAGJc2VjcDI1NmsxoQPKY0yuDUmstAHYpMa2_oxVtw0RW_QAdpzBQA8yWM0xOIN1ZHCCdl8";

KeyPair example_key() {
  return key_pair(
             parse_private_key("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291")
                 .value())
      .value();
}

TEST(NodeRecord, ExampleOfEip778) {
  const NodeRecord record = parse_record(kExample).value();
  EXPECT_EQ(record.seq, 1U);
  EXPECT_EQ(record.ip(), (Bytes{127, 0, 0, 1}));
  EXPECT_EQ(record.udp(), 30303);
  EXPECT_EQ(record.tcp(), 0);
  EXPECT_EQ(record.key().value(), example_key().open);
  EXPECT_EQ(record_text(record), kExample);
  const NodeRecord made = make_record(example_key(), 1, {{127, 0, 0, 1}, 30303, 0});
  EXPECT_EQ(record_text(made), kExample) << "signatures are deterministic";
}

TEST(NodeRecord, CarriesMorePairs) {
  const NodeRecord record = make_record(example_key(), 7, {{10, 1, 0, 11}, 30301, 30303},
                                        {{"raftport", rlp::encode_number(50400)}});
  EXPECT_EQ(decode_record(encode_record(record)).value(), record);
  EXPECT_EQ(record.number("raftport"), 50400U);
  EXPECT_EQ(record.tcp(), 30303);
}

TEST(NodeRecord, AnythingChangedOrCutIsRefused) {
  const Bytes good = encode_record(parse_record(kExample).value());
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes changed = good;
    changed[at] ^= 1;
    EXPECT_FALSE(decode_record(changed)) << at;
    EXPECT_FALSE(decode_record(Bytes(good.data(), good.data() + at))) << at;
  }
}

TEST(NodeRecord, FormsThatAreNoneAreTold) {
  EXPECT_EQ(parse_record("enode://x").error().what,
            "missing 'enr:' prefix for base64-encoded record");
  EXPECT_EQ(parse_record("enr:*").error().what, "illegal base64 data");
  const auto what = [](const Bytes& bytes) {
    const auto record = decode_record(bytes);
    return record ? "read" : record.error().what;
  };
  const Bytes signature(64, 1);
  EXPECT_EQ(what(rlp::List().add(signature).encode()), "enr: incomplete list");
  EXPECT_EQ(what(rlp::List().add(signature).add_number(1).encode()), "unknown identity scheme");
  const auto pairs = [&](std::string_view a, std::string_view b) {
    rlp::List list;
    list.add(signature).add_number(1).add(as_bytes(a)).add_number(1);
    return what(list.add(as_bytes(b)).add_number(1).encode());
  };
  EXPECT_EQ(pairs("b", "a"), "record key/value pairs are not sorted by key");
  EXPECT_EQ(pairs("a", "a"), "record contains duplicate key");
  EXPECT_EQ(what(Bytes(301, 1)), "record bigger than 300 bytes");
}

TEST(NodeRecord, CapturedOnes) {
  if (realworld().empty()) GTEST_SKIP() << "SEATRIAL_REALWORLD is not set";
  const json keys = read_json(realworld() + "/oracle/vectors/discv4-keys.json");
  std::size_t records = 0;
  for (const auto& [name, node] : keys.items()) {
    if (!node.is_object() || !node.contains("enr")) continue;
    const NodeRecord record = parse_record(text(node.at("enr"))).value();
    EXPECT_EQ(record.key().value(), fixed<PublicKey>(text(node.at("pub"))));
    EXPECT_EQ(record_text(record), text(node.at("enr")));
    ++records;
  }
  EXPECT_GE(records, 3U);
}

}  // namespace
}  // namespace seatrial::wire
