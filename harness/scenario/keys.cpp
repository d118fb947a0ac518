// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/keys.hpp"

#include <array>

namespace seatrial::scenario {

namespace keys {

namespace {

template <class... Words>
constexpr std::array<std::string_view, sizeof...(Words)> words(Words... all) {
  return {all...};
}

constexpr auto top_words =
    words("seatrial", "title", "about", "seed", "fidelity", "relay", "variables", "limits",
          "defaults", "networks", "connections", "clusters", "outside", "external", "wan",
          "genesis", "lists", "steps", "expect", "refused", "cases");
constexpr auto a_case_words =
    words("name", "about", "set", "seed", "fidelity", "relay", "limits", "defaults", "networks",
          "connections", "clusters", "outside", "external", "wan", "genesis", "lists", "steps",
          "expect", "refused");
constexpr auto limits_words = words("virtual_time", "events");
constexpr auto defaults_words = words("peer", "configmap_refresh");
constexpr auto peer_defaults_words = words("version", "flags", "network_id", "block_period",
                                           "request_timeout", "start_every", "qbft_faults");
constexpr auto cluster_words = words(
    "config", "peers", "nodes", "kubernetes", "namespace", "traffic_policy", "node_port_range",
    "node_ports", "exported", "services", "platform", "genesis", "provider", "cni", "pod_range",
    "service_range", "network", "subnet", "security_group", "domain", "dns", "manifests", "pods");
constexpr auto node_words = words("address", "pods", "public", "network", "subnet",
                                  "security_group", "instance_type", "max_pods");
constexpr auto network_words = words("cloud", "range", "ranges", "subnets", "routes", "internet",
                                     "nat", "security_groups", "acls");
constexpr auto subnet_words = words("range", "routes", "acl");
constexpr auto route_words = words("to", "via");
constexpr auto via_node_words = words("node");
constexpr auto filter_words = words("in", "out");
constexpr auto rule_words = words("action", "protocol", "ports", "from", "to");
constexpr auto connection_words = words("peering", "vpn", "transit", "accepted", "mtu", "routes");
constexpr auto transit_route_words = words("to", "network");
constexpr auto outside_words = words("network", "subnet", "security_group", "dns", "hosts");
constexpr auto host_words =
    words("address", "public", "network", "subnet", "security_group", "listens", "peer");
constexpr auto cni_words =
    words("mode", "external_snat", "exclude_snat", "enforces_policies", "max_pods", "surge");
constexpr auto service_words =
    words("type", "udp", "ports", "external_traffic_policy", "annotations", "source_ranges",
          "address", "external_ips", "allocate_node_ports");
constexpr auto pod_words = words("node", "namespace", "labels", "listens");
constexpr auto peer_words =
    words("node_port", "node_ports", "node", "namespace", "key", "version", "flags", "network_id",
          "chain_id", "block_period", "request_timeout", "genesis", "static", "permissioned",
          "static_file", "permissioned_file", "tessera", "start_at", "service");
constexpr auto tessera_words = words("advertises", "peers");
constexpr auto external_words = words("nodes", "genesis");
constexpr auto wan_words =
    words("between", "latency", "jitter", "loss", "rate", "queue", "duplicate", "reorder", "mtu");
constexpr auto reorder_words = words("share", "by");
constexpr auto apply_words = words("cluster", "manifests");
constexpr auto reschedule_words = words("pods", "to");
constexpr auto genesis_words =
    words("validators", "ceil2Nby3Block", "chain_id", "epoch", "policy", "timestamp", "file",
          "consensus", "blockperiodseconds", "emptyblockperiodseconds", "requesttimeoutseconds",
          "maxRequestTimeoutSeconds", "testQBFTBlock", "transitions");
constexpr auto transition_words =
    words("block", "algorithm", "blockperiodseconds", "emptyblockperiodseconds",
          "requesttimeoutseconds", "maxRequestTimeoutSeconds", "2FPlus1Enabled");
constexpr auto qbft_faults_words = words("double_step", "stray_timer");
constexpr auto lists_words = words("static", "permissioned");
constexpr auto list_entry_words = words("peer", "port", "host", "key_of", "key");
constexpr auto step_words =
    words("name", "at", "after", "plus", "deploy", "start", "kill", "restart", "recreate_service",
          "export", "import", "generate", "use", "edit", "cut", "heal", "one_way", "reject", "wan",
          "wait", "call", "expect", "apply", "reschedule", "pause", "resume", "clock", "lose",
          "delay", "byzantine", "honest");
constexpr auto at_height_words = words("height", "of");
constexpr auto start_words = words("peers", "every");
constexpr auto restart_words = words("process", "pod", "for");
constexpr auto export_nodes_words = words("cluster", "node_ip", "as");
constexpr auto import_nodes_words = words("into", "external", "genesis");
constexpr auto generate_words = words("cluster", "mode");
constexpr auto use_words = words("cluster", "config");
constexpr auto edit_words = words("file", "of", "add", "remove", "set", "refresh");
constexpr auto cut_words = words("between", "for", "after", "plus");
constexpr auto heal_words = words("between");
constexpr auto one_way_words = words("from", "to", "drop", "for");
constexpr auto reject_words = words("between", "from", "to", "for");
constexpr auto wait_words = words("until", "at_most");
constexpr auto call_words = words("peer", "admin.addPeer", "admin.removePeer", "istanbul.propose",
                                  "istanbul.discard", "miner.start", "miner.stop");
constexpr auto propose_words = words("candidate", "add");
constexpr auto expectation_words =
    words("name", "because", "links", "one_of", "log", "finding", "no_findings", "dials",
          "blocks_advance", "stalls", "recovers_within", "validators_are", "chain_single", "height",
          "sometimes", "reaches", "survives", "round_at_most", "proposer_rotates", "seals_from",
          "up", "down", "unknown", "kind", "dialled_by");
constexpr auto up_words = words("within", "for");
constexpr auto down_words =
    words("disposition", "code", "seen_as", "retry", "within", "for", "both_ways");
constexpr auto unknown_words = words("condition");
constexpr auto log_words = words("of", "contains", "within", "not");
constexpr auto finding_words = words("code", "severity", "file", "line", "count");
constexpr auto dials_words = words("from", "to", "gaps", "at_least");
constexpr auto blocks_advance_words = words("of", "at_least", "at_most", "within");
constexpr auto stalls_words = words("of", "for", "within", "round");
constexpr auto recovers_within_words = words("of", "time", "since");
constexpr auto validators_are_words = words("of", "peers", "quorum", "may_fail", "within");
constexpr auto chain_single_words = words("of");
constexpr auto height_words = words("of", "at_least", "at_most", "within");
constexpr auto sometimes_words = words("event", "of", "each", "at_least", "at_most");
constexpr auto survives_words = words("cluster", "line", "link", "peers", "any", "not");
constexpr auto round_at_most_words = words("of", "round", "for");
constexpr auto proposer_rotates_words = words("of", "blocks", "within");
constexpr auto seals_from_words = words("peers", "blocks", "within");
constexpr auto pause_words = words("peers", "for");
constexpr auto clock_words = words("of", "ahead", "behind");
constexpr auto lose_words =
    words("messages", "from", "to", "relayed", "height", "round", "count", "share", "for");
constexpr auto delay_words =
    words("by", "messages", "from", "to", "relayed", "height", "round", "count", "share", "for");
constexpr auto byzantine_words = words("peers", "equivocate_to", "silent", "delay", "only_to",
                                       "wrong_votes", "bad_blocks", "messages", "for");
constexpr auto reaches_words = words("from", "to", "port", "protocol", "not", "unknown");

}  // namespace

const MapKeys top{"", "the scenario", top_words};
const MapKeys a_case{"case", "case", a_case_words};
const MapKeys limits{"limits", "limits", limits_words};
const MapKeys defaults{"defaults", "defaults", defaults_words};
const MapKeys peer_defaults{"peer_defaults", "defaults.peer", peer_defaults_words};
const MapKeys cluster{"cluster", "cluster", cluster_words};
const MapKeys node{"node", "node", node_words};
const MapKeys peer{"peer", "peer", peer_words};
const MapKeys tessera{"tessera", "tessera", tessera_words};
const MapKeys external{"external", "external", external_words};
const MapKeys wan{"wan", "wan", wan_words};
const MapKeys genesis{"genesis", "genesis", genesis_words};
const MapKeys transition{"transition", "transition", transition_words};
const MapKeys qbft_faults{"qbft_faults", "qbft_faults", qbft_faults_words};
const MapKeys lists{"lists", "lists", lists_words};
const MapKeys list_entry{"list_entry", "entry", list_entry_words};
const MapKeys step{"step", "step", step_words};
const MapKeys at_height{"at_height", "at", at_height_words};
const MapKeys start{"start", "start", start_words};
const MapKeys restart{"restart", "restart", restart_words};
const MapKeys export_nodes{"export", "export", export_nodes_words};
const MapKeys import_nodes{"import", "import", import_nodes_words};
const MapKeys generate{"generate", "generate", generate_words};
const MapKeys use{"use", "use", use_words};
const MapKeys edit{"edit", "edit", edit_words};
const MapKeys cut{"cut", "cut", cut_words};
const MapKeys heal{"heal", "heal", heal_words};
const MapKeys one_way{"one_way", "one_way", one_way_words};
const MapKeys reject{"reject", "reject", reject_words};
const MapKeys wait{"wait", "wait", wait_words};
const MapKeys call{"call", "call", call_words};
const MapKeys propose{"propose", "istanbul.propose", propose_words};
const MapKeys expectation{"expectation", "expectation", expectation_words};
const MapKeys up{"up", "up", up_words};
const MapKeys down{"down", "down", down_words};
const MapKeys unknown{"unknown", "unknown", unknown_words};
const MapKeys log{"log", "log", log_words};
const MapKeys finding{"finding", "finding", finding_words};
const MapKeys dials{"dials", "dials", dials_words};
const MapKeys blocks_advance{"blocks_advance", "blocks_advance", blocks_advance_words};
const MapKeys stalls{"stalls", "stalls", stalls_words};
const MapKeys recovers_within{"recovers_within", "recovers_within", recovers_within_words};
const MapKeys validators_are{"validators_are", "validators_are", validators_are_words};
const MapKeys chain_single{"chain_single", "chain_single", chain_single_words};
const MapKeys height{"height", "height", height_words};
const MapKeys sometimes{"sometimes", "sometimes", sometimes_words};
const MapKeys survives{"survives", "survives", survives_words};
const MapKeys round_at_most{"round_at_most", "round_at_most", round_at_most_words};
const MapKeys proposer_rotates{"proposer_rotates", "proposer_rotates", proposer_rotates_words};
const MapKeys seals_from{"seals_from", "seals_from", seals_from_words};
const MapKeys network{"network", "network", network_words};
const MapKeys subnet{"subnet", "subnet", subnet_words};
const MapKeys route{"route", "route", route_words};
const MapKeys via_node{"via_node", "via", via_node_words};
const MapKeys filter{"filter", "filter", filter_words};
const MapKeys rule{"rule", "rule", rule_words};
const MapKeys connection{"connection", "connection", connection_words};
const MapKeys transit_route{"transit_route", "route", transit_route_words};
const MapKeys outside{"outside", "outside", outside_words};
const MapKeys host{"host", "host", host_words};
const MapKeys cni{"cni", "cni", cni_words};
const MapKeys service{"service", "service", service_words};
const MapKeys pod{"pod", "pod", pod_words};
const MapKeys reorder{"reorder", "reorder", reorder_words};
const MapKeys apply{"apply", "apply", apply_words};
const MapKeys reschedule{"reschedule", "reschedule", reschedule_words};
const MapKeys reaches{"reaches", "reaches", reaches_words};
const MapKeys pause{"pause", "pause", pause_words};
const MapKeys clock{"clock", "clock", clock_words};
const MapKeys lose{"lose", "lose", lose_words};
const MapKeys delay{"delay", "delay", delay_words};
const MapKeys byzantine{"byzantine", "byzantine", byzantine_words};

}  // namespace keys

namespace {

constexpr std::array all = {&keys::top,
                            &keys::a_case,
                            &keys::limits,
                            &keys::defaults,
                            &keys::peer_defaults,
                            &keys::cluster,
                            &keys::node,
                            &keys::peer,
                            &keys::tessera,
                            &keys::external,
                            &keys::wan,
                            &keys::genesis,
                            &keys::transition,
                            &keys::qbft_faults,
                            &keys::lists,
                            &keys::list_entry,
                            &keys::step,
                            &keys::at_height,
                            &keys::start,
                            &keys::restart,
                            &keys::export_nodes,
                            &keys::import_nodes,
                            &keys::generate,
                            &keys::use,
                            &keys::edit,
                            &keys::cut,
                            &keys::heal,
                            &keys::one_way,
                            &keys::reject,
                            &keys::wait,
                            &keys::call,
                            &keys::propose,
                            &keys::expectation,
                            &keys::up,
                            &keys::down,
                            &keys::unknown,
                            &keys::log,
                            &keys::finding,
                            &keys::dials,
                            &keys::blocks_advance,
                            &keys::stalls,
                            &keys::recovers_within,
                            &keys::validators_are,
                            &keys::chain_single,
                            &keys::height,
                            &keys::sometimes,
                            &keys::survives,
                            &keys::round_at_most,
                            &keys::proposer_rotates,
                            &keys::seals_from,
                            &keys::network,
                            &keys::subnet,
                            &keys::route,
                            &keys::via_node,
                            &keys::filter,
                            &keys::rule,
                            &keys::connection,
                            &keys::transit_route,
                            &keys::outside,
                            &keys::host,
                            &keys::cni,
                            &keys::service,
                            &keys::pod,
                            &keys::reorder,
                            &keys::apply,
                            &keys::reschedule,
                            &keys::reaches,
                            &keys::pause,
                            &keys::clock,
                            &keys::lose,
                            &keys::delay,
                            &keys::byzantine};

}  // namespace

std::span<const MapKeys* const> all_map_keys() {
  return all;
}

}  // namespace seatrial::scenario
