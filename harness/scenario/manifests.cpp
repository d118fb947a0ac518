// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/manifests.hpp"

#include <fmt/format.h>

#include "harness/config/kube_objects.hpp"
#include "harness/config/yaml.hpp"
#include "harness/scenario/units.hpp"

namespace seatrial::scenario {

namespace {

Result<std::vector<config::Value>> documents_of(const Manifest& manifest, SourceFiles& files) {
  if (const auto* value = std::get_if<config::Value>(&manifest.source)) {
    return std::vector<config::Value>{*value};
  }
  const FilePath& file = std::get<FilePath>(manifest.source);
  const Result<std::string> text = config::read_file(file.path);
  if (!text) return text.error();
  return config::parse_yaml(*text, files.add(file.path), files);
}

/// Applies objects of one cluster.
class Applier {
 public:
  Applier(const SourceFiles& files, kube::Cluster& cluster) : files_(files), cluster_(cluster) {}

  Result<void> operator()(const kube::Service& service) {
    const bool known = cluster_.find_service(service.ns, service.name) != nullptr;
    note("Service", service.name, known);
    return placed(known ? cluster_.update_service(service) : cluster_.create_service(service),
                  service.mark);
  }
  Result<void> operator()(const config::ServiceEndpoints& endpoints) {
    const kube::Service* found = cluster_.find_service(endpoints.ns, endpoints.service);
    if (found == nullptr) {
      return Error{files_.to_string(endpoints.mark),
                   fmt::format("there is no Service '{}' for these endpoints", endpoints.service),
                   "put the Service before them"};
    }
    kube::Service service = *found;
    service.endpoints.insert(service.endpoints.end(), endpoints.endpoints.begin(),
                             endpoints.endpoints.end());
    note("endpoints of", service.name, false);
    return placed(cluster_.update_service(std::move(service)), endpoints.mark);
  }
  Result<void> operator()(const kube::NetworkPolicy& policy) {
    note("NetworkPolicy", policy.name, false);
    cluster_.add_policy(policy);
    return {};
  }
  Result<void> operator()(const kube::Ingress& ingress) {
    note("Ingress", ingress.name, false);
    return placed(cluster_.add_ingress(ingress), ingress.mark);
  }
  Result<void> operator()(const kube::Namespace& ns) {
    note("Namespace", ns.name, false);
    cluster_.add_namespace(ns);
    return {};
  }
  Result<void> operator()(const config::IgnoredObject&) { return {}; }

  const std::string& done() const { return done_; }

 private:
  void note(std::string_view kind, const std::string& name, bool updated) {
    done_ +=
        fmt::format("{}{} {}{}", done_.empty() ? "" : ", ", kind, name, updated ? " updated" : "");
  }
  Result<void> placed(Result<void> result, const Mark& mark) const {
    if (result) return result;
    Error error = result.error();
    if (error.where.empty()) error.where = files_.to_string(mark);
    return error;
  }

  const SourceFiles& files_;
  kube::Cluster& cluster_;
  std::string done_;
};

}  // namespace

Result<std::string> apply_manifests(Scene& scene, const SceneCluster& cluster,
                                    const std::vector<Manifest>& manifests) {
  Applier applier(*scene.files, scene.world->cluster(cluster.id));
  for (const Manifest& manifest : manifests) {
    const auto documents = documents_of(manifest, *scene.files);
    if (!documents) return documents.error();
    for (const config::Value& document : *documents) {
      const auto objects = config::read_objects(document, *scene.files);
      if (!objects) return objects.error();
      for (const config::KubeObject& object : *objects) {
        if (auto done = std::visit(applier, object); !done) return done.error();
      }
    }
  }
  const std::string done = applier.done();
  return {boost::system::in_place_value, done.empty() ? "nothing" : done};
}

namespace {

bool is_tcp_services(const config::Value& document) {
  const config::Value* kind = document.find("kind");
  const config::Value* metadata = document.find("metadata");
  const config::Value* name = metadata == nullptr ? nullptr : metadata->find("name");
  return kind != nullptr && kind->is_scalar() && kind->text() == "ConfigMap" && name != nullptr &&
         name->is_scalar() && name->text() == "tcp-services";
}

}  // namespace

Result<std::map<std::uint16_t, std::string>> tcp_services_of(const std::vector<Manifest>& manifests,
                                                             SourceFiles& files) {
  std::map<std::uint16_t, std::string> forwarded;
  for (const Manifest& manifest : manifests) {
    const auto documents = documents_of(manifest, files);
    if (!documents) return documents.error();
    for (const config::Value& document : *documents) {
      const config::Value* data = document.find("data");
      if (!is_tcp_services(document) || data == nullptr || !data->is_map()) continue;
      for (const config::Entry& entry : data->entries()) {
        const auto port = parse_port(entry.key);
        if (!port || !entry.value.is_scalar()) {
          return Error{files.to_string(entry.key_mark),
                       fmt::format("'{}' of tcp-services is no port", entry.key),
                       "write a port and 'namespace/service:port'"};
        }
        forwarded[*port] = entry.value.text();
      }
    }
  }
  return forwarded;
}

net::MachineId machine_named(const World& world, const kube::Cluster& cluster,
                             const std::string& name) {
  const std::string full = cluster.spec().name + '/' + name;
  for (const net::MachineId machine : cluster.machines()) {
    if (world.network().machine(machine).name == full) return machine;
  }
  return net::MachineId::none;
}

}  // namespace seatrial::scenario
