// SPDX-License-Identifier: Apache-2.0
// The examples of scenarios/findings that stand in manifests: each shows its code at its line, and
// shows it no more when the one thing is mended that it is about. The files are copied and changed.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/diagnose/scenario_scene_testing.hpp"

namespace seatrial::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// An example, and a change of its files.
struct Example {
  const char* code;
  const char* file;   ///< below its folder
  const char* where;  ///< what stands in the blamed line
  const char* from;
  const char* to;
};

std::string content(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

void replace_in(const fs::path& path, const std::string& from, const std::string& to) {
  std::string text = content(path);
  std::size_t at = text.find(from);
  ASSERT_NE(at, text.npos) << from << " in " << path;
  for (; at != text.npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  std::ofstream(path) << text;
}

std::string line_of(const fs::path& path, std::uint32_t number) {
  std::istringstream text(content(path));
  std::string line;
  for (std::uint32_t i = 0; i < number; ++i) std::getline(text, line);
  return line;
}

class FindingExample : public ::testing::TestWithParam<Example> {
 protected:
  FindingExample() {
    const std::string code = GetParam().code;
    const fs::path from = fs::path(SEATRIAL_SOURCE_DIR) / "scenarios/findings";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy_file(from / (code + ".yaml"), scenario());
    fs::copy(from / code, folder_ / code, fs::copy_options::recursive);
  }
  ~FindingExample() override { fs::remove_all(folder_); }

  fs::path scenario() const { return folder_ / (std::string(GetParam().code) + ".yaml"); }
  fs::path side_file() const { return folder_ / GetParam().code / GetParam().file; }

  Findings findings() {
    files_ = {};
    auto parsed = scenario::parse_scenario_file(scenario().string(), files_);
    EXPECT_TRUE(parsed) << parsed.error().message();
    if (!parsed) return {};
    auto scene = scenario::resolve(*parsed, files_);
    EXPECT_TRUE(scene) << scene.error().message();
    if (!scene) return {};
    assume_all_running(*scene->world);
    std::vector<LinkReading> links;
    const auto count = static_cast<std::uint32_t>(scene->world->peer_count());
    for (std::uint32_t a = 0; a < count; ++a) {
      for (std::uint32_t b = a + 1; b < count; ++b) {
        links.push_back(read_link(*scene->world, PeerId(a), PeerId(b)));
      }
    }
    return diagnose(*scene, links);
  }

  std::vector<Finding> of_code(const Findings& findings) {
    std::vector<Finding> found;
    for (const Finding& finding : findings) {
      if (finding.code == GetParam().code) found.push_back(finding);
    }
    return found;
  }

  SourceFiles files_;
  const fs::path folder_ =
      fs::temp_directory_path() / ("seatrial_example_" + std::string(GetParam().code));
};

TEST_P(FindingExample, ShowsItsCodeAtItsLineUntilItIsMended) {
  const std::vector<Finding> found = of_code(findings());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(files_.path(found[0].where.file), HasSubstr(GetParam().file));
  EXPECT_THAT(line_of(side_file(), found[0].where.line), HasSubstr(GetParam().where));
  replace_in(side_file(), GetParam().from, GetParam().to);
  EXPECT_TRUE(of_code(findings()).empty());
}

constexpr Example examples[] = {
    {"ST404", "b/b.yaml", "0000000000000000000000000000000000000001",
     "0000000000000000000000000000000000000001", ""},
    {"ST405", "b/b.yaml", "\"istanbul\": ,", "\"istanbul\": ,", "\"istanbul\": {}"},
    {"ST412", "b/b.yaml", "name: validator-1", "validator-1", "validator-b1"},
    {"ST415", "b/b.yaml", "\"config\": {", "\"isQuorum\": true",
     "\"isQuorum\": true, \"istanbul\": {}"},
    {"ST416", "b/b.yaml", "timestamp", "\"timestamp\": \"0x2\"", "\"timestamp\": \"0x1\""},
    {"ST417", "b/b.yaml", "--port, 30304", "30304", "30303"},
    {"ST418", "b/b.yaml", "RollingUpdate", "RollingUpdate", "Recreate"},
    {"ST419", "b/b.yaml", "apk add jq", "[Egress]", "[Ingress]"},
    {"ST615", "b/b.yaml", "\"permissionModel\": \"v2\"", "v2", "v1"},
    {"ST807", "b/b.yaml", "\"useWhiteList\": true", "useWhiteList\": true",
     "useWhiteList\": false"},
    {"ST808", "b/b.yaml", "\"disablePeerDiscovery\": true", "disablePeerDiscovery\": true",
     "disablePeerDiscovery\": false"},
    {"ST809", "a/a.yaml", "\"serverAddress\": \"http://a1:9001\"", "http://a1:9001",
     "http://1.2.3.4:31041"},
    {"ST810", "b/b.yaml", "\"tls\": \"STRICT\"", "STRICT", "OFF"},
    {"ST812", "b/b.yaml", "PRIVATE_CONFIG", "unix:/t/tm.ipc", "unix:/d/tm.ipc"},
    {"ST813", "b/b.yaml",
     "pOKKm2vlbCwfBwSTcbGPMX6VpTYPfzB1MuQ0xDjXaH0=", "pOKKm2vlbCwfBwSTcbGPMX6VpTYPfzB1MuQ0xDjXaH0=",
     "ZMsCBe5MlTVTMzXSpBHCzNcHYvV9yGCaPZWWgzuFTGA="},
    {"ST814", "b/b.yaml", "/upcheck", "/upcheck", "/partyinfo"},
};

INSTANTIATE_TEST_SUITE_P(Findings, FindingExample, ::testing::ValuesIn(examples),
                         [](const auto& row) { return std::string(row.param.code); });

}  // namespace
}  // namespace seatrial::testing
