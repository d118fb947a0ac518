// SPDX-License-Identifier: Apache-2.0
#include "harness/config/tessera_reader.hpp"

#include <gtest/gtest.h>

#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Yaml;

// A text of a ConfigMap, read for the node whose Service is svc.
struct Template {
  explicit Template(const std::string& text) : yaml("t: |\n  " + text + "\n") {
    auto read = read_tessera(*yaml.only().find("t"), "svc", yaml.files);
    EXPECT_TRUE(read) << read.error().message();
    if (read) tessera = std::move(*read);
  }
  std::string where(const Mark& mark) const { return yaml.files.to_string(mark); }

  Yaml yaml;
  TesseraConfig tessera;
};

const std::string key = "3IKF23s6E1clIiT7yihZRQJCrvDgHIOQusSs3VZVOFg=";

TEST(TesseraReader, reads_what_0_9_and_later_say) {
  const Template t(R"({"serverConfigs": [
    {"app": "ThirdParty", "serverAddress": "http://%THIS_SERVICE_HOST%:9080"},
    {"app": "Q2T", "serverAddress": "unix:/qdata/tm.ipc"},
    {"app": "P2P", "serverAddress": "https://%THIS_SERVICE_HOST%:9001",
     "bindingAddress": "https://0.0.0.0:9001",
     "sslConfig": {"tls": "STRICT", "serverTrustMode": "CA", "clientTrustMode": "TOFU"},
     "properties": {"partyInfoInterval": "20000"}}],
    "keys": {"keyData": [{"config": %THIS_PRIV_KEY%, "publicKey": ")" +
                   key + R"("}]}, "alwaysSendTo": [")" + key + R"("]})");
  EXPECT_EQ(t.tessera.server_address.value, "https://svc:9001");
  EXPECT_EQ(t.tessera.binding_address.value, "https://0.0.0.0:9001");
  EXPECT_EQ(t.tessera.q2t_address.value, "unix:/qdata/tm.ipc");
  EXPECT_EQ(t.tessera.third_party_address.value, "http://svc:9080");
  EXPECT_EQ(t.tessera.tls.mode.value, "STRICT");
  EXPECT_EQ(t.where(t.tessera.tls.mode.mark), "in.yaml:7:27");
  EXPECT_EQ(t.tessera.tls.server_trust.value, "CA");
  EXPECT_EQ(t.tessera.tls.client_trust.value, "TOFU");
  EXPECT_EQ(t.tessera.party_info_interval->value, 20000u);
  ASSERT_EQ(t.tessera.public_keys.size(), 1u);
  EXPECT_EQ(t.tessera.public_keys[0].value, key);
  ASSERT_EQ(t.tessera.always_send_to.size(), 1u);
  EXPECT_EQ(t.where(t.tessera.always_send_to[0].mark), "in.yaml:9:135");
}

TEST(TesseraReader, reads_the_sockets_of_0_8) {
  const Template t(R"({"serverConfigs": [
    {"app": "Q2T", "serverSocket": {"type": "UNIX", "path": "/tm.ipc"}},
    {"app": "P2P", "serverSocket": {"type": "INET", "port": 9001, "hostName": "http://x",
     "bindingAddress": "http://0.0.0.0:9001"}}]})");
  EXPECT_EQ(t.tessera.server_address.value, "http://x:9001");
  EXPECT_EQ(t.tessera.binding_address.value, "http://0.0.0.0:9001");
  EXPECT_EQ(t.tessera.q2t_address.value, "unix:/tm.ipc");
  EXPECT_FALSE(t.tessera.tls.mode.known());
  EXPECT_FALSE(t.tessera.party_info_interval);
}

TEST(TesseraReader, reads_the_one_server_of_0_7) {
  const Template t(R"({"server": {"port": 9001, "hostName": "http://x",
    "bindingAddress": "http://0.0.0.0:9001", "sslConfig": {"tls": "OFF"}},
    "keys": {"keyData": [{"publicKey": "%THIS_PUB_KEY%"}]}, "unixSocketFile": "/tm.ipc"})");
  EXPECT_EQ(t.tessera.server_address.value, "http://x:9001");
  EXPECT_EQ(t.tessera.q2t_address.value, "unix:/tm.ipc");
  EXPECT_EQ(t.tessera.tls.mode.value, "OFF");
  EXPECT_TRUE(t.tessera.public_keys.empty()) << "a variable is no key";
}

}  // namespace
}  // namespace seatrial::config
