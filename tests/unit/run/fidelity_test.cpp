// SPDX-License-Identifier: Apache-2.0
// Both fidelities of the consensus scenarios: the same report, whether votes travel as values or as
// signed bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "harness/report/text.hpp"
#include "harness/run/run.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::run {
namespace {

namespace fs = std::filesystem;
using ::testing::SizeIs;

/// A report without what says which fidelity it is of.
std::string told(Report report, const SourceFiles& files) {
  EXPECT_FALSE(report.input_error) << report.input_error->message();
  report.fidelity.clear();
  std::ostringstream text;
  report::write_text(text, report, files);
  return text.str();
}

class Fidelities : public ::testing::TestWithParam<std::string> {};

TEST_P(Fidelities, ComeToTheSameReport) {
  const std::string path = SEATRIAL_SOURCE_DIR "/scenarios/consensus/" + GetParam() + ".yaml";
  SourceFiles values;
  SourceFiles bytes;
  RunOptions as_bytes;
  as_bytes.fidelity = scenario::Fidelity::bytes;
  const std::vector<Report> one = run_file(path, values);
  const std::vector<Report> other = run_file(path, bytes, {}, as_bytes);
  ASSERT_THAT(other, SizeIs(one.size()));
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].fidelity, "message");
    EXPECT_EQ(other[i].fidelity, "bytes");
    EXPECT_EQ(one[i].digest, other[i].digest) << one[i].case_name;
    EXPECT_EQ(told(one[i], values), told(other[i], bytes)) << one[i].case_name;
  }
}

/// One in five, none with more than seven validators: tests/fidelity runs them all, as a slow test.
std::vector<std::string> consensus_scenarios() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(SEATRIAL_SOURCE_DIR "/scenarios/consensus"))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem());
  std::ranges::sort(names);
  std::vector<std::string> drawn;
  for (std::size_t i = 0; i < names.size(); i += 5) drawn.push_back(names[i]);
  return drawn;
}

INSTANTIATE_TEST_SUITE_P(Consensus, Fidelities, ::testing::ValuesIn(consensus_scenarios()),
                         [](const auto& one) {
                           std::string name = one.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Fidelity, VotesStayValuesWhereAKeyIsInNoFile) {
  const testing_support::ScratchFolder folder;
  SourceFiles files;
  const std::string text =
      "seatrial: 1\n"
      "fidelity: bytes\n"
      "clusters: {a: {config: " SEATRIAL_SOURCE_DIR
      "/scenarios/two-cluster/configs/a-step1/out}}\n"
      "steps: [{deploy: a}, {start: [\"*\"]}, {wait: 30s}]\n"
      "limits: {virtual_time: 60s}\n";
  const Report report = run_file(folder.write("s.yaml", text), files).at(0);
  ASSERT_FALSE(report.input_error) << report.input_error->message();
  EXPECT_EQ(report.fidelity, "bytes of sessions");
}

TEST(Fidelity, PacketsAskForBytes) {
  const testing_support::ScratchFolder folder;
  SourceFiles files;
  RunOptions options;
  options.pcap = (fs::path(folder.path()) / "packets").string();
  const std::string path = SEATRIAL_SOURCE_DIR "/scenarios/two-cluster/nodeport.yaml";
  const Report report = run_file(path, files, {}, options).at(0);
  EXPECT_TRUE(report.fidelity.starts_with("bytes")) << report.fidelity;
  EXPECT_EQ(report.digest, run_file(path, files).at(0).digest);
  std::size_t captured = 0;
  for (const auto& entry : fs::directory_iterator(options.pcap))
    if (entry.path().extension() == ".pcapng" && entry.file_size() > 10'000) ++captured;
  EXPECT_EQ(captured, 2U) << "one for each cluster";
}

}  // namespace
}  // namespace seatrial::run
