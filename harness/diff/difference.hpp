// SPDX-License-Identifier: Apache-2.0
// Difference: what a change of files comes to, as plain data: links, findings, consensus margins,
// pods and Services, each before and after. Whoever compares fills it, the writers print it. Names
// of peers read "cluster/peer". A link of p2p or discovery is one between two peers, whoever of
// them dials; a Tessera's is from one to the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/finding/finding.hpp"
#include "harness/report/report.hpp"
#include "sim/core/error.hpp"
#include "sim/core/instant.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::diff {

/// What became of something.
enum class Change : std::uint8_t { added, removed, altered };

std::string_view to_string(Change change);

/// A link on one side of the comparison.
struct LinkState {
  report::LinkStatus status = report::LinkStatus::unknown;
  std::string disposition;  ///< empty when up
  std::string condition;    ///< of an unknown link
  std::string address;      ///< of a link to a host that no cluster owns: "2.2.3.4:31923"
  bool operator==(const LinkState&) const = default;
};

/// A link that is not what it was.
struct LinkChange {
  Change change = Change::altered;
  report::LinkKind kind = report::LinkKind::p2p;
  std::string from;  ///< "a/quorum-node1"
  std::string to;    ///< likewise, or the id or URL of somebody whom no cluster owns
  std::optional<LinkState> before;
  std::optional<LinkState> after;
  bool breaks = false;  ///< was up, or perhaps, and cannot be any more though both are still there
  bool opens = false;   ///< depends from now on on what no file says

  /// Whether the other end is somebody of whom no cluster knows more than an address.
  bool outside() const;
};

/// A finding that is not what it was.
struct FindingChange {
  Change change = Change::added;
  Finding finding;                          ///< as it is now; of a removed one, as it was
  std::optional<Severity> severity_before;  ///< of an altered one
  std::size_t links_before = 0;             ///< likewise
  bool worse = false;                       ///< an error that was none before
};

/// When blocks are back after a cut of the lines between its validators.
struct Recovery {
  Duration cut;
  Duration block;  ///< the first one, after the last one before the cut
  bool operator==(const Recovery&) const = default;
};

/// What a chain survives, and how soon it is back.
struct Margin {
  std::string genesis;                  ///< its hash
  std::vector<std::string> validators;  ///< names, or addresses that no peer has
  std::size_t faulty = 0;               ///< F
  std::size_t quorum = 0;
  std::size_t spare = 0;                   ///< N - Q: how many may be lost
  std::vector<std::string> halts_without;  ///< clusters whose loss alone stops it
  std::vector<Recovery> recoveries;        ///< of the same cuts for each chain
  bool stands = false;                 ///< as the files link its validators, even with nothing lost
  std::vector<report::Losses> losses;  ///< of one line, and of one link; none where it stands
  bool operator==(const Margin&) const = default;
};

/// A chain whose validators, quorum or genesis are not what they were.
struct MarginChange {
  Change change = Change::altered;
  std::optional<Margin> before;
  std::optional<Margin> after;
  std::vector<std::string> gone;   ///< peers that the change removes, and that are still validators
  std::vector<std::string> halts;  ///< losses that halt it now and did not before, one line each
  std::vector<std::string> eased;  ///< losses that halted it before and do not now
};

/// A workload whose pods the change replaces.
struct Roll {
  std::string workload;              ///< "a: Deployment quorum-node1-deployment"
  std::vector<std::string> peers;    ///< that run in it; may be empty
  std::vector<std::string> reasons;  ///< "image of quorum: quorum:2.6.0 -> quorum:2.7.0"
  bool by_itself = true;             ///< else only once somebody deletes the pods
  Mark where;                        ///< the workload
};

/// When a running pod learns of a changed file.
enum class Refresh : std::uint8_t {
  never,      ///< a subPath mount: not before the pod is replaced
  at_start,   ///< the process reads it at its start only
  at_init,    ///< geth init reads it, and on an empty volume only
  live,       ///< the kubelet brings it, and the process reads it again
  not_known,  ///< the kubelet brings it; whether the process reads it again is not known
};

std::string_view to_string(Refresh refresh);

/// A file that changed below pods that the change does not replace.
struct KeptFile {
  std::string file;    ///< "static-nodes.json"
  std::string source;  ///< "ConfigMap quorum-permissioned-config of a, permissioned-nodes.json"
  Refresh refresh = Refresh::never;
  std::string code;                    ///< of the catalogue; may be empty
  std::vector<std::string> readers;    ///< peers, or workloads without one
  std::vector<std::string> workloads;  ///< "deployment/quorum-node1-deployment", to restart them
  Mark where;                          ///< the entry
};

/// A Service that others may have written down.
struct ServiceChange {
  Change change = Change::altered;
  std::string service;  ///< "a: Service quorum-node1"
  std::string what;     ///< "NodePort of 30303: 32044 -> 32045"; empty where it is added or removed
  bool moves =
      false;  ///< an address that another cluster may have written down is not valid any more
  Mark where;
};

/// What a change comes to.
struct Difference {
  std::string old_name;  ///< as it was given: a path
  std::string new_name;
  std::string case_name;             ///< empty unless scenarios with cases are compared
  std::optional<Error> input_error;  ///< nothing was compared
  std::vector<Error> errors;         ///< of files that could not be read; the rest was compared
  std::vector<std::string> peers_added;
  std::vector<std::string> peers_removed;
  std::vector<LinkChange> links;
  std::vector<FindingChange> findings;
  std::vector<MarginChange> margins;
  std::vector<Roll> rolls;
  std::vector<KeptFile> kept;
  std::vector<ServiceChange> services;
  std::vector<std::string> notes;  ///< what else to know, one line each
};

/// fail: a link breaks, an error appears, or a loss halts a chain that it did not halt before.
/// inconclusive: none of them, but what changed depends on what no file says. Else pass.
Verdict verdict_of(const Difference& difference);

/// What makes it fail, in a few words each; "2 links break". Empty where nothing does.
std::vector<std::string> faults_of(const Difference& difference);

}  // namespace seatrial::diff
