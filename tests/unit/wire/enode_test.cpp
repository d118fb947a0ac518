// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/enode.hpp"

#include <gmock/gmock.h>

#include "sim/wire/go_url.hpp"
#include "wire_testing.hpp"

namespace seatrial::wire {
namespace {

constexpr const char* kKey =
    "fda1cff674c90c9a197539fe3dfb53086ace64f83ed7c6eabec741f7f381cc80"
    "3e52ab2cd55d5569bce4347107a310dfd5f88a010cd2ffd1005ca406f1842877";
constexpr const char* kKey2 =
    "ca634cae0d49acb401d8a4c6b6fe8c55b70d115bf400769cc1400f3258cd3138"
    "7574077f301b421bc84df7266c44e9e6d569fc56be00812904767bf5ccd1fc7f";

std::string replace(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string with_keys(const std::string& text) {
  return replace(replace(text, "KEY2", kKey2), "KEY", kKey);
}

Enode expected(const json& j) {
  Enode enode;
  enode.key = fixed<PublicKey>(kKey);
  enode.host = j.value("host", "");
  if (j.contains("ipv4")) enode.ipv4 = j["ipv4"].get<std::uint32_t>();
  if (j.contains("ipv6")) {
    enode.ipv6.emplace();
    std::ranges::copy(hex(j["ipv6"].get<std::string>()), enode.ipv6->begin());
  }
  enode.tcp = j.value("tcp", std::uint16_t{0});
  enode.udp = j.value("udp", std::uint16_t{0});
  enode.raft_port = j.value("raft", std::uint16_t{0});
  enode.has_discport = j.value("discport", false);
  enode.has_raftport = j.value("raftport", false);
  enode.has_path = j.value("path", false);
  enode.incomplete = j.value("incomplete", false);
  return enode;
}

TEST(Enode, ReadsTheGoodOnes) {
  const json all = vectors("enode.json")["good"];
  for (const json& vector : all) {
    const auto url = with_keys(vector["url"].get<std::string>());
    const auto enode = parse_enode(url);
    ASSERT_TRUE(enode) << url << ": " << enode.error().message();
    EXPECT_TRUE(*enode == expected(vector)) << url;
    EXPECT_EQ(is_placeholder_host(enode->host), vector.value("placeholder", false)) << url;
    EXPECT_EQ(enode->is_name(),
              !vector.contains("ipv4") && !vector.contains("ipv6") && !enode->incomplete);
  }
}

TEST(Enode, PrintsThemAsGoQuorumDoes) {
  const json all = vectors("enode.json")["good"];
  for (const json& vector : all) {
    const auto url = vector["url"].get<std::string>();
    EXPECT_EQ(to_string(parse_enode(with_keys(url)).value()),
              with_keys(vector.value("prints", url)));
  }
}

TEST(Enode, RefusesTheBadOnesInGoQuorumsWords) {
  const json all = vectors("enode.json")["bad"];
  for (const json& vector : all) {
    const auto url = with_keys(vector["url"].get<std::string>());
    const auto enode = parse_enode(url);
    ASSERT_FALSE(enode) << url;
    const auto error = replace(vector["error"].get<std::string>(), "\x01", go_quote(url));
    EXPECT_EQ(enode.error().what, error);
    EXPECT_THAT(enode.error().remedy, testing::HasSubstr(vector["remedy"].get<std::string>()))
        << url;
    EXPECT_EQ(enode.error().where, "");
  }
}

TEST(Enode, HasManyCases) {
  const json all = vectors("enode.json");
  EXPECT_GE(all["good"].size() + all["bad"].size(), 40U);
}

TEST(Enode, StaticEntriesNeedTheScheme) {
  const json all = vectors("enode.json")["good"];
  for (const json& vector : all) {
    const auto enode = parse_static_enode(with_keys(vector["url"].get<std::string>()));
    EXPECT_EQ(enode ? "" : enode.error().what, vector.value("static_error", ""));
  }
  EXPECT_FALSE(parse_static_enode("enr:-JC4QNXTKdyYJiSBdy08fV"));
  EXPECT_EQ(parse_static_enode(" enode://").error().remedy,
            "remove the stray space at character 1");
}

TEST(Enode, SurvivesEveryTruncationAndEveryByte) {
  const std::string url =
      with_keys("enode://KEY@[2001:db8::1]:30303/p?discport=1&raftport=50401#f");
  for (std::size_t size = 0; size < url.size(); ++size) {
    const std::string cut = url.substr(0, size);
    if (const auto enode = parse_enode(cut)) {
      EXPECT_NO_THROW((void)to_string(*enode));
    }
  }
  for (std::size_t at = 0; at < url.size(); ++at) {
    for (int byte = 0; byte < 256; byte += at < 140 && at > 10 ? 51 : 1) {
      std::string bad = url;
      bad[at] = static_cast<char>(byte);
      const auto enode = parse_enode(bad);
      EXPECT_TRUE(enode || !enode.error().what.empty());
    }
  }
}

TEST(Enode, FindsPlaceholders) {
  for (const char* host : {"<K8s_NODE_IP>", "$MINIKUBE_IP", "K8S_NODE_IP", "${NODE_IP}", "node_ip",
                           "EXTERNAL_ADDRESS", "{{ip}}"}) {
    EXPECT_TRUE(is_placeholder_host(host)) << host;
  }
  for (const char* host : {"", "1.2.3.4", "quorum-node1", "a.svc.cluster.local", "ip", "my-ip",
                           "::1", "gossip", "node_ship"}) {
    EXPECT_FALSE(is_placeholder_host(host)) << host;
  }
}

TEST(Enode, ReadsEveryListOfTheRealNetwork) {
  if (realworld().empty()) GTEST_SKIP() << "set SEATRIAL_REALWORLD to the reference data";
  const std::string base = realworld() + "/realworld/qubernetes-two-cluster/";
  for (const char* step : {"step1-a", "step4-b", "step5-b", "step10-a"}) {
    const json list = read_json(base + step + "/out/config/permissioned-nodes.json");
    ASSERT_FALSE(list.empty());
    for (const json& entry : list) {
      const auto enode = parse_static_enode(entry.get<std::string>());
      ASSERT_TRUE(enode) << enode.error().message();
      EXPECT_EQ(to_string(*enode), entry.get<std::string>());
      EXPECT_TRUE(enode->has_raftport);
    }
  }
}

}  // namespace
}  // namespace seatrial::wire
