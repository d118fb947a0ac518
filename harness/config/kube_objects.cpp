// SPDX-License-Identifier: Apache-2.0
#include "harness/config/kube_objects.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/config/kube_fields.hpp"
#include "harness/config/network_policy_reader.hpp"
#include "harness/config/service_objects.hpp"

namespace seatrial::config {

namespace {

/// A kind that is read, and the API versions under which it is Kubernetes' own.
struct KnownKind {
  std::string_view kind;
  std::vector<std::string_view> versions;
};

const std::vector<KnownKind>& known_kinds() {
  static const std::vector<KnownKind> kinds{
      {"Service", {"v1"}},
      {"Endpoints", {"v1"}},
      {"EndpointSlice", {"discovery.k8s.io/v1", "discovery.k8s.io/v1beta1"}},
      {"NetworkPolicy", {"networking.k8s.io/v1", "extensions/v1beta1"}},
      {"Ingress", {"networking.k8s.io/v1", "networking.k8s.io/v1beta1", "extensions/v1beta1"}},
      {"Namespace", {"v1"}},
  };
  return kinds;
}

// Others may have a kind of the same name: Calico's NetworkPolicy, Knative's Service.
bool is_group_of_kubernetes(std::string_view version) {
  const std::string_view group = version.substr(0, version.find('/'));
  return group.size() == version.size() || group == "extensions" || group == "apps" ||
         group.ends_with(".k8s.io");
}

/// Reads one document into a list.
class ObjectReader {
 public:
  explicit ObjectReader(const SourceFiles& files) : files_(files) {}

  std::optional<Error> add(const Value& document) {
    if (document.is_null()) return std::nullopt;
    if (!document.is_map()) return wrong(document, "a document that is no object", manifests);
    const Value* kind = document.find("kind");
    if (kind == nullptr || !kind->is_scalar()) {
      return wrong(document, "a document without a kind", manifests);
    }
    const std::string name(kind->text());
    if (name == "List" || (name.ends_with("List") && document.find("items") != nullptr)) {
      return add_items(document);
    }
    return add_object(document, name);
  }

  std::vector<KubeObject> take() { return std::move(objects_); }

 private:
  static constexpr const char* manifests =
      "give Kubernetes manifests, each with apiVersion and kind";

  Error wrong(const Value& at, std::string what, std::string remedy) const {
    return {files_.to_string(at.mark()), std::move(what), std::move(remedy)};
  }

  std::optional<Error> add_items(const Value& list) {
    const Value* items = list.find("items");
    if (items == nullptr) return std::nullopt;
    const auto read = as_list(*items, files_, "items");
    if (!read) return read.error();
    for (const Value& item : *read) {
      if (auto error = add(item)) return error;
    }
    return std::nullopt;
  }

  std::optional<Error> add_object(const Value& object, const std::string& kind) {
    const auto& kinds = known_kinds();
    const auto known = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const KnownKind& k) { return k.kind == kind; });
    if (known == kinds.end()) return ignore(object, kind);
    const Value* version = object.find("apiVersion");
    if (version == nullptr || !version->is_scalar()) {
      return wrong(object, fmt::format("a {} without an apiVersion", kind),
                   fmt::format("add apiVersion: {}", known->versions[0]));
    }
    const auto& versions = known->versions;
    if (std::find(versions.begin(), versions.end(), version->text()) != versions.end()) {
      return read(object, kind);
    }
    if (!is_group_of_kubernetes(version->text())) return ignore(object, kind);
    return wrong(*version, fmt::format("there is no {} in '{}'", kind, version->text()),
                 fmt::format("write apiVersion: {}", versions[0]));
  }

  std::optional<Error> read(const Value& object, std::string_view kind) {
    if (kind == "Service") return keep(read_kube_service(object, files_));
    if (kind == "NetworkPolicy") return keep(read_network_policy(object, files_));
    if (kind == "Ingress") return keep(read_ingress(object, files_));
    if (kind == "Namespace") return keep(read_namespace(object, files_));
    return keep(read_endpoints(object, files_));
  }

  template <class T>
  std::optional<Error> keep(Result<T> result) {
    if (!result) return result.error();
    objects_.emplace_back(std::move(*result));
    return std::nullopt;
  }

  std::optional<Error> ignore(const Value& object, std::string kind) {
    std::optional<Error> error;
    const FieldReader metadata = FieldReader(object, kind, files_, error).map("metadata");
    IgnoredObject made{std::move(kind), metadata.text("namespace", "default"),
                       metadata.text("name"), object.mark()};
    objects_.emplace_back(std::move(made));
    return error;
  }

  const SourceFiles& files_;
  std::vector<KubeObject> objects_;
};

}  // namespace

Result<std::vector<KubeObject>> read_objects(const Value& document, const SourceFiles& files) {
  ObjectReader reader(files);
  if (auto error = reader.add(document)) return *error;
  return reader.take();
}

}  // namespace seatrial::config
