// SPDX-License-Identifier: Apache-2.0
// Builds a Value from the begin/end calls of a parser (YAML or JSON alike). It holds the rules that
// both formats share: at most 64 levels, keys that are texts, no key twice. A broken rule throws
// TreeError, because the parsers can be left in no other way; it never leaves harness/config.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/config/value.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::config {

/// A rule of the tree that the text breaks.
struct TreeError {
  Mark mark;
  std::string what;
  std::string remedy;
};

/// Builds one document.
class TreeBuilder {
 public:
  /// Begins a list or a map.
  void open_list(Mark mark) { open(mark, true); }
  void open_map(Mark mark) { open(mark, false); }
  /// Ends the innermost list or map and returns it, at its place in its parent.
  const Value* close();
  /// Fills the innermost map with what its YAML merge key ('<<') names and the map does not say.
  void merge();
  /// Adds a finished value to the innermost list or map and returns it there.
  const Value* add(Value value);
  /// Adds a key to the innermost map; its value comes next.
  void add_key(std::string key, Mark mark);

  /// Whether the next thing in the innermost map is a key.
  bool expects_key() const;
  /// The key that waits for its value; only while !expects_key() inside a map.
  const Mark& pending_key_mark() const { return open_.back().entries.back().key_mark; }
  bool in_map() const { return !open_.empty() && !open_.back().is_list; }
  std::size_t depth() const { return open_.size(); }
  /// The document; a null before the first value.
  const Value& document() const { return document_; }
  /// Hands the document over and begins anew.
  Value take();

 private:
  struct Open {
    Mark mark;
    bool is_list = false;
    bool has_key = false;  // the last entry waits for its value
    std::vector<Value> items;
    std::vector<Entry> entries;
  };

  void open(Mark mark, bool is_list);

  std::vector<Open> open_;
  Value document_;
};

/// The error of a structure that nests too deep.
TreeError too_deep(Mark mark);

}  // namespace seatrial::config
