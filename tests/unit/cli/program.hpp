// SPDX-License-Identifier: Apache-2.0
// Drives the built program as a process, the way a shell does: arguments in, exit code and two
// streams out. The program is the one of the same build tree, or what SEATRIAL_PROGRAM names in the
// environment; where there is none, every test fails and says so. It runs in a
// scratch folder.
#pragma once

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/scratch_folder.hpp"

namespace seatrial::cli {

/// What a process left behind.
struct Outcome {
  int code = -1;  ///< -1 where it did not exit by itself
  std::string out;
  std::string err;
};

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The program under test: <build>/tools/seatrial beside <build>/tests/unit_cli.
inline std::string program() {
  if (const char* named = std::getenv("SEATRIAL_PROGRAM")) return named;
  const auto tests = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  return (tests.parent_path() / "tools" / "seatrial").string();
}

using Folder = testing_support::ScratchFolder;

/// Runs `environment seatrial arguments` by the shell, in the folder.
inline Outcome seatrial(const std::string& arguments, const Folder& folder,
                        const std::string& environment = "") {
  EXPECT_TRUE(std::filesystem::exists(program())) << program() << ": build the target seatrial";
  const std::string line = "cd '" + folder.path() + "' && " + environment + " '" + program() +
                           "' " + arguments + " >.out 2>.err </dev/null";
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(folder / ".out"),
          read_text(folder / ".err")};
}

inline Outcome seatrial(const std::string& arguments) {
  const Folder folder;
  return seatrial(arguments, folder);
}

/// Two peers in two clusters that list each other, or (know false) do not.
inline std::string two_clusters(bool know) {
  return std::string("seatrial: 1\n") +
         "clusters:\n"
         "  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}}\n"
         "  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}\n"
         "genesis: {validators: [a/*]}\n"
         "lists:\n"
         "  permissioned: {a/*: ['*'], b/*: ['*']}\n" +
         (know ? "  static: {a/*: [a/*], b/*: ['*']}\n" : "  static: {a/*: [a/*], b/*: [b/*]}\n") +
         "steps:\n"
         "  - start: ['*']\n"
         "  - expect: {links: [a/*, b/*], up: {within: 60s}}\n";
}

}  // namespace seatrial::cli
