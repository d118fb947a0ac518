// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/generate/marked_script.hpp"
#include "harness/generate/node_manifests.hpp"
#include "harness/generate/template_value.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::generate {

namespace {

using config::ConsensusWord;
using config::Value;

constexpr std::string_view home = "/etc/quorum/qdata";

// Docker_Repo_Full replaces the whole image. SPEC kubernetes 1.1
Value image_of(const config::QubernetesImage& image, std::string_view program) {
  if (!image.full.value.empty()) return At(image.full.mark).text(image.full.value);
  return At(image.version.mark)
      .text(fmt::format("{}/{}:{}", image.repo.value, program, image.version.value));
}

Value variable(const At& at, std::string_view name, std::string value) {
  return at.texts({{"name", std::string(name)}, {"value", std::move(value)}});
}

Value mount(const At& at, std::string_view volume, std::string path, std::string_view sub_path) {
  if (sub_path.empty()) return at.texts({{"name", std::string(volume)}, {"mountPath", path}});
  return at.texts({{"name", std::string(volume)},
                   {"mountPath", std::move(path)},
                   {"subPath", std::string(sub_path)}});
}

// A mount of a single key as a file of a folder.
Value file_mount(const At& at, std::string_view volume, std::string_view folder,
                 std::string_view key) {
  return mount(at, volume, fmt::format("{}/{}", folder, key), key);
}

Value container_ports(const At& at, const std::vector<std::uint64_t>& ports) {
  std::vector<Value> items;
  for (std::uint64_t port : ports) items.push_back(at.map({{"containerPort", at.number(port)}}));
  return at.list(std::move(items));
}

Value shell(const At& at, const MarkedScript& script) {
  return at.list({at.text("-cx"), script.value(at.mark())});
}

// SPEC kubernetes 1.4: what the consensus of the node adds to geth's arguments
std::string_view consensus_args(ConsensusWord consensus) {
  switch (consensus) {
    case ConsensusWord::raft:
      return " --gcmode archive --raft --raftport 50401 --raftdnsenable ";
    case ConsensusWord::clique:
      return " --gcmode archive --syncmode full --mine ";
    case ConsensusWord::istanbul:
    case ConsensusWord::qbft:
      break;
  }
  return " --gcmode archive --istanbul.blockperiod 3 --syncmode full --mine --minerthreads 1 ";
}

// Builds the Deployment of one node.
class Deployment {
 public:
  explicit Deployment(const NodeInput& input)
      : yaml_(input.yaml),
        node_(input.node),
        keys_(input.keys),
        id_(node_.ident.value),
        at_(node_.ident.mark) {}

  Value value() const {
    const Value labels =
        at_.texts({{"app", "qubernetes"}, {"tier", "backend"}, {"name", id_ + "-deployment"}});
    const Value pod = at_.map({{"initContainers", at_.list({init_container()})},
                               {"containers", at_.list({manager(), quorum()})},
                               {"volumes", at_.list(volumes())}});
    const Value spec = at_.map(
        {{"replicas", at_.number(1)},
         {"template", at_.map({{"metadata", at_.map({{"labels", labels}})}, {"spec", pod}})}});
    return at_.map({{"apiVersion", at_.text("apps/v1")},
                    {"kind", at_.text("Deployment")},
                    {"metadata", metadata(yaml_, at_.text(id_ + "-deployment"))},
                    {"spec", spec}});
  }

 private:
  bool votes() const { return has_validators(node_.consensus.value); }

  std::vector<Value> data_mounts() const {
    return {mount(at_, "quorum-persistent-storage", std::string(home), id_),
            mount(at_, "quorum-persistent-storage", fmt::format("{}/tm", home), id_ + "-tm"),
            mount(at_, "quorum-persistent-storage", fmt::format("{}/logs", home), id_ + "-logs")};
  }

  // geth init runs only where the volume holds no chain yet. SPEC kubernetes 1.4
  Value init_container() const {
    MarkedScript script;
    script.add(
        "if [ ! -f $QUORUM_DATA_DIR/genesis_created ]; then /usr/local/bin/geth --datadir "
        "$QUORUM_DATA_DIR init /etc/quorum/genesis/genesis-geth.json; fi;",
        at_.mark());
    return at_.map(
        {{"name", at_.text("quorum-genesis-init-container")},
         {"image", image_of(node_.quorum, "quorum")},
         {"command", at_.list({at_.text("sh")})},
         {"args", shell(at_, script)},
         {"env", at_.list({variable(at_, "QUORUM_DATA_DIR", fmt::format("{}/dd", home)),
                           variable(at_, "QHOME", std::string(home))})},
         {"volumeMounts",
          at_.list({mount(at_, "quorum-persistent-storage", std::string(home), id_),
                    file_mount(at_, "genesis-config-persistent-storage", "/etc/quorum/genesis",
                               "genesis-geth.json"),
                    mount(at_, "contracts-config", fmt::format("{}/contracts-tmp", home), "")})}});
  }

  // The start script chooses among the templates by the version. SPEC kubernetes 1.4
  Value manager() const {
    const std::string tm = fmt::format("{}/tm", home);
    std::vector<Value> mounts = data_mounts();
    mounts.push_back(file_mount(at_, "keystore-tm", tm, "tm.pub"));
    mounts.push_back(file_mount(at_, "keystore-tm", tm, "tm.key"));
    for (const char* key : {"tessera-config.json.tmpl", "tessera-config-enhanced.json.tmpl",
                            "tessera-config-9.0.json.tmpl"}) {
      mounts.push_back(file_mount(at_, "tessera-config", tm, key));
    }
    MarkedScript script;
    script.add("java -jar /tessera/tessera-app.jar", at_.mark());
    return at_.map({{"name", At(node_.tm_name.mark).text(node_.tm_name.value)},
                    {"image", image_of(node_.tm, node_.tm_name.value)},
                    {"command", at_.list({at_.text("sh")})},
                    {"args", shell(at_, script)},
                    {"ports", container_ports(at_, {9001})},
                    {"env", at_.list({variable(at_, "QHOME", std::string(home)),
                                      variable(at_, "QUORUM_HOME", std::string(home)),
                                      variable(at_, "DDIR", tm)})},
                    {"volumeMounts", at_.list(std::move(mounts))}});
  }

  MarkedScript start_script() const {
    const Mark& id = at_.mark();
    const Mark& consensus = node_.consensus.mark;
    MarkedScript script;
    for (std::string_view list : {"permissioned", "static"}) {
      script.add(fmt::format("ln -s $QUORUM_HOME/permission-nodes/permissioned-nodes.json "
                             "$QUORUM_DATA_DIR/{}-nodes.json; ",
                             list),
                 id);
    }
    add_network_id(script);
    script.add("RPC_APIS=admin,db,eth,debug,miner,net,shh,txpool,personal,web3,quorum ", id);
    script.add("args=\"", id);
    script.add(consensus_args(node_.consensus.value), consensus);
    script.add("\"; ", id);
    if (votes()) script.add("RPC_APIS=\"$RPC_APIS,istanbul\"; ", consensus);
    add_unlock(script);
    script.add(
        "/usr/local/bin/geth --datadir $QUORUM_DATA_DIR $args --permissioned --nodiscover "
        "--nat=none ",
        id);
    script.add(fmt::format("--verbosity {} ", node_.verbosity.value),
               first_known(node_.verbosity.mark, id));
    script.add(
        "--networkid $NETWORK_ID --unlock 0 --emitcheckpoints --rpc --rpcaddr 0.0.0.0 "
        "--rpcport 8545 --rpcapi $RPC_APIS --wsapi $RPC_APIS --wsport 8546 --port 30303 ",
        id);
    add_params(script);
    script.add(
        "--password $QUORUM_DATA_DIR/password.txt 2>&1 | "
        "tee -a /etc/quorum/qdata/logs/quorum.log;",
        id);
    return script;
  }

  // A node's own id, or the Chain_Id of the genesis. SPEC kubernetes 1.1
  void add_network_id(MarkedScript& script) const {
    const auto& id = node_.network_id ? *node_.network_id : yaml_.genesis.chain_id;
    script.add("NETWORK_ID=", at_.mark());
    script.add(std::to_string(id.value), first_known(id.mark, at_.mark()));
    script.add(" ", at_.mark());
  }

  // Compared as texts. SPEC kubernetes 1.1
  void add_unlock(MarkedScript& script) const {
    if (node_.quorum.version.value < "2.6.0") return;
    script.add("args=\"$args --allow-insecure-unlock \"; ", node_.quorum.version.mark);
  }

  void add_params(MarkedScript& script) const {
    if (yaml_.prometheus) {
      const config::MarkedText& params = yaml_.prometheus->geth_params;
      script.add(params.known() ? params.value
                                : "--metrics --metrics.expensive --pprof --pprofaddr=0.0.0.0",
                 first_known(params.mark, yaml_.prometheus->mark));
      script.add(" ", at_.mark());
    }
    if (node_.geth_params.is_scalar()) script.add_unescaped(node_.geth_params);
    script.add(" ", at_.mark());
  }

  Value quorum() const {
    std::vector<std::uint64_t> ports{50401, 8545, 8546, 30303};
    if (yaml_.prometheus) ports.push_back(6060);
    return at_.map({{"name", at_.text("quorum")},
                    {"image", image_of(node_.quorum, "quorum")},
                    {"command", at_.list({at_.text("sh")})},
                    {"args", shell(at_, start_script())},
                    {"ports", container_ports(at_, ports)},
                    {"env", at_.list(environment())},
                    {"volumeMounts", at_.list(quorum_mounts())}});
  }

  std::vector<Value> environment() const {
    return {variable(at_, "PRIVATE_CONFIG", fmt::format("{}/tm/tm.ipc", home)),
            variable(at_, "QUORUM_DATA_DIR", fmt::format("{}/dd", home)),
            variable(at_, "QUORUM_HOME", std::string(home)),
            variable(at_, "QHOME", std::string(home)),
            variable(at_, "TM_HOME", fmt::format("{}/tm/", home)),
            variable(at_, "THIS_NODE_ID", id_),
            variable(At(node_.key_dir.mark), "THIS_ENODE", wire::to_hex(keys_.node_key))};
  }

  std::vector<Value> quorum_mounts() const {
    const std::string data = fmt::format("{}/dd", home);
    std::vector<Value> mounts = data_mounts();
    mounts.push_back(file_mount(at_, "genesis-config-persistent-storage", "/etc/quorum/genesis",
                                "genesis-geth.json"));
    mounts.push_back(
        file_mount(at_, "quorum-key-config-persistent-storage", data + "/keystore", "key"));
    mounts.push_back(file_mount(at_, "quorum-nodekey", data + "/geth", "nodekey"));
    mounts.push_back(file_mount(at_, "quorum-enode", data + "/geth", "enode"));
    // The whole folder, so that kubelet refreshes it. SPEC kubernetes 1.4
    mounts.push_back(
        mount(at_, "quorum-permissioned-config", fmt::format("{}/permission-nodes", home), ""));
    mounts.push_back(mount(at_, "geth-helpers", "/geth-helpers", ""));
    if (!votes()) return mounts;
    mounts.push_back(mount(at_, "istanbul-validator-config",
                           fmt::format("{}/istanbul-validator-config.toml", home), ""));
    for (const char* script : {"ibft_propose.sh", "ibft_propose_all.sh"}) {
      mounts.push_back(
          file_mount(at_, "node-management", fmt::format("{}/node-management", home), script));
    }
    return mounts;
  }

  Value volume(std::string_view name, const std::string& map,
               std::initializer_list<std::string_view> keys) const {
    std::vector<Value> items;
    for (std::string_view key : keys) {
      items.push_back(at_.texts({{"key", std::string(key)}, {"path", std::string(key)}}));
    }
    return at_.map(
        {{"name", at_.text(std::string(name))},
         {"configMap", at_.map({{"name", at_.text(map)}, {"items", at_.list(std::move(items))}})}});
  }

  std::vector<Value> volumes() const {
    std::vector<Value> all{
        volume("quorum-permissioned-config", "quorum-permissioned-config",
               {"permissioned-nodes.json"}),
        volume("genesis-config-persistent-storage", "genesis-config", {"genesis-geth.json"}),
        volume("tessera-config", "tessera-config",
               {"tessera-config.json.tmpl", "tessera-config-enhanced.json.tmpl",
                "tessera-config-9.0.json.tmpl"}),
        volume("contracts-config", "contracts-config", {}),
        volume("keystore-tm", id_ + "-tm-key-config", {"tm.pub", "tm.key"}),
        volume("quorum-key-config-persistent-storage", id_ + "-account-key-config", {"key"}),
        volume("quorum-nodekey", id_ + "-nodekey-config", {"nodekey"}),
        volume("quorum-enode", id_ + "-enode-config", {"enode"}),
        volume("geth-helpers", "geth-helpers", {"geth-attach.sh", "geth-exec.sh"})};
    if (votes()) {
      all.push_back(volume("istanbul-validator-config", "istanbul-validator-config.toml", {}));
      all.push_back(
          volume("node-management", "node-management", {"ibft_propose.sh", "ibft_propose_all.sh"}));
    }
    all.push_back(at_.map({{"name", at_.text("quorum-persistent-storage")},
                           {"persistentVolumeClaim", at_.texts({{"claimName", id_ + "-pvc"}})}}));
    return all;
  }

  const config::QubernetesYaml& yaml_;
  const config::QubernetesNode& node_;
  const NodeKeys& keys_;
  const std::string& id_;
  At at_;
};

}  // namespace

void add_deployment(const NodeInput& input, Manifests& manifests) {
  const std::string file =
      input.yaml.k8s.separate_deployments.value
          ? fmt::format("deployments/{}-quorum-deployment.yaml", input.node.ident.value)
          : "05-quorum-deployments.yaml";
  // The parameters are put between double quotes as they are.
  if (check_params(input.node.geth_params.text()) == ScriptSlip::ends_the_yaml) {
    manifests.break_here(file);
  }
  manifests.add(file, Deployment(input).value());
}

}  // namespace seatrial::generate
