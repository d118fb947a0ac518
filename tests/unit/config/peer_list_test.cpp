// SPDX-License-Identifier: Apache-2.0
#include "harness/config/peer_list.hpp"

#include <gtest/gtest.h>

namespace seatrial::config {
namespace {

PeerList read(std::string_view text) {
  SourceFiles files;
  return parse_peer_list(text, {{files.add("p.json"), 1, 1}, 0, true}, files);
}

TEST(PeerList, keeps_raw_entries_with_their_lines) {
  const PeerList list = read("[\n  \"enode://a\",\n  \"\", null\n]\n");
  EXPECT_EQ(list.state, PeerListState::ok);
  ASSERT_EQ(list.entries.size(), 3u);
  EXPECT_EQ(list.entries[0].value, "enode://a");
  EXPECT_EQ(list.entries[0].mark.line, 2u);
  EXPECT_EQ(list.entries[1].mark.column, 3u);
  EXPECT_EQ(list.entries[2].value, "");
  EXPECT_FALSE(list.error);
}

TEST(PeerList, an_empty_list_is_ok) {
  EXPECT_EQ(read("[]").state, PeerListState::ok);
  EXPECT_EQ(read("null").state, PeerListState::ok);
}

struct BadList {
  const char* text;
  PeerListState state;
  const char* message;
};

TEST(PeerList, a_list_that_goquorum_ignores_is_a_state) {
  const BadList cases[] = {
      {"", PeerListState::empty_file,
       "p.json:1:1: the peer list is empty; write a JSON list, at least []"},
      {" \n", PeerListState::empty_file,
       "p.json:1:1: the peer list is empty; write a JSON list, at least []"},
      {"[\"a\",]", PeerListState::not_json,
       "p.json:1:6: not JSON: a comma before the closing ']'; remove the comma"},
      {"// list\n[]", PeerListState::not_json,
       "p.json:1:1: not JSON: a comment; remove it, JSON has no comments"},
      {"{\"a\": 1}", PeerListState::not_a_list,
       "p.json:1:1: the peer list is not a JSON list; write [\"enode://…\", …]"},
      {"[1]", PeerListState::not_a_list,
       "p.json:1:2: an entry of the peer list is not a text; write \"enode://…\""},
  };
  for (const BadList& bad : cases) {
    const PeerList list = read(bad.text);
    EXPECT_EQ(list.state, bad.state) << bad.text;
    EXPECT_TRUE(list.entries.empty());
    ASSERT_TRUE(list.error);
    EXPECT_EQ(list.error->message(), bad.message);
  }
}

}  // namespace
}  // namespace seatrial::config
