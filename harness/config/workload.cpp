// SPDX-License-Identifier: Apache-2.0
#include "harness/config/workload.hpp"

#include <algorithm>
#include <map>

#include "harness/config/field_reader.hpp"
#include "harness/config/kube_fields.hpp"

namespace seatrial::config {

namespace {

// "repository:5000/name:tag@sha256:…": the tag stands behind the last '/', between ':' and '@'.
std::string tag_of(std::string_view image) {
  image = image.substr(0, image.find('@'));
  const std::size_t colon = image.rfind(':');
  const std::size_t slash = image.rfind('/');
  if (colon == std::string_view::npos || (slash != std::string_view::npos && colon < slash)) {
    return "";
  }
  return std::string(image.substr(colon + 1));
}

void add_words(const Value* list, std::vector<Value>& words) {
  if (list == nullptr) return;
  for (const Value& word : list->items()) words.push_back(word);
}

// A variable that Kubernetes fills in from elsewhere, in words that nobody takes for a value.
EnvSource read_source(const FieldReader& variable, const FieldReader& from) {
  EnvSource source;
  source.name = variable.text("name");
  source.mark = variable.mark();
  const FieldReader map = from.map("configMapKeyRef");
  const FieldReader secret = from.map("secretKeyRef");
  if (map.exists()) {
    source.config_map = map.text("name");
    source.key = map.text("key");
  } else if (secret.exists()) {
    source.key = "secret:" + secret.text("name") + "/" + secret.text("key");
  } else {
    source.key = from.map("fieldRef").text("fieldPath");
  }
  return source;
}

void read_env(const FieldReader& reader, ContainerConfig& container) {
  for (const FieldReader& from : reader.list("envFrom")) {
    const std::string map = from.map("configMapRef").text("name");
    if (!map.empty()) container.env_sources.push_back({"", map, "", from.mark()});
  }
  for (const FieldReader& variable : reader.list("env")) {
    const FieldReader from = variable.map("valueFrom");
    if (from.exists()) {
      container.env_sources.push_back(read_source(variable, from));
    } else {
      container.env.emplace_back(variable.text("name"), variable.marked_text("value"));
    }
  }
}

std::map<std::string, std::string> variables_of(const ContainerConfig& container,
                                                std::map<std::string, std::string> variables) {
  for (const EnvSource& source : container.env_sources) {
    if (!source.name.empty()) variables.try_emplace(source.name, "{" + source.key + "}");
  }
  for (const auto& [name, value] : container.env) variables[name] = value.value;
  return variables;
}

std::vector<const Value*> words_of(const ContainerConfig& container) {
  std::vector<const Value*> words;
  for (const Value& word : container.words) words.push_back(&word);
  return words;
}

ContainerConfig read_container(const FieldReader& reader, bool init) {
  ContainerConfig container;
  container.init = init;
  container.mark = reader.mark();
  container.name = reader.text("name");
  container.image = reader.marked_text("image");
  container.version = tag_of(container.image.value);
  for (const FieldReader& port : reader.list("ports")) {
    container.ports.push_back(
        {static_cast<std::uint16_t>(port.required_int("containerPort", port_range)),
         port.text("name"), port.text("protocol", "TCP"), port.mark()});
  }
  read_env(reader, container);
  for (const FieldReader& mount : reader.list("volumeMounts")) {
    container.mounts.push_back(
        {mount.text("name"), mount.text("mountPath"), mount.text("subPath"), mount.mark()});
  }
  container.readiness_path = reader.map("readinessProbe").map("httpGet").marked_text("path");
  add_words(reader.find("command"), container.words);
  add_words(reader.find("args"), container.words);
  read_command(container, {});
  return container;
}

VolumeConfig read_volume(const FieldReader& reader) {
  VolumeConfig volume;
  volume.mark = reader.mark();
  volume.name = reader.text("name");
  const FieldReader map = reader.map("configMap");
  volume.config_map = map.text("name");
  volume.claim = reader.map("persistentVolumeClaim").text("claimName");
  for (const FieldReader& item : map.list("items")) {
    volume.items.emplace_back(item.text("key"), item.text("path"));
  }
  return volume;
}

void read_pod(const FieldReader& metadata, const FieldReader& spec, WorkloadConfig& workload) {
  for (const Entry& label : metadata.map("labels").entries()) {
    workload.labels.emplace_back(label.key, std::string(label.value.text()));
    if (label.key.find("inject") == std::string::npos) continue;
    workload.inject_labels.emplace_back(
        label.key, MarkedText{std::string(label.value.text()), label.value.mark()});
  }
  for (const FieldReader& container : spec.list("initContainers")) {
    workload.containers.push_back(read_container(container, true));
  }
  for (const FieldReader& container : spec.list("containers")) {
    workload.containers.push_back(read_container(container, false));
  }
  for (const FieldReader& volume : spec.list("volumes")) {
    workload.volumes.push_back(read_volume(volume));
  }
  workload.annotations = metadata.pairs("annotations");
  workload.node_name = spec.marked_text("nodeName");
  workload.node_selector = spec.pairs("nodeSelector");
  workload.host_network = spec.boolean("hostNetwork", false);
}

void read_owner(const FieldReader& metadata, WorkloadConfig& workload) {
  for (const FieldReader& owner : metadata.list("ownerReferences")) {
    if (!owner.boolean("controller", false).value) continue;
    workload.owner_kind = owner.text("kind");
    workload.owner_name = owner.text("name");
  }
}

std::string without_trailing_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

// The path relative to a folder, "" for the folder itself; nothing where it lies elsewhere.
std::optional<std::string> below(std::string_view path, std::string_view folder) {
  if (!path.starts_with(folder)) return std::nullopt;
  const std::string_view rest = path.substr(folder.size());
  if (rest.empty()) return std::string();
  if (rest.front() != '/') return std::nullopt;
  return std::string(rest.substr(1));
}

std::optional<std::string> key_of(const VolumeConfig& volume, const std::string& path) {
  if (volume.items.empty()) return path;
  for (const auto& [key, item_path] : volume.items) {
    if (item_path == path) return key;
  }
  return std::nullopt;
}

std::optional<MountedFile> file_of(const WorkloadConfig& workload, const MountConfig& mount,
                                   const std::string& rest) {
  const auto volume = std::find_if(workload.volumes.begin(), workload.volumes.end(),
                                   [&](const VolumeConfig& v) { return v.name == mount.volume; });
  if (volume == workload.volumes.end() || volume->config_map.empty()) return std::nullopt;
  const bool single = !mount.sub_path.empty();
  const auto key = key_of(*volume, single ? mount.sub_path : rest);
  if (!key) return std::nullopt;
  return MountedFile{volume->config_map, *key, single, false, mount.mark};
}

std::string_view name_in(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

std::string folder_of(std::string_view path) {
  return std::string(path.substr(0, std::min(path.rfind('/'), path.size())));
}

// "*.json" and "tm.*": one star, as scripts write it.
bool matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  const std::string_view head = pattern.substr(0, star);
  const std::string_view tail = pattern.substr(star + 1);
  return name.size() >= head.size() + tail.size() && name.starts_with(head) && name.ends_with(tail);
}

// The path that a link or copy gives to another; nothing where it is about other files.
std::optional<std::string> original(const ScriptLink& link, const std::string& path) {
  const std::string to = without_trailing_slash(link.to.value);
  const std::string from = without_trailing_slash(link.from);
  const bool many = from.find('*') != std::string::npos;
  if (path == to) return many ? std::nullopt : std::optional(from);
  if (folder_of(path) == to && matches(name_in(from), name_in(path))) {
    return folder_of(from) + "/" + std::string(name_in(path));
  }
  const auto inside = below(path, to);
  if (!inside || !link.all || many || link.to.value.ends_with('/')) return std::nullopt;
  return from + "/" + *inside;
}

struct Followed {
  std::string path;
  bool copied = false;
};

// A link may lead to a link; more than a few would be a circle.
Followed follow(const std::vector<ScriptLink>& links, std::string path) {
  Followed followed{std::move(path)};
  for (int hops = 0; hops < 4; ++hops) {
    std::optional<std::string> found;
    bool copy = false;
    bool by_name = false;
    for (const ScriptLink& link : links) {
      const auto from = original(link, followed.path);
      if (!from || *from == followed.path) continue;
      // "*.json" takes what there is: a file that another command names comes from there.
      const bool named = link.from.find('*') == std::string::npos;
      if (by_name && !named) continue;
      found = from;
      copy = link.copy;
      by_name = named;
    }
    if (!found) break;
    followed.path = without_trailing_slash(*found);
    followed.copied = followed.copied || copy;
  }
  return followed;
}

std::optional<MountedFile> in_mounts(const WorkloadConfig& workload,
                                     const ContainerConfig& container, const Followed& file) {
  const MountConfig* best = nullptr;
  std::string rest;
  for (const MountConfig& mount : container.mounts) {
    const std::string folder = without_trailing_slash(mount.path);
    const auto inside = below(file.path, folder);
    if (!inside || (best != nullptr && folder.size() < best->path.size())) continue;
    best = &mount;
    rest = *inside;
  }
  if (best == nullptr) return std::nullopt;
  auto found = file_of(workload, *best, rest);
  if (found) found->copied = file.copied;
  return found;
}

}  // namespace

bool is_workload(std::string_view kind) {
  return kind == "Deployment" || kind == "StatefulSet" || kind == "DaemonSet" ||
         kind == "ReplicaSet" || kind == "Pod";
}

Result<WorkloadConfig> read_workload(const Value& object, const SourceFiles& files) {
  std::optional<Error> error;
  const FieldReader reader(object, "workload", files, error);
  WorkloadConfig workload;
  workload.mark = object.mark();
  workload.kind = reader.text("kind");
  workload.ns = reader.map("metadata").text("namespace");
  workload.name = reader.map("metadata").required_text("name");
  read_owner(reader.map("metadata"), workload);
  if (workload.kind == "Pod") {
    workload.phase = reader.map("status").text("phase");
    read_pod(reader.map("metadata"), reader.map("spec"), workload);
    workload.pod_address = reader.map("status").marked_text("podIP");
  } else {
    const FieldReader spec = reader.map("spec");
    workload.replicas = spec.integer("replicas", 1, {0, INT32_MAX});
    if (const Value* replicas = spec.find("replicas")) workload.replicas_mark = replicas->mark();
    const char* const key = workload.kind == "Deployment" ? "strategy" : "updateStrategy";
    workload.strategy = spec.map(key).marked_text("type");
    workload.service_name = spec.marked_text("serviceName");
    for (const FieldReader& claim : spec.list("volumeClaimTemplates")) {
      workload.claim_templates.push_back(claim.map("metadata").text("name"));
    }
    const FieldReader pod = spec.map("template");
    read_pod(pod.map("metadata"), pod.map("spec"), workload);
  }
  if (error) return *error;
  return workload;
}

void read_command(ContainerConfig& container, const std::map<std::string, std::string>& more) {
  container.geth = read_geth_command(words_of(container), variables_of(container, more));
}

void read_script_file(ContainerConfig& container, const Value& script,
                      const std::map<std::string, std::string>& more) {
  container.geth = read_geth_script(script, variables_of(container, more));
}

std::optional<std::string> script_path(const ContainerConfig& container) {
  return script_path(words_of(container));
}

std::optional<MountedFile> find_mounted(const WorkloadConfig& workload,
                                        const ContainerConfig& container, std::string path) {
  if (auto found = in_mounts(workload, container, follow(container.geth.links, path))) {
    return found;
  }
  // An init container may have put it into a volume that both mount.
  for (const ContainerConfig& other : workload.containers) {
    if (!other.init || &other == &container) continue;
    const Followed file = follow(other.geth.links, path);
    if (file.path == path) continue;
    if (auto found = in_mounts(workload, other, file)) return found;
  }
  return std::nullopt;
}

}  // namespace seatrial::config
