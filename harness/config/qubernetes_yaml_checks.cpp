// SPDX-License-Identifier: Apache-2.0
#include "harness/config/qubernetes_yaml_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/config/qubernetes_yaml_schema.hpp"
#include "harness/config/text_lines.hpp"
#include "sim/wire/enode.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::config {

namespace {

constexpr std::array<std::string_view, 4> consensus_words = {"raft", "istanbul", "qbft", "clique"};

// A label holds 63 characters, and the longest one made of the ident is the name of its
// <id>-nodekey-address-config. SPEC kubernetes 1.2
constexpr std::size_t max_ident = 63 - std::string_view("-nodekey-address-config").size();

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_label(std::string_view text) {
  const auto allowed = [](char c) { return is_lower(c) || is_digit(c) || c == '-'; };
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), allowed);
}

bool is_tag_char(char c) {
  return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
}

// What YAML reads as a whole or a broken number when it stands without quotes.
bool is_unquoted_number(std::string_view text) {
  const auto part = [](char c) { return is_digit(c) || c == '.'; };
  return std::all_of(text.begin(), text.end(), part) &&
         std::count(text.begin(), text.end(), '.') <= 1;
}

Error wrong(const Mark& mark, const SourceFiles& files, std::string what, std::string remedy) {
  return {files.to_string(mark), std::move(what), std::move(remedy)};
}

std::optional<Error> check_address(const ExternalNode& node, bool needed,
                                   const SourceFiles& files) {
  const MarkedText& address = node.node_address;
  if (address.value.empty()) {
    if (!needed) return std::nullopt;
    // SPEC kubernetes F-72: the generator aborts with a type error and leaves a part of out/
    return wrong(node.ident.mark, files,
                 fmt::format("external node {} has no Node_Acct_Addr, and the generator stops "
                             "without it",
                             node.ident.value),
                 "add the address that qctl ls nodes --asexternal prints");
  }
  const auto read = wire::fixed_from_hex<wire::Address20>(address.value);
  if (read) return std::nullopt;
  return wrong(
      address.mark, files,
      fmt::format("Node_Acct_Addr '{}': {}", address.value.substr(0, 44), read.error().what),
      "write 0x and the 40 hex digits of the node's address");
}

// SPEC kubernetes F-48: a scheme is accepted and doubled, which is a finding and no error.
std::optional<Error> check_tm_url(const MarkedText& url, const SourceFiles& files) {
  if (url.value.empty() || url.value.find("://") != std::string::npos) return std::nullopt;
  if (port_of_url(url.value)) return std::nullopt;
  // SPEC kubernetes F-12
  return wrong(url.mark, files, fmt::format("Tm_Url '{}' has no port", url.value),
               "write host:port, with the NodePort of Tessera's port 9001");
}

}  // namespace

std::string_view to_string(ConsensusWord consensus) {
  return consensus_words[static_cast<std::size_t>(consensus)];
}

bool has_validators(ConsensusWord consensus) {
  return consensus == ConsensusWord::istanbul || consensus == ConsensusWord::qbft;
}

std::optional<Error> check_ident(const MarkedText& ident, const SourceFiles& files) {
  if (!is_label(ident.value) || !is_lower(ident.value.front())) {
    return wrong(ident.mark, files,
                 fmt::format("Node_UserIdent '{}' is no name for a Service", ident.value),
                 "write lower-case letters, digits and '-', beginning with a letter");
  }
  if (ident.value.size() <= max_ident) return std::nullopt;
  return wrong(ident.mark, files,
               fmt::format("Node_UserIdent has {} characters, and the labels made of it would "
                           "have more than 63",
                           ident.value.size()),
               fmt::format("write at most {}", max_ident));
}

std::optional<Error> check_key_dir(const MarkedText& name, const SourceFiles& files) {
  const bool plain = !name.value.empty() && name.value != "." && name.value != ".." &&
                     std::all_of(name.value.begin(), name.value.end(), is_tag_char);
  if (plain) return std::nullopt;
  return wrong(name.mark, files, fmt::format("Key_Dir '{}' is no name of a folder", name.value),
               "write letters, digits, '.', '-' and '_', for example key1");
}

std::optional<Error> check_version(const Value& version, std::string_view key,
                                   const SourceFiles& files) {
  const std::string_view text = version.text();
  // Ruby compares with "2.6.0" and cannot compare a number with a text. SPEC kubernetes 1.1
  if (version.is_plain() && is_unquoted_number(text)) {
    return wrong(
        version.mark(), files,
        fmt::format("{} {} is a number to YAML, and the generator compares texts", key, text),
        "write the whole version, for example 2.7.0, which is a text");
  }
  const bool tag = !text.empty() && text.size() <= 128 &&
                   std::all_of(text.begin(), text.end(), is_tag_char) && text.front() != '.' &&
                   text.front() != '-';
  if (tag) return std::nullopt;
  return wrong(version.mark(), files,
               fmt::format("{} '{}' is no tag of an image", key, text.substr(0, 40)),
               "write a version, for example 2.7.0");
}

std::optional<Error> check_dns_label(const MarkedText& name, std::string_view key,
                                     const SourceFiles& files) {
  if (is_label(name.value)) return std::nullopt;
  return wrong(name.mark, files, fmt::format("{} '{}' is no Kubernetes name", key, name.value),
               "write lower-case letters, digits and '-'");
}

Result<Marked<ConsensusWord>> read_consensus(const MarkedText& word, std::string_view what_follows,
                                             const SourceFiles& files) {
  const auto found = std::find(consensus_words.begin(), consensus_words.end(), word.value);
  if (found != consensus_words.end()) {
    return Marked<ConsensusWord>{static_cast<ConsensusWord>(found - consensus_words.begin()),
                                 word.mark};
  }
  // `qctl init --consensus ibft` of the documented flow writes this word. SPEC kubernetes F-69
  const bool ibft = word.value == "ibft" || word.value == "IBFT";
  return wrong(word.mark, files,
               fmt::format("unknown consensus '{}': {}", word.value, what_follows),
               ibft ? "did you mean 'istanbul'?" : nearest_word(word.value, consensus_words));
}

std::optional<Error> check_external_node(const ExternalNode& node, bool with_address,
                                         const SourceFiles& files) {
  // The generator copies any text, and geth then skips the entry without a word: said here, since
  // no process would say it where somebody looks. SPEC kubernetes F-40
  const auto enode = wire::parse_static_enode(node.enode_url.value);
  if (!enode) {
    return wrong(node.enode_url.mark, files, fmt::format("Enode_Url: {}", enode.error().what),
                 enode.error().remedy);
  }
  if (auto error = check_tm_url(node.tm_url, files)) return error;
  return check_address(node, with_address, files);
}

}  // namespace seatrial::config
