// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/tessera_check.hpp"

#include "tests/unit/diagnose/scene_testing.hpp"

namespace seatrial {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct TesseraLints : seatrial::testing::TwoClusterScene {
  /// A peer whose Tessera advertises `told` and stands at NodePort `port` - 1000.
  PeerId with_tessera(int side, const std::string& name, std::uint16_t port,
                      const std::string& told) {
    PeerDeployment made = plan(side, name, port);
    made.tessera_node_port = static_cast<std::uint16_t>(port - 1000);
    made.tessera.emplace();
    made.tessera->advertised = told;
    made.tessera->advertised_mark = line(side, 700 + port % 10U);
    return add(side, made);
  }
  void lists(PeerId of, const std::vector<std::string>& urls) {
    TesseraSpec tessera = *world().peer(of).spec.tessera;
    tessera.peers.clear();
    std::uint32_t at = 800;
    for (const std::string& url : urls) tessera.peers.push_back({url, line(side_of(of), ++at)});
    world().set_tessera(of, tessera);
  }

  PeerId a1 = with_tessera(0, "a1", 32041, "http://1.2.3.4:31041/");
  PeerId b1 = with_tessera(1, "b1", 32051, "http://2.2.3.4:31051");
};

TEST(TesseraUrl, OnlyHttpHostAndPort) {
  EXPECT_EQ(*parse_tessera_url("http://1.2.3.4:9001/"), (TesseraUrl{"1.2.3.4", 9001}));
  for (const char* bad :
       {"1.2.3.4:9001", "http://http://1.2.3.4:9001", "http://a", "http://:9001",
        "http://a:", "http://a:0", "http://a:70000", "http://a:9001/x", "ftp://a:9001", ""}) {
    EXPECT_TRUE(parse_tessera_url(bad).has_error()) << bad;
  }
}

TEST_F(TesseraLints, ExternalNamesThatAreRightGiveNone) {
  all_know_all();
  lists(a1, {"http://a1:9001", "http://2.2.3.4:31051"});
  EXPECT_THAT(lines(), IsEmpty());
}

TEST_F(TesseraLints, UrlsThatLeadNowhereOrElsewhere) {
  all_know_all();
  lists(a1, {"http://http://2.2.3.4:31051", "http://2.2.3.4:32051", "http://2.2.3.4:31999",
             "http://b1:9001", "http://2.2.3.4:31051"});
  EXPECT_THAT(lines(),
              ElementsAre("ST803 error a.yaml:801:1 links 1", "ST804 error a.yaml:802:1 links 1",
                          "ST806 error a.yaml:803:1 links 1", "ST806 error a.yaml:804:1 links 1"));
  EXPECT_THAT(only("ST803").fix, HasSubstr("2.2.3.4:31051"));
  EXPECT_THAT(only("ST804").fix, HasSubstr("write 31051"));
}

TEST_F(TesseraLints, CutWanIsNotToldTwice) {
  all_know_all();
  lists(a1, {"http://2.2.3.4:31051"});
  for (const int way : {0, 1}) {
    world().set_gate(wan, way, net::WanGate::drop, line(0, 300), world().now());
  }
  EXPECT_THAT(lines(), ElementsAre("ST301 error a.yaml:300:1 links 2"));
}

TEST_F(TesseraLints, NamesInsideAClusterAreUnknownInTheOther) {  // F-31
  const PeerId a2 = with_tessera(0, "a2", 32042, "http://a2:9001");
  with_tessera(0, "a3", 32043, "http://a3:9001");
  all_know_all();
  lists(a2, {"http://a1:9001"});
  EXPECT_THAT(lines(), ElementsAre("ST805 warning a.yaml:701:1 links 0"));
  lists(a1, {"http://2.2.3.4:31051"});
  EXPECT_THAT(lines(), ElementsAre("ST801 error a.yaml:702:1 links 2"));
  const Finding found = only("ST801");
  EXPECT_THAT(found.fix, HasSubstr("http://1.2.3.4:31042"));
  ASSERT_THAT(found.related, SizeIs(1));
  EXPECT_THAT(found.related[0].text, HasSubstr("http://1.2.3.4:31043"));
}

TEST_F(TesseraLints, NamesThatBothClustersHaveMeanTheLocalNode) {  // F-32
  with_tessera(0, "same", 32042, "http://same:9001");
  with_tessera(1, "same", 32052, "http://same:9001");
  all_know_all();
  lists(b1, {"http://1.2.3.4:31041"});
  EXPECT_THAT(lines(),
              ElementsAre("ST802 error a.yaml:702:1 links 1", "ST802 error b.yaml:702:1 links 1"));
  EXPECT_THAT(findings()[0].what, HasSubstr("which is b/same in b"));
}

TEST_F(TesseraLints, ReadingSaysWhomAUrlReaches) {
  assume_all_running(world());
  const TesseraReading own = read_tessera(world(), a1, {"http://a1:9001", {}});
  EXPECT_TRUE(own.own);
  const TesseraReading there = read_tessera(world(), a1, {"http://2.2.3.4:31051", {}});
  EXPECT_EQ(there.to, b1);
  EXPECT_TRUE(there.up());
  EXPECT_TRUE(there.back.delivered());
}

}  // namespace
}  // namespace seatrial
