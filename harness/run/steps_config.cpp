// SPDX-License-Identifier: Apache-2.0
// Steps that act on files and Services: what two companies hand to one another and apply.
#include <fmt/format.h>

#include <algorithm>

#include "harness/config/generated_folder.hpp"
#include "harness/run/exporter.hpp"
#include "harness/run/runner.hpp"
#include "harness/run/step_note.hpp"
#include "harness/scenario/resolver.hpp"

namespace seatrial::run {

namespace {

const char* file_name(scenario::ListFile file) {
  return file == scenario::ListFile::static_nodes ? "static-nodes.json" : "permissioned-nodes.json";
}

}  // namespace

Runner::Note Runner::act(const scenario::RecreateService& step) {
  std::string text;
  for (const scenario::Selector& selector : step.services) {
    for (const PeerId id : scene_.peers(selector)) {
      const PeerSpec& spec = world_.peer(id).spec;
      kube::Cluster& cluster = world_.cluster(spec.cluster);
      const std::string ns = cluster.pod(spec.pod).ns;
      const auto before = node_port_of(world_, id, spec.geth.port);
      if (auto done = cluster.recreate_service(ns, spec.name); !done) return done.error();
      text += fmt::format("{}{}: NodePort of {} was {}, is {}", text.empty() ? "" : "; ",
                          world_.name(id), spec.geth.port, before.value_or(0),
                          node_port_of(world_, id, spec.geth.port).value_or(0));
    }
  }
  return note(std::move(text));
}

Runner::Note Runner::act(const scenario::ExportNodes& step) {
  const scenario::SceneCluster& cluster = *scene_.find(step.cluster.value);
  const net::MachineId first = world_.cluster(cluster.id).machines().front();
  const std::string node_ip =
      step.node_ip ? step.node_ip->value : net::to_string(world_.network().machine(first).address);
  std::vector<config::ExternalNode> nodes = external_nodes_of(scene_, cluster, node_ip);
  // An entry that is to blame later points at the export that it came from.
  for (config::ExternalNode& node : nodes) {
    for (config::MarkedText* text :
         {&node.ident, &node.enode_url, &node.tm_url, &node.node_address}) {
      text->mark = step.cluster.mark;
    }
  }
  std::string text = fmt::format("{}: {} external nodes", step.as.value, nodes.size());
  exports_[step.as.value] = std::move(nodes);
  return note(std::move(text));
}

Result<std::vector<config::ExternalNode>> Runner::imported_nodes(const scenario::NameOrFile& from) {
  if (const auto* file = std::get_if<scenario::FilePath>(&from)) {
    Result<config::ExternalNodes> read = config::read_external_nodes(file->path, *scene_.files);
    if (!read) return read.error();
    return std::move(read->nodes);
  }
  const std::string& name = std::get<scenario::Text>(from).value;
  if (const auto found = exports_.find(name); found != exports_.end()) return found->second;
  const scenario::SceneCluster* cluster = scene_.find(name);
  if (cluster != nullptr && cluster->nodes) return cluster->nodes->nodes;
  return Error{"", fmt::format("nothing was exported as '{}'", name), "add an export step before"};
}

Runner::Note Runner::act(const scenario::ImportNodes& step) {
  Workspace& workspace = workspaces_[step.into.value];
  std::string text;
  if (step.external) {
    auto nodes = imported_nodes(*step.external);
    if (!nodes) return nodes.error();
    workspace.imported.insert(workspace.imported.end(), nodes->begin(), nodes->end());
    text = fmt::format("{} external nodes", nodes->size());
  }
  if (step.genesis) {
    const Note from = import_genesis(*step.genesis, workspace);
    if (!from) return from;
    text += (text.empty() ? "" : ", ") + *from;
  }
  return note(step.into.value + ": " + text);
}

Runner::Note Runner::import_genesis(const scenario::NameOrFile& from, Workspace& workspace) {
  if (const auto* file = std::get_if<scenario::FilePath>(&from)) {
    auto read = generate::read_genesis_file(file->path, *scene_.files);
    if (!read) return read.error();
    workspace.genesis = *read;
    workspace.chain = scenario::chain_of(**read);
    return note("genesis of " + file->written);
  }
  const std::string& name = std::get<scenario::Text>(from).value;
  const scenario::SceneCluster* cluster = scene_.find(name);
  if (cluster == nullptr || cluster->chain == nullptr) {
    return Error{"", "a genesis is imported from a cluster that has one",
                 "name the cluster whose genesis.json is taken, or a file"};
  }
  workspace.chain = cluster->chain;
  workspace.genesis = nullptr;
  if (cluster->qubernetes) workspace.genesis = cluster->qubernetes->genesis;
  if (cluster->config && !cluster->config->peers.empty()) {
    workspace.genesis = cluster->config->peers.front().genesis;
  }
  return note("genesis of " + name);
}

/// What quorum-config writes: every node of the own cluster by its Service's name, then the
/// external nodes as they were handed over. SPEC kubernetes 1.4
seatrial::PeerList Runner::generated_list(PeerId id, const Workspace& workspace) const {
  const ClusterId cluster = world_.peer(id).spec.cluster;
  seatrial::PeerList list;
  list.mark = world_.peer(id).spec.static_nodes.mark;
  for (std::uint32_t i = 0; i < world_.peer_count(); ++i) {
    if (world_.peer(PeerId(i)).spec.cluster != cluster) continue;
    list.entries.push_back(PeerListEntry::parse(internal_enode(world_, PeerId(i)), list.mark));
  }
  for (const config::ExternalNode& node : workspace.imported) {
    list.entries.push_back(PeerListEntry::parse(node.enode_url.value, node.enode_url.mark));
  }
  return list;
}

Runner::Note Runner::act(const scenario::Generate& step) {
  Workspace& workspace = workspaces_[step.cluster.value];
  scenario::SceneCluster& cluster = *scene_.find(step.cluster.value);
  if (cluster.qubernetes || workspace.qubernetes) return generate_from_yaml(step, cluster);
  const auto peers = scene_.peers(scenario::Selector{step.cluster.value, "*", {}});
  for (const PeerId id : peers) {
    Workspace::Pending& pending = workspace.pending[id];
    pending.static_nodes = pending.permissioned = generated_list(id, workspace);
    const PeerSpec& spec = world_.peer(id).spec;
    if (!spec.tessera) continue;
    pending.tessera = spec.tessera;
    for (const config::ExternalNode& node : workspace.imported) {
      if (node.tm_url.value.empty()) continue;
      // SPEC kubernetes 1.4: the template adds the scheme.
      const std::string url = "http://" + node.tm_url.value;
      auto& known = pending.tessera->peers;
      const bool there = std::any_of(known.begin(), known.end(),
                                     [&](const auto& peer) { return peer.url == url; });
      if (!there) known.push_back({url, node.tm_url.mark});
    }
  }
  return note(fmt::format("{}: lists of {} peers, {} external nodes each", step.cluster.value,
                          peers.size(), workspace.imported.size()));
}

/// `qctl generate network`: the manifests anew, from the yaml with what was added to it by hand.
Runner::Note Runner::generate_from_yaml(const scenario::Generate& step,
                                        scenario::SceneCluster& cluster) {
  Workspace& workspace = workspaces_[cluster.name];
  if (workspace.qubernetes) {
    if (workspace.qubernetes->genesis == nullptr && cluster.qubernetes) {
      workspace.qubernetes->genesis = cluster.qubernetes->genesis;
    }
    cluster.qubernetes = std::move(workspace.qubernetes);
    workspace.qubernetes.reset();
  }
  scenario::Qubernetes& at_hand = *cluster.qubernetes;
  if (auto wrong = config::add_external_nodes(at_hand.yaml, workspace.imported, *scene_.files)) {
    return *wrong;
  }
  workspace.imported.clear();
  const bool create = step.mode.value == scenario::GenerateMode::create;
  if (!create && workspace.genesis != nullptr) at_hand.genesis = workspace.genesis;
  auto made = create ? generate::create(at_hand.yaml, at_hand.keys, *scene_.files)
                     : generate::update(at_hand.yaml, at_hand.keys, at_hand.genesis, *scene_.files);
  if (!made) return made.error();
  at_hand.genesis = made->genesis;
  workspace.chain = scenario::chain_of(*made->genesis);
  cluster.chain = workspace.chain;
  scene_.findings.insert(scene_.findings.end(), made->traps.begin(), made->traps.end());
  const std::size_t external = at_hand.yaml.external_nodes.size();
  if (auto done = take_generated(cluster, std::move(made->cluster)); !done) return done.error();
  return note(fmt::format("{}: {} nodes, {} external nodes; the genesis is {}", cluster.name,
                          at_hand.yaml.nodes.size(), external, create ? "new" : "left as it is"));
}

namespace {

/// Whether a Deployment's pod template changes with the peer's own settings.
/// SPEC kubernetes 1.4: Geth_Startup_Params and versions stand in it, lists do not.
bool template_differs(const config::PeerConfig& before, const config::PeerConfig& after) {
  const auto same_flag = [](const config::GethFlag& a, const config::GethFlag& b) {
    return a.name == b.name && a.value == b.value;
  };
  const auto tessera_version = [](const config::PeerConfig& peer) {
    return peer.tessera ? peer.tessera->version.value : std::string();
  };
  return before.version.value != after.version.value ||
         tessera_version(before) != tessera_version(after) ||
         !std::ranges::equal(before.geth.flags, after.geth.flags, same_flag);
}

}  // namespace

/// Keeps manifests for the next deploy, and works out what each peer gets of them.
Result<void> Runner::take_generated(const scenario::SceneCluster& cluster,
                                    config::ClusterConfig generated) {
  Workspace& workspace = workspaces_[cluster.name];
  for (const config::PeerConfig& peer : generated.peers) {
    const PeerId id = world_.find_peer(cluster.name + '/' + peer.name.value);
    if (id == PeerId::none) {
      return Error{scene_.files->to_string(peer.mark),
                   fmt::format("{} has no node '{}' yet, and a run cannot add one", cluster.name,
                               peer.name.value),
                   "name the config with all nodes at the top, and start it with its own step"};
    }
    Workspace::Pending& pending = workspace.pending[id];
    pending.static_nodes = scenario::list_of(*peer.static_list);
    pending.permissioned = scenario::list_of(*peer.permissioned_list);
    pending.tessera = scenario::tessera_of(peer);
    pending.geth = scenario::settings_of(peer.settings, peer.version, peer.geth.mark);
    const config::PeerConfig* before = nullptr;
    if (cluster.config) before = cluster.config->find_peer(peer.name.value);
    pending.new_template = before != nullptr && template_differs(*before, peer);
  }
  workspace.generated = std::move(generated);
  return {};
}

Runner::Note Runner::act(const scenario::UseConfig& step) {
  const scenario::SceneCluster& cluster = *scene_.find(step.cluster.value);
  Workspace& workspace = workspaces_[step.cluster.value];
  if (scenario::is_qubernetes_file(step.config.path)) {
    std::vector<std::string> assumptions;
    auto read =
        scenario::read_qubernetes(step.config.path, cluster.name, *scene_.files, assumptions);
    if (!read) return read.error();
    workspace.qubernetes = std::move(*read);
    return note(fmt::format("{}: {}, until it is generated", cluster.name, step.config.written));
  }
  Result<config::ClusterConfig> read =
      config::read_generated_folder(step.config.path, *scene_.files);
  if (!read) return read.error();
  if (!read->errors.empty()) return read->errors.front();
  const std::size_t peers = read->peers.size();
  if (!read->peers.empty() && read->peers.front().genesis != nullptr) {
    workspace.genesis = read->peers.front().genesis;
    workspace.chain = scenario::chain_of(*workspace.genesis);
  }
  if (auto done = take_generated(cluster, std::move(*read)); !done) return done.error();
  return note(fmt::format("{}: {} ({} peers), until the next deploy", step.cluster.value,
                          step.config.written, peers));
}

seatrial::PeerList Runner::edited(const scenario::Edit& step, PeerId id) const {
  const PeerSpec& spec = world_.peer(id).spec;
  const bool is_static = step.file.value == scenario::ListFile::static_nodes;
  seatrial::PeerList list = is_static ? spec.static_nodes : spec.permissioned_nodes;
  if (step.set) {
    const config::TextOrigin origin{step.set->mark, 0, false};
    return scenario::list_of(config::parse_peer_list(step.set->value, origin, *scene_.files));
  }
  const scenario::EntryList gone{step.remove, step.file.mark};
  const seatrial::PeerList removed = scenario::entries_for(scene_, id, gone);
  for (const PeerListEntry& entry : removed.entries) {
    list.entries.erase_if([&](const PeerListEntry& known) {
      return known.enode && entry.enode && known.enode->key == entry.enode->key;
    });
  }
  const scenario::EntryList more{step.add, step.file.mark};
  const seatrial::PeerList added = scenario::entries_for(scene_, id, more);
  for (const PeerListEntry& entry : added.entries) list.entries.push_back(entry);
  list.state = PeerListState::ok;
  return list;
}

Runner::Note Runner::act(const scenario::Edit& step) {
  const Duration refresh =
      step.refresh ? step.refresh->value : scenario_.defaults.configmap_refresh.value;
  const std::vector<PeerId> peers = scene_.peers(step.of);
  for (const PeerId id : peers) {
    seatrial::PeerList list = edited(step, id);
    if (step.file.value == scenario::ListFile::static_nodes) {
      world_.set_static(id, std::move(list));
    } else {
      world_.set_permissioned(id, std::move(list), world_.now() + refresh);
      edits_.push_back({id, world_.now() + refresh, step.file.mark});
    }
  }
  const bool is_static = step.file.value == scenario::ListFile::static_nodes;
  return note(
      fmt::format("{} of {} peers, {}", file_name(step.file.value), peers.size(),
                  is_static ? "read at their next start" : "seen after " + to_string(refresh)));
}

}  // namespace seatrial::run
