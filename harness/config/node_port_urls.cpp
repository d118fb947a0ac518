// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "harness/config/node_ports.hpp"
#include "harness/config/text_lines.hpp"

namespace seatrial::config {

namespace {

struct Role {
  std::string_view word;
  std::uint16_t port;
};

// What qctl calls the URLs of a node.
// SPEC kubernetes 1.3
constexpr Role roles[] = {{"geth", 8545}, {"tessera", 9001}, {"p2p", 30303}};

const Role* role_of(std::string_view word) {
  const auto found = std::find_if(std::begin(roles), std::end(roles),
                                  [&](const Role& role) { return role.word == word; });
  return found == std::end(roles) ? nullptr : found;
}

// Gives each line to a Service: by the name on it or above it, else in the order of the names,
// a new Service wherever a role comes again.
class UrlLines {
 public:
  UrlLines(const ClusterConfig& cluster, const SourceFiles& files) : files_(files) {
    for (const PeerConfig& peer : cluster.peers) services_.push_back(peer.service);
    std::sort(services_.begin(), services_.end());  // as kubectl lists them
  }

  NodePorts take() { return std::move(result_); }

  void read(const Line& line) {
    std::string_view url;
    const Role* role = nullptr;
    for (std::string_view word : words_of(line.text)) {
      if (word.ends_with(':')) word.remove_suffix(1);
      if (is_service(word)) {
        set_service(word);
      } else if (const Role* found = role_of(word)) {
        role = found;
      } else if (word != "-") {
        url = word;
      }
    }
    if (role == nullptr && url.empty()) return;  // only a name, or a blank line
    add(line, role, url);
  }

 private:
  bool is_service(std::string_view word) const {
    return std::find(services_.begin(), services_.end(), word) != services_.end();
  }

  void set_service(std::string_view name) {
    named_ = true;
    service_ = std::string(name);
  }

  void add(const Line& line, const Role* role, std::string_view url) {
    if (role == nullptr) {
      return fail(line, "this line does not say which port it is",
                  "run qctl ls url without --bare, or give 'kubectl get services'");
    }
    const auto number = port_of_url(url);
    if (!number) {
      return fail(line, fmt::format("the {} URL has no port", role->word),
                  "make the Service's type NodePort");
    }
    if (!named_) next_service(role->port);
    if (service_.empty()) {
      return fail(line, "there are more URLs than nodes in the cluster",
                  "give 'kubectl get services'");
    }
    result_.ports.push_back({service_, role->port, "TCP", *number, line.mark, {}});
  }

  void next_service(std::uint16_t port) {
    const bool again = std::find(seen_.begin(), seen_.end(), port) != seen_.end();
    if (next_ == 0 || again) {
      service_ = next_ < services_.size() ? services_[next_] : std::string();
      ++next_;
      seen_.clear();
    }
    seen_.push_back(port);
  }

  void fail(const Line& line, std::string what, std::string remedy) {
    result_.not_understood.push_back(
        {files_.to_string(line.mark), std::move(what), std::move(remedy)});
  }

  const SourceFiles& files_;
  std::vector<std::string> services_;
  std::string service_;
  bool named_ = false;
  std::size_t next_ = 0;
  std::vector<std::uint16_t> seen_;
  NodePorts result_;
};

}  // namespace

NodePorts node_ports_of_urls(std::string_view text, FileId file, const ClusterConfig& cluster,
                             const SourceFiles& files) {
  UrlLines lines(cluster, files);
  for (const Line& line : lines_of(text, file)) lines.read(line);
  return lines.take();
}

}  // namespace seatrial::config
