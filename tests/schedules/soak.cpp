// SPDX-License-Identifier: Apache-2.0
// soak FIRST LAST [qbft]: runs the random schedules of these seeds, by IBFT's rules or QBFT's, and
// prints those that went wrong, with what they were and a summary. Exit code 1 if any did, 2 for a
// bad command line. tools/soak builds it and splits the seeds among the cores.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "sim/core/whole_number.hpp"
#include "tests/schedules/schedule.hpp"

namespace {

using namespace seatrial;
using namespace seatrial::istanbul::testing;

struct Sums {
  std::uint64_t bad = 0;
  std::uint64_t locked = 0;
  std::uint64_t commits = 0;
  std::uint64_t rounds = 0;
  std::int64_t most_of_bound = 0;  ///< percent
};

void add(Sums& sums, std::uint64_t seed, const Judged& judged, bool qbft) {
  sums.commits += judged.commits;
  sums.rounds += judged.rounds_begun;
  sums.locked += judged.resumed ? 0 : 1;
  if (judged.resumed) {
    const std::int64_t part = judged.waited.ns() / (judged.bound.ns() / 100);
    sums.most_of_bound = std::max(sums.most_of_bound, part);
  }
  if (is_good(judged)) return;
  ++sums.bad;
  fmt::print("{}\n  reproduce: tools/soak {}--seeds {}..{}\n", text(seed, judged),
             qbft ? "--qbft " : "", seed, seed);
}

int soak(std::uint64_t first, std::uint64_t last, bool qbft) {
  Sums sums;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const Judged judged = run_schedule(seed, {.qbft = qbft});
    add(sums, seed, judged, qbft);
    if (first == last) fmt::print("{}\n", text(seed, judged));
    if ((seed - first) % 1'000 == 999) std::fflush(stdout);
  }
  fmt::print(
      "seeds {}..{}: {} wrong, {} stopped by locks for good, {} commits, {} later "
      "rounds, "
      "longest wait {} % of its bound\n",
      first, last, sums.bad, sums.locked, sums.commits, sums.rounds, sums.most_of_bound);
  return sums.bad == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int i) { return whole_number<std::uint64_t>(argv[i]); };
  const bool qbft = argc == 4 && std::string_view(argv[3]) == "qbft";
  if ((argc != 3 && !qbft) || !number(1) || !number(2) || *number(1) > *number(2)) {
    fmt::print(stderr, "soak: two numbers, the first and the last seed, and 'qbft'\n");
    return 2;
  }
  return soak(*number(1), *number(2), qbft);
}
