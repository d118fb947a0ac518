// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/dial_finding.hpp"

#include <fmt/format.h>

#include "harness/diagnose/exposure_fault.hpp"
#include "harness/diagnose/route_fix.hpp"
#include "sim/kube/ip_plan.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

namespace {

std::string_view provider_of(kube::CniMode mode) {
  switch (mode) {
    case kube::CniMode::aws_vpc:
      return "aws";
    case kube::CniMode::gke_vpc_native:
    case kube::CniMode::gke_routes:
      return "gcp";
    case kube::CniMode::overlay:
      return "none";
    default:
      return "azure";
  }
}

/// How many addresses the pods' subnet lacks, and the one that would have fitted; "" where the
/// pod stands in no subnet, or a node has no room for it. SPEC kubernetes 5, F-88
std::string missing_addresses(const World& world, PeerId id) {
  const PeerSpec& spec = world.peer(id).spec;
  const kube::Cluster& cluster = world.cluster(spec.cluster);
  const kube::CniSpec& cni = cluster.spec().cni;
  const net::SubnetId subnet = world.network().machine(cluster.pod(spec.pod).machine).nic.subnet;
  if (subnet == net::SubnetId::none) return "";
  const std::string_view provider = provider_of(cni.mode);
  const kube::IpPlan plan =
      kube::plan_addresses(cni, static_cast<std::uint32_t>(cluster.machines().size()),
                           cni.max_pods.value_or(kube::traits(cni.mode).default_max_pods),
                           static_cast<std::uint32_t>(cluster.pods().size()),
                           world.network().subnet(subnet).range, provider);
  if (plan.missing() == 0) return "";
  std::string text = fmt::format("; {} addresses are missing: {} = {} of {}", plan.missing(),
                                 plan.formula, plan.needed, plan.usable);
  const auto prefix = kube::prefix_for(plan.needed, provider);
  return prefix ? text + fmt::format("; a /{} would have fitted", *prefix) : text;
}

/// One dial with what its finding is made of.
class DialExplainer {
 public:
  DialExplainer(const View& view, const DialReading& dial, finding::Code code)
      : view_(view), world_(view.world()), dial_(dial), code_(code) {}

  Finding run() const {
    Finding made =
        finding::make(code_, place(), what(),
                      {{"host", is("ST616") ? address_left_out() : host()},
                       {"port", std::to_string(is("ST116") ? dial_.entry->enode->tcp : p2p_port())},
                       {"service", to_known() ? service_name(world_, dial_.to) : host()},
                       {"node_port", to_known() ? node_port() : "the NodePort"},
                       {"peer", peer_of_fix()},
                       {"enode_id", enode_id()},
                       {"cluster", cluster_of_fix()},
                       {"node_ip", to_known() ? node_ip(world_, dial_.to) : host()},
                       {"from", from()},
                       {"protocol", "tcp"},
                       {"to", to()}});
    made.links = 1;
    if (dial_.entry->enode->is_name() && code_.text() == "ST104") made.fix = name_fix();
    if (is("ST308")) {
      const std::string line = route_fix(world_.network(), failed());
      if (!line.empty()) made.fix = line;
    }
    relate(made);
    return made;
  }

 private:
  bool is(std::string_view code) const { return code_.text() == code; }
  /// The network's own faults: the rule of the last hop is to blame.
  bool of_underlay() const {
    switch (dial_.cause) {
      case LinkCause::route_missing:
      case LinkCause::peering_inactive:
      case LinkCause::not_transitive:
      case LinkCause::not_public:
      case LinkCause::captured:
      case LinkCause::security_denied:
      case LinkCause::acl_denied:
      case LinkCause::mtu_exceeded:
      case LinkCause::policy_denied_out:
      case LinkCause::policy_denied_in:
      case LinkCause::lb_no_listener:
      case LinkCause::lb_source_denied:
      case LinkCause::lb_no_target:
        return true;
      default:
        return false;
    }
  }
  /// What the last hop saw: the tuple that a rule would have to allow.
  std::string last_tuple() const {
    return failed().hops.empty() ? std::string() : net::to_string(failed().hops.back().before);
  }
  PeerId pending_peer() const {
    return world_.pending(dial_.from) || !to_known() ? dial_.from : dial_.to;
  }
  bool to_known() const { return dial_.to != PeerId::none; }
  const std::string& host() const { return dial_.entry->enode->host; }
  std::string target() const { return fmt::format("{}:{}", host(), dial_.entry->enode->tcp); }
  std::string node_port() const { return node_port_text(world_, dial_.to); }
  std::string name_fix() const {
    return fmt::format("write port {} of {}", p2p_port(), service_name(world_, dial_.to));
  }

  std::uint16_t p2p_port() const {
    return to_known() ? view_.spec(dial_.to).geth.port : std::uint16_t{30303};
  }
  /// Whose id stands in the entry, or who is meant by it.
  std::string to() const { return to_known() ? view_.name(dial_.to) : "nobody that is known"; }
  std::string from() const { return view_.name(view_.cluster_of(dial_.from)); }
  std::string reached() const {
    return dial_.reached == PeerId::none ? "something else" : view_.name(dial_.reached);
  }

  /// Whose --netrestrict stops the dial: the dialler's own, else that of who was reached.
  PeerId restricting_peer() const {
    return dial_.reached == PeerId::none ? dial_.from : dial_.reached;
  }
  const PeerSpec& restricting() const { return view_.spec(restricting_peer()); }
  std::string address_left_out() const {
    return dial_.reached == PeerId::none ? host() : net::to_string(dial_.out.seen.src.ip);
  }

  std::string peer_of_fix() const {
    if (is("ST616")) return view_.name(restricting_peer());
    return is("ST205") ? reached() : to();
  }
  std::string enode_id() const {
    return dial_.reached == PeerId::none ? "the id" : wire::to_hex(view_.spec(dial_.reached).key);
  }
  std::string cluster_of_fix() const {
    if (is("ST210") || !to_known()) return from();
    return view_.name(view_.cluster_of(dial_.to));
  }

  const net::Trace& failed() const { return dial_.out.delivered() ? dial_.back : dial_.out; }
  Mark last_rule() const { return failed().hops.empty() ? Mark{} : failed().hops.back().rule; }
  std::string last_word() const {
    return failed().hops.empty() ? std::string() : failed().hops.back().what;
  }
  std::string last_place() const {
    return failed().hops.empty() ? std::string() : failed().hops.back().where;
  }

  Mark place() const {
    if (is("ST301") || is("ST303") || is("ST304") || is("ST305")) return last_rule();
    if (is("ST316")) return view_.spec(pending_peer()).mark;
    if (is("ST505")) {
      return first_known(egress_policy_mark(world_, pod_of(world_, dial_.from)), dial_.entry->mark);
    }
    if (is("ST616")) return first_known(restricting().geth.net_restrict_mark, restricting().mark);
    if (is("ST110") || is("ST112") || is("ST307") || of_underlay()) {
      return first_known(last_rule(), dial_.entry->mark);
    }
    if (is("ST101")) return first_known(service_of(world_, dial_.to)->mark, dial_.entry->mark);
    return dial_.entry->mark;
  }

  std::string what() const {
    if (is("ST101")) return "Service " + service_name(world_, dial_.to) + " is of type ClusterIP";
    if (is("ST103")) return stale_port();
    if (is("ST104")) return other_port();
    if (is("ST105") || is("ST208")) {
      return fmt::format("{}, written for {}, leads to {}", target(), to(), reached());
    }
    if (is("ST115")) return fmt::format("nothing listens on the p2p port of {}", to());
    if (is("ST205")) return other_id();
    if (is("ST102")) return fmt::format("{} is a ClusterIP, not an address of {}", host(), to());
    if (is("ST207")) return fmt::format("'{}' is a name of the cluster of {}", host(), to());
    if (is("ST209") || is("ST210")) return fmt::format("'{}' means nothing in {}", host(), from());
    if (is("ST302")) return fmt::format("{}: {}", target(), last_word());
    if (is("ST110") || is("ST112")) return last_word();
    if (is("ST316")) return dial_.detail + missing_addresses(world_, pending_peer());
    if (is("ST120") || is("ST315") || is("ST505") || is("ST616")) return dial_.detail;
    if (of_underlay()) {
      return fmt::format("{}: {} ({}{})", last_place(), last_word(),
                         dial_.out.delivered() ? "the answer: " : "", last_tuple());
    }
    return fmt::format("{}: {}", last_place(), last_word());
  }

  std::string stale_port() const {
    return fmt::format("{}, written for {}: {} has no Service with NodePort {}", target(), to(),
                       cluster_there(), dial_.entry->enode->tcp);
  }

  std::string cluster_there() const {
    const auto address = net::parse_ipv4(host());
    const ClusterId there = address ? cluster_at(world_, *address) : ClusterId::none;
    return there == ClusterId::none ? "the cluster there" : view_.name(there);
  }

  std::string other_port() const {
    if (dial_.out.at == net::StackId::none) {
      return fmt::format("{}, written for {}: the Service has no such port", target(), to());
    }
    return fmt::format("{}, written for {}, leads to port {} of pod {}", target(), to(),
                       dial_.out.seen.dst.port, world_.network().stack(dial_.out.at).name);
  }

  std::string other_id() const {
    return fmt::format("the id {} at {} is not that of {}, who answers there",
                       short_key(dial_.entry->enode->key), target(), reached());
  }

  void relate(Finding& made) const {
    if (is("ST205") && dial_.reached != PeerId::none) {
      const config::PeerConfig* config = view_.config(dial_.reached);
      const Mark key = config == nullptr ? view_.spec(dial_.reached).mark : config->enode_key.mark;
      if (key.known()) {
        made.related.push_back({key, fmt::format("the id of {} is {}", reached(),
                                                 short_key(view_.spec(dial_.reached).key))});
      }
    }
    if (!is("ST103") && !is("ST104") && !is("ST105")) return;
    const kube::Service* service = to_known() ? service_of(world_, dial_.to) : nullptr;
    if (service == nullptr || !service->mark.known()) return;
    made.related.push_back({service->mark, fmt::format("Service {} has NodePort {} for port {}",
                                                       service->name, node_port(), p2p_port())});
  }

  const View& view_;
  const World& world_;
  const DialReading& dial_;
  finding::Code code_;
};

}  // namespace

Finding dial_finding(const View& view, const DialReading& dial, finding::Code code) {
  if (!code_of_entry(*dial.entry)) {
    auto fault = exposure_fault(view.world(), aim_of(view.world(), dial));
    if (!fault) return DialExplainer(view, dial, code).run();
    fault->finding.links = 1;
    return std::move(fault->finding);
  }
  Finding made = entry_finding(*dial.entry, code);
  made.links = 1;
  return made;
}

Finding entry_finding(const PeerListEntry& entry, finding::Code code) {
  const std::string host = entry.enode ? entry.enode->host : std::string();
  std::string what = entry.enode ? fmt::format("'{}' is no host", host) : entry.error;
  if (code.text() == "ST220") {
    what = fmt::format("'{}' is an IPv6 address, and the Services have IPv4 only", host);
  }
  if (entry.enode && entry.enode->incomplete) what = "the entry has no address";
  Finding made =
      finding::make(code, entry.mark, std::move(what),
                    {{"node_ip", "IP"}, {"variable", host}, {"cluster", "the other cluster"}});
  if (!entry.enode && !entry.remedy.empty()) made.fix = entry.remedy;
  return made;
}

}  // namespace seatrial::diagnosis
