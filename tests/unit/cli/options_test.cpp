// SPDX-License-Identifier: Apache-2.0
// The command line's options: help, versions, and every way to get them wrong.
#include "tests/unit/cli/program.hpp"

namespace seatrial::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CliHelp : public ::testing::TestWithParam<const char*> {};

TEST_P(CliHelp, SaysWhatTheCommandDoesAndExitsWithZero) {
  const Outcome outcome = seatrial(std::string(GetParam()) + " --help");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("Usage: seatrial " + std::string(GetParam())), HasSubstr("Example"),
                    HasSubstr("  seatrial " + std::string(GetParam()))));
}

INSTANTIATE_TEST_SUITE_P(Commands, CliHelp,
                         ::testing::Values("check", "run", "explain", "export", "validate",
                                           "findings", "init"),
                         [](const auto& test) { return std::string(test.param); });

TEST(CliOptions, HelpOfTheProgramNamesEveryCommandAndExitCode) {
  const Outcome outcome = seatrial("--help");
  EXPECT_EQ(outcome.code, 0);
  for (const char* word :
       {"check", "run", "explain", "export", "validate", "findings", "init", "Exit codes: 0 pass"})
    EXPECT_THAT(outcome.out, HasSubstr(word));
}

TEST(CliOptions, VersionIsThatOfTheProject) {
  const Outcome outcome = seatrial("--version");
  EXPECT_EQ(outcome.code, 0);
  const std::string project = read_text(std::string(SEATRIAL_SOURCE_DIR) + "/CMakeLists.txt");
  const std::string number = outcome.out.substr(9, outcome.out.find('\n') - 9);
  EXPECT_THAT(project, HasSubstr("VERSION " + number + " "));
}

struct Wrong {
  const char* name;
  const char* arguments;
  const char* message;
};

class CliWrong : public ::testing::TestWithParam<Wrong> {};

TEST_P(CliWrong, IsOneLineAndExitCodeTwo) {
  const Folder folder;
  folder.write("ok.yaml", two_clusters(true));
  folder.write("ok.txt", "no config");
  std::filesystem::create_directory(folder / "empty");
  const Outcome outcome = seatrial(GetParam().arguments, folder);
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, std::string(GetParam().message) + "\n");
}

constexpr Wrong wrongs[] = {
    {"no_command", "",
     "seatrial: no command; say check, run, diff, explain, export, validate, findings or init; see "
     "'seatrial --help'"},
    {"unknown_command", "chekc", "seatrial: unknown command 'chekc'; did you mean 'check'?"},
    {"unknown_option", "run ok.yaml --sead=1",
     "seatrial run: unknown option '--sead=1'; did you mean '--seed'?"},
    {"far_option", "check ok.yaml --frobnicate",
     "seatrial check: unknown option '--frobnicate'; see 'seatrial check --help'"},
    {"no_scenario", "check",
     "seatrial: no scenario; name a scenario file, or give --cluster NAME=DIR in place of one"},
    {"both", "check ok.yaml --cluster a=empty",
     "seatrial: both a scenario file and options that stand in place of one; give the one or the "
     "other"},
    {"seed", "run ok.yaml --seed=-1",
     "--seed -1: this is not a whole number from 0 to 18446744073709551615; write one, as in "
     "--seed 7"},
    {"large_seed", "run ok.yaml --seed 18446744073709551616",
     "--seed 18446744073709551616: this is not a whole number from 0 to 18446744073709551615; "
     "write one, as in --seed 7"},
    {"fidelity", "run ok.yaml --fidelity byte",
     "--fidelity byte: there is no such; write 'message' or 'bytes'"},
    {"pcap_of_values", "run ok.yaml --fidelity message --pcap x",
     "--pcap x: values have no packets; write --fidelity bytes"},
    {"var", "run ok.yaml --var 1=2",
     "--var 1=2: this is not NAME=VALUE; write a name of letters, digits and '_', and a value"},
    {"named_path", "check --cluster a",
     "--cluster a: this is not NAME=PATH; write a name and a path, as in --cluster a=path/to/it"},
    {"no_folder", "check --cluster a=nowhere",
     "--cluster a=nowhere: there is no such folder or file; check the path"},
    {"file_for_folder", "check --cluster a=ok.txt",
     "--cluster a=ok.txt: this is neither a folder nor YAML or JSON; name a folder or file of "
     "Kubernetes manifests, or the qubernetes.yaml"},
    {"scenario_for_config", "check --cluster a=ok.yaml",
     "ok.yaml:1:1: unknown key 'seatrial' in qubernetes.yaml; known are 'genesis', 'nodes', "
     "'external_nodes', 'config', 'k8s', 'prometheus', 'cakeshop'"},
    {"twice", "check --cluster a=empty --cluster a=empty",
     "--cluster a: this name is given twice; give every cluster a name of its own"},
    {"exported_of_nobody", "check --cluster aa=empty --exported ab=ok.yaml",
     "--exported ab=ok.yaml: there is no cluster 'ab'; did you mean 'aa'?"},
    {"genesis_of_nobody", "check --cluster a=empty --genesis ok.yaml",
     "--genesis ok.yaml: there is no --external that it belongs to; a --cluster brings its own "
     "genesis"},
    {"setting_key", "check --cluster a=empty --set a.nodeip=1.2.3.4",
     "--set a.nodeip=1.2.3.4: unknown key 'nodeip'; did you mean 'node-ip'?"},
    {"setting_address", "check --cluster a=empty --set a.node-ip=1.2.3.400",
     "--set a.node-ip=1.2.3.400: '1.2.3.400' is not an IPv4 address; write an address of a node, "
     "as in 1.2.3.4"},
    {"setting_policy", "check --cluster a=empty --set a.traffic-policy=local",
     "--set a.traffic-policy=local: 'local' is not a traffic policy; write Cluster or Local"},
    {"setting_cluster", "check --cluster aa=empty --set ab.node-ip=1.2.3.4",
     "--set ab.node-ip=1.2.3.4: there is no cluster 'ab'; did you mean 'aa'?"},
    {"link_kind", "explain ok.yaml --from a/a1 --to b/b1 --link tesera",
     "--link tesera: there is no such kind of link; did you mean 'tessera'?"},
    {"finding_code", "findings ST999x",
     "seatrial findings: there is no finding 'ST999x'; 'seatrial findings' lists them all"},
    {"two_on_stdout", "check ok.yaml --json - --junit -",
     "--junit -: the standard output is taken by --json; write one to a file"},
    {"sarif_on_stdout", "check ok.yaml --sarif - --json -",
     "--sarif -: the standard output is taken by --json; write one to a file"},
    {"missing_baseline", "check ok.yaml --baseline nowhere.yaml",
     "nowhere.yaml: there is no such file; check the path"},
    {"missing_file", "run nowhere.yaml", "nowhere.yaml: there is no such file; check the path"},
};

INSTANTIATE_TEST_SUITE_P(Cases, CliWrong, ::testing::ValuesIn(wrongs),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(CliOptions, ExplainNeedsBothEnds) {
  const Outcome outcome = seatrial("explain x.yaml --from a/a1");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--to"), Not(HasSubstr("\n\n"))));
}

}  // namespace
}  // namespace seatrial::cli
