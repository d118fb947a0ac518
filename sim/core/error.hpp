// SPDX-License-Identifier: Apache-2.0
// Error and Result: how a function says that its input is wrong. An Error is one line for a person:
// where it stands, what is wrong, and the nearest remedy. A broken program throws instead.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

namespace seatrial {

/// What is wrong with an input. Lower case, one line, no full stop.
struct Error {
  std::string where;   ///< "file:line:column"; empty where there is no file
  std::string what;    ///< what is wrong
  std::string remedy;  ///< what was expected, or what to do; may be empty

  /// "where: what; remedy", as it is shown to the user.
  std::string message() const {
    std::string text = where.empty() ? what : where + ": " + what;
    return remedy.empty() ? text : text + "; " + remedy;
  }
  bool operator==(const Error&) const = default;
};

/// A value, or the Error that explains why there is none.
template <class T>
using Result = boost::system::result<T, Error>;

/// Thrown by Result::value() on an error: only a broken program gets here.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::logic_error(error.message());
}

}  // namespace seatrial
