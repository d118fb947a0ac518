// SPDX-License-Identifier: Apache-2.0
#include "sim/core/assert.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace seatrial::detail {

void assertion_failed(const char* condition, const char* why, const char* file, int line) {
  const std::string_view path(file);
  const std::string name(path.substr(path.find_last_of('/') + 1));
  throw std::logic_error(std::string(why) + " (" + condition + " at " + name + ':' +
                         std::to_string(line) + ')');
}

}  // namespace seatrial::detail
