// SPDX-License-Identifier: Apache-2.0
// A good qubernetes.yaml for tests to spoil, and ways to spoil it by one edit. It owns no behaviour
// that is tested.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace seatrial::config::testing_help {

/// The node key of the other company's node.
inline const std::string enode_key =
    "e30bfef527054adaa756a217dc936aa23b325f5cd34a93b3c795a4aef16debdacfde7067fcfe020220aafb41f9a5a3"
    "3ae27b8f6295f859dc8567db1ccb69614e";

/// Two nodes of our own and one of another company.
inline const std::string good_qubernetes = R"(genesis:
  consensus: istanbul
  Quorum_Version: 2.7.0
  Chain_Id: 1000
nodes:
- Node_UserIdent: quorum-node1
  Key_Dir: key1
  quorum:
    quorum:
      consensus: istanbul
      Quorum_Version: 2.7.0
    tm:
      Name: tessera
      Tm_Version: 0.10.6
  geth:
    Geth_Startup_Params: --rpcvhosts=\"*\"
- Node_UserIdent: quorum-node2
  Key_Dir: key2
  quorum:
    quorum:
      consensus: istanbul
      Quorum_Version: 2.7.0
    tm:
      Name: tessera
      Tm_Version: 0.10.6
  geth: {Geth_Startup_Params: }
external_nodes:
- Node_UserIdent: quorum-node1
  Enode_Url: "enode://)" + enode_key + R"(@1.2.3.4:32044?discport=0&raftport=50401"
  Tm_Url: 1.2.3.4:30047
  Node_Acct_Addr: 0x90870c892B8a3078329dDe33D932054DFdd16d20
)";

/// The text with the first occurrence of a part replaced.
inline std::string with(std::string text, const std::string& part, const std::string& instead) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  if (at != std::string::npos) text.replace(at, part.size(), instead);
  return text;
}

/// The text without the first occurrence of a part.
inline std::string without(std::string text, const std::string& part) {
  return with(std::move(text), part, "");
}

}  // namespace seatrial::config::testing_help
