// SPDX-License-Identifier: Apache-2.0
// The whole `check` of a deployment on disk, from its files to the text that the command prints:
// one cluster, and two that list each other, of a hundred nodes to a thousand, without a fault,
// with one, and with one that breaks all links between two clusters. Each size runs in a process of
// its own, so that the peak of memory is that size's. The target for a thousand nodes, 20 MB: 5 s,
// and at the peak ten times the input. SEATRIAL_BENCH_FOLDER names a folder to write the
// deployments to and to keep, for trials with the command.
#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include "harness/report/text.hpp"
#include "harness/run/run.hpp"
#include "harness/scenario/from_options.hpp"
#include "tests/support/deployment_files.hpp"
#include "tests/support/scratch_folder.hpp"

namespace {

using namespace seatrial;
using testing_support::DeploymentFiles;

/// Kubernetes nodes with the default 110 pods each, enough for so many peers.
std::string node_addresses(const DeploymentFiles& deployment, std::size_t cluster) {
  const auto& of = deployment.clusters()[cluster];
  std::string text = of.name + ".node-ip=" + of.node_ip;
  const std::size_t machines = of.nodes.size() / 100 + 1;
  for (std::size_t i = 1; i < machines; ++i) {
    text += fmt::format(",{}.2.3.{}", cluster + 1, 4 + i);
  }
  return text;
}

scenario::WorldOptions options_of(const DeploymentFiles& deployment, const std::string& folder) {
  scenario::WorldOptions options;
  for (std::size_t c = 0; c < deployment.clusters().size(); ++c) {
    const std::string& name = deployment.clusters()[c].name;
    options.clusters.push_back({name, folder + '/' + name});
    options.settings.push_back(node_addresses(deployment, c));
    if (deployment.clusters().size() < 2) continue;
    options.exported.push_back({name, folder + '/' + name + "-external.yaml"});
  }
  return options;
}

/// What a check came to, as it passes from one process to the other.
struct Outcome {
  std::uint64_t peak = 0;      ///< bytes
  std::uint64_t cpu = 0;       ///< microseconds of processor time
  std::uint64_t links = 0;     ///< rows of the report
  std::uint64_t findings = 0;  ///< of the report
  std::uint64_t text = 0;      ///< bytes that the command would print
  bool done = false;
};

Outcome check(const scenario::WorldOptions& options) {
  SourceFiles files;
  Outcome outcome;
  const auto scenario = scenario::from_options(options, files);
  if (!scenario) return outcome;
  const Report report = run::check(*scenario, files);
  outcome.done = !report.input_error && report.errors.empty();
  outcome.links = report.links.size();
  outcome.findings = report.findings.size();
  std::ostringstream text;
  report::write_text(text, report, files);
  outcome.text = text.str().size();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  outcome.peak = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  for (const timeval& spent : {usage.ru_utime, usage.ru_stime}) {
    outcome.cpu += static_cast<std::uint64_t>(spent.tv_sec) * 1'000'000 +
                   static_cast<std::uint64_t>(spent.tv_usec);
  }
  return outcome;
}

Outcome check_in_child(const scenario::WorldOptions& options) {
  int ends[2];
  Outcome outcome;
  if (pipe(ends) != 0) return outcome;
  const pid_t child = fork();
  if (child == 0) {
    outcome = check(options);
    const bool told = write(ends[1], &outcome, sizeof outcome) == sizeof outcome;
    _exit(told ? 0 : 1);
  }
  close(ends[1]);
  if (read(ends[0], &outcome, sizeof outcome) != sizeof outcome) outcome = {};
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return outcome;
}

/// What is wrong with a deployment.
enum class Fault : std::uint8_t {
  none,
  one_service,      ///< one Service of the last cluster leads to a port where nobody listens
  all_services,     ///< all of the last cluster do
  all_unpermitted,  ///< the last cluster lists nobody of the others
};

void put_in(Fault fault, DeploymentFiles& deployment) {
  const std::size_t last = deployment.clusters().size() - 1;
  auto& nodes = deployment.change(last).nodes;
  if (fault == Fault::one_service) nodes[nodes.size() / 2].p2p_target = 30304;
  if (fault == Fault::all_services) {
    for (auto& node : nodes) node.p2p_target = 30304;
  }
  if (fault == Fault::all_unpermitted) deployment.forget_others(last);
}

void check_deployment(benchmark::State& state) {
  const auto clusters = static_cast<std::size_t>(state.range(0));
  const auto nodes = static_cast<std::size_t>(state.range(1));
  const auto fault = static_cast<Fault>(state.range(2));
  const testing_support::ScratchFolder scratch;
  const char* kept = std::getenv("SEATRIAL_BENCH_FOLDER");
  const std::string folder = fmt::format("{}/{}x{}-{}", kept != nullptr ? kept : scratch.path(),
                                         clusters, nodes / clusters, state.range(2));
  DeploymentFiles deployment(clusters, nodes / clusters);
  put_in(fault, deployment);
  const std::uintmax_t bytes = deployment.write(folder);
  const scenario::WorldOptions options = options_of(deployment, folder);
  Outcome outcome;
  for (auto _ : state) outcome = check_in_child(options);
  if (!outcome.done) state.SkipWithError("the deployment was not read");
  state.counters["cpu_s"] = static_cast<double>(outcome.cpu) / 1e6;  // also on a busy machine
  state.counters["MB"] = static_cast<double>(bytes) / 1e6;
  state.counters["pairs"] = static_cast<double>(nodes * (nodes - 1) / 2);
  state.counters["peak_MB"] = static_cast<double>(outcome.peak) / 1e6;
  state.counters["peak_times_input"] =
      static_cast<double>(outcome.peak) / static_cast<double>(bytes);
  state.counters["rows"] = static_cast<double>(outcome.links);
  state.counters["findings"] = static_cast<double>(outcome.findings);
  state.counters["text_kB"] = static_cast<double>(outcome.text) / 1e3;
}
BENCHMARK(check_deployment)
    ->ArgNames({"clusters", "nodes", "fault"})
    ->Args({1, 100, 0})
    ->Args({1, 300, 0})
    ->Args({1, 1000, 0})
    ->Args({2, 200, 0})
    ->Args({2, 400, 0})
    ->Args({2, 1000, 0})
    ->Args({2, 1000, 1})
    ->Args({2, 1000, 2})
    ->Args({2, 1000, 3})
    ->Args({1, 1000, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
