// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/diagnose/diagnose.hpp"
#include "harness/run/readings.hpp"
#include "harness/run/run.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial::run {

namespace {

std::string conditions_text(const std::vector<std::string>& conditions) {
  std::string text;
  for (const std::string& condition : conditions) text += "    if " + condition + '\n';
  return text;
}

std::string dial_text(const World& world, const DialReading& dial, const SourceFiles& files) {
  std::string text = fmt::format("{} dials {}\n", world.name(dial.from), world.name(dial.to));
  if (dial.entry == nullptr) {
    return text + fmt::format("  it does not: its static-nodes.json has no entry for {}\n",
                              world.name(dial.to));
  }
  text += fmt::format("  entry {}\n  [{}]\n", dial.entry->text, files.to_string(dial.entry->mark));
  text += net::to_string(dial.out, files);
  if (dial.out.delivered()) text += "  the answer\n" + net::to_string(dial.back, files);
  text += fmt::format("  {}: {}", to_string(dial.cause), describe(dial.cause));
  if (!dial.detail.empty()) text += fmt::format(" ({})", dial.detail);
  return text + '\n' + conditions_text(dial.conditions);
}

std::string p2p_text(scenario::Scene& scene, PeerId from, PeerId to) {
  const World& world = *scene.world;
  const LinkReading link = read_link(*scene.world, from, to);
  const char* words[] = {"up", "down", "unknown"};
  std::string text = fmt::format("p2p link {} - {}: {}\n\n", world.name(from), world.name(to),
                                 words[static_cast<std::size_t>(link.status)]);
  text += dial_text(world, link.forward, *scene.files) + '\n';
  text += dial_text(world, link.backward, *scene.files);
  return text + "\none working direction is enough: whoever can dial makes the link\n";
}

std::string tessera_text(scenario::Scene& scene, PeerId from, PeerId to) {
  World& world = *scene.world;
  std::string text;
  for (const TesseraReading& reading : read_all_tessera(world)) {
    const bool ours = reading.from == from && reading.to == to;
    if (!ours && !(reading.from == to && reading.to == from)) continue;
    text += fmt::format("tessera of {} posts to {}\n  [{}]\n", world.name(reading.from),
                        reading.url, scene.files->to_string(reading.mark));
    text += net::to_string(reading.out, *scene.files);
    text += fmt::format("  {}: {}\n", to_string(reading.cause), describe(reading.cause));
    text += conditions_text(reading.conditions) + '\n';
  }
  return text.empty() ? "neither Tessera lists the other\n" : text;
}

}  // namespace

Result<std::string> explain(const scenario::Scenario& scenario, SourceFiles& files,
                            const std::string& from, const std::string& to, report::LinkKind kind) {
  Result<scenario::Scene> scene = scenario::resolve(scenario, files);
  if (!scene) return scene.error();
  assume_all_running(*scene->world);
  const PeerId a = scene->world->find_peer(from);
  const PeerId b = scene->world->find_peer(to);
  for (const auto& [id, name] : {std::pair{a, from}, std::pair{b, to}}) {
    if (id != PeerId::none) continue;
    std::string known;
    for (std::uint32_t i = 0; i < scene->world->peer_count() && i < 8; ++i) {
      known += (i == 0 ? "" : ", ") + scene->world->name(PeerId(i));
    }
    return Error{scenario.path, fmt::format("there is no peer '{}'", name), "name one of " + known};
  }
  if (kind == report::LinkKind::discovery) {
    return Result<std::string>(boost::system::in_place_value,
                               "discovery is not modelled yet: the generated nodes run with "
                               "--nodiscover\n");
  }
  std::string text =
      kind == report::LinkKind::tessera ? tessera_text(*scene, a, b) : p2p_text(*scene, a, b);
  return Result<std::string>(boost::system::in_place_value, std::move(text));
}

}  // namespace seatrial::run
