// SPDX-License-Identifier: Apache-2.0
// Reading 20 MB of manifests: a thousand nodes in the shape of what qubernetes generates, each with
// its Deployment (a long start script), Service and key ConfigMaps, one shared list and one shared
// Tessera config. The target: under 5 s, and at the peak at most ten times the input in memory.
// SEATRIAL_BENCH_FOLDER names a folder to write them to and to keep, for trials with the command.
#include <benchmark/benchmark.h>
#include <fmt/core.h>
#include <sys/resource.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "harness/config/generated_folder.hpp"
#include "sim/wire/hex.hpp"
#include "sim/wire/keys.hpp"
#include "tests/support/scratch_folder.hpp"

namespace {

using namespace seatrial;

constexpr int nodes = 1000;

std::string config_map(const std::string& name, const std::string& key, const std::string& text) {
  return fmt::format(
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {0}\n  labels:\n    app: "
      "qubernetes\n"
      "    name: {0}\ndata:\n  {1}: |-\n    {2}\n",
      name, key, text);
}

std::string service(const std::string& name) {
  std::string text = fmt::format(
      "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {0}\n  labels:\n    app: qubernetes\n"
      "    tier: backend\n    name: {0}\nspec:\n  selector:\n    app: qubernetes\n    tier: "
      "backend\n"
      "    name: {0}-deployment\n  type: ClusterIP\n  ports:\n",
      name);
  for (const auto& [port, noun] : {std::pair{9001, "tm-manager"},
                                   {9080, "tm-tessera-third-part"},
                                   {8545, "rpc-listener"},
                                   {8546, "wsport"},
                                   {30303, "quorum-listener"}}) {
    text +=
        fmt::format("    - name: {}\n      protocol: TCP\n      port: {}\n      targetPort: {}\n",
                    noun, port, port);
  }
  return text;
}

// The script that waits for Tessera, with as many lines of shell as the generator's.
std::string script() {
  std::string text;
  for (int i = 0; i < 75; ++i) {
    text += fmt::format(
        "           VERSION_{0}=$(echo ${{TESSERA_VERSION}} | awk -F. '{{print ${0}}}');"
        " echo \\\"version: [$VERSION_{0}] of {0}\\\";\n",
        i);
  }
  return text;
}

// {0}: the name, {1}: a script, {2}: the key, {3}: the folder of the lists.
constexpr std::string_view deployment_form =
    R"(---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {0}-deployment
spec:
  replicas: 1
  template:
    metadata:
      labels:
        app: qubernetes
        tier: backend
        name: {0}-deployment
    spec:
      initContainers:
      - name: quorum-genesis-init-container
        image: quorumengineering/quorum:2.7.0
        command: [ "sh" ]
        args: [ "-cx", "geth --datadir /dd init /etc/quorum/genesis/genesis-geth.json" ]
        volumeMounts:
        - name: genesis
          mountPath: /etc/quorum/genesis/genesis-geth.json
          subPath: genesis-geth.json
      containers:
      - name: tessera
        image: quorumengineering/tessera:0.10.6
        command: [ "sh" ]
        args:
        - "-cx"
        - "
{1}
          "
        ports:
        - containerPort: 9001
        volumeMounts:
        - name: tessera-config
          mountPath: /etc/quorum/qdata/tm/tessera-config-9.0.json.tmpl
          subPath: tessera-config-9.0.json.tmpl
      - name: quorum
        image: quorumengineering/quorum:2.7.0
        command: [ "sh" ]
        args:
        - "-cx"
        - "
{1}
           ln -s {3}/permissioned-nodes.json $D/permissioned-nodes.json;
           ln -s {3}/permissioned-nodes.json $D/static-nodes.json;
           args=\" --istanbul.blockperiod 3 --syncmode full --mine --minerthreads 1 \";
           /usr/local/bin/geth --datadir $D $args --permissioned --nodiscover --nat=none \
           --networkid 1000 --rpc --rpcaddr 0.0.0.0 --rpcport 8545 --port 30303"
        ports:
        - containerPort: 8545
        - containerPort: 30303
        env:
        - name: D
          value: /etc/quorum/qdata/dd
        - name: THIS_NODE_ID
          value: {0}
        - name: THIS_ENODE
          value: {2}
        volumeMounts:
        - name: lists
          mountPath: {3}
      volumes:
      - name: lists
        configMap:
          name: quorum-permissioned-config
      - name: tessera-config
        configMap:
          name: tessera-config
      - name: genesis
        configMap:
          name: genesis-config
)";

std::string deployment(const std::string& name, const std::string& key) {
  return fmt::format(deployment_form, name, script(), key, "/etc/quorum/qdata/permission-nodes");
}

constexpr std::string_view genesis =
    R"({"config": {"chainId": 1000, "istanbul": {"epoch": 30000, "policy": 0}}, "alloc": {},
     "difficulty": "0x1", "gasLimit": "0xE0000000", "extraData": "0x00"})";

/// Writes the manifests and says how many bytes they are.
std::uintmax_t write(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder / "deployments");
  std::ofstream keys(folder / "04-quorum-keyconfigs.yaml");
  std::ofstream services(folder / "03.0-quorum-services.yaml");
  std::string list = "[";
  std::string urls;
  for (int i = 1; i <= nodes; ++i) {
    const std::string name = fmt::format("quorum-node{:04}", i);
    std::array<std::uint8_t, 32> secret{};
    secret[30] = static_cast<std::uint8_t>(i >> 8);
    secret[31] = static_cast<std::uint8_t>(i);
    const std::string key = wire::to_hex(*wire::public_key(wire::PrivateKey(secret)));
    keys << config_map(name + "-tm-key-config", "tm.key", "{\"data\":{\"bytes\":\"none\"}}")
         << config_map(name + "-nodekey-config", "nodekey", std::string(64, '1'))
         << config_map(name + "-enode-config", "enode", key)
         << config_map(name + "-account-key-config", "key", "{\"address\":\"none\"}");
    services << service(name);
    std::ofstream(folder / "deployments" / (name + ".yaml")) << deployment(name, key);
    list += fmt::format("{}\n      \"enode://{}@{}:30303?discport=0&raftport=50401\"",
                        i == 1 ? "" : ",", key, name);
    urls += fmt::format("{}\n      {{\"url\": \"http://{}:9001\"}}", i == 1 ? "" : ",", name);
  }
  std::ofstream(folder / "01-quorum-genesis.yaml")
      << config_map("genesis-config", "genesis-geth.json", std::string(genesis));
  std::ofstream(folder / "02-quorum-shared-config.yaml")
      << config_map("quorum-permissioned-config", "permissioned-nodes.json", list + "\n    ]")
      << config_map("tessera-config", "tessera-config-9.0.json.tmpl",
                    "{\"serverConfigs\": [{\"app\": \"P2P\", \"serverAddress\": "
                    "\"http://%THIS_SERVICE_HOST%:9001\"}], \"peer\": [" +
                        urls + "\n    ]}");
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

std::uint64_t peak_rss() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

void read_manifests(benchmark::State& state) {
  const testing_support::ScratchFolder scratch;
  const char* kept = std::getenv("SEATRIAL_BENCH_FOLDER");
  const std::string folder = kept != nullptr ? kept : scratch.path() + "/out";
  const std::uintmax_t bytes = write(folder);
  const std::uint64_t before = peak_rss();
  for (auto _ : state) {
    SourceFiles files;
    const auto cluster = config::read_generated_folder(folder, files);
    if (!cluster || cluster->peers.size() != nodes || !cluster->errors.empty()) {
      state.SkipWithError("the manifests were not read");
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
  state.counters["MB"] = static_cast<double>(bytes) / 1e6;
  state.counters["peak_times_input"] =
      static_cast<double>(peak_rss() - before) / static_cast<double>(bytes);
}
BENCHMARK(read_manifests)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace

BENCHMARK_MAIN();
