// SPDX-License-Identifier: Apache-2.0
// Reader of hosts outside of every cluster. Each becomes a node of a cluster that is marked so, and
// what runs on it a peer or a pod of that node.
#include <fmt/format.h>

#include "harness/scenario/read.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

Node read_machine(Reader& reader, const config::Entry& entry, Fields& fields) {
  Node node;
  node.name = {entry.key, entry.key_mark};
  node.address = fields.required("address", &Reader::address);
  node.public_address = fields.maybe("public", &Reader::address);
  node.network = fields.maybe("network", &Reader::name);
  node.subnet = fields.maybe("subnet", &Reader::name);
  if (const Value* groups = fields.find("security_group")) {
    node.security_groups = reader.names(*groups, "security_group");
  }
  return node;
}

// A host has one Service or none, and that is not the host's to say.
void check_peer(Reader& reader, const Peer& peer, const Value& value) {
  for (const std::string_view key : {"service", "node_port", "node_ports", "node", "namespace"}) {
    const config::Entry* entry = value.find_entry(key);
    if (entry == nullptr) continue;
    reader.fail(entry->key_mark,
                fmt::format("'{}' of {}, which is in no cluster", key, peer.name.value),
                "leave it out: a host is reached by its own address");
  }
}

void read_host(Reader& reader, const config::Entry& entry, Cluster& site) {
  Fields fields(reader, entry.value, keys::host);
  site.nodes.push_back(read_machine(reader, entry, fields));
  const Text& name = site.nodes.back().name;
  fields.exclusive("peer", "listens");
  if (const Value* peer = fields.find("peer")) {
    site.peers.push_back(read_peer(reader, {entry.key, entry.key_mark, *peer}));
    site.peers.back().node = name;
    check_peer(reader, site.peers.back(), *peer);
    return;
  }
  PlainPod program;
  program.name = program.node.emplace(name);
  if (const Value* listens = fields.find("listens")) {
    program.listens = read_listens(reader, *listens);
  }
  site.pods.push_back(std::move(program));
}

Cluster read_site(Reader& reader, const config::Entry& entry) {
  Fields fields(reader, entry.value, keys::outside);
  Cluster site;
  site.outside = true;
  site.name = {entry.key, entry.key_mark};
  site.network = fields.maybe("network", &Reader::name);
  site.subnet = fields.maybe("subnet", &Reader::name);
  if (const Value* groups = fields.find("security_group")) {
    site.security_groups = reader.names(*groups, "security_group");
  }
  if (const Value* dns = fields.find("dns")) site.dns = read_dns(reader, *dns);
  const Value& hosts = fields.require("hosts");
  if (!reader.ok()) return site;
  for (const config::Entry& host : reader.entries_of(hosts, "hosts")) {
    check_name(reader, host, "host");
    read_host(reader, host, site);
  }
  if (site.nodes.empty()) {
    reader.fail(hosts.mark(), "hosts is empty", "name at least one host");
  }
  return site;
}

}  // namespace

std::vector<Cluster> read_outside(Reader& reader, const Value& value) {
  std::vector<Cluster> sites;
  for (const config::Entry& entry : reader.entries_of(value, "outside")) {
    check_name(reader, entry, "site");
    sites.push_back(read_site(reader, entry));
  }
  return sites;
}

}  // namespace seatrial::scenario
