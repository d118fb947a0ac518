// SPDX-License-Identifier: Apache-2.0
#include "tests/house/rules.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "tests/house/source_text.hpp"

namespace seatrial::house {
namespace {

constexpr std::size_t max_columns = 100;
constexpr std::size_t max_lines = 600;
constexpr std::size_t max_function_lines = 70;

bool is_cpp(std::string_view path) {
  return path.ends_with(".cpp") || path.ends_with(".hpp");
}
bool is_cmake(std::string_view path) {
  return path.ends_with(".cmake") || path.ends_with("CMakeLists.txt");
}
bool is_script(const SourceFile& file) {
  return file.text.starts_with("#!") || file.text.starts_with("# shellcheck");
}
bool is_ours(const SourceFile& file) {
  return is_cpp(file.path) || is_cmake(file.path) || is_script(file) ||
         file.path.ends_with(".xsd") || (file.path.ends_with(".yaml") && is_scenario(file.text));
}

bool below(std::string_view path, std::string_view folders) {
  while (!folders.empty()) {
    const auto end = folders.find(' ');
    if (path.starts_with(folders.substr(0, end))) return true;
    folders.remove_prefix(end == std::string_view::npos ? folders.size() : end + 1);
  }
  return false;
}

void check_licence(const SourceFile& file, Complaints& out) {
  const auto lines = lines_of(file.text);
  for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 3); ++i) {
    if (lines[i].find("SPDX-License-Identifier: Apache-2.0") != std::string_view::npos) return;
  }
  out.push_back({file.path, 1, "no licence line", "SPDX-License-Identifier: Apache-2.0"});
}

void check_lines(const SourceFile& file, Complaints& out) {
  const auto lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto columns = columns_of(lines[i]);
    if (columns <= max_columns) continue;
    out.push_back({file.path, i + 1, "line of " + std::to_string(columns) + " columns",
                   "at most " + std::to_string(max_columns)});
  }
  if (lines.size() <= max_lines) return;
  out.push_back({file.path, lines.size(), "file of " + std::to_string(lines.size()) + " lines",
                 "files of one idea, at most " + std::to_string(max_lines) + " lines"});
}

void check_functions(const SourceFile& file, Complaints& out) {
  for (const auto& function : functions_of(code_of(file.text))) {
    const auto length = function.last - function.first + 1;
    if (length <= max_function_lines) continue;
    out.push_back({file.path, function.first, "function of " + std::to_string(length) + " lines",
                   "functions of at most " + std::to_string(max_function_lines)});
  }
}

// What a rule looks at: the path of an include, or a word of the code.
enum class Look { include, code };

struct Ban {
  std::string_view folders;  // where it holds, separated by a blank; a prefix of the path each
  std::string_view except;   // where it does not hold all the same
  Look look;
  std::string_view word;
  std::string_view use;
};

constexpr std::string_view virtual_time = "Instant and Duration of sim/core/instant.hpp";
constexpr std::string_view our_rng = "Rng of sim/core/rng.hpp";
constexpr std::string_view no_float = "integers (Duration, Ratio)";
constexpr std::string_view exact = "sim/core/ sim/net/ sim/proto/";

constexpr std::array bans{
    Ban{"sim/ harness/", "harness/live/", Look::include, "asio", "harness/live for sockets"},
    Ban{"sim/", "", Look::include, "yaml-cpp", "a reader in harness/config"},
    Ban{"sim/", "", Look::include, "nlohmann", "a reader in harness/config or harness/report"},
    Ban{"sim/", "", Look::include, "chrono", virtual_time},
    Ban{"sim/", "", Look::include, "ctime", virtual_time},
    Ban{"sim/", "", Look::include, "random", our_rng},
    Ban{"sim/", "sim/core/", Look::include, "thread", "sim/core for threads"},
    Ban{"sim/ harness/", "harness/live/", Look::code, "system_clock", virtual_time},
    Ban{"sim/ harness/", "harness/live/", Look::code, "steady_clock", virtual_time},
    Ban{"sim/ harness/", "harness/live/", Look::code, "high_resolution_clock", virtual_time},
    Ban{"sim/ harness/", "", Look::code, "rand(", our_rng},
    Ban{"sim/ harness/", "harness/live/", Look::code, "random_device", our_rng},
    Ban{"sim/ harness/ tests/", "", Look::code, "uniform_int_distribution", our_rng},
    Ban{"sim/ harness/ tests/", "", Look::code, "uniform_real_distribution", our_rng},
    Ban{"sim/", "sim/core/", Look::code, "std::thread", "sim/core for threads"},
    Ban{"sim/", "sim/core/", Look::code, "std::jthread", "sim/core for threads"},
    Ban{"sim/ harness/", "", Look::code, "thread_local", "a parameter"},
    Ban{exact, "", Look::code, "float", no_float},
    Ban{exact, "", Look::code, "double", no_float},
};

// Parsers' headers cost seconds per file that includes them.
constexpr std::array heavy{std::string_view("yaml-cpp"), std::string_view("nlohmann"),
                           std::string_view("CLI/"), std::string_view("cryptopp"),
                           std::string_view("secp256k1")};

void check_include_bans(const SourceFile& file, const Ban& ban, Complaints& out) {
  for (const auto& include : includes_of(file.text)) {
    if (!has_word(include.path, ban.word)) continue;
    out.push_back({file.path, include.line, "include of " + include.path, std::string(ban.use)});
  }
}

void check_code_bans(const SourceFile& file, const std::string& code, const Ban& ban,
                     Complaints& out) {
  const auto lines = lines_of(code);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!has_word(lines[i], ban.word)) continue;
    out.push_back(
        {file.path, i + 1, std::string(ban.word) + " is banned here", std::string(ban.use)});
  }
}

void check_heavy_headers(const SourceFile& file, Complaints& out) {
  if (!file.path.ends_with(".hpp") || !below(file.path, "sim/ harness/")) return;
  for (const auto& include : includes_of(file.text)) {
    const auto found = std::find_if(heavy.begin(), heavy.end(), [&](std::string_view name) {
      return include.path.starts_with(name);
    });
    if (found == heavy.end() || include.path.ends_with("json_fwd.hpp")) continue;
    out.push_back({file.path, include.line, "include of " + include.path + " in a header",
                   "it in the .cpp only"});
  }
}

}  // namespace

std::string Complaint::message() const {
  return path + ":" + std::to_string(line) + ": error: " + what + ", use " + use;
}

Complaints check_shape(const SourceFile& file) {
  Complaints out;
  if (!is_ours(file)) return out;
  check_licence(file, out);
  if (file.path.ends_with(".yaml") || file.path.ends_with(".xsd")) return out;
  check_lines(file, out);
  if (is_cpp(file.path)) check_functions(file, out);
  return out;
}

Complaints check_includes(const SourceFile& file, const Layers& layers) {
  Complaints out;
  if (!is_cpp(file.path) || !below(file.path, "sim/ harness/")) return out;
  // The umbrella header stands above every layer.
  if (file.path == "harness/seatrial.hpp") return out;
  const auto from = layers.layer_of(file.path);
  if (from.empty()) {
    out.push_back({file.path, 1, "folder of no layer", "a seatrial_layer() of CMakeLists.txt"});
    return out;
  }
  for (const auto& include : includes_of(file.text)) {
    if (!below(include.path, "sim/ harness/ tools/ tests/ bench/")) continue;
    const auto to = layers.layer_of(include.path);
    if (layers.may_include(from, to)) continue;
    out.push_back({file.path, include.line, "layer " + from + " includes " + include.path,
                   "a layer that its DEPS in CMakeLists.txt allow"});
  }
  return out;
}

Complaints check_bans(const SourceFile& file) {
  Complaints out;
  if (!is_cpp(file.path)) return out;
  const auto code = code_of(file.text);
  for (const auto& ban : bans) {
    if (!below(file.path, ban.folders) || below(file.path, ban.except)) continue;
    if (ban.look == Look::include) {
      check_include_bans(file, ban, out);
    } else {
      check_code_bans(file, code, ban, out);
    }
  }
  check_heavy_headers(file, out);
  return out;
}

Complaints check_places(const SourceFile& file) {
  // Written in two parts, so that this file keeps the rule.
  const std::string workplace =
      "/wo"
      "rk/";
  const std::string sibling =
      "../sha"
      "red";
  Complaints out;
  std::size_t number = 0;
  for (const auto line : lines_of(file.text)) {
    ++number;
    const auto at = line.find(workplace);
    const bool path = at != std::string_view::npos && (at == 0 || !std::isalnum(line[at - 1]));
    // CI's machine has the reference data beside the checkout; nothing else may know.
    const bool beside = has_word(line, sibling) && file.path != ".ci/run";
    if (!path && !beside) continue;
    out.push_back({file.path, number, "place of one machine",
                   "a path inside the checkout, or SEATRIAL_REALWORLD"});
  }
  return out;
}

Complaints check_file(const SourceFile& file, const Layers& layers) {
  Complaints all = check_shape(file);
  for (auto& part : {check_includes(file, layers), check_bans(file), check_places(file)}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

bool is_scenario(std::string_view text) {
  const auto lines = lines_of(text);
  return std::any_of(lines.begin(), lines.end(),
                     [](std::string_view line) { return line.starts_with("seatrial:"); });
}

}  // namespace seatrial::house
