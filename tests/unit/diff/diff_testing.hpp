// SPDX-License-Identifier: Apache-2.0
// States of files to hold against each other: a copy of the library's two clusters that a test may
// alter, or the texts of two scenarios. What differs comes as lines, as a reader sees it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "harness/diff/diff.hpp"
#include "harness/diff/text.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::diff::testing {

inline const std::string configs =
    std::string(SEATRIAL_SOURCE_DIR) + "/scenarios/two-cluster/configs/";

inline std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// A copy of a folder of the library, altered by replacing texts in its files.
class Copy {
 public:
  explicit Copy(const std::string& step) {
    std::filesystem::copy(configs + step + "/out", folder_.path() + "/out",
                          std::filesystem::copy_options::recursive);
  }
  std::string path() const { return folder_.path() + "/out"; }
  /// Replaces every occurrence in a file; there must be one.
  Copy& replace(const std::string& file, const std::string& from, const std::string& to) {
    std::string text = read_text(path() + "/" + file);
    std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << file << " has no " << from;
    for (; at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
    std::ofstream(path() + "/" + file, std::ios::binary) << text;
    return *this;
  }
  /// Replaces the first occurrence only.
  Copy& replace_first(const std::string& file, const std::string& from, const std::string& to) {
    std::string text = read_text(path() + "/" + file);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << file << " has no " << from;
    std::ofstream(path() + "/" + file, std::ios::binary) << text.replace(at, from.size(), to);
    return *this;
  }
  Copy& remove(const std::string& file) {
    EXPECT_TRUE(std::filesystem::remove(path() + "/" + file)) << file;
    return *this;
  }

 private:
  testing_support::ScratchFolder folder_;
};

/// Two states held against each other, and their files.
struct Compared {
  SourceFiles files;
  Difference difference;

  explicit Compared(const Request& request) {
    auto all = compare(request, files);
    EXPECT_EQ(all.size(), 1U);
    difference = std::move(all.front());
    if (difference.input_error) ADD_FAILURE() << difference.input_error->message();
  }

  Verdict verdict() const { return verdict_of(difference); }
  std::string text() const {
    std::ostringstream out;
    write_text(out, difference, files);
    return out.str();
  }
  /// "added p2p a/n1 x: unknown" for each link.
  std::vector<std::string> links() const {
    std::vector<std::string> lines;
    for (const LinkChange& link : difference.links) {
      const auto& state = link.after ? link.after : link.before;
      lines.push_back(std::string(link.breaks ? "broken" : to_string(link.change)) + " " +
                      std::string(report::to_string(link.kind)) + " " + link.from + " " + link.to +
                      ": " + std::string(report::to_string(state->status)));
    }
    return lines;
  }
  /// "added ST414" for each finding.
  std::vector<std::string> findings() const {
    std::vector<std::string> lines;
    for (const FindingChange& change : difference.findings)
      lines.push_back(std::string(to_string(change.change)) + " " + change.finding.code);
    return lines;
  }
  /// "static-nodes.json at_start" for each file that pods keep.
  std::vector<std::string> kept() const {
    std::vector<std::string> lines;
    for (const KeptFile& file : difference.kept)
      lines.push_back(file.file + " " + std::string(to_string(file.refresh)));
    return lines;
  }
};

/// One cluster alone.
inline Request alone(const std::string& before, const std::string& after) {
  Request request;
  request.old_path = before;
  request.new_path = after;
  return request;
}

/// A's state changes, and B's is b-step5; or the reverse by `name`.
inline Request beside(const std::string& before, const std::string& after,
                      const std::string& name = "a") {
  Request request = alone(before, after);
  request.name = name;
  const bool is_a = name == "a";
  request.others.clusters = {is_a ? scenario::NamedPath{"b", configs + "b-step5/out"}
                                  : scenario::NamedPath{"a", configs + "a-step10/out"}};
  request.others.exported = {{"a", configs + "a-external.yaml"},
                             {"b", configs + "b-external.yaml"}};
  return request;
}

/// Two scenario texts.
class Scenarios {
 public:
  Scenarios(const std::string& before, const std::string& after)
      : request(alone(folder_.write("old.yaml", before), folder_.write("new.yaml", after))) {}

 private:
  testing_support::ScratchFolder folder_;

 public:
  Request request;
};

}  // namespace seatrial::diff::testing
