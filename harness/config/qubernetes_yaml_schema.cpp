// SPDX-License-Identifier: Apache-2.0
#include "harness/config/qubernetes_yaml_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <span>

namespace seatrial::config {

namespace {

enum class FieldType : std::uint8_t { text, number, truth, map, list, anything };

struct Field {
  std::string_view parent;  // "nodes[]" for the items of nodes
  std::string_view key;
  FieldType type;
  bool kept = true;  // qctl's struct knows it
  bool required = false;
};

constexpr bool dropped = false;
constexpr bool kept = true;
constexpr bool required = true;

namespace table {

using enum FieldType;

// SPEC kubernetes 1.1: every key that is read, and whether qctl keeps it
constexpr Field rows[] = {
    {"", "genesis", map, kept, required},
    {"", "nodes", list, kept, required},
    {"", "external_nodes", list},
    {"", "config", map, dropped},
    {"", "k8s", map},
    {"", "prometheus", map},
    {"", "cakeshop", map},
    {"genesis", "consensus", text, kept, required},
    {"genesis", "Quorum_Version", text, kept, required},
    {"genesis", "Tm_Version", text},
    {"genesis", "Chain_Id", number},
    {"genesis", "Test_QBFT_Block", number},
    {"nodes[]", "Node_UserIdent", text, kept, required},
    {"nodes[]", "Key_Dir", text, kept, required},
    {"nodes[]", "quorum", map, kept, required},
    {"nodes[]", "geth", map},
    {"nodes[].quorum", "quorum", map, kept, required},
    {"nodes[].quorum", "tm", map, kept, required},
    {"nodes[].quorum.quorum", "consensus", text, kept, required},
    {"nodes[].quorum.quorum", "Quorum_Version", text, kept, required},
    {"nodes[].quorum.quorum", "Docker_Repo", text, dropped},
    {"nodes[].quorum.quorum", "Docker_Repo_Full", text},
    {"nodes[].quorum.tm", "Name", text, kept, required},
    {"nodes[].quorum.tm", "Tm_Version", text, kept, required},
    {"nodes[].quorum.tm", "Docker_Repo", text, dropped},
    {"nodes[].quorum.tm", "Docker_Repo_Full", text},
    {"nodes[].geth", "network", map, dropped},
    {"nodes[].geth", "verbosity", number, dropped},
    {"nodes[].geth", "Geth_Startup_Params", text},
    {"nodes[].geth.network", "id", number, dropped},
    {"external_nodes[]", "Node_UserIdent", text, kept, required},
    {"external_nodes[]", "Enode_Url", text, kept, required},
    {"external_nodes[]", "Tm_Url", text},
    {"external_nodes[]", "Node_Acct_Addr", text},
    {"config", "Key_Dir_Base", text, dropped},
    {"config", "Permissioned_Nodes_File", text, dropped},
    {"config", "Genesis_File", text, dropped},
    {"config", "Tessera_Config_Dir", text, dropped},
    {"config", "Chain_Id", number, dropped},
    {"k8s", "namespace", text, dropped},
    {"k8s", "sep_deployment_files", truth, dropped},
    {"k8s", "securityContext", anything, dropped},
    {"k8s", "service", map},
    {"k8s", "storage", map, dropped},
    {"k8s.service", "type", text},
    {"k8s.service", "Ingress", map},
    {"k8s.service", "NetworkPolicy", truth, dropped},
    {"k8s.service.Ingress", "Strategy", text},
    {"k8s.service.Ingress", "Host", text},
    {"k8s.service.Ingress", "ws", truth, dropped},
    {"k8s.storage", "Capacity", text, dropped},
    {"k8s.storage", "Type", text, dropped},
    {"k8s.storage", "annotations", anything, dropped},
    {"k8s.storage", "storageClassName", text, dropped},
    {"k8s.storage", "PVC", map, dropped},
    {"k8s.storage.PVC", "Capacity", text, dropped},
    {"k8s.storage.PVC", "annotations", anything, dropped},
    {"k8s.storage.PVC", "storageClassName", text, dropped},
    {"k8s.storage.PVC", "storageClass", map, dropped},
    {"k8s.storage.PVC.storageClass", "template", text, dropped},
    {"k8s.storage.PVC.storageClass", "name", text, dropped},
    {"k8s.storage.PVC.storageClass", "kmsKeyId", text, dropped},
    {"k8s.storage.PVC.storageClass", "reclaimPolicy", text, dropped},
    {"prometheus", "nodePort_prom", number},
    {"prometheus", "enabled", truth},
    {"prometheus", "monitor_params_geth", text, dropped},
    {"cakeshop", "version", text},
    {"cakeshop", "Docker_Repo", text, dropped},
    {"cakeshop", "service", map},
    {"cakeshop.service", "type", text},
    {"cakeshop.service", "nodePort", number},
    {"cakeshop.service", "Ingress", map, dropped},
    {"cakeshop.service.Ingress", "Host", text, dropped},
};

}  // namespace table

constexpr std::span<const Field> fields = table::rows;

const Field* find_field(std::string_view parent, std::string_view key) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) {
    return field.parent == parent && field.key == key;
  });
  return found == fields.end() ? nullptr : &*found;
}

std::string join(std::string_view parent, std::string_view key) {
  return parent.empty() ? std::string(key) : fmt::format("{}.{}", parent, key);
}

// A key that stands in the wrong map is a commoner slip than a misspelt one: qubernetes' own
// example has `storage` below `service`, where it is ignored. SPEC kubernetes 1.7
std::string place_of(std::string_view key, std::string remedy) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& field) { return field.key == key; });
  if (found == fields.end()) return remedy;
  if (found->parent.empty()) return fmt::format("write {} at the top of the file", key);
  return fmt::format("write {} below {}", key, found->parent);
}

Error unknown_key(const Entry& entry, std::string_view parent, const SourceFiles& files) {
  std::vector<std::string_view> known;
  for (const Field& field : fields) {
    if (field.parent == parent) known.push_back(field.key);
  }
  const std::string where = parent.empty() ? "qubernetes.yaml" : std::string(parent);
  std::string remedy = nearest_word(entry.key, known);
  if (!remedy.starts_with("did you mean")) remedy = place_of(entry.key, std::move(remedy));
  return {files.to_string(entry.key_mark), fmt::format("unknown key '{}' in {}", entry.key, where),
          std::move(remedy)};
}

std::optional<Error> check_map(const Value& map, std::string_view path, const SourceFiles& files);

std::optional<Error> check_items(const Value& list, const std::string& path,
                                 const SourceFiles& files) {
  for (const Value& item : list.items()) {
    if (auto error = check_map(item, path + "[]", files)) return error;
  }
  return std::nullopt;
}

template <class T>
std::optional<Error> error_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional<Error>(result.error());
}

std::optional<Error> check_value(const Value& value, const Field& field, const SourceFiles& files) {
  const std::string path = join(field.parent, field.key);
  switch (field.type) {
    case FieldType::text:
      return error_of(as_string(value, files, field.key));
    case FieldType::number:
      return error_of(as_int(value, files, field.key, {0, INT64_MAX}));
    case FieldType::truth:
      return error_of(as_bool(value, files, field.key));
    case FieldType::map:
      return check_map(value, path, files);
    case FieldType::list:
      if (auto error = error_of(as_list(value, files, path))) return error;
      return check_items(value, path, files);
    case FieldType::anything:
      break;
  }
  return std::nullopt;
}

std::optional<Error> check_map(const Value& map, std::string_view path, const SourceFiles& files) {
  const auto entries = as_map(map, files, path.empty() ? "qubernetes.yaml" : path);
  if (!entries) return entries.error();
  for (const Entry& entry : *entries) {
    const Field* field = find_field(path, entry.key);
    if (field == nullptr) return unknown_key(entry, path, files);
    if (entry.value.is_null()) continue;  // as good as not written
    if (auto error = check_value(entry.value, *field, files)) return error;
  }
  for (const Field& field : fields) {
    if (!field.required || field.parent != path) continue;
    const Value* value = map.find(field.key);
    if (value != nullptr && !value->is_null()) continue;
    return Error{files.to_string(map.mark()),
                 fmt::format("{} has no {}", path.empty() ? "the file" : path, field.key),
                 fmt::format("add {}", field.key)};
  }
  return std::nullopt;
}

// SPEC kubernetes 1.1, last lines: docs/qubernetes-config.md and its nodes.yaml describe this.
std::optional<Error> check_old_schema(const Value& document, const SourceFiles& files) {
  for (std::string_view key : {"quorum", "geth", "service"}) {
    const Entry* entry = document.find_entry(key);
    if (entry == nullptr) continue;
    const std::string_view now = key == "service" ? "k8s.service" : "nodes[]";
    return Error{files.to_string(entry->key_mark),
                 fmt::format("'{}' at the top is the stale schema of qubernetes", key),
                 fmt::format("write it below {}, or make a new file with qctl init network", now)};
  }
  const Value* nodes = document.find("nodes");
  if (nodes == nullptr) return std::nullopt;
  for (const Value& node : nodes->items()) {
    const bool wrapped = node.entries().size() == 1 && node.entries()[0].value.is_map() &&
                         node.entries()[0].value.find("Node_UserIdent") != nullptr;
    if (!wrapped) continue;
    return Error{files.to_string(node.mark()),
                 fmt::format("a node below its name '{}' is the stale schema of nodes.yaml",
                             node.entries()[0].key),
                 "write '- Node_UserIdent: …' without a name above it"};
  }
  return std::nullopt;
}

void collect_dropped(const Value& map, const std::string& path, std::vector<MarkedText>& keys) {
  for (const Entry& entry : map.entries()) {
    const Field* field = find_field(path, entry.key);
    if (field == nullptr || entry.value.is_null()) continue;
    const std::string below = join(path, entry.key);
    if (!field->kept) {
      keys.push_back({below, entry.key_mark});
    } else if (field->type == FieldType::list) {
      for (const Value& item : entry.value.items()) collect_dropped(item, below + "[]", keys);
    } else {
      collect_dropped(entry.value, below, keys);
    }
  }
}

// Letters alone, since '-', '_' and capitals are what people mix up.
std::string letters_of(std::string_view word) {
  std::string letters;
  for (char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) letters += static_cast<char>(std::tolower(byte));
  }
  return letters;
}

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest_word(std::string_view word, std::span<const std::string_view> known) {
  const std::string letters = letters_of(word.substr(0, 64));
  std::size_t best = std::max<std::size_t>(1, letters.size() / 3) + 1;
  std::string_view found;
  for (std::string_view candidate : known) {
    const std::size_t distance = edits(letters, letters_of(candidate));
    if (distance >= best) continue;
    best = distance;
    found = candidate;
  }
  if (!found.empty()) return fmt::format("did you mean '{}'?", found);
  std::string text;
  for (std::string_view candidate : known) {
    text += fmt::format("{}'{}'", text.empty() ? "known are " : ", ", candidate);
  }
  return text;
}

const Value* find_path(const Value& map, std::string_view path) {
  const Value* at = &map;
  while (at != nullptr && !path.empty()) {
    const std::string_view key = path.substr(0, path.find('.'));
    at = at->find(key);
    path.remove_prefix(std::min(key.size() + 1, path.size()));
  }
  return at != nullptr && !at->is_null() ? at : nullptr;
}

std::optional<Error> check_qubernetes_keys(const Value& document, const SourceFiles& files) {
  if (auto error = check_old_schema(document, files)) return error;
  return check_map(document, "", files);
}

std::vector<MarkedText> keys_qctl_drops(const Value& document) {
  std::vector<MarkedText> keys;
  collect_dropped(document, "", keys);
  return keys;
}

}  // namespace seatrial::config
