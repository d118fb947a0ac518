// SPDX-License-Identifier: Apache-2.0
#include "harness/config/pinned_ports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace seatrial::config {

namespace {

/// One pinned number.
struct Pin {
  std::size_t service = 0;
  std::size_t port = PinTrouble::health_check;
  Marked<std::uint16_t> number;
};

std::vector<Pin> pins_of(const ServiceConfig& service, std::size_t index) {
  std::vector<Pin> pins;
  for (std::size_t i = 0; i < service.ports.size(); ++i) {
    const bool pinned = service.ports[i].node_port && !service.ports[i].assigned;
    if (pinned) pins.push_back({index, i, *service.ports[i].node_port});
  }
  const bool live = std::any_of(service.ports.begin(), service.ports.end(),
                                [](const ServicePortConfig& port) { return port.assigned; });
  if (service.health_check_node_port && !live) {
    pins.push_back({index, PinTrouble::health_check, *service.health_check_node_port});
  }
  return pins;
}

class PinTaker {
 public:
  PinTaker(const ClusterConfig& cluster, kube::NodePortRange range)
      : cluster_(cluster), range_(range) {}

  void take(const Pin& pin) {
    if (!range_.contains(pin.number.value)) return outside(pin);
    const auto [holder, fresh] = holders_.try_emplace(pin.number.value, pin);
    if (!fresh && !may_share(holder->second, pin)) taken(holder->second, pin);
  }

  std::vector<PinTrouble> troubles() { return std::move(troubles_); }

 private:
  std::string title(const Pin& pin) const {
    const ServiceConfig& service = cluster_.services[pin.service];
    if (pin.port == PinTrouble::health_check) {
      return fmt::format("healthCheckNodePort of Service {}", service.name.value);
    }
    return fmt::format("port {} of Service {}", service.ports[pin.port].port, service.name.value);
  }

  // SPEC kubernetes 3.2: within one Service ports of different protocols may have one number.
  bool may_share(const Pin& first, const Pin& second) const {
    const bool ports =
        first.port != PinTrouble::health_check && second.port != PinTrouble::health_check;
    if (!ports || first.service != second.service) return false;
    const auto& all = cluster_.services[first.service].ports;
    return all[first.port].protocol != all[second.port].protocol;
  }

  void outside(const Pin& pin) {
    kube::RefusedPin refusal;
    refusal.number = pin.number.value;
    refusal.where = pin.number.mark;
    refusal.what = fmt::format("{}, of {}, is not in {}-{}", pin.number.value, title(pin),
                               range_.first, range_.last);
    troubles_.push_back({pin.service, pin.port, std::move(refusal), true});
  }

  void taken(const Pin& first, const Pin& second) {
    kube::RefusedPin refusal;
    refusal.why = kube::RefusedPin::Why::taken;
    refusal.number = second.number.value;
    refusal.where = second.number.mark;
    refusal.first = first.number.mark;
    refusal.what = fmt::format("{} is pinned for {} and for {}", second.number.value, title(first),
                               title(second));
    troubles_.push_back({first.service, first.port, refusal, false});
    troubles_.push_back({second.service, second.port, std::move(refusal), true});
  }

  const ClusterConfig& cluster_;
  kube::NodePortRange range_;
  std::map<std::uint16_t, Pin> holders_;
  std::vector<PinTrouble> troubles_;
};

}  // namespace

std::vector<PinTrouble> refused_pins(const ClusterConfig& cluster, kube::NodePortRange range) {
  PinTaker taker(cluster, range);
  for (std::size_t i = 0; i < cluster.services.size(); ++i) {
    // Without an outside type the number is refused for another reason.
    if (cluster.services[i].type.value == "ClusterIP") continue;
    for (const Pin& pin : pins_of(cluster.services[i], i)) taker.take(pin);
  }
  return taker.troubles();
}

}  // namespace seatrial::config
