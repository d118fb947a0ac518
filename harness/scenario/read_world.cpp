// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/scenario/read.hpp"
#include "harness/scenario/units.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

constexpr Word<TrafficPolicy> traffic_policies[] = {{"Cluster", TrafficPolicy::cluster},
                                                    {"Local", TrafficPolicy::local}};

constexpr Word<kube::Provider> providers[] = {
    {"none", kube::Provider::none},       {"aws-clb", kube::Provider::aws_clb},
    {"aws-nlb", kube::Provider::aws_nlb}, {"azure", kube::Provider::azure},
    {"gcp", kube::Provider::gcp},         {"metallb", kube::Provider::metallb}};

constexpr std::string_view name_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

Node read_node_map(Reader& reader, const config::Entry& entry) {
  Fields fields(reader, entry.value, keys::node);
  Node node;
  node.name = {entry.key, entry.key_mark};
  node.address = fields.required("address", &Reader::address);
  node.pods = fields.maybe("pods", &Reader::cidr);
  node.public_address = fields.maybe("public", &Reader::address);
  node.network = fields.maybe("network", &Reader::name);
  node.subnet = fields.maybe("subnet", &Reader::name);
  if (const Value* groups = fields.find("security_group")) {
    node.security_groups = reader.names(*groups, "security_group");
  }
  node.instance_type = fields.maybe("instance_type", &Reader::name);
  node.max_pods = fields.maybe("max_pods", &Reader::count);
  return node;
}

Node read_node(Reader& reader, const config::Entry& entry) {
  if (!entry.value.is_scalar()) return read_node_map(reader, entry);
  Node node;
  node.name = {entry.key, entry.key_mark};
  node.address = reader.address(entry.value, "address");
  return node;
}

Marked<PortRange> read_port_range(Reader& reader, const Value& value) {
  const Text written = reader.text(value, "node_port_range");
  const std::string_view text = written.value;
  const std::size_t dash = text.find('-');
  const auto first = parse_port(text.substr(0, dash));
  const auto last =
      dash == std::string_view::npos ? std::nullopt : parse_port(text.substr(dash + 1));
  if (first && last && *first <= *last) return {{*first, *last}, value.mark()};
  reader.bad(value, fmt::format("node_port_range '{}' is not a range of ports", text),
             "write the first and the last, as in 30000-32767");
  return {{}, value.mark()};
}

std::vector<ServicePorts> read_service_ports(Reader& reader, const Value& value) {
  std::vector<ServicePorts> all;
  for (const config::Entry& entry : reader.entries_of(value, "node_ports")) {
    check_name(reader, entry, "service");
    all.push_back({{entry.key, entry.key_mark}, read_port_pairs(reader, entry.value)});
  }
  return all;
}

std::vector<Node> read_nodes(Reader& reader, const Value& value) {
  std::vector<Node> nodes;
  for (const config::Entry& entry : reader.entries_of(value, "nodes")) {
    check_name(reader, entry, "node");
    nodes.push_back(read_node(reader, entry));
  }
  return nodes;
}

std::vector<Peer> read_peers(Reader& reader, const Value& value) {
  std::vector<Peer> peers;
  for (const config::Entry& entry : reader.entries_of(value, "peers")) {
    check_name(reader, entry, "peer");
    peers.push_back(read_peer(reader, entry));
  }
  if (peers.empty()) reader.fail(value.mark(), "peers is empty", "name at least one peer");
  return peers;
}

void check_source(Reader& reader, const Cluster& cluster, Fields& fields) {
  fields.exclusive("config", "peers");
  if (cluster.config || fields.has("peers") || !cluster.pods.empty()) return;
  reader.fail(
      cluster.name.mark,
      fmt::format("cluster '{}' has neither config nor peers", cluster.name.value),
      "name the folder of its generated files or its qubernetes.yaml under 'config', or write "
      "'peers'; a cluster of another company goes under 'external'");
}

void read_networking(Reader& reader, Fields& fields, Cluster& cluster) {
  cluster.provider = fields.maybe("provider", providers);
  cluster.cni = fields.maybe("cni", &read_cni);
  cluster.pod_range = fields.maybe("pod_range", &Reader::cidr);
  cluster.service_range = fields.maybe("service_range", &Reader::cidr);
  cluster.network = fields.maybe("network", &Reader::name);
  cluster.subnet = fields.maybe("subnet", &Reader::name);
  if (const Value* groups = fields.find("security_group")) {
    cluster.security_groups = reader.names(*groups, "security_group");
  }
}

void read_kubernetes(Reader& reader, Fields& fields, Cluster& cluster) {
  cluster.kubernetes = fields.maybe("kubernetes", &Reader::name);
  cluster.name_space = fields.maybe("namespace", &Reader::name);
  cluster.traffic_policy = fields.maybe("traffic_policy", traffic_policies);
  cluster.node_port_range = fields.maybe("node_port_range", &read_port_range);
  if (const Value* ports = fields.find("node_ports")) {
    cluster.node_ports = read_service_ports(reader, *ports);
  }
  cluster.domain = fields.maybe("domain", &Reader::name);
  if (const Value* dns = fields.find("dns")) cluster.dns = read_dns(reader, *dns);
  if (const Value* all = fields.find("manifests")) {
    cluster.manifests = read_manifests(reader, *all);
  }
  if (const Value* pods = fields.find("pods")) cluster.pods = read_pods(reader, *pods);
}

Cluster read_cluster(Reader& reader, const config::Entry& entry) {
  Fields fields(reader, entry.value, keys::cluster);
  Cluster cluster;
  cluster.name = {entry.key, entry.key_mark};
  cluster.config = fields.maybe("config", &Reader::config_source);
  if (const Value* peers = fields.find("peers")) cluster.peers = read_peers(reader, *peers);
  if (const Value* nodes = fields.find("nodes")) cluster.nodes = read_nodes(reader, *nodes);
  read_kubernetes(reader, fields, cluster);
  cluster.exported = fields.maybe("exported", &Reader::file);
  cluster.services = fields.maybe("services", &Reader::file);
  cluster.platform = fields.maybe("platform", &Reader::file);
  cluster.genesis = fields.maybe("genesis", &read_genesis);
  read_networking(reader, fields, cluster);
  check_source(reader, cluster, fields);
  return cluster;
}

std::vector<PeerList> read_peer_lists(Reader& reader, const Value& value, std::string_view what) {
  std::vector<PeerList> all;
  for (const config::Entry& entry : reader.entries_of(value, what)) {
    const Value key = Value::scalar(entry.key_mark, entry.key, config::Style::plain);
    all.push_back({reader.selector(key, what), reader.entry_list(entry.value, what)});
  }
  return all;
}

enum class KnownFaults : std::uint8_t { none, observed };
constexpr Word<KnownFaults> known_fault_words[] = {{"none", KnownFaults::none},
                                                   {"observed", KnownFaults::observed}};

/// "none", "observed" (as often as measured), or a share for each fault.
Marked<qbft::Faults> read_qbft_faults(Reader& reader, const Value& value) {
  if (!value.is_map()) {
    const auto word = reader.word(value, "qbft_faults", known_fault_words);
    const bool on = word.value == KnownFaults::observed;
    return {on ? qbft::observed_faults : qbft::Faults{}, word.mark};
  }
  Fields fields(reader, value, keys::qbft_faults);
  qbft::Faults faults;
  if (const auto share = fields.maybe("double_step", &Reader::share))
    faults.double_step = share->value;
  if (const auto share = fields.maybe("stray_timer", &Reader::share))
    faults.stray_timer = share->value;
  return {faults, value.mark()};
}

PeerDefaults read_peer_defaults(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::peer_defaults);
  PeerDefaults defaults;
  defaults.version = fields.maybe("version", &Reader::name);
  defaults.flags = fields.maybe("flags", &Reader::texts);
  defaults.network_id = fields.maybe("network_id", &Reader::number);
  defaults.block_period = fields.maybe("block_period", &Reader::whole_seconds);
  defaults.request_timeout = fields.maybe("request_timeout", &Reader::whole_milliseconds);
  defaults.start_every = fields.maybe("start_every", &Reader::duration);
  if (const Value* faults = fields.find("qbft_faults"))
    defaults.qbft_faults = read_qbft_faults(reader, *faults);
  return defaults;
}

}  // namespace

// Names of clusters and peers stand in selectors, so that they cannot hold any letter.
void check_name(Reader& reader, const config::Entry& entry, std::string_view noun) {
  const bool good = entry.key.find_first_not_of(name_letters) == std::string::npos;
  if (good && !entry.key.empty()) return;
  reader.fail(entry.key_mark, fmt::format("{} name '{}' cannot be used", noun, entry.key),
              "use letters, digits, '-', '_' and '.'");
}

std::vector<Cluster> read_clusters(Reader& reader, const Value& value) {
  std::vector<Cluster> clusters;
  for (const config::Entry& entry : reader.entries_of(value, "clusters")) {
    check_name(reader, entry, "cluster");
    clusters.push_back(read_cluster(reader, entry));
  }
  return clusters;
}

std::vector<External> read_externals(Reader& reader, const Value& value) {
  std::vector<External> externals;
  for (const config::Entry& entry : reader.entries_of(value, "external")) {
    check_name(reader, entry, "external");
    Fields fields(reader, entry.value, keys::external);
    External external;
    external.name = {entry.key, entry.key_mark};
    external.nodes = fields.required("nodes", &Reader::file);
    external.genesis = fields.maybe("genesis", &Reader::file);
    externals.push_back(std::move(external));
  }
  return externals;
}

Wan read_wan(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::wan);
  Wan wan;
  wan.mark = value.mark();
  wan.between = fields.required("between", &Reader::sites);
  wan.latency = fields.maybe("latency", &Reader::duration);
  wan.jitter = fields.maybe("jitter", &Reader::duration);
  wan.loss = fields.maybe("loss", &Reader::share);
  wan.rate = fields.maybe("rate", &Reader::rate);
  wan.queue = fields.maybe("queue", &Reader::size);
  wan.duplicate = fields.maybe("duplicate", &Reader::share);
  if (const Value* reorder = fields.find("reorder")) {
    Fields both(reader, *reorder, keys::reorder);
    wan.reorder = both.required("share", &Reader::share);
    wan.reorder_by = both.required("by", &Reader::some_time);
  }
  wan.mtu = fields.maybe("mtu", &Reader::mtu);
  return wan;
}

std::vector<Wan> read_wans(Reader& reader, const Value& value) {
  std::vector<Wan> wans;
  for (const Value& item : reader.items(value, "wan")) wans.push_back(read_wan(reader, item));
  return wans;
}

Lists read_lists(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::lists);
  Lists lists;
  if (const Value* all = fields.find("static")) {
    lists.static_nodes = read_peer_lists(reader, *all, "static");
  }
  if (const Value* all = fields.find("permissioned")) {
    lists.permissioned = read_peer_lists(reader, *all, "permissioned");
  }
  return lists;
}

Defaults read_defaults(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::defaults);
  Defaults defaults;
  if (const auto peer = fields.maybe("peer", &read_peer_defaults)) defaults.peer = *peer;
  const auto refresh = fields.maybe("configmap_refresh", &Reader::duration);
  if (refresh) defaults.configmap_refresh = *refresh;
  return defaults;
}

RunLimits read_limits(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::limits);
  RunLimits limits;
  if (const auto time = fields.maybe("virtual_time", &Reader::duration))
    limits.virtual_time = *time;
  if (const auto events = fields.maybe("events", &Reader::count)) limits.events = *events;
  if (limits.virtual_time.value == Duration()) {
    reader.fail(limits.virtual_time.mark, "virtual_time is 0", "write how long a run may last");
  }
  return limits;
}

}  // namespace seatrial::scenario
