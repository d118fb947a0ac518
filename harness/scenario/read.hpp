// SPDX-License-Identifier: Apache-2.0
// The readers of the parts of a scenario, one function per kind of map. Each takes a Reader for
// faults and a value in which variables are already put in. None looks beyond its own map: what
// the names refer to is checked by check.hpp.
#pragma once

#include <optional>
#include <vector>

#include "harness/scenario/reader.hpp"
#include "harness/scenario/scenario.hpp"

namespace seatrial::scenario {

/// A genesis map; or the path of a file, which is short for {file: …}.
Genesis read_genesis(Reader& reader, const config::Value& value);
/// The value of a peer's key; its name is the key.
Peer read_peer(Reader& reader, const config::Entry& entry);
/// {30303: 32044, 9001: 30047}.
std::vector<PortPair> read_port_pairs(Reader& reader, const config::Value& value);
/// Notes a fault where a key of a map of names cannot stand in a selector.
void check_name(Reader& reader, const config::Entry& entry, std::string_view noun);
std::vector<PrivateNetwork> read_networks(Reader& reader, const config::Value& value);
std::vector<Connection> read_connections(Reader& reader, const config::Value& value);
/// A word, or a map.
PeerService read_service(Reader& reader, const config::Value& value);
Cni read_cni(Reader& reader, const config::Value& value);
/// One of 8080, tcp/8080 and udp/53, or a list of them.
std::vector<Listen> read_listens(Reader& reader, const config::Value& value);
std::vector<PlainPod> read_pods(Reader& reader, const config::Value& value);
std::vector<NamedText> read_dns(Reader& reader, const config::Value& value);
std::vector<Manifest> read_manifests(Reader& reader, const config::Value& value);
std::vector<Cluster> read_outside(Reader& reader, const config::Value& value);
std::vector<Cluster> read_clusters(Reader& reader, const config::Value& value);
std::vector<External> read_externals(Reader& reader, const config::Value& value);
Wan read_wan(Reader& reader, const config::Value& value);
std::vector<Wan> read_wans(Reader& reader, const config::Value& value);
Lists read_lists(Reader& reader, const config::Value& value);
Defaults read_defaults(Reader& reader, const config::Value& value);
RunLimits read_limits(Reader& reader, const config::Value& value);
/// A question for blocks, heights or validators, if the fields hold one.
std::optional<Expectation::Question> read_chain_question(Reader& reader, Fields& fields);
Unknown read_unknown(Reader& reader, const config::Value& value);
ExpectReaches read_reaches(Reader& reader, const config::Value& value);
Expectation read_expectation(Reader& reader, const config::Value& value);
std::vector<Expectation> read_expectations(Reader& reader, const config::Value& value);
/// Keys 'at', 'after' and 'plus' of a step.
std::optional<When> read_when(Reader& reader, Fields& fields);
/// Keys 'after' and 'plus'.
std::optional<When> read_after(Reader& reader, Fields& fields);
Pause read_pause(Reader& reader, const config::Value& value);
Resume read_resume(Reader& reader, const config::Value& value);
SetClock read_clock(Reader& reader, const config::Value& value);
Lose read_lose(Reader& reader, const config::Value& value);
Delay read_delay(Reader& reader, const config::Value& value);
Byzantine read_byzantine(Reader& reader, const config::Value& value);
Honest read_honest(Reader& reader, const config::Value& value);
Call read_call(Reader& reader, const config::Value& value);
Step read_step(Reader& reader, const config::Value& value);
std::vector<Step> read_steps(Reader& reader, const config::Value& value);

}  // namespace seatrial::scenario
