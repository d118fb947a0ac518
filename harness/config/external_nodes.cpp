// SPDX-License-Identifier: Apache-2.0
#include "harness/config/external_nodes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "harness/config/text_check.hpp"
#include "harness/config/yaml.hpp"

namespace seatrial::config {

namespace {

constexpr std::string_view known_keys[] = {"Node_UserIdent", "Enode_Url", "Tm_Url",
                                           "Node_Acct_Addr"};

bool same_letters(std::string_view a, std::string_view b) {
  const auto same = [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

std::optional<Error> check_keys(const Value& node, const SourceFiles& files) {
  for (const Entry& entry : node.entries()) {
    if (std::find(std::begin(known_keys), std::end(known_keys), entry.key) !=
        std::end(known_keys)) {
      continue;
    }
    std::string remedy = "write Node_UserIdent, Enode_Url, Tm_Url or Node_Acct_Addr";
    for (std::string_view key : known_keys) {
      if (same_letters(key, entry.key)) remedy = fmt::format("did you mean '{}'?", key);
    }
    return Error{files.to_string(entry.key_mark),
                 fmt::format("unknown key '{}' in external_nodes", entry.key), std::move(remedy)};
  }
  return std::nullopt;
}

Result<MarkedText> text_field(const Value& node, std::string_view key, bool required,
                              const SourceFiles& files) {
  const Value* value = node.find(key);
  if (value == nullptr || value->is_null()) {
    if (!required) return MarkedText{};
    return Error{files.to_string(node.mark()), fmt::format("the external node has no {}", key),
                 "export it again with qctl ls nodes --asexternal"};
  }
  const auto text = as_string(*value, files, key);
  if (!text) return text.error();
  return MarkedText{std::string(*text), value->mark()};
}

Result<ExternalNode> read_external_node(const Value& node, const SourceFiles& files) {
  if (!node.is_map()) {
    return Error{files.to_string(node.mark()), "an external node is not a map",
                 "write '- Node_UserIdent: …'"};
  }
  if (auto error = check_keys(node, files)) return *error;
  auto ident = text_field(node, "Node_UserIdent", true, files);
  if (!ident) return ident.error();
  auto enode = text_field(node, "Enode_Url", true, files);
  if (!enode) return enode.error();
  auto tm = text_field(node, "Tm_Url", false, files);
  if (!tm) return tm.error();
  auto address = text_field(node, "Node_Acct_Addr", false, files);
  if (!address) return address.error();
  return ExternalNode{std::move(*ident), std::move(*enode), std::move(*tm), std::move(*address)};
}

Result<ExternalNodes> read_list(const Value& list, const SourceFiles& files) {
  const auto items = as_list(list, files, "external_nodes");
  if (!items) return items.error();
  ExternalNodes result;
  for (const Value& item : *items) {
    auto node = read_external_node(item, files);
    if (!node) return node.error();
    result.nodes.push_back(std::move(*node));
  }
  return result;
}

// The offset of the line `external_nodes:`; npos where there is none.
std::size_t find_list(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    if (text.substr(begin).starts_with("external_nodes:")) return begin;
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) break;
    begin = end + 1;
  }
  return std::string_view::npos;
}

// qctl prints "Tm_Url:  1.2.3.4:" for a Service without NodePorts, which is not YAML.
std::optional<Error> find_empty_port(std::string_view text, FileId file, const SourceFiles& files) {
  const std::size_t key = text.find("Tm_Url:");
  for (std::size_t at = key; at != std::string_view::npos; at = text.find("Tm_Url:", at + 1)) {
    std::string_view line = text.substr(at, text.find('\n', at) - at);
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    if (line.size() > 8 && line.ends_with(':')) {
      return Error{files.to_string(mark_of(text, at, file)),
                   "Tm_Url has no port: the Service it was exported from has no NodePort",
                   "make the Service's type NodePort and export again"};
    }
  }
  return std::nullopt;
}

}  // namespace

Result<ExternalNodes> parse_external_nodes(std::string_view text, FileId file,
                                           const SourceFiles& files) {
  if (const auto error = check_text(text, file, files, YamlLimits().bytes)) return *error;
  text = without_bom(text);
  const std::size_t begin = find_list(text);
  if (begin == std::string_view::npos) {
    return Error{files.path(file), "there is no 'external_nodes:' in the file",
                 "give what 'qctl ls nodes --asexternal' prints"};
  }
  if (auto error = find_empty_port(text, file, files)) return *error;
  // Blank lines in place of the preamble keep the line numbers.
  const auto lines =
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
  const std::string list =
      std::string(static_cast<std::size_t>(lines), '\n') + std::string(text.substr(begin));
  const auto documents = parse_yaml(list, file, files);
  if (!documents) return documents.error();
  const Value* nodes = documents->empty() ? nullptr : documents->at(0).find("external_nodes");
  if (nodes == nullptr) {
    return Error{files.to_string(mark_of(text, begin, file)), "external_nodes is not a list",
                 "write the nodes below it, each with '- Node_UserIdent: …'"};
  }
  auto result = read_list(*nodes, files);
  if (result) result->preamble = std::string(text.substr(0, begin));
  return result;
}

Result<ExternalNodes> read_external_nodes(const std::string& path, SourceFiles& files) {
  const auto text = read_file(path);
  if (!text) return text.error();
  return parse_external_nodes(*text, files.add(path), files);
}

std::string write_external_nodes(const std::vector<ExternalNode>& nodes) {
  std::string text = "external_nodes:\n";
  for (const ExternalNode& node : nodes) {
    text += fmt::format("- Node_UserIdent:  {}\n  Enode_Url: \"{}\"\n  Tm_Url:  {}\n",
                        node.ident.value, node.enode_url.value, node.tm_url.value);
    if (!node.node_address.value.empty()) {
      text += fmt::format("  Node_Acct_Addr: {}\n", node.node_address.value);
    }
  }
  return text;
}

namespace {

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// The variable that a '$' at the front of the text begins; empty where it is only a '$'.
struct Variable {
  std::string_view name;
  std::size_t length = 0;  // with the $ and the braces
};

Variable variable_at(std::string_view text) {
  const bool braces = text.size() > 1 && text[1] == '{';
  const std::size_t begin = braces ? 2 : 1;
  std::size_t end = begin;
  while (end < text.size() && is_name_char(text[end])) ++end;
  if (end == begin || std::isdigit(static_cast<unsigned char>(text[begin])) != 0) return {};
  if (braces && (end >= text.size() || text[end] != '}')) return {};
  return {text.substr(begin, end - begin), braces ? end + 1 : end};
}

}  // namespace

Result<std::string> substitute(std::string_view text,
                               const std::map<std::string, std::string>& variables) {
  std::string result;
  std::string unset;
  for (std::size_t i = 0; i < text.size();) {
    const Variable variable = text[i] == '$' ? variable_at(text.substr(i)) : Variable{};
    if (variable.length == 0) {
      result += text[i++];
      continue;
    }
    i += variable.length;
    const auto found = variables.find(std::string(variable.name));
    if (found != variables.end()) {
      result += found->second;
    } else if (unset.find(fmt::format("'{}'", variable.name)) == std::string::npos) {
      unset += fmt::format("{}'{}'", unset.empty() ? "" : ", ", variable.name);
    }
  }
  if (!unset.empty()) {
    return Error{"", "no value for the variable " + unset,
                 "set it, or write the value in the file"};
  }
  return Result<std::string>(boost::system::in_place_value, std::move(result));
}

std::optional<std::string> find_placeholder(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '$') {
      const Variable variable = variable_at(text.substr(i));
      if (variable.length != 0) return std::string(text.substr(i, variable.length));
    }
    const std::size_t end = text[i] == '<' ? text.find('>', i) : std::string_view::npos;
    if (end != std::string_view::npos) return std::string(text.substr(i, end + 1 - i));
  }
  if (text.find("K8s_NODE_IP") != std::string_view::npos) return "K8s_NODE_IP";
  return std::nullopt;
}

}  // namespace seatrial::config
