// SPDX-License-Identifier: Apache-2.0
// Correct deployments of two and of three clusters, as trees of files in memory: what a careful
// team would apply. Every link of theirs comes up, and no error is found in them, so that a defect
// that is put into one of the files is the only one. Keys follow from names; nothing is random.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace seatrial::defects {

/// Files by their path; "trial.yaml" is the scenario that names the others.
using Tree = std::map<std::string, std::string>;

/// Two clusters that meet through NodePorts, each with its node's public address.
Tree two_clusters();

/// The first of them, with no more of the other company than its exported external_nodes.
Tree company_and_export();

/// Three clusters: NodePorts in a private network, load balancers of a cloud, and NodePorts in a
/// network that is peered with the first one's; with policies, source ranges and security groups.
Tree three_clusters();

/// Two clusters, of which the second one was dumped from a running cluster on AWS: its Services
/// have load balancers, with addresses that are pinned and one listener for TCP and UDP.
Tree balanced_by_aws();

/// Two clusters with discovery on: UDP NodePorts beside those of TCP, and a NetworkPolicy for each
/// node that lets both in.
Tree discovering_clusters();

/// One company's raft network: members know each other by name.
Tree raft_cluster();

/// A cluster that would be generated from a qubernetes.yaml of so many nodes.
Tree from_qubernetes(int nodes);

/// What the Helm charts of quorum-kubernetes rendered and their hooks wrote, of two clusters: those
/// of the scenario library, with headless Services.
Tree helm_charts();

/// Two clusters whose Tesseras list those of the other one only.
Tree crossing_tesseras();

/// Two clusters with the permissions of a contract, by the model that compares no addresses.
Tree contract_permissions();

/// Two clusters whose ranges stand in the templates of their cloud.
Tree azure_templates();

/// The first three, on which a defect is tried that names no others.
std::vector<Tree> usual_deployments();
/// All of them.
std::vector<Tree> all_deployments();

/// The enode id of a node of these deployments, 128 hex digits.
std::string enode_id(std::string_view node);
/// Its validator's address, 0x and 40 hex digits.
std::string validator_address(std::string_view node);
/// A genesis.json with these validators, and its extraData as text.
std::string genesis_text(const std::vector<std::string>& validators);

/// The text with every @KEY@ replaced.
std::string fill(std::string text, const std::map<std::string, std::string>& values);

}  // namespace seatrial::defects
