// SPDX-License-Identifier: Apache-2.0
#include "harness/generate/node_keys.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "harness/config/json.hpp"
#include "harness/config/yaml.hpp"
#include "sim/peer/deployment.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::generate {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_key_file = 64u << 10;

std::string trimmed(const std::string& text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string in(const std::string& folder, std::string_view name) {
  return (fs::path(folder) / name).string();
}

bool exists(const std::string& path) {
  std::error_code code;
  return fs::exists(path, code);
}

template <class Fixed>
Result<Fixed> read_hex(const std::string& path, std::string_view noun) {
  const auto text = config::read_file(path, max_key_file);
  if (!text) return text.error();
  const auto value = wire::fixed_from_hex<Fixed>(trimmed(*text));
  if (value) return *value;
  return Error{path + ":1:1", fmt::format("this is no {}: {}", noun, value.error().what),
               "remove the folder, so that the generator makes new keys"};
}

Result<wire::PublicKey> read_enode(const std::string& folder) {
  const std::string path = in(folder, "enode");
  if (!exists(path)) {
    // SPEC kubernetes 1.1: keys are not made anew where the folder is there
    return Error{folder, "the folder has no enode, and the generator makes no keys where it exists",
                 "bring the file enode, or remove the folder"};
  }
  const auto key = read_hex<wire::PublicKey>(path, "node key");
  if (!key || wire::is_on_curve(*key)) return key;
  return Error{path + ":1:1", "this is no node key: the point is not on the curve",
               "export the enode again: bootnode -writeaddress"};
}

std::optional<Error> check_address(const std::string& folder, const wire::PublicKey& key) {
  const std::string path = in(folder, "nodekeyaddress");
  if (!exists(path)) return std::nullopt;
  const auto address = read_hex<wire::Address20>(path, "address");
  if (!address) return address.error();
  if (*address == wire::address(key)) return std::nullopt;
  return Error{path + ":1:1",
               fmt::format("{} is not the address of the node key in enode",
                           wire::checksum_address(*address)),
               fmt::format("write {}, or bring the enode of the same node",
                           wire::checksum_address(wire::address(key)))};
}

// Of the keystore only the "address" is looked at.
Result<wire::Address20> read_account(const std::string& path, SourceFiles& files) {
  const auto json = config::load_json(path, files);
  if (!json) return json.error();
  const config::Value* text = json->find("address");
  const auto address = wire::fixed_from_hex<wire::Address20>(text ? text->text() : "");
  if (address) return *address;
  return Error{files.to_string(text ? text->mark() : json->mark()),
               "the keystore has no address of 40 hex digits", "make the account again"};
}

wire::Address20 account_from_name(const std::string& full_name) {
  return wire::address(key_from_name(full_name + "/account"));
}

Result<NodeKeys> read_folder(const std::string& folder, const std::string& full_name,
                             SourceFiles& files, std::vector<std::string>& assumptions) {
  const auto key = read_enode(folder);
  if (!key) return key.error();
  if (auto error = check_address(folder, *key)) return *error;
  NodeKeys keys{*key, account_from_name(full_name), std::nullopt};
  const std::string keystore = in(folder, "acctkeyfile.json");
  if (exists(keystore)) {
    const auto account = read_account(keystore, files);
    if (!account) return account.error();
    keys.account = *account;
  } else {
    assumptions.push_back(fmt::format(
        "the account of {} is made from its name: {} has no acctkeyfile.json", full_name, folder));
  }
  const auto tessera = config::read_file(in(folder, "tm.pub"), max_key_file);
  if (tessera) keys.tessera_key = trimmed(*tessera);
  return keys;
}

}  // namespace

Result<KeysOfNodes> keys_of(const config::QubernetesYaml& yaml, const std::string& cluster_name,
                            SourceFiles& files) {
  KeysOfNodes result;
  std::size_t made = 0;
  for (const config::QubernetesNode& node : yaml.nodes) {
    const std::string folder = in(yaml.beside(yaml.paths.key_dir_base.value), node.key_dir.value);
    const std::string full_name = cluster_name + "/" + node.ident.value;
    if (exists(folder)) {
      auto keys = read_folder(folder, full_name, files, result.assumptions);
      if (!keys) return keys.error();
      result.keys.push_back(std::move(*keys));
    } else {
      ++made;
      result.keys.push_back({key_from_name(full_name), account_from_name(full_name), std::nullopt});
    }
  }
  if (made != 0) {
    result.assumptions.push_back(fmt::format(
        "the keys of {} of the {} nodes of {} are made from "
        "their names: there are no folders below {}",
        made, yaml.nodes.size(), cluster_name, yaml.beside(yaml.paths.key_dir_base.value)));
  }
  return result;
}

}  // namespace seatrial::generate
