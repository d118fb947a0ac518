// SPDX-License-Identifier: Apache-2.0
// The JSON schema that editors use must know the same keys as the reader.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "harness/scenario/keys.hpp"

namespace seatrial::scenario {
namespace {

using nlohmann::json;

json load_schema() {
  std::ifstream stream(std::string(SEATRIAL_SOURCE_DIR) + "/scenarios/scenario.schema.json");
  return json::parse(stream);
}

std::set<std::string> keys_of(const json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

std::set<std::string> keys_of(const MapKeys& map) {
  return {map.keys.begin(), map.keys.end()};
}

const json& part(const json& schema, std::string_view id) {
  return id.empty() ? schema : schema.at("definitions").at(std::string(id));
}

TEST(ScenarioSchema, HasTheKeysThatTheReaderKnows) {
  const json schema = load_schema();
  for (const MapKeys* map : all_map_keys()) {
    SCOPED_TRACE(map->noun);
    const json& definition = part(schema, map->id);
    EXPECT_EQ(keys_of(definition.at("properties")), keys_of(*map));
    EXPECT_EQ(definition.at("additionalProperties"), false);
  }
}

TEST(ScenarioSchema, HasNoMapThatTheReaderDoesNotKnow) {
  std::set<std::string> known;
  for (const MapKeys* map : all_map_keys()) known.insert(std::string(map->id));
  const json schema = load_schema();
  for (const auto& [id, definition] : schema.at("definitions").items()) {
    const bool has_keys = definition.contains("properties");
    EXPECT_TRUE(!has_keys || known.contains(id)) << id;
  }
}

void collect_references(const json& value, std::set<std::string>& all) {
  if (value.is_object() && value.contains("$ref")) all.insert(value.at("$ref"));
  for (const json& inner : value) {
    if (inner.is_structured()) collect_references(inner, all);
  }
}

TEST(ScenarioSchema, RefersToWhatItDefinesAndDefinesNothingElse) {
  const json schema = load_schema();
  std::set<std::string> used;
  collect_references(schema, used);
  std::set<std::string> defined;
  for (const std::string& id : keys_of(schema.at("definitions"))) {
    defined.insert("#/definitions/" + id);
  }
  EXPECT_EQ(used, defined);
}

}  // namespace
}  // namespace seatrial::scenario
