// SPDX-License-Identifier: Apache-2.0
// Questions put to worlds built in code: each state of each kind, with what it says as evidence.
#include "harness/question/question.hpp"

#include <gmock/gmock.h>

#include "harness/question/describe.hpp"
#include "harness/question/explain_wait.hpp"
#include "harness/question/link_report.hpp"
#include "harness/question/observed_cause.hpp"
#include "sim/peer/deployment.hpp"
#include "sim/peer/link_check.hpp"
#include "tests/unit/question/asking.hpp"

namespace seatrial::question {
namespace {

using scenario::Down;
using scenario::Expectation;
using scenario::ExpectLinks;
using scenario::Selector;
using scenario::Up;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::expect;
using testing_support::marked;

Instant at(Duration d) {
  return Instant() + d;
}

Selector sel(const std::string& cluster, const std::string& peer = "*") {
  return {cluster, peer, {}};
}

Expectation links(const Selector& from, const Selector& to,
                  std::variant<Up, Down, scenario::Unknown> state) {
  ExpectLinks question;
  question.from = from;
  question.to = to;
  question.state = std::move(state);
  Expectation expectation;
  expectation.question = std::move(question);
  return expectation;
}

Up up(std::optional<Duration> within = {}, std::optional<Duration> hold_for = {}) {
  Up state;
  if (within) state.within = marked(*within);
  if (hold_for) state.hold_for = marked(*hold_for);
  return state;
}

struct TwoClusters {
  explicit TwoClusters(Duration latency = Duration()) {
    scene.world = std::make_unique<World>(1);
    kube::ClusterSpec a;
    a.name = "a";
    a.pods = *net::parse_cidr("10.1.0.0/16");
    a.services = *net::parse_cidr("10.96.0.0/16");
    kube::ClusterSpec b = a;
    b.name = "b";
    b.pods = *net::parse_cidr("10.2.0.0/16");
    clusters = {world().add_cluster(a), world().add_cluster(b)};
    world().cluster(clusters[0]).add_machine("n1", *net::parse_ipv4("1.2.3.4"));
    world().cluster(clusters[1]).add_machine("n1", *net::parse_ipv4("2.2.3.4"));
    wan = world().join(clusters[0], clusters[1], {.latency = latency});
    chain = make_chain({}, {});
  }

  World& world() { return *scene.world; }

  PeerId add(int side, const std::string& name, std::uint16_t port,
             kube::TrafficPolicy policy = kube::TrafficPolicy::cluster) {
    PeerDeployment deployment;
    deployment.name = name;
    deployment.p2p_node_port = port;
    deployment.policy = policy;
    deployment.geth.permissioned = true;
    deployment.chain = chain;
    deployment.tessera = TesseraSpec{};  // for its NodePort
    return deploy(world(), clusters[static_cast<std::size_t>(side)], deployment).value();
  }

  PeerList list(PeerId of, const std::vector<PeerId>& peers) {
    PeerList made;
    for (const PeerId id : peers) {
      const bool same = world().peer(of).spec.cluster == world().peer(id).spec.cluster;
      made.entries.push_back(PeerListEntry::parse(
          same ? internal_enode(world(), id) : external_enode(world(), id), Mark{}));
    }
    return made;
  }

  void know(PeerId of, const std::vector<PeerId>& peers) {
    world().set_static(of, list(of, peers));
    world().set_permissioned(of, list(of, peers), world().now());
  }

  void gates(net::WanGate gate) {
    for (const int direction : {0, 1}) world().set_gate(wan, direction, gate, {}, world().now());
  }

  /// As the runner does: looks, runs on in slices, looks again until it is decided or too late.
  Answer wait(const Expectation& expectation) {
    Asking asking(scene, expectation, world().now(), findings);
    Answer answer = asking.look();
    while (answer.state == State::not_yet && world().now() < asking.latest()) {
      world().run_until(std::min(world().now() + milliseconds(500), asking.latest()));
      answer = asking.look();
    }
    return answer;
  }

  scenario::Scene scene;
  Findings findings;
  std::array<ClusterId, 2> clusters{};
  net::WanId wan{};
  std::shared_ptr<const ChainSpec> chain;
};

/// A peer on each side, both lists complete, a1 first.
struct Friends : TwoClusters {
  explicit Friends(Duration latency = Duration()) : TwoClusters(latency) {
    a1 = add(0, "a1", 32041);
    b1 = add(1, "b1", 32051);
    know(a1, {a1, b1});
    know(b1, {a1, b1});
  }
  void start() {
    world().start(a1, world().now());
    world().start(b1, world().now() + milliseconds(100));
  }
  PeerId a1{};
  PeerId b1{};
};

/// As c2: a1 does not permit b1, which dials it.
struct Denied : Friends {
  Denied() {
    know(a1, {a1});
    start();
  }
};

TEST(Up, HoldsWhenTheLastPairIsUp) {
  Friends t;
  t.start();
  const Answer answer = t.wait(links(sel("b"), sel("a"), up(seconds(5))));
  EXPECT_EQ(answer.state, State::holds);
  ASSERT_EQ(answer.evidence.size(), 1U);
  EXPECT_THAT(answer.evidence[0],
              HasSubstr("b/b1 -> a/a1 was up after 100.72 ms, dialled by b/b1"));
}

TEST(Up, OneMissedDialIsExplained) {  // c7: only the earlier side can dial
  Friends t;
  t.world().set_static(t.b1, {});
  t.start();
  const Answer answer = t.wait(links(sel("b"), sel("a"), up(seconds(36))));
  EXPECT_EQ(answer.state, State::holds);
  EXPECT_THAT(answer.evidence[0], HasSubstr("dialled by a/a1: one missed dial + 35 s history"));
}

TEST(Up, TooLateIsNotYetAtTheEnd) {
  Friends t;
  t.world().set_static(t.b1, {});
  t.start();
  const Answer answer = t.wait(links(sel("b"), sel("a"), up(seconds(30))));
  EXPECT_EQ(answer.state, State::not_yet);
  ASSERT_EQ(answer.evidence.size(), 3U);
  EXPECT_EQ(answer.evidence[0], "0 of 1 links are up");
  EXPECT_THAT(answer.evidence[1], HasSubstr("a/a1 -> b/b1: port_closed"));
  EXPECT_THAT(answer.evidence[1], HasSubstr("connection refused"));
  EXPECT_EQ(answer.evidence[2], "waited: one missed dial + 30 s history");
}

TEST(Up, ALookThatComesLateIsNotFooled) {
  Friends t;
  t.world().set_static(t.b1, {});
  t.start();
  const Expectation expectation = links(sel("b"), sel("a"), up(seconds(30)));
  Asking asking(t.scene, expectation, t.world().now(), t.findings);
  t.world().run_until(at(seconds(60)));
  ASSERT_TRUE(t.world().linked(t.a1, t.b1));
  EXPECT_EQ(asking.look().state, State::broken);
}

TEST(Up, BrokenWhenALinkDropsWhileItMustStay) {
  Friends t;
  t.start();
  t.world().run_until(at(seconds(1)));
  t.gates(net::WanGate::drop);
  const Answer answer = t.wait(links(sel("b"), sel("a"), up({}, seconds(60))));
  EXPECT_EQ(answer.state, State::broken);
  EXPECT_THAT(answer.evidence[0], HasSubstr("b/b1 -> a/a1 was lost at "));
  EXPECT_THAT(answer.evidence[0], HasSubstr("keepalive_lost"));
}

TEST(Up, HoldsOnlyAfterItStayed) {
  Friends t;
  t.start();
  EXPECT_EQ(t.wait(links(sel("b"), sel("a"), up(seconds(5), seconds(20)))).state, State::holds);
  EXPECT_GE(t.world().now(), at(seconds(20)));
}

TEST(Up, AKilledProcessHasNoLinks) {
  Friends t;
  t.start();
  t.world().run_until(at(seconds(1)));
  t.world().kill(t.a1);
  t.world().run_until(at(seconds(2)));
  EXPECT_EQ(t.wait(links(sel("b"), sel("a"), up())).state, State::not_yet);
  EXPECT_EQ(observed_cause(t.world(), t.a1, t.b1), LinkCause::not_running);
  EXPECT_EQ(t.wait(links(sel("b"), sel("a"), Down{})).state, State::holds);
}

TEST(Up, AKilledProcessReportsNothingItself) {  // and the cut hides it from the other end
  Friends t;
  t.start();
  t.world().run_until(at(seconds(1)));
  t.gates(net::WanGate::drop);
  t.world().kill(t.a1);
  t.world().run_until(at(seconds(2)));
  EXPECT_FALSE(t.world().linked(t.a1, t.b1));
  EXPECT_EQ(t.wait(links(sel("b"), sel("a"), up())).state, State::not_yet);
  EXPECT_EQ(t.wait(links(sel("a"), sel("b"), Down{})).state, State::holds);
}

TEST(Up, DialledBy) {
  Friends t;
  t.start();
  Expectation expectation = links(sel("b"), sel("a"), up(seconds(5)));
  std::get<ExpectLinks>(expectation.question).dialled_by = sel("a");
  const Answer wrong = t.wait(expectation);
  EXPECT_EQ(wrong.state, State::broken);
  EXPECT_THAT(wrong.evidence, ElementsAre("b/b1 -> a/a1 was dialled by b/b1, not by a/*"));
  std::get<ExpectLinks>(expectation.question).dialled_by = sel("b");
  EXPECT_EQ(t.wait(expectation).state, State::holds);
}

TEST(Up, HealAfterACutIsASum) {  // law 10
  Friends t;
  t.start();
  t.world().run_until(at(seconds(100)));
  t.gates(net::WanGate::drop);
  t.world().run_until(at(seconds(160)));
  t.gates(net::WanGate::open);
  t.world().run_until(at(seconds(190)));
  ASSERT_TRUE(t.world().linked(t.a1, t.b1));
  Instant linked;
  for (const Observation& seen : t.world().log()) {
    const auto* observed = seen.observed();
    if (observed && observed->what == p2p::Happening::link_established) linked = seen.at;
  }
  // An idle link dies 30 s after its last ping, which was 10 s before the cut. SPEC law 9
  EXPECT_EQ(explain_wait(t.world(), {t.b1, t.a1}, at(seconds(100)), linked),
            "20 idle + 15 dial + 35 history = 70 s");
}

TEST(Up, LocalPolicyThrottles) {  // c1L, law 7
  TwoClusters t;
  const PeerId a1 = t.add(0, "a1", 32041, kube::TrafficPolicy::local);
  const PeerId b1 = t.add(1, "b1", 32051);
  const PeerId b2 = t.add(1, "b2", 32052);
  t.know(a1, {a1, b1, b2});
  t.world().set_static(a1, {});
  t.know(b1, {a1});
  t.know(b2, {a1});
  t.world().start(a1, at({}));
  t.world().start(b1, at(milliseconds(100)));
  t.world().start(b2, at(milliseconds(200)));
  t.world().run_until(at(seconds(10)));
  EXPECT_EQ(observed_cause(t.world(), a1, b2), LinkCause::throttled);
  const Answer answer = t.wait(links(sel("b"), sel("a"), up(seconds(30))));
  EXPECT_EQ(answer.state, State::holds);
  EXPECT_THAT(answer.evidence[0], HasSubstr("b/b2 -> a/a1, the last of 2 links, was up after 25"));
}

Down denied() {
  Down down;
  down.disposition = marked<std::string>("permission_denied");
  down.seen_as = marked<std::string>("EOF");
  down.retry = marked(scenario::Tolerance{seconds(35), seconds(1)});
  down.hold_for = marked(seconds(60));
  return down;
}

TEST(Down, PermissionDenied) {  // c2
  Denied t;
  const Answer answer = t.wait(links(sel("b"), sel("a"), denied()));
  EXPECT_EQ(answer.state, State::holds);
  EXPECT_EQ(t.world().now(), at(seconds(60)));
  EXPECT_THAT(answer.evidence[0], HasSubstr("b/b1 -> a/a1: permission_denied"));
  EXPECT_THAT(answer.evidence[0], HasSubstr("seen as 'EOF'"));
  EXPECT_EQ(observed_cause(t.world(), t.b1, t.a1), LinkCause::permission_denied);
}

TEST(Down, AnotherCauseIsNotYetAndTold) {
  Denied t;
  Down down = denied();
  down.disposition = marked<std::string>("firewall_denied");
  const Answer answer = t.wait(links(sel("b"), sel("a"), down));
  EXPECT_EQ(answer.state, State::not_yet);
  EXPECT_THAT(answer.evidence,
              ElementsAre(HasSubstr("permission_denied"), "expected firewall_denied"));
}

TEST(Down, AnotherTextOrGapOrCode) {
  Denied t;
  Down text = denied();
  text.seen_as = marked<std::string>("connection refused");
  EXPECT_THAT(t.wait(links(sel("b"), sel("a"), text)).evidence.back(),
              "expected to be seen as connection refused");
  Down gap = denied();
  gap.retry = marked(scenario::Tolerance{seconds(50), seconds(1)});
  const Answer wrong = t.wait(links(sel("b"), sel("a"), gap));
  EXPECT_EQ(wrong.state, State::broken);
  EXPECT_THAT(wrong.evidence[0], HasSubstr("and again after 35.0"));
  Down code;
  code.code = marked<std::string>("ST601");
  EXPECT_THAT(t.wait(links(sel("b"), sel("a"), code)).evidence, ElementsAre("no finding ST601"));
  Finding finding;
  finding.code = "ST601";
  t.findings.push_back(finding);
  EXPECT_EQ(t.wait(links(sel("b"), sel("a"), code)).state, State::holds);
}

TEST(Down, DroppedSynIsRetriedEvery50Seconds) {  // c15r
  Friends t;
  t.world().set_static(t.a1, {});
  t.world().set_gate(t.wan, 1, net::WanGate::drop_new, {}, t.world().now());
  t.start();
  Down down;
  down.disposition = marked<std::string>("firewall_denied");
  down.seen_as = marked<std::string>("i/o timeout");
  down.retry = marked(scenario::Tolerance{seconds(50), seconds(1)});
  const Answer answer = t.wait(links(sel("b"), sel("a"), down));
  EXPECT_EQ(answer.state, State::holds) << answer.evidence.front();
}

TEST(Down, BrokenWhenALinkComesUp) {
  Friends t;
  t.start();
  Down down;
  down.hold_for = marked(seconds(10));
  const Answer answer = t.wait(links(sel("b"), sel("a"), down));
  EXPECT_EQ(answer.state, State::broken);
  EXPECT_THAT(answer.evidence, ElementsAre("b/b1 -> a/a1 came up at 0.1 s, dialled by b/b1"));
}

TEST(Down, BothWaysAsksTheOtherDialsToo) {
  Friends t;  // a1 lists b1 but may not dial it: denied by itself, too
  t.world().set_permissioned(t.a1, t.list(t.a1, {t.a1}), t.world().now());
  t.world().set_static(t.b1, {});
  t.start();
  Down down;
  down.disposition = marked<std::string>("permission_denied");
  down.within = marked(seconds(1));
  down.hold_for = marked(seconds(40));
  EXPECT_EQ(t.wait(links(sel("a"), sel("b"), down)).state, State::holds);
  EXPECT_EQ(observed_cause(t.world(), t.a1, t.b1), LinkCause::permission_denied);
}

TEST(Down, NobodyListsTheOther) {
  Friends t;
  t.world().set_static(t.a1, {});
  t.world().set_static(t.b1, {});
  t.start();
  t.world().run_until(at(seconds(1)));
  EXPECT_EQ(observed_cause(t.world(), t.a1, t.b1), LinkCause::not_listed);
}

TEST(Down, GenesisMismatch) {  // c5
  Friends t;
  wire::Genesis other;
  other.timestamp = 7;
  t.world().set_chain(t.b1, make_chain({}, other));
  t.start();
  t.world().run_until(at(seconds(2)));
  EXPECT_EQ(observed_cause(t.world(), t.a1, t.b1), LinkCause::genesis_mismatch);
}

TEST(Unknown, KnownLinksAreBroken) {
  Friends t;
  t.start();
  t.world().run_until(at(seconds(1)));
  const Answer answer = t.wait(links(sel("b"), sel("a"), scenario::Unknown{}));
  EXPECT_EQ(answer.state, State::broken);
  EXPECT_THAT(answer.evidence, ElementsAre("b/b1 -> a/a1 is known: up"));
}

TEST(Tessera, NobodyConfiguredIsNotListed) {
  Friends t;
  Down down;
  down.disposition = marked<std::string>("not_listed");
  Expectation expectation = links(sel("b"), sel("a"), down);
  std::get<ExpectLinks>(expectation.question).kind = marked(scenario::LinkKind::tessera);
  const Answer answer = t.wait(expectation);
  EXPECT_EQ(answer.state, State::holds);
  EXPECT_THAT(answer.evidence, ElementsAre("tessera b/b1 -> a/a1: not_listed"));
  std::get<ExpectLinks>(expectation.question).state = up();
  EXPECT_EQ(t.wait(expectation).state, State::not_yet);
}

TEST(Tessera, AUrlThatLeadsToTheOtherIsUp) {
  Friends t;
  const auto spec = [](const std::string& own, const std::string& other) {
    TesseraSpec tessera;
    tessera.advertised = own;
    tessera.peers = {{other, Mark{}}};
    return tessera;
  };
  const auto port = [&](PeerId id) {
    return std::to_string(node_port_of(t.world(), id, 9001).value_or(0));
  };
  const std::string a = "http://1.2.3.4:" + port(t.a1) + "/";
  const std::string b = "http://2.2.3.4:" + port(t.b1) + "/";
  t.world().set_tessera(t.a1, spec(a, b));
  t.world().set_tessera(t.b1, spec(b, a));
  assume_all_running(t.world());
  Expectation expectation = links(sel("b"), sel("a"), up());
  std::get<ExpectLinks>(expectation.question).kind = marked(scenario::LinkKind::tessera);
  const Answer answer = t.wait(expectation);
  EXPECT_NE(answer.state, State::broken);
  EXPECT_EQ(answer.state, State::holds) << answer.evidence.front();
}

TEST(Log, TextIsFoundOrAbsent) {
  Denied t;
  scenario::ExpectLog log;
  log.of = sel("a", "a1");
  log.contains = marked<std::string>("permission denied");
  log.within = marked(seconds(5));
  const Answer found = t.wait(expect(log));
  EXPECT_EQ(found.state, State::holds);
  EXPECT_THAT(found.evidence[0], HasSubstr("a/a1 at 0.1"));
  log.of = sel("b");
  EXPECT_EQ(t.wait(expect(log)).state, State::not_yet);
  log.absent = true;
  EXPECT_EQ(t.wait(expect(log)).state, State::holds);
  log.of = sel("a");
  log.within.reset();
  EXPECT_EQ(t.wait(expect(log)).state, State::broken);
}

TEST(FindingQuestion, CountsWhatMatches) {
  Friends t;
  scenario::ExpectFinding wanted;
  wanted.code = marked<std::string>("ST103");
  EXPECT_EQ(t.wait(expect(wanted)).state, State::not_yet);
  Finding finding;
  finding.code = "ST103";
  finding.severity = Severity::warning;
  finding.what = "wrong";
  t.findings = {finding, finding};
  EXPECT_THAT(t.wait(expect(wanted)).evidence, ElementsAre("ST103: wrong", "ST103: wrong"));
  wanted.count = marked<std::uint64_t>(1);
  EXPECT_EQ(t.wait(expect(wanted)).state, State::not_yet);
  scenario::ExpectNoFindings none;
  none.severity = marked(scenario::Severity::error);
  EXPECT_EQ(t.wait(expect(none)).state, State::holds);
  none.severity = marked(scenario::Severity::warning);
  EXPECT_EQ(t.wait(expect(none)).state, State::not_yet);
}

TEST(Dials, GapsAndCount) {
  Denied t;
  t.world().run_until(at(seconds(100)));
  scenario::ExpectDials dials;
  dials.from = sel("b");
  dials.to = sel("a");
  dials.gaps = marked(scenario::Tolerance{seconds(35), seconds(1)});
  EXPECT_THAT(t.wait(expect(dials)).evidence[0], HasSubstr("b/b1 -> a/a1 dialled 3 times"));
  EXPECT_EQ(t.wait(expect(dials)).state, State::holds);
  dials.at_least = marked<std::uint64_t>(4);
  EXPECT_EQ(t.wait(expect(dials)).state, State::not_yet);
  dials.gaps = marked(scenario::Tolerance{seconds(30), seconds(1)});
  EXPECT_EQ(t.wait(expect(dials)).state, State::broken);
}

TEST(OneOf, TellsWhichHolds) {
  Denied t;
  scenario::ExpectOneOf one_of;
  one_of.any = {links(sel("b"), sel("a"), up(seconds(5))), links(sel("b"), sel("a"), denied())};
  const Answer answer = t.wait(expect(one_of));
  EXPECT_EQ(answer.state, State::holds);
  EXPECT_THAT(answer.evidence[0], testing::StartsWith("links b/* -> a/* down for 1 min, permission_"
                                                      "denied, seen as EOF, retry each 35.0 s: "));
  one_of.any.pop_back();
  EXPECT_EQ(t.wait(expect(one_of)).state, State::broken);
}

TEST(Describe, IsTheScenariosWords) {
  Expectation expectation = links(sel("b"), sel("a"), up(seconds(36), seconds(20)));
  EXPECT_EQ(describe(expectation), "links b/* -> a/* up within 36.0 s for 20.0 s");
  expectation.name = marked<std::string>("they meet");
  EXPECT_EQ(describe(expectation), "they meet");
}

TEST(LinksNow, OfARun) {
  Friends t;
  t.start();
  t.world().run_until(at(seconds(1)));
  const auto rows = links_now(t.scene);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].from, "a/a1");
  EXPECT_EQ(rows[1].from, "b/b1");
  EXPECT_EQ(rows[0].status, report::LinkStatus::up);
  EXPECT_EQ(rows[0].dialled_by, "b/b1");
  EXPECT_LT(*rows[0].connected_after, seconds(1));
  EXPECT_FALSE(rows[0].hops.empty());
}

TEST(LinksNow, OfADeniedRunAndItsReading) {
  Denied t;
  t.world().set_static(t.a1, {});
  t.world().run_until(at(seconds(1)));
  const auto rows = links_now(t.scene);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].status, report::LinkStatus::down);
  EXPECT_EQ(rows[1].disposition, "permission_denied");
  EXPECT_EQ(rows[1].seen_as, "EOF");

  Friends check;
  check.know(check.a1, {check.a1});
  assume_all_running(check.world());
  const auto read = links_now(check.scene);
  EXPECT_EQ(read[1].status, report::LinkStatus::down);
  EXPECT_EQ(read[1].disposition, "permission_denied");
  EXPECT_EQ(read[1].code.substr(0, 3), "ST6");
}

}  // namespace
}  // namespace seatrial::question
