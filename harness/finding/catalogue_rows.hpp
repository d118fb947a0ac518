// SPDX-License-Identifier: Apache-2.0
// The rows of the catalogue as data; a new finding is one more entry at the end of its family.
// `facts` names the rows of the fact sheets that a code covers: F-nn is facts/kubernetes.md section
// 10, "13.n row m" a section of facts/goquorum.md, "law n" the measured laws. Include
// catalogue.hpp.
#pragma once

#include <array>
#include <string_view>

#include "harness/finding/finding.hpp"

namespace seatrial::finding {

/// One kind of fault. Sentence and fix are templates with {placeholders}.
struct Row {
  std::string_view code;      ///< "ST103": stable
  std::string_view facts;     ///< the rows of the fact sheets that it covers, by ", "
  Severity severity;          ///< unless the finder knows better
  std::string_view title;     ///< a few words
  std::string_view sentence;  ///< why it matters
  std::string_view fix;       ///< what to change
};

inline constexpr std::array rows{
    // ST1xx exposure and ports
    Row{"ST101", "F-01", Severity::error, "Service reachable only inside its cluster",
        "a ClusterIP Service has no address outside its cluster",
        "give Service {service} the type NodePort or LoadBalancer"},
    Row{"ST102", "F-02", Severity::error, "ClusterIP of the other cluster",
        "a ClusterIP is translated by the kube-proxy of its own cluster only",
        "write the address of a node and the NodePort of Service {service}"},
    Row{"ST103", "F-03, F-10, 13.1 row 1", Severity::error, "NodePort of no Service",
        "nothing listens on this port of the node: connection refused at every dial, every 35 s",
        "write {node_port}, the NodePort of port {port} of {service}; a recreated Service gets a "
        "new one"},
    Row{"ST104", "F-04", Severity::error, "NodePort of another port",
        "the NodePort leads to another port of the Service, where another protocol is spoken",
        "write {node_port}, the NodePort of target port {port}"},
    Row{"ST105", "F-05, 13.1 row 5", Severity::error, "NodePort of another peer",
        "the peer behind the NodePort has another node key, so the RLPx handshake fails",
        "write {node_port}, the NodePort of {peer}"},
    Row{"ST106", "F-07", Severity::error, "NodePort outside the range",
        "the API server refuses a nodePort outside its service-node-port-range",
        "choose a nodePort from {range}"},
    Row{"ST107", "F-08", Severity::error, "NodePort pinned twice",
        "the API server refuses the second Service with the same nodePort",
        "give {service} another nodePort"},
    Row{"ST108", "F-09", Severity::warning, "pinned NodePort in the dynamic band",
        "another Service may have been given this nodePort before this one is applied",
        "pin a nodePort of the static band {range}"},
    Row{"ST109", "F-10", Severity::warning, "NodePort not pinned",
        "the number is written into the other cluster's lists and changes when the Service is "
        "recreated",
        "pin nodePort: {node_port} in Service {service}"},
    Row{"ST110", "F-11", Severity::error, "Service without endpoints",
        "kube-proxy rejects every connection to a Service that no pod stands behind",
        "let the selector and targetPort of {service} match the labels and ports of the pod"},
    Row{"ST111", "F-12", Severity::error, "URL without a port",
        "the export was made from a Service without NodePorts",
        "set the Service type to NodePort, deploy, and export again"},
    Row{"ST112", "F-20", Severity::warning, "traffic policy Local on node addresses",
        "only the node that the pod runs on answers; the others drop what arrives",
        "use externalTrafficPolicy Cluster, or the address of the pod's node, {node_ip}"},
    Row{"ST113", "F-112", Severity::warning, "RPC opened together with p2p",
        "whoever reaches the p2p NodePort's node reaches RPC too, with admin and personal",
        "move the RPC ports of {service} to a Service of type ClusterIP"},
    Row{"ST114", "F-10", Severity::warning, "NodePort not known",
        "Kubernetes allocates the number at deploy time and no file that was read holds it",
        "give --exported {cluster}=FILE or --services {cluster}=FILE"},
    Row{"ST115", "F-11, 13.1 row 1", Severity::error, "nothing listens behind the Service",
        "the pod answers with a reset on this port: connection refused",
        "start {peer}, or let targetPort and its --port be the same"},

    // ST2xx addresses, names and enodes
    Row{"ST201", "F-39, F-64", Severity::error, "placeholder instead of a host",
        "the export was made without a node address", "export again with --node-ip={node_ip}"},
    Row{"ST202", "F-39, F-64", Severity::error, "variable without a value",
        "the text stands in the list as it is and is no host",
        "set {variable} under variables, or export again with it set"},
    Row{"ST203", "F-39", Severity::error, "host that is nobody's address",
        "a loopback, link-local or unspecified address leads to the dialler itself or nowhere",
        "write the address of a node of {cluster}"},
    Row{"ST204", "F-40, law section 4", Severity::error, "malformed enode URL",
        "geth skips the entry and uses the others", "generate or export the URL again"},
    Row{"ST205", "F-45, 13.1 row 5", Severity::error, "enode id of another node key",
        "RLPx encrypts to the id in the URL; a peer with another key cannot answer (ecies: invalid "
        "message)",
        "write {enode_id}, the id of {peer}"},
    Row{"ST206", "F-46", Severity::warning, "two peers with one node key",
        "peers with one id refuse each other, and others take them for one",
        "generate a new node key for {peer}"},
    Row{"ST207", "F-33", Severity::error, "Kubernetes name of the other cluster",
        "a Service name is known to the DNS of its own cluster only",
        "write the address of a node and a NodePort of {cluster}"},
    Row{"ST208", "F-34", Severity::error, "name that means another peer here",
        "the name is resolved in the dialler's cluster, where another peer has it",
        "give the peers of the two clusters different names, or write an address"},
    Row{"ST209", "F-35, 13.1 row 2", Severity::error, "name that cannot be resolved",
        "without raftport the entry is dropped until the process restarts",
        "write an address, or add raftport so that the name is looked up at every dial"},
    Row{"ST210", "F-35, 13.1 row 3", Severity::error, "name that cannot be resolved at a dial",
        "with raftport geth dials <nil>, which is itself, and sees EOF",
        "write an address, or make {host} known to the DNS of {cluster}"},
    Row{"ST211", "F-36, 13.1 row 10", Severity::error, "permission entry with an unknown name",
        "the entry is skipped, so its peer is denied, inbound too", "write an address"},
    Row{"ST212", "law section 4", Severity::warning, "one id twice in a static list",
        "the last address wins, silently", "keep one entry for {peer}"},
    Row{"ST213", "F-47", Severity::error, "enode id of no known peer",
        "no peer that was read has this id: a bootnode's, a Tessera key, or a stale export",
        "export the enode URLs of {cluster} again"},

    // ST3xx addressing, routing and firewalls
    Row{"ST301", "F-84", Severity::error, "wan cut",
        "packets between the two sites are dropped without an answer: the dial times out",
        "heal the wan between {from} and {to}"},
    Row{"ST302", "F-82, F-83, F-91, 13.1 row 1", Severity::error, "no route",
        "no host or node that was read owns this address",
        "write an address of a node of {cluster}"},
    Row{"ST303", "F-84, 13.1 row 19", Severity::error, "firewall drops new connections",
        "the dial times out after 15 s and is repeated every 50 s",
        "open port {port} from {from} to {to}"},
    Row{"ST304", "F-84, 13.1 row 1", Severity::error, "wan rejects",
        "the dial is answered with an error at once and is repeated every 35 s",
        "stop rejecting between {from} and {to}"},
    Row{"ST305", "F-90, 13.2 row 26", Severity::warning, "packets lost on the way",
        "a connection that loses too much dies after 30 s without a frame",
        "raise the rate or lower the loss between {from} and {to}"},
    Row{"ST306", "F-93, 13.2 row 21", Severity::error, "translation forgotten",
        "a packet of an open connection met no conntrack entry and went nowhere",
        "let replies pass the same node, and let entries outlive the 15 s ping"},
    Row{"ST307", "F-82", Severity::error, "packets go round in circles",
        "the Services or routes send the packet back to where it has been",
        "let the endpoint of {service} be a pod"},

    // ST4xx generation workflow
    // F-63 is certain where an exported URL is wrong; from the names alone it is a warning.
    Row{"ST401", "F-63", Severity::warning, "name that is the start of another",
        "qctl and qubernetes match Services by the start of the name and export the wrong port",
        "pad the numbers: {name}"},
    Row{"ST402", "F-71", Severity::warning, "static list read at start only",
        "running processes keep the old list", "restart {peer}, or call admin.addPeer"},
    Row{"ST403", "F-73", Severity::warning, "validators that the genesis does not hold",
        "the nodes follow the chain and do not vote until they are voted in",
        "let more than half of the validators call istanbul.propose for {address}"},
    Row{"ST404", "F-72", Severity::error, "account address of another key",
        "a validator's address follows from its node key: {address} would never be able to seal",
        "write {expected}, the address of the enode"},
    Row{"ST405", "F-69", Severity::error, "genesis that is not JSON",
        "geth init fails and the pod never starts",
        "generate it again with consensus istanbul, qbft, raft or clique"},
    Row{"ST406", "F-113", Severity::error, "generated file that cannot be read",
        "kubectl or the shell stops at the fault: what stands behind it is never applied or never "
        "started, and the generator says nothing",
        "change it: {remedy}"},
    Row{"ST407", "F-115", Severity::error, "no node with Key_Dir key1",
        "the template reads key1/tm.pub: the generator stops after 01-quorum-genesis.yaml, and "
        "there are no Services and no Deployments",
        "give one node the Key_Dir key1; only Node_UserIdent may be chosen"},
    Row{"ST408", "F-61", Severity::info, "keys that qctl drops",
        "qctl add, update and delete rewrite the file without the keys that they do not know",
        "edit the file by hand, and compare it after any qctl command that changes it"},
    Row{"ST409", "F-114", Severity::warning, "cakeshop without a service",
        "the template stops and leaves an empty 07-cakeshop.yaml, and the tool reports success",
        "write service: below cakeshop, with a type"},
    Row{"ST410", "F-74", Severity::error, "validator that no node is",
        "it counts for the quorum and never votes: the chain halts when too few others are left",
        "use the genesis.json of this network, or bring the node {address}"},
    Row{"ST411", "F-69", Severity::error, "version without this consensus",
        "geth {version} does not know {consensus}: it cannot read the validators of the genesis",
        "write a Quorum_Version from {first} on"},

    // ST5xx policy, DNS and runtime
    Row{"ST501", "F-71", Severity::info, "ConfigMap edit not yet in the pods",
        "the kubelet brings an edit to the pods after its sync period and cache delay",
        "wait for {refresh}, or restart the pods"},
    Row{"ST502", "F-104, 13.1 row 10", Severity::warning, "names in a permission list",
        "each check looks every name up, and a failed look-up denies the peer",
        "write addresses: only the ids are compared"},

    // ST6xx permissioning and handshake
    Row{"ST601", "F-103, F-70, 13.1 row 7, law 4", Severity::error, "denied by the listener",
        "the listener's permissioned-nodes.json lacks the dialler's id; the dialler sees only EOF",
        "add {peer} to permissioned-nodes.json of {cluster}; it is read at every connection"},
    Row{"ST602", "F-103, F-70, 13.1 row 8, law 5", Severity::error, "denied by the dialler itself",
        "the dialler's own permissioned-nodes.json lacks the id that it dials",
        "add {peer} to permissioned-nodes.json of {cluster}; it is read at every connection"},
    Row{"ST603", "13.1 row 9, law section 4", Severity::error, "permission list unusable",
        "with --permissioned and no readable list every connection is denied, in and out",
        "mend permissioned-nodes.json: a JSON list of enode URLs"},
    Row{"ST604", "law section 4", Severity::error, "static list unusable",
        "geth logs an error, ignores the whole list and dials nobody",
        "mend static-nodes.json: a JSON list of enode URLs"},
    Row{"ST605", "F-65, 13.1 row 14", Severity::error, "genesis mismatch",
        "the link comes up for milliseconds and is dropped at the status handshake, every 35 s",
        "start both clusters from one genesis.json, with empty data directories"},
    Row{"ST606", "F-67, 13.1 row 15", Severity::error, "network id mismatch",
        "the link is dropped at the status handshake, every 35 s",
        "give both clusters the same --networkid"},
    Row{"ST607", "F-68", Severity::warning, "chainId differs",
        "the genesis hash does not cover the config: nodes link, transactions of one are invalid "
        "to "
        "the other",
        "use one genesis.json"},
    Row{"ST608", "F-68, 13.1 row 16", Severity::warning, "fork blocks differ",
        "nodes link until the chain passes the first block that differs, then part",
        "use one genesis.json"},
    Row{"ST609", "13.1 row 12, law 7", Severity::warning, "inbound throttle behind one address",
        "geth takes one connection per 30 s from a source address outside private ranges; peers "
        "that share one get in one by one, or never",
        "use externalTrafficPolicy Cluster at {cluster}, so that the source is the node's"},
    Row{"ST610", "13.2 row 22, law 8", Severity::warning, "simultaneous dials may lock",
        "both ends list each other; dials less than one one-way delay apart kill both connections "
        "and are repeated in lockstep",
        "list {to} at {from} only, or start the clusters 10 s apart"},
    Row{"ST611", "13.1 row 18", Severity::error, "too many peers",
        "--maxpeers is reached; a static entry does not help", "raise --maxpeers of {peer}"},
    Row{"ST612", "F-70, 13.1 row 19, law 3", Severity::warning, "link stands on one direction",
        "the other direction cannot dial, so the link is back only when {from} dials again",
        "mend the direction from {to} to {from}, too"},
    Row{"ST613", "F-70, law 6", Severity::error, "nobody dials",
        "neither end has the other in its static-nodes.json",
        "add {to} to static-nodes.json of {from}, or the reverse"},
    Row{"ST614", "13.1 row 17", Severity::error, "no protocol in common",
        "the consensus protocols differ: useless peer", "use one consensus in both clusters"},

    // ST7xx consensus
    Row{"ST701", "F-23, 13.4 row 44", Severity::error, "raft across clusters",
        "a raft member has one address for all, and it cannot be right inside and outside its "
        "cluster; the raft port is not translated either",
        "use istanbul or qbft for several clusters"},
    Row{"ST702", "F-68", Severity::error, "consensus settings differ",
        "the genesis hash does not cover them: validators link and then disagree without a word",
        "use one genesis.json: {setting}"},
    Row{"ST703", "13.2 row 24", Severity::error, "block periods differ",
        "blocks come too early for the slower side: it drops peers and changes rounds",
        "give all validators the same --istanbul.blockperiod"},

    // ST8xx privacy manager
    Row{"ST801", "F-31, F-51, 13.4 row 38", Severity::error,
        "Tessera advertises an in-cluster name",
        "the other cluster learns the keys with a URL that it cannot reach: private payloads fail",
        "set serverAddress to {url} and bindingAddress to http://0.0.0.0:{port}"},
    Row{"ST802", "F-32, 13.4 row 39", Severity::error, "Tessera name means a local node there",
        "both clusters have a Service of this name: payloads go to the wrong node or are skipped",
        "use names that are unique over all clusters, or an external serverAddress"},
    Row{"ST803", "F-48", Severity::error, "malformed Tessera URL",
        "the generator puts http:// before it, so the peer's URL is no URL",
        "write Tm_Url as host:port, {url}"},
    Row{"ST804", "F-48", Severity::error, "Tessera URL of another port",
        "the port belongs to another server than Tessera's P2P",
        "write {node_port}, the NodePort of port {port}"},
    Row{"ST805", "F-53", Severity::warning, "Tessera peers of one cluster only",
        "no Tessera lists one of the other cluster, so they never meet",
        "add at least one Tm_Url each way"},
    Row{"ST806", "F-31, 13.4 row 38", Severity::error, "Tessera peer unreachable",
        "party info is not exchanged: Failed to connect to node",
        "write the address of a node and the NodePort of port {port} of {peer}"},
};

}  // namespace seatrial::finding
