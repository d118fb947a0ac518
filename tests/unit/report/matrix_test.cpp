// SPDX-License-Identifier: Apache-2.0
#include "harness/report/link_matrix.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <sstream>

#include "harness/report/link_grid.hpp"
#include "harness/report/natural_order.hpp"
#include "tests/unit/report/sample_report.hpp"

namespace seatrial::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace testing_support;

std::string section_of(const Report& report, LinkKind kind = LinkKind::p2p) {
  std::ostringstream out;
  Page page(out, false);
  for (const Line& line : link_section(report, kind)) page.line(line);
  return out.str();
}

/// Every peer of clusters of this size dials every other; across clusters the NodePort is unknown.
Report mesh(std::size_t clusters, std::size_t size) {
  Report report;
  const std::size_t n = clusters * size;
  const auto name = [size](std::size_t i) {
    return fmt::format("c{}/node{}", i / size, i % size + 1);
  };
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      if (i == j) continue;
      const bool inside = i / size == j / size;
      Link link = link_of(name(i), name(j), inside ? LinkStatus::up : LinkStatus::unknown);
      if (!inside) link.code = "ST114";
      if (!inside) link.condition = "up if the NodePort of " + link.to + " is as exported";
      report.links.push_back(link);
    }
  return report;
}

TEST(Matrix, PeersAreCountedAsPeopleDo) {
  Report report;
  report.links = {link_of("a/node10", "a/node2", LinkStatus::up),
                  link_of("a/node2", "a/node10", LinkStatus::up)};
  EXPECT_EQ(section_of(report),
            "links, row dials column: 1 of 1 p2p pairs up; by direction 2 up, 0 down, 0 unknown\n"
            "               1   2\n"
            "  1 a/node2    -  ok\n"
            "  2 a/node10  ok   -\n");
}

TEST(Matrix, OneDirectionMakesAPairOfP2pOnly) {
  Report report;
  report.links = {link_of("a/1", "b/1", LinkStatus::up), denied("b/1", "a/1")};
  EXPECT_EQ(summary(count_links(report, LinkKind::p2p), LinkKind::p2p), "1 of 1 p2p pairs up");
  for (Link& link : report.links) link.kind = LinkKind::tessera;
  EXPECT_EQ(summary(count_links(report, LinkKind::tessera), LinkKind::tessera),
            "1 of 2 tessera links up");
  EXPECT_EQ(section_of(report), "");
}

TEST(Matrix, EachCauseHasItsOwnLabel) {
  Report report;
  Link refused = denied("b/2", "a/1");
  refused.code = "";
  refused.disposition = "port_closed";
  refused.seen_as = "refused";
  Link unknown = link_of("a/1", "b/1", LinkStatus::unknown);
  unknown.condition = "up if 1.2.3.4:32044 is still quorum-node1's NodePort";
  report.links = {denied("b/1", "a/1"), refused, unknown};
  EXPECT_EQ(section_of(report),
            "links, row dials column: 0 of 2 p2p pairs up; by direction 0 up, 2 down, 1 unknown\n"
            "          1   2   3\n"
            "  1 a/1   -  ?1   .\n"
            "  2 b/1  x1   -   .\n"
            "  3 b/2  x2   .   -\n"
            "  x1  ST601 denied by the listener, permission_denied, seen as EOF: b/1 -> a/1\n"
            "  x2  port_closed, seen as refused: b/2 -> a/1\n"
            "  ?1  unknown: a/1 -> b/1\n"
            "      up if 1.2.3.4:32044 is still quorum-node1's NodePort\n");
}

TEST(Matrix, SixtyPeersAreSummedUpByCluster) {
  EXPECT_EQ(section_of(mesh(2, 30)),
            "links, row dials column: 870 of 1770 p2p pairs up; by direction 1740 up, 0 down, "
            "1800 unknown\n"
            "            c0        c1\n"
            "  c0   870/870  0/900 ?1\n"
            "  c1  0/900 ?1   870/870\n"
            "  ?1  ST114 NodePort not known: 900 links c0 -> c1, 900 links c1 -> c0\n"
            "      up if the NodePort of c1/node1 is as exported\n"
            "      up if the NodePort of c1/node2 is as exported\n"
            "      up if the NodePort of c1/node3 is as exported\n"
            "      up if the NodePort of c1/node4 is as exported\n"
            "      up if the NodePort of c1/node5 is as exported\n"
            "      and 55 more conditions\n");
}

TEST(Matrix, AnotherDispositionIsAnotherCause) {
  Link other = denied("b/2", "a/1");
  other.disposition = "firewall_denied";
  const Link first = denied("b/1", "a/1");
  const LinkCauses causes({&first, &other});
  EXPECT_EQ(causes.label(first), "x1");
  EXPECT_EQ(causes.label(other), "x2");
}

TEST(Matrix, ACellOfClustersHasTheColourOfItsWorstLink) {
  const Link down = denied("b/1", "a/1");
  const Link unknown = link_of("b/2", "a/1", LinkStatus::unknown);
  const Link up = link_of("b/3", "a/1", LinkStatus::up);
  const std::vector<const Link*> links{&down, &unknown, &up};
  EXPECT_EQ(grid_of_clusters(links, LinkCauses(links)).cells[1][0],
            (Piece{"1/3 ?1,x1", Colour::red}));
}

TEST(Matrix, TwentyPeersHaveARowEachAndTwentyOneNot) {
  EXPECT_THAT(section_of(mesh(1, 20)), HasSubstr("20 c0/node20"));
  EXPECT_THAT(section_of(mesh(1, 21)), Not(HasSubstr("c0/node21")));
}

TEST(Matrix, AnySizeStaysReadable) {
  for (const std::size_t clusters : {1U, 3U, 15U, 25U}) {
    std::istringstream lines(section_of(mesh(clusters, 3)));
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) EXPECT_LT(line.size(), 300U) << line;
    EXPECT_LT(count, 40U);
  }
}

TEST(NaturalOrder, NumbersCountAsNumbers) {
  EXPECT_TRUE(natural_less("node2", "node10"));
  EXPECT_FALSE(natural_less("node10", "node2"));
  EXPECT_TRUE(natural_less("a", "a1"));
  EXPECT_TRUE(natural_less("a/x", "b/a"));
  EXPECT_TRUE(natural_less("n99999999999999999998", "n99999999999999999999"));
}

TEST(NaturalOrder, IsTotal) {
  EXPECT_FALSE(natural_less("a01", "a01"));
  EXPECT_NE(natural_less("a01", "a1"), natural_less("a1", "a01"));
}

TEST(Matrix, EachKindSaysWhatARowDoes) {
  Report report;
  report.links = {link_of("a/1", "b/1", LinkStatus::up), link_of("a/1", "b/1", LinkStatus::up),
                  link_of("b/1", "a/1", LinkStatus::down)};
  report.links[0].kind = LinkKind::discovery;
  report.links[1].kind = LinkKind::tessera;
  report.links[2].kind = LinkKind::tessera;
  report.links[2].code = "ST806";
  report.links[2].disposition = "port_closed";
  EXPECT_EQ(section_of(report, LinkKind::discovery),
            "discovery, row pings column: 1 of 1 discovery links up\n"
            "          1   2\n"
            "  1 a/1   -  ok\n"
            "  2 b/1   .   -\n");
  EXPECT_EQ(section_of(report, LinkKind::tessera),
            "tessera, row posts to column: 1 of 2 tessera links up\n"
            "          1   2\n"
            "  1 a/1   -  ok\n"
            "  2 b/1  x1   -\n"
            "  x1  ST806 Tessera peer unreachable, port_closed: b/1 -> a/1\n");
}

}  // namespace
}  // namespace seatrial::report
