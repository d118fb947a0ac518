// SPDX-License-Identifier: Apache-2.0
// A scene of two clusters, built in code, with invented marks: line n of a.yaml or b.yaml. Peers
// get a Service each; lists are written by whom they name. It answers with grouped findings.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "harness/diagnose/diagnose.hpp"
#include "sim/peer/deployment.hpp"

namespace seatrial::testing {

class TwoClusterScene : public ::testing::Test {
 protected:
  explicit TwoClusterScene(Duration latency = Duration()) {
    scene.files = &files;
    scene.world = std::make_unique<World>();
    for (const char* name : {"a", "b"}) add_cluster(name);
    wan = world().join(scene.clusters[0].id, scene.clusters[1].id, {.latency = latency});
    wire::Genesis genesis;
    genesis.config.istanbul = wire::IstanbulConfig{};
    chain = chain_of(genesis, line(0, 500));
  }

  World& world() { return *scene.world; }
  Mark line(int side, std::uint32_t number) {
    return {files.add(side == 0 ? "a.yaml" : "b.yaml"), number, 1};
  }
  static std::shared_ptr<const ChainSpec> chain_of(const wire::Genesis& genesis, Mark mark) {
    auto made = std::make_shared<ChainSpec>(*make_chain({}, genesis));
    made->genesis.extra_data.clear();  // these worlds are about links: nobody validates
    made->mark = mark;
    return made;
  }

  PeerDeployment plan(int side, const std::string& name, std::uint16_t port) {
    PeerDeployment plan;
    plan.name = name;
    plan.p2p_node_port = port;
    plan.geth.permissioned = true;
    plan.geth.network_id_mark = line(side, 400);
    plan.chain = chain;
    plan.mark = line(side, port % 1000U);
    return plan;
  }
  PeerId add(int side, const PeerDeployment& plan) {
    return deploy(world(), scene.clusters[static_cast<std::size_t>(side)].id, plan).value();
  }
  PeerId add(int side, const std::string& name, std::uint16_t port) {
    return add(side, plan(side, name, port));
  }

  int side_of(PeerId peer) {
    return world().peer(peer).spec.cluster == scene.clusters[0].id ? 0 : 1;
  }
  std::string url(PeerId of, PeerId peer) {
    return side_of(of) == side_of(peer) ? internal_enode(world(), peer)
                                        : external_enode(world(), peer);
  }
  /// A list that stands at line `first` of the cluster's file, its entries below.
  PeerList list(PeerId of, const std::vector<std::string>& urls, std::uint32_t first) {
    PeerList made;
    made.mark = line(side_of(of), first);
    for (const std::string& text : urls) {
      made.entries.push_back(PeerListEntry::parse(text, line(side_of(of), ++first)));
    }
    return made;
  }
  void dials(PeerId of, const std::vector<std::string>& urls) {
    world().set_static(of, list(of, urls, 100));
  }
  void dials(PeerId of, const std::vector<PeerId>& peers) {
    std::vector<std::string> urls;
    for (const PeerId peer : peers) urls.push_back(url(of, peer));
    dials(of, urls);
  }
  void permits(PeerId of, const std::vector<PeerId>& peers) {
    std::vector<std::string> urls;
    for (const PeerId peer : peers) urls.push_back(url(of, peer));
    world().set_permissioned(of, list(of, urls, 200), world().now());
  }
  void all_know_all() {
    std::vector<PeerId> all;
    for (std::uint32_t i = 0; i < world().peer_count(); ++i) all.push_back(PeerId(i));
    for (const PeerId peer : all) {
      dials(peer, all);
      permits(peer, all);
    }
  }

  std::vector<LinkReading> links() {
    assume_all_running(world());
    std::vector<LinkReading> read;
    for (std::uint32_t i = 0; i < world().peer_count(); ++i) {
      for (std::uint32_t j = i + 1; j < world().peer_count(); ++j) {
        read.push_back(read_link(world(), PeerId(i), PeerId(j)));
      }
    }
    return read;
  }
  Findings findings() { return diagnose(scene, links()); }
  /// The findings, as "ST103 error a.yaml:101:1 links 2".
  std::vector<std::string> lines() {
    std::vector<std::string> made;
    for (const Finding& finding : findings()) {
      made.push_back(finding.code + ' ' + std::string(to_string(finding.severity)) + ' ' +
                     files.to_string(finding.where) + " links " + std::to_string(finding.links));
    }
    return made;
  }
  /// The only finding with this code.
  Finding only(const std::string& code) {
    Finding found;
    std::size_t count = 0;
    for (const Finding& finding : findings()) {
      if (finding.code != code) continue;
      found = finding;
      ++count;
    }
    EXPECT_EQ(count, 1U) << code;
    return found;
  }

  SourceFiles files;
  scenario::Scene scene;
  net::WanId wan{};
  std::shared_ptr<const ChainSpec> chain;

 private:
  void add_cluster(const std::string& name) {
    const bool first = name == "a";
    kube::ClusterSpec spec;
    spec.name = name;
    spec.pods = *net::parse_cidr(first ? "10.1.0.0/16" : "10.2.0.0/16");
    spec.services = *net::parse_cidr(first ? "10.96.0.0/16" : "10.97.0.0/16");
    scenario::SceneCluster cluster;
    cluster.name = name;
    cluster.id = world().add_cluster(spec);
    world().cluster(cluster.id).add_machine("n1", *net::parse_ipv4(first ? "1.2.3.4" : "2.2.3.4"));
    scene.clusters.push_back(std::move(cluster));
  }
};

/// The text with one part replaced.
inline std::string altered(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << text;
  return text.replace(at, from.size(), to);
}

}  // namespace seatrial::testing
