// SPDX-License-Identifier: Apache-2.0
#include "harness/config/geth_command.hpp"

#include <gtest/gtest.h>

#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Yaml;

// A container of in.yaml with command and args.
struct Container {
  explicit Container(const std::string& text, std::map<std::string, std::string> env = {})
      : yaml(text) {
    std::vector<const Value*> words;
    for (const char* key : {"command", "args"}) {
      const Value* list = yaml.only().find(key);
      if (list == nullptr) continue;
      for (const Value& word : list->items()) words.push_back(&word);
    }
    command = read_geth_command(words, env);
  }
  std::string flag(std::string_view name) const {
    const GethFlag* found = command.find(name);
    if (found == nullptr) return "(none)";
    return found->value.value_or("(alone)") + " at " + yaml.files.to_string(found->value_mark);
  }

  Yaml yaml;
  GethCommand command;
};

TEST(GethCommand, reads_a_script_with_variables) {
  const Container c(R"(command: [sh]
args:
- -cx
- |
  apk add jq; # --port 1
  ln -s $H/lists/p.json $D/static-nodes.json
  until $(wget http://127.0.0.1:9001/upcheck); do sleep 5; done;
  NETWORK_ID=1000
  args=" --istanbul.blockperiod 3 --mine "
  args="$args --maxpeers=7"
  exec /usr/local/bin/geth \
    --datadir ${D} $args \
    --networkid "$NETWORK_ID" --nat=none --rpcvhosts="*" \
    --bootnodes '' --netrestrict $NETS 2>&1 | tee -a $H/log --port 2
)",
                    {{"H", "/h"}, {"D", "/h/dd"}});
  EXPECT_TRUE(c.command.runs());
  EXPECT_EQ(c.yaml.files.to_string(c.command.mark), "in.yaml:11:8");
  EXPECT_EQ(c.flag("datadir"), "/h/dd at in.yaml:12:15");
  EXPECT_EQ(c.flag("istanbul.blockperiod"), "3 at in.yaml:9:33");
  EXPECT_EQ(c.flag("mine"), "(alone) at in.yaml:9:35");
  EXPECT_EQ(c.flag("maxpeers"), "7 at in.yaml:10:15");
  EXPECT_EQ(c.flag("networkid"), "1000 at in.yaml:8:14");
  EXPECT_EQ(c.flag("nat"), "none at in.yaml:13:31");
  EXPECT_EQ(c.flag("rpcvhosts"), "* at in.yaml:13:42");
  EXPECT_EQ(c.command.find("bootnodes")->value, "");
  EXPECT_EQ(c.flag("port"), "(none)");
  ASSERT_EQ(c.command.unset.size(), 1u);
  EXPECT_EQ(c.command.unset[0].value, "NETS");
  EXPECT_EQ(c.yaml.files.to_string(c.command.unset[0].mark), "in.yaml:14:34");
  ASSERT_EQ(c.command.links.size(), 1u);
  EXPECT_EQ(c.command.links[0].from, "/h/lists/p.json");
  EXPECT_EQ(c.command.links[0].to.value, "/h/dd/static-nodes.json");
}

TEST(GethCommand, reads_a_plain_list) {
  const Container c("args: [--networkid, $(ID), --permissioned, --port=30304, --raft]\n",
                    {{"ID", "10"}});
  EXPECT_EQ(c.flag("networkid"), "10 at in.yaml:1:21");
  EXPECT_EQ(c.flag("permissioned"), "(alone) at in.yaml:1:28");
  EXPECT_EQ(c.flag("port"), "30304 at in.yaml:1:44");
  EXPECT_EQ(c.flag("raft"), "(alone) at in.yaml:1:58");
}

TEST(GethCommand, geth_stops_at_the_first_word_that_is_no_flag) {
  const Container c("command: [geth, --mine, 'true', --port, '1']\n");
  EXPECT_EQ(c.flag("mine"), "(alone) at in.yaml:1:17");
  EXPECT_EQ(c.flag("port"), "(none)");
  ASSERT_EQ(c.command.arguments.size(), 3u);
  EXPECT_EQ(c.command.arguments[0].value, "true");
}

TEST(GethCommand, init_is_not_a_run) {
  const Container c(
      "command: [sh]\nargs: ['-c', 'if [ ! -f $D/x ]; then geth --datadir $D init /g.json; fi']\n",
      {{"D", "/d"}});
  EXPECT_FALSE(c.command.runs());
  ASSERT_TRUE(c.command.init_with);
  EXPECT_EQ(c.command.init_with->value, "/g.json");
}

TEST(GethCommand, here_documents_are_no_commands) {
  const Container c(
      "command: [sh, -c]\nargs:\n- |\n  cat <<EOF > x\n  geth --port 1\n  EOF\n"
      "  geth --port 2\n");
  EXPECT_EQ(c.flag("port"), "2 at in.yaml:7:15");
}

TEST(GethCommand, the_last_of_two_flags_counts) {
  EXPECT_EQ(Container("args: [--port, '1', --port, '2']\n").flag("port"), "2 at in.yaml:1:29");
}

TEST(GethCommand, reads_the_flags_of_a_line) {
  const Yaml yaml("p: --rpcvhosts=\\\"*\\\" --verbosity 3\n");
  const auto flags = read_geth_flags(*yaml.only().find("p"));
  ASSERT_EQ(flags.size(), 2u);
  EXPECT_EQ(flags[0].value, "\"*\"");
  EXPECT_EQ(flags[1].value, "3");
  EXPECT_EQ(yaml.files.to_string(flags[1].mark), "in.yaml:1:22");
}

std::string settings_error(const std::string& args) {
  const Container c("args: " + args + "\n");
  const auto settings = geth_settings(c.command, c.yaml.files);
  return settings ? "" : settings.error().message();
}

TEST(GethSettings, name_the_flag_that_is_wrong) {
  EXPECT_EQ(settings_error("[--port, x]"),
            "in.yaml:1:16: --port 'x' is not understood; write a whole number from 0 to 65535");
  EXPECT_EQ(settings_error("[--port, '70000']"),
            "in.yaml:1:16: --port '70000' is not understood; write a whole number from 0 to 65535");
  EXPECT_EQ(settings_error("[--networkid]"),
            "in.yaml:1:8: --networkid has no value; write a whole number from 0 to "
            "18446744073709551615");
  EXPECT_EQ(settings_error("[--mine=maybe]"),
            "in.yaml:1:8: --mine 'maybe' is not understood; write --mine alone, or true or false");
  EXPECT_EQ(settings_error("[--mine=false]"), "");
}

}  // namespace
}  // namespace seatrial::config
