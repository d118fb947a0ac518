// SPDX-License-Identifier: Apache-2.0
// Votes and proposals as bytes: what is said over them is what is said in values, to the instant,
// and the blocks that come of it pass the checks of real ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/peer/consensus_bytes.hpp"
#include "sim/peer/deployment.hpp"
#include "sim/wire/keccak.hpp"

namespace seatrial {
namespace {

Instant in_time(Duration d) {
  return Instant() + d;
}

/// Five validators in one cluster that all know one another; the keys follow from the names.
struct Five {
  explicit Five(bool bytes) {
    kube::ClusterSpec spec;
    spec.name = "a";
    spec.pods = *net::parse_cidr("10.1.0.0/16");
    spec.services = *net::parse_cidr("10.96.0.0/16");
    const ClusterId cluster = world.add_cluster(spec);
    world.cluster(cluster).add_machine("n1", *net::parse_ipv4("1.2.3.4"));
    std::vector<wire::Address20> validators;
    for (const std::string& name : names)
      validators.push_back(wire::address(key_from_name("a/" + name)));
    wire::Genesis genesis;
    genesis.difficulty = wire::uint256(1);
    genesis.gas_limit = 0xe0000000;
    genesis.mix_hash = wire::istanbul_digest();
    genesis.config.is_quorum = true;
    genesis.config.istanbul = wire::IstanbulConfig{.ceil_2n_by_3_block = 0};
    const auto chain = make_chain(validators, genesis);
    for (const std::string& name : names) {
      PeerDeployment deployment;
      deployment.name = name;
      deployment.geth.mine = true;
      deployment.chain = chain;
      peers.push_back(deploy(world, cluster, deployment).value());
    }
    for (const PeerId of : peers) {
      PeerList list;
      for (const PeerId id : peers)
        list.entries.push_back(PeerListEntry::parse(internal_enode(world, id), Mark{}));
      world.set_static(of, list);
    }
    if (bytes) world.encode_votes().value();
    for (std::size_t i = 0; i < peers.size(); ++i)
      world.start(peers[i], in_time(milliseconds(100) * static_cast<std::int64_t>(i)));
  }

  /// Lost votes, a restart, a vote that drops a validator, and a liar.
  void live() {
    world.run_until(in_time(seconds(20)));
    MessageFault fault;
    fault.kinds = {MessageKind::commit, MessageKind::prepare};
    fault.from = fault.to = peers;
    fault.share = percent(20);
    fault.until = in_time(seconds(40));
    world.add_message_fault(fault);
    world.run_until(in_time(seconds(60)));
    world.kill(peers[1]);
    world.start(peers[1], in_time(seconds(75)));
    world.run_until(in_time(seconds(120)));
    for (const std::size_t voter : {0UL, 2UL, 3UL})
      world.propose(peers[voter], wire::address(key_from_name("a/a5")), false);
    world.run_until(in_time(seconds(150)));
    Misbehaviour lies;
    lies.twin_to = {peers[2]};
    lies.bad_blocks = true;
    world.misbehave(peers[0], lies);
    world.behave(peers[0], in_time(seconds(180)));
    world.run_until(in_time(seconds(240)));
  }

  std::vector<std::string> names = {"a1", "a2", "a3", "a4", "a5"};
  World world;
  std::vector<PeerId> peers;
};

/// What happened; the lines that tell of it name blocks by their hashes, which are real ones in
/// bytes.
decltype(Observation::what) without_hashes(const Observation& seen) {
  auto what = seen.what;
  if (auto* engine = std::get_if<istanbul::Observed>(&what)) engine->text.clear();
  if (auto* chain = std::get_if<eth::Observed>(&what)) chain->text.clear();
  return what;
}

TEST(Bytes, SayWhatValuesSay) {
  Five values(false);
  Five bytes(true);
  values.live();
  bytes.live();
  EXPECT_TRUE(bytes.world.encodes_votes());
  ASSERT_GT(values.world.chain_of(values.peers[0])->height(), 100U);
  ASSERT_EQ(values.world.log().size(), bytes.world.log().size());
  for (std::size_t i = 0; i < values.world.log().size(); ++i) {
    const Observation& one = values.world.log()[i];
    const Observation& other = bytes.world.log()[i];
    ASSERT_EQ(one.at, other.at) << i;
    ASSERT_EQ(one.peer, other.peer) << i;
    ASSERT_TRUE(without_hashes(one) == without_hashes(other)) << i;
  }
  EXPECT_EQ(values.world.digest(), bytes.world.digest());
}

TEST(Bytes, AreNotThoseOfAStrangersKey) {
  Five net(false);
  kube::ClusterSpec other;
  other.name = "b";
  other.pods = *net::parse_cidr("10.2.0.0/16");
  other.services = *net::parse_cidr("10.96.0.0/16");
  const ClusterId b = net.world.add_cluster(other);
  net.world.cluster(b).add_machine("n1", *net::parse_ipv4("2.2.3.4"));
  PeerDeployment deployment;
  deployment.name = "b1";
  deployment.key = key_from_name("somebody else");
  deployment.chain = net.world.peer(net.peers[0]).spec.chain;
  deploy(net.world, b, deployment).value();
  const auto done = net.world.encode_votes();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().what, "the node key of b/b1 is in no file, so that it cannot sign");
}

/// Three blocks of two validators, written and read without a world.
struct Written {
  Written() {
    for (const char* name : {"one", "two", "three"}) {
      keys.push_back(pair_from_name(name).secret);
      accounts.push_back(book.intern(wire::address(wire::public_key(keys.back()).value())));
    }
    genesis_header.extra_data = wire::unsealed_extra({}, addresses());
    genesis_header.mix_hash = wire::istanbul_digest();
    genesis = tree.genesis(wire::block_hash(genesis_header), 0, 1, accounts);
    block = tree.add(genesis, 1, accounts[0], {accounts[2], true});
    tree.hash_by([this](chain::BlockId id) { return bytes.hash(id); });
  }
  std::vector<wire::Address20> addresses() const {
    std::vector<wire::Address20> all;
    for (const auto account : accounts) all.push_back(book.address(account));
    return all;
  }
  istanbul::Message message(istanbul::Code code, std::size_t from) const {
    const bool asks = code == istanbul::Code::round_change;
    return {code, {1, 2}, asks ? chain::BlockId::none : block, accounts[from]};
  }

  std::vector<wire::PrivateKey> keys;
  chain::AddressBook book;
  std::vector<chain::AddressRef> accounts;
  chain::BlockTree tree{book};
  wire::Header genesis_header;
  chain::BlockId genesis{};
  chain::BlockId block{};
  ConsensusBytes bytes{tree,
                       {[this](chain::BlockId) { return genesis_header; },
                        [this](chain::BlockId, chain::AddressRef) { return addresses(); },
                        [this](chain::AddressRef who) -> std::optional<wire::PrivateKey> {
                          for (std::size_t i = 0; i < keys.size(); ++i)
                            if (accounts[i] == who) return keys[i];
                          return std::nullopt;
                        }}};
};

TEST(ConsensusBytes, EachKindIsReadAsItWasWrittenAndSignedOnce) {
  Written t;
  using istanbul::Code;
  for (const Code code : {Code::pre_prepare, Code::prepare, Code::commit, Code::round_change}) {
    const istanbul::Message message = t.message(code, 1);
    const std::uint64_t number = t.bytes.write(message);
    EXPECT_EQ(t.bytes.write(message), number);
    for (const PeerId reader : {PeerId(0), PeerId(2)})
      EXPECT_EQ(t.bytes.read(reader, number).value(), message);
    const auto body = wire::decode_ibft(wire::unwrap_ibft(t.bytes.body(number)).value()).value();
    EXPECT_EQ(body.address, t.book.address(t.accounts[1]));
    EXPECT_TRUE(wire::verify_ibft(body, t.addresses()));
  }
  EXPECT_EQ(t.bytes.signatures(), 4U);
  EXPECT_EQ(t.bytes.recoveries(), 4U) << "once for all readers";
}

TEST(ConsensusBytes, ABlockHasARealHeaderAndItsVoteInTheCoinbase) {  // SPEC law 16
  Written t;
  const wire::Header& header = t.bytes.header(t.block);
  EXPECT_EQ(header.parent_hash, wire::block_hash(t.genesis_header));
  EXPECT_EQ(header.coinbase, t.book.address(t.accounts[2]));
  EXPECT_EQ(header.nonce, UINT64_MAX);
  EXPECT_EQ(t.tree.hash(t.block), wire::block_hash(header));
  EXPECT_EQ(wire::author(header).value(), t.book.address(t.accounts[0]));
  const chain::BlockId next = t.tree.add(t.block, 2, t.accounts[1]);
  EXPECT_EQ(t.bytes.header(next).parent_hash, t.tree.hash(t.block));
  EXPECT_EQ(t.bytes.header(next).coinbase, wire::Address20{});
  for (const chain::Twist twist : {chain::Twist::twin, chain::Twist::bad_state})
    EXPECT_NE(t.tree.hash(t.tree.add(t.block, 2, t.accounts[1], {}, twist)), t.tree.hash(next));
}

TEST(ConsensusBytes, TheSealsOfTheCommitsThatWereReadSealTheBlock) {
  Written t;
  const auto seals_of = [&](PeerId peer, std::size_t self) {
    return wire::committers(t.bytes.sealed(peer, t.accounts[self], t.block).value()).value();
  };
  const std::uint64_t number = t.bytes.write(t.message(istanbul::Code::commit, 1));
  EXPECT_EQ(seals_of(PeerId(2), 2).size(), 1U) << "its own";
  t.bytes.read(PeerId(2), number).value();
  EXPECT_THAT(seals_of(PeerId(2), 2), testing::UnorderedElementsAre(t.book.address(t.accounts[1]),
                                                                    t.book.address(t.accounts[2])));
  EXPECT_EQ(seals_of(PeerId(0), 0).size(), 1U) << "who has not read it does not have it";
  const wire::Header sealed = t.bytes.sealed(PeerId(2), t.accounts[2], t.block).value();
  EXPECT_EQ(wire::block_hash(sealed), t.tree.hash(t.block));
  EXPECT_FALSE(wire::verify_seals(sealed, t.addresses()));
}

}  // namespace
}  // namespace seatrial
