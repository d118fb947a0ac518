// SPDX-License-Identifier: Apache-2.0
// The keys of every map of a scenario file: the one table that the reader obeys and that the JSON
// schema is held against. A map whose keys are names (clusters, peers, nodes) is not in it.
#pragma once

#include <span>
#include <string_view>

namespace seatrial::scenario {

/// The keys of one kind of map.
struct MapKeys {
  std::string_view id;    ///< its name under "definitions" of the schema; "" for the file itself
  std::string_view noun;  ///< as it is called in messages
  std::span<const std::string_view> keys;
};

namespace keys {
extern const MapKeys top;
extern const MapKeys a_case;
extern const MapKeys limits;
extern const MapKeys defaults;
extern const MapKeys peer_defaults;
extern const MapKeys cluster;
extern const MapKeys node;
extern const MapKeys peer;
extern const MapKeys tessera;
extern const MapKeys external;
extern const MapKeys wan;
extern const MapKeys genesis;
extern const MapKeys transition;
extern const MapKeys qbft_faults;
extern const MapKeys lists;
extern const MapKeys list_entry;
extern const MapKeys step;
extern const MapKeys at_height;
extern const MapKeys start;
extern const MapKeys restart;
extern const MapKeys export_nodes;
extern const MapKeys import_nodes;
extern const MapKeys generate;
extern const MapKeys use;
extern const MapKeys edit;
extern const MapKeys cut;
extern const MapKeys heal;
extern const MapKeys one_way;
extern const MapKeys reject;
extern const MapKeys wait;
extern const MapKeys call;
extern const MapKeys propose;
extern const MapKeys expectation;
extern const MapKeys up;
extern const MapKeys down;
extern const MapKeys unknown;
extern const MapKeys log;
extern const MapKeys finding;
extern const MapKeys dials;
extern const MapKeys blocks_advance;
extern const MapKeys stalls;
extern const MapKeys recovers_within;
extern const MapKeys validators_are;
extern const MapKeys chain_single;
extern const MapKeys height;
extern const MapKeys sometimes;
extern const MapKeys survives;
extern const MapKeys round_at_most;
extern const MapKeys proposer_rotates;
extern const MapKeys seals_from;
extern const MapKeys reaches;
extern const MapKeys network;
extern const MapKeys subnet;
extern const MapKeys route;
extern const MapKeys via_node;
extern const MapKeys filter;
extern const MapKeys rule;
extern const MapKeys connection;
extern const MapKeys transit_route;
extern const MapKeys outside;
extern const MapKeys host;
extern const MapKeys cni;
extern const MapKeys service;
extern const MapKeys pod;
extern const MapKeys reorder;
extern const MapKeys apply;
extern const MapKeys reschedule;
extern const MapKeys pause;
extern const MapKeys clock;
extern const MapKeys lose;
extern const MapKeys delay;
extern const MapKeys byzantine;
}  // namespace keys

/// Every kind of map.
std::span<const MapKeys* const> all_map_keys();

}  // namespace seatrial::scenario
