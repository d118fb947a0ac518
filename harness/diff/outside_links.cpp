// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/outside_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/peer/link_check.hpp"
#include "sim/peer/tessera_check.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diff {
namespace {

constexpr std::size_t id_digits = 128;

LinkState down(LinkCause cause, std::string address) {
  return {report::LinkStatus::down, std::string(to_string(cause)), "", std::move(address)};
}

/// A name that only the own cluster's DNS could answer. SPEC kubernetes 1.8
bool is_cluster_name(std::string_view host) {
  return host.find('.') == std::string_view::npos || host.ends_with(".svc") ||
         host.ends_with(".cluster.local");
}

class OutsideReader {
 public:
  explicit OutsideReader(scenario::Scene& scene) : world_(*scene.world) {}

  std::vector<OutsideLink> read() {
    for (std::uint32_t i = 0; i < world_.peer_count(); ++i) read(PeerId(i));
    return std::move(links_);
  }

 private:
  void read(PeerId peer) {
    const PeerSpec& spec = world_.peer(peer).spec;
    if (spec.opaque) return;
    for (const PeerListEntry* entry : meant(spec.static_nodes)) add_dial(peer, *entry);
    if (spec.geth.discovery) {
      for (const PeerListEntry* entry : meant(spec.geth.bootnodes)) add_ping(peer, *entry);
    }
    if (!spec.tessera) return;
    for (const TesseraSpec::PeerUrl& url : spec.tessera->peers) add_url(peer, url);
  }

  /// The entries that geth can use, each id once: of an id given twice the last entry counts.
  static std::vector<const PeerListEntry*> meant(const PeerList& list) {
    std::vector<const PeerListEntry*> entries;
    for (const PeerListEntry& entry : list.entries) {
      if (!entry.enode || entry.enode->incomplete) continue;
      std::erase_if(entries, [&](const PeerListEntry* other) {
        return other->enode->key == entry.enode->key;
      });
      entries.push_back(&entry);
    }
    return entries;
  }

  bool is_known(const wire::PublicKey& key) {
    return world_.identities().peer(world_.identities().intern(key)) != PeerId::none;
  }

  /// Whether a host is nobody's of this world: only then does no file tell what answers.
  bool is_foreign(const std::string& host) const {
    const auto address = net::parse_ipv4(host);
    if (!address) return !is_cluster_name(host);
    return world_.network().machine_at(*address) == net::MachineId::none;
  }

  void add_dial(PeerId peer, const PeerListEntry& entry) {
    const wire::Enode& enode = *entry.enode;
    if (is_known(enode.key)) return;
    const std::string address = fmt::format("{}:{}", enode.host, enode.tcp);
    LinkState state = down(read_dial(world_, peer, entry).cause, address);
    if (!permits(peer, enode.key)) {
      state = down(LinkCause::permission_denied, address);
    } else if (is_foreign(enode.host)) {
      state = {report::LinkStatus::unknown, "",
               fmt::format("up if the node {} is at {} and permits {}", short_id(enode.key),
                           address, world_.name(peer)),
               address};
    }
    links_.push_back(
        {report::LinkKind::p2p, world_.name(peer), wire::to_hex(enode.key), state, entry.mark});
  }

  // SPEC goquorum 2.2: also the dialler asks its own list.
  bool permits(PeerId peer, const wire::PublicKey& key) const {
    const PeerSpec& spec = world_.peer(peer).spec;
    if (!spec.geth.permissioned) return true;
    if (spec.permissioned_nodes.state != PeerListState::ok) return false;
    return std::ranges::any_of(spec.permissioned_nodes.entries, [&](const PeerListEntry& entry) {
      return entry.enode && entry.enode->key == key;
    });
  }

  void add_ping(PeerId peer, const PeerListEntry& entry) {
    const wire::Enode& enode = *entry.enode;
    if (is_known(enode.key)) return;
    const std::string address = fmt::format("{}:{}", enode.host, enode.udp);
    LinkState state = down(LinkCause::name_not_resolved, address);
    if (is_foreign(enode.host)) {
      state = {
          report::LinkStatus::unknown, "",
          fmt::format("up if the node {} answers a PING at {}/udp", short_id(enode.key), address),
          address};
    }
    links_.push_back({report::LinkKind::discovery, world_.name(peer), wire::to_hex(enode.key),
                      state, entry.mark});
  }

  void add_url(PeerId peer, const TesseraSpec::PeerUrl& written) {
    const auto url = parse_tessera_url(written.url);
    if (!url) return;  // ST803 tells
    const TesseraReading reading = read_tessera(world_, peer, written);
    if (reading.to != PeerId::none) return;
    const std::string address = fmt::format("{}:{}", url->host, url->port);
    LinkState state = down(reading.cause, address);
    if (is_foreign(url->host)) {
      state = {report::LinkStatus::unknown, "",
               fmt::format("up if a Tessera answers at {}", written.url), address};
    }
    links_.push_back(
        {report::LinkKind::tessera, world_.name(peer), written.url, state, written.mark});
  }

  static std::string short_id(const wire::PublicKey& key) {
    return wire::to_hex(key).substr(0, 16) + "…";
  }

  World& world_;
  std::vector<OutsideLink> links_;
};

}  // namespace

std::vector<OutsideLink> outside_links(scenario::Scene& scene) {
  return OutsideReader(scene).read();
}

std::string outside_name(const std::string& id, const std::string& address) {
  return id.size() == id_digits ? id.substr(0, 16) + "…@" + address : id;
}

}  // namespace seatrial::diff
