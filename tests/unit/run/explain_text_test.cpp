// SPDX-License-Identifier: Apache-2.0
// What explain prints, word by word: a walk between two joined networks whose answer finds no
// route, and how the other kinds of links and ends close with what to change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/run.hpp"

namespace seatrial::run {
namespace {

using report::LinkKind;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string explained(const std::string& text, const std::string& from, const std::string& to,
                      LinkKind kind = LinkKind::p2p) {
  SourceFiles files;
  const auto parsed = scenario::parse_scenario(text, "s.yaml", files);
  EXPECT_TRUE(parsed) << parsed.error().message();
  if (!parsed) return "";
  const auto made = explain(*parsed, files, from, to, kind);
  EXPECT_TRUE(made) << made.error().message();
  return made ? *made : "";
}

const std::string two_networks = R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, routes: []}
  vpc-b: {cloud: aws, range: 10.2.0.0/16, routes: [{to: 10.1.0.0/16, via: a-b}]}
connections: {a-b: {peering: [vpc-a, vpc-b]}}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.0.4},
      peers: {a1: {node_port: 32041}}, pods: {app: {listens: [8080]}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
wan: [{between: [a, b], latency: 10ms}]
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)";

/// The line of the entry holds a key: left out.
std::string without_entry(std::string text) {
  const std::size_t at = text.find("  entry enode://");
  return at == text.npos ? text : text.erase(at, text.find('\n', at) - at + 1);
}

TEST(ExplainText, OfTwoNetworksIsEveryHopBothWays) {
  EXPECT_EQ(without_entry(explained(two_networks, "b/b1", "a/a1")),
            "p2p link b/b1 - a/a1: down\n"
            "\n"
            "b/b1 dials a/a1\n"
            "  [s.yaml:11:24]\n"
            "  pod b/b1                     sends\n"
            "  node b/n1                    CNI masquerades what leaves the cluster: now tcp "
            "10.2.0.4:61000 -> 10.1.0.4:32041\n"
            "  subnet vpc-b                 route 10.1.0.0/16 leads to peering a-b  "
            "[s.yaml:4:52]\n"
            "  peering a-b                  carries it from vpc-b to vpc-a  [s.yaml:5:15]\n"
            "  wan a-b                      carries it, one way 10 ms\n"
            "  node a/n1                    kube-proxy: Service default/a1 port "
            "quorum-listener: now tcp 10.2.0.4:61000 -> 10.1.0.11:30303  [s.yaml:8:15]\n"
            "  node a/n1                    masquerades: now tcp 10.1.0.1:61000 -> "
            "10.1.0.11:30303\n"
            "  pod a/a1                     receives it\n"
            "  => delivered (handed to a listening socket)\n"
            "  the answer\n"
            "  pod a/a1                     sends\n"
            "  node a/n1                    translates the known flow (conntrack): now tcp "
            "10.1.0.4:32041 -> 10.2.0.4:61000\n"
            "  subnet vpc-a                 its route table has no route to 10.2.0.4  "
            "[s.yaml:3:3]\n"
            "  => route_missing (the route table of the private network has no way to the "
            "address, or nobody there has it)\n"
            "  route_missing: a route table has no way to the address, or nobody in that "
            "network has it (the answer: its route table has no route to 10.2.0.4)\n"
            "\n"
            "a/a1 dials b/b1\n"
            "  it does not: its static-nodes.json has no entry for b/b1\n"
            "\n"
            "one working direction is enough: whoever can dial makes the link\n"
            "\n"
            "ST308 subnet vpc-a: its route table has no route to 10.2.0.4 (the answer: tcp "
            "10.1.0.4:32041 -> 10.2.0.4:61000)\n"
            "  what to change: add {to: 10.2.0.0/16, via: a-b} to the routes of vpc-a\n");
}

TEST(ExplainText, OfAnUnlistedPairSaysWhatToChange) {
  const std::string nobody =
      "seatrial: 1\n"
      "clusters: {a: {nodes: {n1: 1.2.3.4}, peers: {a1: {}, a2: {}}}}\n";
  EXPECT_THAT(
      explained(nobody, "a/a1", "a/a2"),
      EndsWith("\nST613 neither a/a1 nor a/a2 lists the other\n"
               "  what to change: add a/a2 to static-nodes.json of a/a1, or the reverse\n"));
}

TEST(ExplainText, OfAPodEndsWithTheFinding) {
  const std::string text = explained(two_networks, "a/app", "b/b1");
  EXPECT_THAT(text, StartsWith("a/app -> b/b1 port 30303 (tcp 10.2.0.4:32051)\n"));
  EXPECT_THAT(text, HasSubstr("ST308 subnet vpc-a: its route table has no route to 10.2.0.4 ("));
  EXPECT_THAT(text, HasSubstr("what to change: add {to: 10.2.0.0/16, via: a-b} to the routes of "
                              "vpc-a\n\nb/b1 -> a/app port 8080"));
}

TEST(ExplainText, OfDiscoveryEndsWithWhatToChange) {
  EXPECT_THAT(explained(two_networks, "b/b1", "a/a1", LinkKind::discovery),
              EndsWith("  what to change: run b/b1 without --nodiscover\n"
                       "  what to change: run a/a1 without --nodiscover\n"));
}

std::string with_tessera(const std::string& url) {
  return "seatrial: 1\n"
         "clusters:\n"
         "  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041, tessera: {}}}}\n"
         "  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {tessera: {peers: [" +
         url + "]}}}}\n";
}

TEST(ExplainText, OfTesseraEndsWithWhatToChange) {
  EXPECT_THAT(explained(with_tessera(""), "b/b1", "a/a1", LinkKind::tessera),
              StartsWith("neither Tessera lists the other\n\n"
                         "payloads b/b1 -> a/a1: not_listed\n"
                         "  what to change: list the Tessera of a/a1 in the config of b/b1\n"));
  const std::string text =
      explained(with_tessera("'http://a1:9001'"), "b/b1", "a/a1", LinkKind::tessera);
  EXPECT_THAT(text, HasSubstr("name_not_resolved"));
  EXPECT_THAT(text, HasSubstr("\nST806 http://a1:9001: a1 means nothing in b\n"
                              "  what to change: "));
}

}  // namespace
}  // namespace seatrial::run
