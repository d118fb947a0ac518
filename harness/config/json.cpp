// SPDX-License-Identifier: Apache-2.0
#include "harness/config/json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/config/text_check.hpp"
#include "harness/config/tree_builder.hpp"
#include "harness/config/yaml.hpp"

namespace seatrial::config {

namespace {

// Reads the text and counts, since the parser's events do not say where they stand.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, std::size_t* count) : at_(at), count_(count) {}
  const char& operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    ++*count_;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::size_t* count_;
};

// Turns offsets that only grow into marks without counting lines from the start each time.
class Places {
 public:
  Places(std::string_view text, const TextOrigin& origin) : text_(text), origin_(origin) {}

  Mark at(std::size_t offset) {
    offset = std::min(offset, text_.size());
    for (; next_ < offset; ++next_) {
      if (text_[next_] != '\n' || !origin_.lines_follow) continue;
      ++lines_;
      line_begin_ = next_ + 1;
    }
    Mark mark = origin_.first;
    mark.line += lines_;
    const auto column = static_cast<std::uint32_t>(offset - line_begin_);
    mark.column = lines_ == 0 ? mark.column + column : origin_.indent + 1 + column;
    return mark;
  }

 private:
  std::string_view text_;
  const TextOrigin& origin_;
  std::size_t next_ = 0;
  std::size_t line_begin_ = 0;
  std::uint32_t lines_ = 0;
};

constexpr std::string_view json_space = " \t\r\n";

// What stands at the place where the JSON goes wrong, in words, and what to do about it.
struct Complaint {
  std::string what;
  std::string remedy;
};

// The whole character at a place, which may be several bytes.
std::string_view character(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return text.substr(at, end - at);
}

Complaint complain(std::string_view text, std::size_t at) {
  if (at >= text.size()) {
    if (text.find_first_not_of(json_space) == std::string_view::npos) {
      return {"the text is empty", "write the JSON"};
    }
    return {"the text ends in the middle", "close the open '[', '{' or quote"};
  }
  const std::size_t before =
      at == 0 ? std::string_view::npos : text.find_last_not_of(json_space, at - 1);
  const char last = before == std::string_view::npos ? '\0' : text[before];
  const char c = text[at];
  if ((c == ']' || c == '}') && last == ',') {
    return {fmt::format("a comma before the closing '{}'", c), "remove the comma"};
  }
  if (c == '/' || c == '#') return {"a comment", "remove it, JSON has no comments"};
  if (c == '\'') return {"a single quote", "quote with \""};
  if ((c == '"' || c == '{' || c == '[') && (last == '"' || last == '}' || last == ']')) {
    return {fmt::format("'{}' follows without a comma", c), "add the comma"};
  }
  if (c == '"') return {"a text is not closed in its line, or has a bad '\\'", "close the quote"};
  if (static_cast<unsigned char>(c) < ' ') return {"the line ends inside of a value", "finish it"};
  return {fmt::format("'{}' where no JSON value, ',' or end can stand", character(text, at)),
          "check this line"};
}

class JsonReader {
 public:
  JsonReader(std::string_view text, const TextOrigin& origin)
      : text_(text), places_(text, origin) {}

  /// Counts what the parser took.
  std::size_t* counter() { return &read_; }
  Value take() { return builder_.take(); }

  bool null() { return add_plain(Kind::null); }
  bool boolean(bool) { return add_plain(Kind::scalar); }
  bool number_integer(std::int64_t) { return add_plain(Kind::scalar); }
  bool number_unsigned(std::uint64_t) { return add_plain(Kind::scalar); }
  bool number_float(double, const std::string&) { return add_plain(Kind::scalar); }
  bool binary(nlohmann::json::binary_t&) { return false; }  // no JSON text has one

  bool string(std::string& text) {
    builder_.add(Value::scalar(next_token(), std::move(text), Style::double_quoted));
    return true;
  }
  bool key(std::string& text) {
    builder_.add_key(std::move(text), next_token());
    return true;
  }
  bool start_object(std::size_t) {
    builder_.open_map(next_token());
    return true;
  }
  bool start_array(std::size_t) {
    builder_.open_list(next_token());
    return true;
  }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  // The position is one past what was read; the token at fault begins behind the last good one.
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) {
    const std::size_t last = std::min(position == 0 ? 0 : position - 1, text_.size());
    failed_at_ = std::min(text_.find_first_not_of(" \t\r\n,:", end_), last);
    return false;
  }

  std::size_t failed_at() const { return failed_at_; }

 private:
  // Where the token begins that was read last: behind the one before, spaces, commas and colons.
  Mark next_token() {
    token_ = std::min(text_.find_first_not_of(" \t\r\n,:", end_), text_.size());
    end_ = std::max(read_, token_);
    return places_.at(token_);
  }

  bool add_plain(Kind kind) {
    const Mark mark = next_token();
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n,:]}", token_), text_.size());
    end_ = end;  // a number is only known to end by the character behind it
    if (kind == Kind::null) {
      builder_.add(Value::null(mark));
    } else {
      builder_.add(
          Value::scalar(mark, std::string(text_.substr(token_, end - token_)), Style::plain));
    }
    return true;
  }

  bool close() {
    end_ = read_;
    builder_.close();
    return true;
  }

  std::string_view text_;
  Places places_;
  TreeBuilder builder_;
  std::size_t read_ = 0;   // characters that the parser took
  std::size_t end_ = 0;    // where the token before the next one ends
  std::size_t token_ = 0;  // where the last token begins
  std::size_t failed_at_ = 0;
};

}  // namespace

Result<Value> parse_json(std::string_view text, const TextOrigin& origin,
                         const SourceFiles& files) {
  JsonReader reader(text, origin);
  try {
    const CountingIterator begin(text.data(), reader.counter());
    const CountingIterator end(text.data() + text.size(), reader.counter());
    if (nlohmann::json::sax_parse(begin, end, &reader)) return reader.take();
  } catch (const TreeError& error) {
    return Error{files.to_string(error.mark), error.what, error.remedy};
  }
  const Complaint complaint = complain(text, reader.failed_at());
  Places places(text, origin);
  return Error{files.to_string(places.at(reader.failed_at())), "not JSON: " + complaint.what,
               complaint.remedy};
}

Result<Value> parse_json(const Value& text, const SourceFiles& files) {
  if (!text.is_scalar()) {
    return Error{files.to_string(text.mark()), "not JSON: there is no text", "write the JSON"};
  }
  return parse_json(text.text(), text.origin(), files);
}

Result<Value> load_json(const std::string& path, SourceFiles& files) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  const FileId file = files.add(path);
  if (const auto error = check_text(*text, file, files, text->size())) return *error;
  return parse_json(without_bom(*text), {{file, 1, 1}, 0, true}, files);
}

}  // namespace seatrial::config
