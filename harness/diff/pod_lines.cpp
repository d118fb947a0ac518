// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/pod_lines.hpp"

#include <fmt/format.h>

#include <set>

#include "harness/diagnose/view.hpp"

namespace seatrial::diff {
namespace {

bool needs_restart(const KeptFile& file) {
  return file.refresh == Refresh::never || file.refresh == Refresh::at_start;
}

std::string restart_command(const std::vector<KeptFile>& kept) {
  std::set<std::string> workloads;
  for (const KeptFile& file : kept) {
    if (needs_restart(file)) workloads.insert(file.workloads.begin(), file.workloads.end());
  }
  if (workloads.empty()) return "";
  return fmt::format("to read them: kubectl rollout restart {}", fmt::join(workloads, " "));
}

}  // namespace

std::vector<std::string> roll_lines(const std::vector<Roll>& rolls) {
  std::vector<std::string> lines;
  for (const Roll& roll : rolls) {
    std::string peers;
    if (!roll.peers.empty()) peers = fmt::format(" ({})", diagnosis::enumerate(roll.peers));
    lines.push_back(fmt::format("{}{}: {}{}", roll.workload, peers, fmt::join(roll.reasons, "; "),
                                roll.by_itself ? "" : "; only once its pods are deleted"));
  }
  return lines;
}

std::string refresh_text(const KeptFile& file) {
  const std::string readers = diagnosis::enumerate(file.readers);
  switch (file.refresh) {
    case Refresh::never:
      return fmt::format(
          "mounted with subPath, so that {} keep the old one until their pods are "
          "replaced",
          readers);
    case Refresh::at_start:
      return fmt::format("read at the start only: {} keep the old one until they restart", readers);
    case Refresh::at_init:
      return fmt::format(
          "read by geth init into an empty volume only: {} may keep the old "
          "settings (not verified)",
          readers);
    case Refresh::live:
      return fmt::format(
          "{} see it after up to about a minute (not verified), and read it at "
          "every connection",
          readers);
    case Refresh::not_known:
      return fmt::format(
          "{} see it after up to about a minute (not verified); whether the "
          "process reads it again is not known",
          readers);
  }
  return "";
}

std::vector<std::string> kept_lines(const std::vector<KeptFile>& kept) {
  std::vector<std::string> lines;
  for (const KeptFile& file : kept) {
    lines.push_back(fmt::format("{} ({}): {}{}", file.file, file.source, refresh_text(file),
                                file.code.empty() ? "" : " [" + file.code + "]"));
  }
  const std::string command = restart_command(kept);
  if (!command.empty()) lines.push_back(command);
  return lines;
}

std::vector<std::string> service_lines(const std::vector<ServiceChange>& services) {
  std::vector<std::string> lines;
  for (const ServiceChange& change : services) {
    lines.push_back(fmt::format(
        "{:<9}{}{}{}", to_string(change.change), change.service,
        change.what.empty() ? "" : ": " + change.what,
        change.moves ? "; whoever has written the old address down must be told the new one" : ""));
  }
  return lines;
}

}  // namespace seatrial::diff
