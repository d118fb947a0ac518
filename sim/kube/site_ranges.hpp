// SPDX-License-Identifier: Apache-2.0
// SiteRanges: which ranges of addresses a cluster uses inside, so that packets for them never leave
// it, and which private networks its nodes stand in. Pure functions; Cluster writes what they say
// into its site.
#pragma once

#include <vector>

#include "sim/net/network.hpp"

namespace seatrial::kube {

struct ClusterSpec;

/// The pods' range where the CNI has its own, the Services' range, and Docker's bridge where a file
/// tells it, with the places that say so. // SPEC kubernetes 6 "CIDR conflict rules"
std::vector<net::OwnRange> own_ranges(const ClusterSpec& spec);
/// The ranges of the private networks that these machines stand in, each network once.
std::vector<net::Cidr> ranges_around(const std::vector<net::MachineId>& machines,
                                     const net::Network& network);

}  // namespace seatrial::kube
