// SPDX-License-Identifier: Apache-2.0
#include "sim/net/underlay.hpp"

namespace seatrial::net {

const char* to_string(GatewayKind kind) {
  switch (kind) {
    case GatewayKind::internet:
      return "internet gateway";
    case GatewayKind::nat:
      return "NAT gateway";
    case GatewayKind::peering:
      return "peering";
    case GatewayKind::vpn:
      return "VPN";
    case GatewayKind::transit:
      return "transit gateway";
  }
  return "?";
}

}  // namespace seatrial::net
