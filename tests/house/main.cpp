// SPDX-License-Identifier: Apache-2.0
// house_check ROOT: puts a checkout to the house rules and prints a line for each that is broken.
#include <iostream>

#include "tests/house/tree.hpp"

namespace {

using namespace seatrial::house;

std::size_t print(const Complaints& complaints) {
  for (const auto& complaint : complaints) std::cout << complaint.message() << '\n';
  return complaints.size();
}

int check(const std::vector<SourceFile>& files) {
  Layers layers;
  for (const auto& file : files) {
    if (file.path == "CMakeLists.txt") layers = Layers::parse(file.text);
  }
  if (layers.empty()) {
    std::cout << "CMakeLists.txt:1: error: no layers, use the root of the checkout\n";
    return 2;
  }
  std::size_t broken = print(check_tree(files));
  for (const auto& file : files) broken += print(check_file(file, layers));
  std::cout << files.size() << " files checked, " << broken << " house rules broken\n";
  return broken == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: house_check ROOT\n";
    return 2;
  }
  return check(read_tree(argv[1]));
}
