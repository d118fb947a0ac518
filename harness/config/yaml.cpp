// SPDX-License-Identifier: Apache-2.0
#include "harness/config/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <map>
#include <optional>
#include <streambuf>
#include <utility>

#include "harness/config/json.hpp"
#include "harness/config/scalar_source.hpp"
#include "harness/config/text_check.hpp"
#include "harness/config/tree_builder.hpp"
#include "harness/config/yaml_error.hpp"

namespace seatrial::config {

namespace {

// Lets the parser read the text where it is.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // a streambuf only reads its get area
    setg(begin, begin, begin + text.size());
  }
};

std::size_t count_nodes(const Value& value) {
  std::size_t nodes = 1;
  for (const Value& item : value.items()) nodes += count_nodes(item);
  for (const Entry& entry : value.entries()) nodes += count_nodes(entry.value);
  return nodes;
}

std::size_t height(const Value& value) {
  std::size_t inner = 0;
  for (const Value& item : value.items()) inner = std::max(inner, height(item));
  for (const Entry& entry : value.entries()) inner = std::max(inner, height(entry.value));
  return value.is_list() || value.is_map() ? inner + 1 : 0;
}

class YamlReader : public YAML::EventHandler {
 public:
  /// `text` begins `lines` lines below the top of its file.
  YamlReader(std::string_view text, FileId file, std::uint32_t lines, std::size_t alias_nodes)
      : text_(text), file_(file), lines_(lines), budget_(alias_nodes) {}

  std::vector<Value> take() { return std::move(documents_); }
  /// How many values aliases may copy yet.
  std::size_t budget() const { return budget_; }

  void OnDocumentStart(const YAML::Mark& at) override {
    const Mark mark = mark_from(at);
    // The parser begins a document before a ',' or ']' for ever, and never takes it.
    if (std::exchange(started_at_, at.pos) == at.pos) {
      throw TreeError{mark, "this character belongs to no list or map", "quote the value"};
    }
    if (++started_ > 1 && !follows_separator(text_, static_cast<std::size_t>(at.pos))) {
      throw TreeError{mark, "this line belongs to no list or map above it",
                      "check its indentation, or put '---' before a new document"};
    }
    anchors_.clear();
  }

  void OnDocumentEnd() override {
    Value document = builder_.take();
    if (!document.is_null()) documents_.push_back(std::move(document));
  }

  void OnNull(const YAML::Mark& at, YAML::anchor_t anchor) override {
    if (builder_.expects_key()) throw TreeError{mark_from(at), "a key is missing", "write it"};
    // With nothing written the parser stands at whatever comes next; the key is nearer.
    const bool written =
        at.pos < static_cast<int>(text_.size()) &&
        (text_[static_cast<std::size_t>(at.pos)] == '~' ||
         text_.substr(static_cast<std::size_t>(at.pos), 1).find_first_of("nN") == 0);
    const bool use_key = !written && builder_.in_map();
    keep(builder_.add(Value::null(use_key ? builder_.pending_key_mark() : mark_from(at))), anchor);
  }

  void OnAlias(const YAML::Mark& at, YAML::anchor_t anchor) override {
    const Mark mark = mark_from(at);
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      throw TreeError{mark, "the alias stands inside its own anchor", "write the value out"};
    }
    if (builder_.expects_key()) throw TreeError{mark, "a key is an alias", "write the key out"};
    spend(count_nodes(found->second), mark);
    if (builder_.depth() + height(found->second) > max_nesting) throw too_deep(mark);
    builder_.add(found->second);
  }

  void OnScalar(const YAML::Mark& at, const std::string&, YAML::anchor_t anchor,
                const std::string& text) override {
    Value value = scalar_value(at, text);
    if (!builder_.expects_key()) return keep(builder_.add(std::move(value)), anchor);
    builder_.add_key(text, value.mark());
    keep(&value, anchor);
  }

  void OnSequenceStart(const YAML::Mark& at, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    builder_.open_list(mark_from(at));
    open_anchors_.push_back(anchor);
  }

  void OnMapStart(const YAML::Mark& at, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    builder_.open_map(mark_from(at));
    open_anchors_.push_back(anchor);
  }

  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override {
    builder_.merge();
    close();
  }

 private:
  Mark mark_from(const YAML::Mark& at) const {
    return {file_, lines_ + static_cast<std::uint32_t>(at.line) + 1,
            static_cast<std::uint32_t>(at.column) + 1};
  }

  // The mark of a place behind another one.
  Mark mark_behind(Mark mark, std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i) {
      ++mark.column;
      if (text_[i] != '\n') continue;
      ++mark.line;
      mark.column = 1;
    }
    return mark;
  }

  void close() {
    const Value* value = builder_.close();
    keep(value, open_anchors_.back());
    open_anchors_.pop_back();
  }

  // Remembers what an anchor names. Copies count: anchors in anchors would multiply them.
  void keep(const Value* value, YAML::anchor_t anchor) {
    if (anchor == YAML::NullAnchor) return;
    spend(count_nodes(*value), value->mark());
    anchors_[anchor] = *value;
  }

  void spend(std::size_t nodes, const Mark& mark) {
    if (nodes > budget_) {
      throw TreeError{mark, "anchors and aliases expand to too many values",
                      "write the values out"};
    }
    budget_ -= nodes;
  }

  Value scalar_value(const YAML::Mark& at, const std::string& text) const {
    const auto offset = static_cast<std::size_t>(at.pos);
    ScalarSource source = find_scalar(text_, offset);
    Mark mark = mark_from(at);
    if (source.begin > offset) mark = mark_behind(mark, offset, source.begin);
    if (!source.closed) throw TreeError{mark, "the quote opened here is not closed", "close it"};
    if (source.style == Style::plain) {
      source.several_lines = text_.substr(source.begin, text.size()) != text;
    }
    Value value = Value::scalar(mark, text, source.style);
    value.set_indent(source.indent);
    if (source.several_lines) value.set_lines(line_starts(text_, source, text, mark.line));
    return value;
  }

  std::string_view text_;
  FileId file_;
  std::uint32_t lines_;
  std::size_t budget_;
  std::size_t started_ = 0;
  int started_at_ = -1;  // where the last document begins
  TreeBuilder builder_;
  std::vector<YAML::anchor_t> open_anchors_;
  std::map<YAML::anchor_t, Value> anchors_;
  std::vector<Value> documents_;
};

Error at_mark(const TreeError& error, const SourceFiles& files) {
  return {files.to_string(error.mark), error.what, error.remedy};
}

// Above this a text that begins with a bracket is taken for JSON only.
constexpr std::size_t max_flow_bytes = 1u << 20;

// A JSON document is YAML too, but on one long line it fills yaml-cpp's queue with its tokens.
bool looks_like_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

// The part of a text up to the next line that begins a document. '---' at the beginning of a line
// is nothing else in YAML, whatever stands before it.
std::string_view next_part(std::string_view text) {
  for (std::size_t end = text.find('\n'); end != std::string_view::npos;
       end = text.find('\n', end + 1)) {
    const std::string_view line = text.substr(end + 1, 4);
    if (!line.starts_with("---")) continue;
    if (line.size() == 3 || line.find_first_of(" \t\r\n", 3) == 3) return text.substr(0, end + 1);
  }
  return text;
}

// Reads a text part by part: the parser knows no way on behind an error.
class PartsReader {
 public:
  PartsReader(std::string_view text, FileId file, const SourceFiles& files,
              const YamlLimits& limits, const TakeDocument& take)
      : text_(text), file_(file), files_(files), take_(take), alias_nodes_(limits.alias_nodes) {}

  void read() {
    for (std::string_view rest = text_; !rest.empty();) {
      const std::string_view part = next_part(rest);
      read_part(part);
      lines_ += static_cast<std::uint32_t>(std::count(part.begin(), part.end(), '\n'));
      rest.remove_prefix(part.size());
    }
  }

 private:
  void read_part(std::string_view part) {
    YamlReader reader(part, file_, lines_, alias_nodes_);
    const auto error = parse(part, reader);
    alias_nodes_ = reader.budget();
    for (Value& document : reader.take()) take_(std::move(document));
    if (error) take_(*error);
  }

  std::optional<Error> parse(std::string_view part, YamlReader& reader) const {
    try {
      ViewBuffer buffer(part);
      std::istream stream(&buffer);
      YAML::Parser parser(stream);
      while (parser.HandleNextDocument(reader)) {
      }
      return std::nullopt;
    } catch (const TreeError& error) {
      return at_mark(error, files_);
    } catch (const YAML::Exception& error) {
      const Mark mark{file_, lines_ + static_cast<std::uint32_t>(error.mark.line + 1),
                      static_cast<std::uint32_t>(error.mark.column + 1)};
      return explain_yaml_error(text_, mark, error.msg, files_);
    }
  }

  std::string_view text_;
  FileId file_;
  const SourceFiles& files_;
  const TakeDocument& take_;
  std::size_t alias_nodes_;
  std::uint32_t lines_ = 0;  // above the part
};

}  // namespace

void each_document(std::string_view text, FileId file, const SourceFiles& files,
                   const TakeDocument& take, const YamlLimits& limits) {
  if (const auto error = check_text(text, file, files, limits.bytes)) return take(*error);
  text = without_bom(text);
  if (looks_like_json(text)) {
    auto json = parse_json(text, {{file, 1, 1}, 0, true}, files);
    // A broken JSON of this size is no flow-style YAML, and would fill the queue all the same.
    if (json || text.size() > max_flow_bytes) return take(std::move(json));
  }
  PartsReader(text, file, files, limits, take).read();
}

Result<std::vector<Value>> parse_yaml(std::string_view text, FileId file, const SourceFiles& files,
                                      const YamlLimits& limits) {
  std::vector<Value> documents;
  std::optional<Error> first;
  const auto take = [&](Result<Value> document) {
    if (document) {
      documents.push_back(std::move(*document));
    } else if (!first) {
      first = document.error();
    }
  };
  each_document(text, file, files, take, limits);
  if (first) return *first;
  return documents;
}

}  // namespace seatrial::config
