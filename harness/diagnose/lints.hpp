// SPDX-License-Identifier: Apache-2.0
// Lints: what files give away before any link is looked at, and what works today and breaks under
// some event. Each function owns one subject, explains no link (links = 0 unless it says so) and
// returns findings that are not grouped yet.
#pragma once

#include "harness/diagnose/chain_members.hpp"
#include "harness/diagnose/view.hpp"
#include "harness/diagnose/written.hpp"
#include "sim/peer/link_survey.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial::diagnosis {

/// Entries and lists that geth cannot use, ids of nobody, ids given twice, names in permissions.
Findings list_lints(const View& view);
/// What becomes of names in peer lists: frozen, unknown to old versions, not yet there.
Findings name_lints(const View& view);
/// Account addresses, names and URLs of generated peers and of exported nodes.
Findings node_lints(const View& view);
/// NodePorts that others write down, ports that are open together.
Findings service_lints(const View& view, const LinkSurvey& links, const WrittenList& all);
/// Pinned NodePorts that the API server refuses, or that others may have got before.
Findings pin_lints(const View& view);
/// Load balancers: names behind addresses, idle timeouts, the PROXY protocol, packets that turn.
Findings balancer_lints(const View& view, const WrittenList& written);
/// What discovery tells others, and whether they can come by it.
Findings discovery_lints(const View& view, const WrittenList& written);
/// What nodes, workloads, namespaces and Ingresses say that matters to those who dial.
Findings object_lints(const View& view, const WrittenList& written);
/// Ranges of joined private networks that must be disjoint and are not.
Findings range_lints(const View& view);
/// What the links together do to each other: throttling, simultaneous dials.
Findings dial_lints(const View& view, const LinkSurvey& links);
/// Settings that no handshake compares.
Findings chain_lints(const View& view);
/// What each release makes of the sections of its genesis, and versions that are none.
Findings section_lints(const View& view);
/// Validators: who is one, and whether the loss of a cluster or a timer stops them.
Findings validator_lints(const View& view, const std::vector<ChainMembers>& chains);
/// Whether the validators link with one another, and through whom.
Findings mesh_lints(const View& view, const LinkSurvey& links,
                    const std::vector<ChainMembers>& chains);
/// Volumes, start scripts, limits, conntrack and contract permissions of single workloads.
Findings workload_lints(const View& view, const LinkSurvey& links);
/// What the Helm charts of quorum-kubernetes make of two clusters.
Findings helm_lints(const View& view);
/// How Tesseras answer one another and their geth: whitelists, discovery, TLS, keys, health.
Findings tessera_server_lints(const View& view, const std::vector<TesseraReading>& readings);
/// Tessera URLs and advertised names. What the network does to them has the codes that it has for
/// every other way, so that one fault stays one finding.
/// Of a world in brief the URLs are surveyed, unless a Tessera tells its callers apart.
Findings tessera_lints(const View& view, bool brief);

}  // namespace seatrial::diagnosis
