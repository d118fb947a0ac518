// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/ibft_message.hpp"

#include "block_testing.hpp"

namespace seatrial::wire {
namespace {

PrivateKey eip8_key() {  // of EIP-8
  return parse_private_key("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291")
      .value();
}

IbftSubject subject_5_1() {
  IbftSubject subject{{.round = 1, .sequence = 5}, {}};
  for (std::size_t i = 0; i < 32; ++i) subject.digest.data[i] = static_cast<std::uint8_t>(i);
  return subject;
}

// Made by an independent script. SPEC goquorum 15
TEST(IbftMessage, PrepareOfTheFactSheet) {
  const IbftMessage prepare = sign_vote(IbftCode::prepare, subject_5_1(), eip8_key()).value();
  const Bytes bytes = encode_ibft(prepare);
  EXPECT_EQ(to_hex(bytes),
            "f88001a5e4c20105a0000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f9471"
            "562b71999873db5b286df957af199ec94617f7b84132f60b9ecc2b3dab5a5163baac2c14bebdaaf51f42e6"
            "c551770532d06dadcc6e00eb38305d295eda7b386029c8b78ad4de85bf082466a7418258757351d32c9300"
            "80");
  EXPECT_EQ(to_hex(ibft_digest(prepare)),
            "bd859bc798818a8e09966a594b7a60c8186865092e2416e719241aa119f6bfd6");
  EXPECT_EQ(to_hex(ibft_cache_hash(bytes)),
            "9430d4e56e7d99443418807027dfd98b6ea92fcd9f8457f3663a3214d25a9ca5");
}

TEST(IbftMessage, CommitOfTheFactSheetCarriesASeal) {
  const IbftMessage commit = sign_vote(IbftCode::commit, subject_5_1(), eip8_key()).value();
  EXPECT_EQ(to_hex(commit.committed_seal),
            "eb58cf6f6483ccac16bdf907bb6f1f9356d081203d278b9a85a569ded87bc9cf7ecb4ef5aa6c3b89e9a5e6"
            "e03d6285cb0abc96cf3c44e6ade897c859f0ee509801");
  EXPECT_EQ(encode_ibft(commit).size(), 196U);  // SPEC goquorum 7.3
}

TEST(IbftMessage, GoesBothWays) {
  for (const IbftCode code : {IbftCode::prepare, IbftCode::commit, IbftCode::round_change}) {
    const IbftMessage message = sign_vote(code, subject_5_1(), eip8_key()).value();
    EXPECT_EQ(decode_ibft(encode_ibft(message)).value(), message);
    EXPECT_EQ(decode_subject(message.payload).value(), subject_5_1());
    const Bytes body = wrap_ibft(encode_ibft(message));
    EXPECT_EQ(unwrap_ibft(body).value(), encode_ibft(message));
  }
  const IbftProposal proposal{{.round = 0, .sequence = 1}, {proposed_header(), {}}};
  const IbftMessage message = sign_proposal(proposal, eip8_key()).value();
  EXPECT_EQ(decode_ibft(encode_ibft(message)).value(), message);
  EXPECT_EQ(decode_proposal(message.payload).value(), proposal);
}

TEST(IbftMessage, IsOnlyByTheValidatorThatItNames) {
  const std::vector<Address20> validators = {address_of(named_key("a1")), address_of(eip8_key())};
  IbftMessage message = sign_vote(IbftCode::prepare, subject_5_1(), eip8_key()).value();
  EXPECT_EQ(verify_ibft(message, validators).value(), address_of(eip8_key()));
  const std::vector<Address20> others = {validators[0]};
  EXPECT_EQ(verify_ibft(message, others).error().what, "unauthorized address");
  IbftMessage changed = message;
  changed.code = 2;  // the signature is over everything: another key is recovered
  EXPECT_EQ(verify_ibft(changed, validators).error().what, "unauthorized address");
  changed = message;
  changed.signature.clear();
  EXPECT_EQ(verify_ibft(changed, validators).error().what, "invalid signature length");
  changed = message;
  changed.address = validators[0];
  const auto signature = sign(eip8_key(), ibft_digest(changed)).value();
  changed.signature.assign(signature.data.begin(), signature.data.end());
  EXPECT_EQ(verify_ibft(changed, validators).error().what, "message not signed by the sender");
}

TEST(IbftMessage, IsRefusedIfCutAtAnyByteOrTooLong) {
  const Bytes good = encode_ibft(sign_vote(IbftCode::commit, subject_5_1(), eip8_key()).value());
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(decode_ibft(Bytes(good.data(), good.data() + size))) << size;
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(decode_ibft(longer));
  const Bytes payload = encode_subject(subject_5_1());
  for (std::size_t size = 0; size < payload.size(); ++size)
    EXPECT_FALSE(decode_subject(Bytes(payload.data(), payload.data() + size))) << size;
  EXPECT_FALSE(decode_proposal(payload));
  EXPECT_FALSE(unwrap_ibft(good)) << "a list is no string";
}

/// The bodies of the istanbulMsgs that a real pair exchanged.
std::vector<Bytes> captured_bodies() {
  std::ifstream in(realworld() + "/oracle/vectors/rlpx-keylog-A1.jsonl");
  std::vector<Bytes> bodies;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    const json entry = json::parse(line);
    if (entry.value("event", "") == "frame" && entry.at("code") == 0x21)
      bodies.push_back(hex(text(entry.at("payload_plain"))));
  }
  return bodies;
}

TEST(IbftMessage, CapturedOnesAreReadVerifiedAndMadeAgain) {
  if (realworld().empty()) GTEST_SKIP() << "SEATRIAL_REALWORLD is not set";
  const json keys = read_json(realworld() + "/oracle/vectors/rlpx-keys.json");
  std::map<Address20, PrivateKey> signers;
  std::vector<Address20> validators;
  for (const char* name : {"A1", "B1"}) {
    const PrivateKey key = parse_private_key(text(keys.at(name).at("nodekey"))).value();
    signers.emplace(address_of(key), key);
    validators.push_back(address_of(key));
  }
  const auto bodies = captured_bodies();
  ASSERT_EQ(bodies.size(), 37U);
  std::array<int, 4> kinds{};
  for (const Bytes& body : bodies) {
    const Bytes bytes = unwrap_ibft(body).value();
    const IbftMessage message = decode_ibft(bytes).value();
    const Address20 sender = verify_ibft(message, validators).value();
    ASSERT_LE(message.code, 3U);
    ++kinds[message.code];
    const auto code = static_cast<IbftCode>(message.code);
    const auto again =
        code == IbftCode::pre_prepare
            ? sign_proposal(decode_proposal(message.payload).value(), signers.at(sender))
            : sign_vote(code, decode_subject(message.payload).value(), signers.at(sender));
    EXPECT_EQ(to_hex(wrap_ibft(encode_ibft(again.value()))), to_hex(body));
  }
  for (const int kind : kinds) EXPECT_GT(kind, 0);
}

}  // namespace
}  // namespace seatrial::wire
