// SPDX-License-Identifier: Apache-2.0
// Drives the built program as a process, the way a shell does: arguments in, exit code and two
// streams out. Each Folder is an empty one of its own that goes away with it.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

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

/// A scratch folder.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "seatrial-cli-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return *this / name;
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// Runs `environment seatrial arguments` by the shell, in the folder.
inline Outcome seatrial(const std::string& arguments, const Folder& folder,
                        const std::string& environment = "") {
  const std::string line = "cd '" + folder.path() + "' && " + environment + " '" +
                           SEATRIAL_PROGRAM + "' " + arguments + " >.out 2>.err </dev/null";
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(folder / ".out"),
          read_text(folder / ".err")};
}

inline Outcome seatrial(const std::string& arguments) {
  const Folder folder;
  return seatrial(arguments, folder);
}

/// Two peers in two clusters that know each other, or (all_know false) of which b alone does.
inline std::string two_clusters(bool all_know) {
  return std::string("seatrial: 1\n") +
         "defaults: {peer: {flags: [--permissioned, --nodiscover]}}\n"
         "clusters:\n"
         "  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}}\n"
         "  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}\n"
         "genesis: {validators: [a/*]}\n"
         "lists:\n" +
         (all_know
              ? "  static: {a/*: ['*'], b/*: ['*']}\n  permissioned: {a/*: ['*'], b/*: ['*']}\n"
              : "  static: {a/*: [a/*], b/*: ['*']}\n"
                "  permissioned: {a/*: [a/*], b/*: ['*']}\n") +
         "steps:\n"
         "  - start: ['*']\n"
         "  - expect: {links: [a/*, b/*], up: {within: 60s}}\n";
}

}  // namespace seatrial::cli
