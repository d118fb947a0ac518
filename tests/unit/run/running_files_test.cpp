// SPDX-License-Identifier: Apache-2.0
#include "harness/run/running_files.hpp"

#include <gmock/gmock.h>

#include "tests/unit/diagnose/scenario_scene_testing.hpp"

namespace seatrial::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct UnreadFiles : ::testing::Test {
  seatrial::testing::ScenarioScene scene{R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}, a2: {node_port: 32042}}}
lists: {static: {a/a1: [], a/a2: []}, permissioned: {"*": ["*"]}}
)"};
  World& world = scene.world();
  PeerId a1 = scene.peer("a/a1");
  PeerId a2 = scene.peer("a/a2");

  Mark mark(std::uint32_t line) { return {scene.files.add("lists.json"), line, 3}; }
  void start() {
    for (const PeerId peer : {a1, a2}) world.start(peer, world.now());
    world.run_until(world.now() + seconds(1), 1000000);
  }
  void lists_a2() {
    PeerList list;
    list.entries.push_back(PeerListEntry::parse(internal_enode(world, a2), mark(7)));
    world.set_static(a1, list);
  }
};

TEST_F(UnreadFiles, EntryThatCameAfterTheStart) {  // F-71
  start();
  EXPECT_THAT(unread_files(world, {}), IsEmpty());
  lists_a2();
  const Findings found = unread_files(world, {});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, "ST402");
  EXPECT_EQ(found[0].where.line, 7U);
  EXPECT_THAT(found[0].fix, HasSubstr("restart a/a1"));
  world.kill(a1);
  EXPECT_THAT(unread_files(world, {}), IsEmpty());
  world.start(a1, world.now());
  world.run_until(world.now() + seconds(1), 1000000);
  EXPECT_THAT(unread_files(world, {}), IsEmpty());
}

TEST_F(UnreadFiles, DialOfAnEntryThatCameAfterTheStartMakesNoLink) {
  start();
  lists_a2();
  const std::vector<LinkReading> links{read_link(world, a1, a2)};
  ASSERT_EQ(links[0].status, LinkStatus::up) << "as the files are";
  EXPECT_THAT(unread_dials(world, links), ElementsAre(std::pair(a1, a2)));
  world.kill(a1);
  world.start(a1, world.now());
  world.run_until(world.now() + seconds(60), 1000000);
  ASSERT_TRUE(world.linked(a1, a2));
  EXPECT_THAT(unread_dials(world, links), IsEmpty());
}

TEST_F(UnreadFiles, EditThatIsUnderWay) {
  start();
  const std::vector<PendingEdit> edits = {{a1, world.now() + seconds(45), mark(9)}};
  const Findings found = unread_files(world, edits);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, "ST501");
  EXPECT_THAT(found[0].fix, HasSubstr("wait for 45.0 s"));
  world.run_until(world.now() + seconds(45), 1000000);
  EXPECT_THAT(unread_files(world, edits), IsEmpty());
}

}  // namespace
}  // namespace seatrial::run
