// SPDX-License-Identifier: Apache-2.0
// The decoders of bytes that peers send, as readers: each gives the errors that end the session.
// `peer_session` is a whole conversation: what an honest handshake is followed by.
#pragma once

#include <string_view>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::fuzz {

std::vector<Error> read_rlpx_auth(std::string_view bytes, SourceFiles& files);
std::vector<Error> read_peer_session(std::string_view bytes, SourceFiles& files);
std::vector<Error> read_discovery_packet(std::string_view bytes, SourceFiles& files);
std::vector<Error> read_node_record(std::string_view bytes, SourceFiles& files);
std::vector<Error> read_ibft_message(std::string_view bytes, SourceFiles& files);
std::vector<Error> read_eth_message(std::string_view bytes, SourceFiles& files);
std::vector<Error> read_snappy(std::string_view bytes, SourceFiles& files);

}  // namespace seatrial::fuzz
