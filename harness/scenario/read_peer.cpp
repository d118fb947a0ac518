// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/scenario/read.hpp"
#include "harness/scenario/units.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

constexpr Word<FileState> file_states[] = {{"missing", FileState::missing},
                                           {"empty", FileState::empty},
                                           {"not_json", FileState::not_json}};

Marked<CeilBlock> read_ceil_block(Reader& reader, const Value& value) {
  if (value.is_scalar() && value.text() == "absent") return {std::nullopt, value.mark()};
  const auto block = reader.number(value, "ceil2Nby3Block");
  return {block.value, block.mark};
}

constexpr Word<GenesisConsensus> genesis_consensus[] = {{"istanbul", GenesisConsensus::istanbul},
                                                        {"ibft", GenesisConsensus::ibft},
                                                        {"qbft", GenesisConsensus::qbft}};
constexpr Word<wire::Algorithm> algorithms[] = {{"ibft", wire::Algorithm::ibft},
                                                {"qbft", wire::Algorithm::qbft}};

GenesisTransition read_transition(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::transition);
  GenesisTransition change;
  const auto block = fields.maybe("block", &Reader::number);
  if (!block) {
    // SPEC goquorum 8.4: the text is that of GoQuorum, which does not start.
    reader.fail(value.mark(), "block number not given in transitions data",
                "write the first block that it holds for");
  }
  change.block = block.value_or(Marked<std::uint64_t>{0, value.mark()});
  change.algorithm = fields.maybe("algorithm", algorithms);
  change.block_period = fields.maybe("blockperiodseconds", &Reader::count);
  change.empty_block_period = fields.maybe("emptyblockperiodseconds", &Reader::count);
  change.request_timeout = fields.maybe("requesttimeoutseconds", &Reader::count);
  change.max_request_timeout = fields.maybe("maxRequestTimeoutSeconds", &Reader::count);
  change.two_f_plus_1 = fields.maybe("2FPlus1Enabled", &Reader::truth);
  return change;
}

std::vector<GenesisTransition> read_transitions(Reader& reader, const Value& list) {
  std::vector<GenesisTransition> all;
  for (const Value& item : reader.items(list, "transitions")) {
    all.push_back(read_transition(reader, item));
    if (all.size() < 2) continue;
    const std::uint64_t before = all[all.size() - 2].block.value;
    const auto& block = all.back().block;
    if (block.value >= before) continue;
    reader.fail(block.mark,
                fmt::format("block order should be ascending: {} after {}", block.value, before),
                "sort the transitions by block");
  }
  return all;
}

/// GoQuorum refuses to start with these. // SPEC goquorum 8.4
void check_algorithms(Reader& reader, const Genesis& genesis) {
  bool qbft = genesis.consensus && genesis.consensus->value == GenesisConsensus::qbft;
  for (const GenesisTransition& change : genesis.transitions) {
    if (!change.algorithm) continue;
    if (genesis.test_qbft_block) {
      reader.fail(change.algorithm->mark,
                  "can't use transition algorithm and testQBFTBlock at the same time",
                  "leave one of the two");
    }
    if (qbft && change.algorithm->value == wire::Algorithm::ibft) {
      reader.fail(change.algorithm->mark, "can't transition from qbft to ibft",
                  "leave the transition out");
    }
    qbft = qbft || change.algorithm->value == wire::Algorithm::qbft;
  }
}

/// What only one kind of section has. // SPEC goquorum 8.4
void check_section(Reader& reader, const Genesis& genesis, const Fields& fields) {
  const bool istanbul =
      !genesis.consensus || genesis.consensus->value == GenesisConsensus::istanbul;
  if (!istanbul && genesis.test_qbft_block) {
    reader.fail(fields.key_mark("testQBFTBlock"), "testQBFTBlock is a key of an istanbul section",
                "leave it out, or write consensus: istanbul");
  }
  for (const char* key : {"blockperiodseconds", "emptyblockperiodseconds", "requesttimeoutseconds",
                          "maxRequestTimeoutSeconds"}) {
    if (!istanbul || !fields.has(key)) continue;
    reader.fail(fields.key_mark(key), fmt::format("{} is a key of an ibft or qbft section", key),
                "write consensus: qbft, or block_period and request_timeout of the peers");
  }
  const std::uint64_t timeout = genesis.request_timeout ? genesis.request_timeout->value : 10;
  if (genesis.max_request_timeout && genesis.max_request_timeout->value < timeout) {
    reader.fail(genesis.max_request_timeout->mark,
                fmt::format("maxRequestTimeoutSeconds {} is below requesttimeoutseconds {}",
                            genesis.max_request_timeout->value, timeout),
                fmt::format("write {} or more", timeout));
  }
}

void check_file_alone(Reader& reader, const Genesis& genesis, std::size_t fields) {
  if (!genesis.file || fields < 2) return;
  reader.fail(genesis.file->mark, "genesis has both a file and other fields",
              "write either 'file' or what the file would hold");
}

TesseraPeer read_tessera_peer(Reader& reader, const Value& value) {
  if (value.text().find("://") == std::string_view::npos) return reader.selector(value, "peers");
  return reader.text(value, "peers");
}

Tessera read_tessera(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::tessera);
  Tessera tessera;
  tessera.mark = value.mark();
  tessera.advertises = fields.maybe("advertises", &Reader::text);
  if (const Value* peers = fields.find("peers")) {
    for (const Value& item : reader.items(*peers, "peers")) {
      tessera.peers.push_back(read_tessera_peer(reader, item));
    }
  }
  return tessera;
}

// SPEC goquorum 3.3: the p2p port that the generated Services expose.
constexpr std::uint16_t p2p_port = 30303;

std::vector<PortPair> read_node_ports(Reader& reader, Fields& fields) {
  fields.exclusive("node_port", "node_ports");
  if (const auto port = fields.maybe("node_port", &Reader::port)) {
    return {{{p2p_port, port->mark}, *port}};
  }
  const Value* ports = fields.find("node_ports");
  return ports ? read_port_pairs(reader, *ports) : std::vector<PortPair>();
}

// Only what is reached from outside has node ports.
void check_node_ports(Reader& reader, const Fields& fields, const Peer& peer) {
  if (!peer.service || peer.node_ports.empty()) return;
  const ServiceKind kind = peer.service->type.value;
  if (kind == ServiceKind::node_port || kind == ServiceKind::load_balancer) return;
  const std::string_view key = fields.has("node_port") ? "node_port" : "node_ports";
  reader.fail(fields.key_mark(key), fmt::format("'{}' of a peer whose Service has none", key),
              "write service: NodePort or LoadBalancer, or leave it out");
}

void read_peer_lists(Fields& fields, Peer& peer) {
  fields.exclusive("static", "static_file");
  fields.exclusive("permissioned", "permissioned_file");
  peer.static_nodes = fields.maybe("static", &Reader::entry_list);
  peer.permissioned = fields.maybe("permissioned", &Reader::entry_list);
  peer.static_file = fields.maybe("static_file", file_states);
  peer.permissioned_file = fields.maybe("permissioned_file", file_states);
}

// SPEC goquorum 7.1. GoQuorum itself takes every other number for 0.
void check_policy(Reader& reader, const Genesis& genesis) {
  if (!genesis.policy || genesis.policy->value <= 1) return;
  reader.fail(genesis.policy->mark,
              fmt::format("proposer policy {} is not known", genesis.policy->value),
              "write 0 (round robin) or 1 (sticky)");
}

}  // namespace

std::vector<PortPair> read_port_pairs(Reader& reader, const Value& value) {
  std::vector<PortPair> pairs;
  for (const config::Entry& entry : reader.entries_of(value, "node_ports")) {
    const auto port = parse_port(entry.key);
    if (!port) {
      reader.fail(entry.key_mark, fmt::format("node_ports: '{}' is not a port", entry.key),
                  "write the port of the Service, as in {30303: 32044}");
    }
    pairs.push_back({{port.value_or(0), entry.key_mark}, reader.port(entry.value, "node_ports")});
  }
  return pairs;
}

Genesis read_genesis(Reader& reader, const Value& value) {
  Genesis genesis;
  genesis.mark = value.mark();
  if (value.is_scalar()) {
    genesis.file = reader.file(value, "genesis");
    return genesis;
  }
  Fields fields(reader, value, keys::genesis);
  genesis.file = fields.maybe("file", &Reader::file);
  if (const Value* validators = fields.find("validators")) {
    genesis.validators = reader.selectors(*validators, "validators");
  }
  genesis.ceil_block = fields.maybe("ceil2Nby3Block", &read_ceil_block);
  genesis.chain_id = fields.maybe("chain_id", &Reader::number);
  genesis.epoch = fields.maybe("epoch", &Reader::count);
  genesis.policy = fields.maybe("policy", &Reader::number);
  check_policy(reader, genesis);
  genesis.timestamp = fields.maybe("timestamp", &Reader::number);
  genesis.consensus = fields.maybe("consensus", genesis_consensus);
  genesis.block_period = fields.maybe("blockperiodseconds", &Reader::count);
  genesis.empty_block_period = fields.maybe("emptyblockperiodseconds", &Reader::count);
  genesis.request_timeout = fields.maybe("requesttimeoutseconds", &Reader::count);
  genesis.max_request_timeout = fields.maybe("maxRequestTimeoutSeconds", &Reader::count);
  genesis.test_qbft_block = fields.maybe("testQBFTBlock", &Reader::number);
  if (const Value* transitions = fields.find("transitions"))
    genesis.transitions = read_transitions(reader, *transitions);
  check_section(reader, genesis, fields);
  check_algorithms(reader, genesis);
  check_file_alone(reader, genesis, value.entries().size());
  return genesis;
}

Peer read_peer(Reader& reader, const config::Entry& entry) {
  Fields fields(reader, entry.value, keys::peer);
  Peer peer;
  peer.name = {entry.key, entry.key_mark};
  peer.node = fields.maybe("node", &Reader::name);
  peer.name_space = fields.maybe("namespace", &Reader::name);
  peer.key = fields.maybe("key", &Reader::node_key);
  peer.version = fields.maybe("version", &Reader::name);
  peer.flags = fields.maybe("flags", &Reader::texts);
  peer.network_id = fields.maybe("network_id", &Reader::number);
  peer.chain_id = fields.maybe("chain_id", &Reader::number);
  peer.block_period = fields.maybe("block_period", &Reader::whole_seconds);
  peer.request_timeout = fields.maybe("request_timeout", &Reader::whole_milliseconds);
  peer.node_ports = read_node_ports(reader, fields);
  peer.genesis = fields.maybe("genesis", &read_genesis);
  read_peer_lists(fields, peer);
  peer.tessera = fields.maybe("tessera", &read_tessera);
  peer.service = fields.maybe("service", &read_service);
  check_node_ports(reader, fields, peer);
  peer.start_at = fields.maybe("start_at", &Reader::duration);
  return peer;
}

}  // namespace seatrial::scenario
