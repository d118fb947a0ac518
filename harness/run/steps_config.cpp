// SPDX-License-Identifier: Apache-2.0
// Steps that act on files and Services: what two companies hand to one another and apply.
#include <fmt/format.h>

#include <algorithm>

#include "harness/config/generated_folder.hpp"
#include "harness/run/exporter.hpp"
#include "harness/run/runner.hpp"
#include "harness/scenario/resolver.hpp"

namespace seatrial::run {

namespace {

Result<std::string> note(std::string text) {
  return {boost::system::in_place_value, std::move(text)};
}

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
    node.enode_url.mark = node.tm_url.mark = step.cluster.mark;
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
    const auto* name = std::get_if<scenario::Text>(&*step.genesis);
    const scenario::SceneCluster* from = name == nullptr ? nullptr : scene_.find(name->value);
    if (from == nullptr || from->chain == nullptr) {
      return Error{"", "a genesis is imported from a cluster that has one",
                   "name the cluster whose genesis.json is taken"};
    }
    workspace.chain = from->chain;
    text += (text.empty() ? "" : ", ") + std::string("genesis of ") + name->value;
  }
  return note(step.into.value + ": " + text);
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

Runner::Note Runner::act(const scenario::UseConfig& step) {
  const Result<config::ClusterConfig> read =
      config::read_generated_folder(step.config.path, *scene_.files);
  if (!read) return read.error();
  Workspace& workspace = workspaces_[step.cluster.value];
  std::size_t changed = 0;
  for (const PeerId id : scene_.peers(scenario::Selector{step.cluster.value, "*", {}})) {
    const config::PeerConfig* peer = read->find_peer(world_.peer(id).spec.name);
    if (peer == nullptr) continue;
    Workspace::Pending& pending = workspace.pending[id];
    pending.static_nodes = scenario::list_of(*peer->static_list);
    pending.permissioned = scenario::list_of(*peer->permissioned_list);
    pending.tessera = scenario::tessera_of(*peer);
    ++changed;
  }
  return note(fmt::format("{}: {} ({} peers), until the next deploy", step.cluster.value,
                          step.config.written, changed));
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
  for (const PeerListEntry& entry : scenario::entries_for(scene_, id, gone).entries) {
    std::erase_if(list.entries, [&](const PeerListEntry& known) {
      return known.enode && entry.enode && known.enode->key == entry.enode->key;
    });
  }
  const scenario::EntryList more{step.add, step.file.mark};
  for (PeerListEntry& entry : scenario::entries_for(scene_, id, more).entries) {
    list.entries.push_back(std::move(entry));
  }
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
    }
  }
  const bool is_static = step.file.value == scenario::ListFile::static_nodes;
  return note(
      fmt::format("{} of {} peers, {}", file_name(step.file.value), peers.size(),
                  is_static ? "read at their next start" : "seen after " + to_string(refresh)));
}

}  // namespace seatrial::run
