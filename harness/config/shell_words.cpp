// SPDX-License-Identifier: Apache-2.0
#include "harness/config/shell_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

namespace seatrial::config {

namespace {

// A text whose every character knows its offset in the script.
struct Traced {
  std::string text;
  std::vector<std::size_t> at;

  void push(char c, std::size_t offset) {
    text += c;
    at.push_back(offset);
  }
  void append(std::string_view more, std::size_t offset) {
    for (char c : more) push(c, offset);
  }
};

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Words of the shell's grammar that stand before a command.
bool is_keyword(std::string_view word) {
  constexpr std::array words = {"if",   "then",  "else", "elif", "do", "while", "until",
                                "exec", "nohup", "!",    "{",    "(",  "export"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

class ScriptReader {
 public:
  ScriptReader(std::string_view script, const std::map<std::string, std::string>& variables)
      : script_(script), environment_(variables) {}

  ShellScript read() {
    while (at_ < script_.size()) step();
    end_command();
    return std::move(result_);
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < script_.size() ? script_[at_ + ahead] : '\0';
  }

  void step() {
    const char c = peek();
    if (c == ';' || c == '\n' || c == '|' || c == '(' || c == ')' || c == '`') {
      ++at_;
      end_command();
      if (c == '\n') skip_here_document();
    } else if (c == '&') {
      ++at_;
      if (peek() != '>') end_command();
    } else if (c == '<' || c == '>') {
      redirect();
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
      end_word();
    } else if (c == '#' && !in_word_) {
      at_ = std::min(script_.find('\n', at_), script_.size());
    } else {
      word_part();
    }
  }

  void word_part() {
    const char c = peek();
    if (c == '\'') {
      single_quotes();
    } else if (c == '"') {
      double_quotes();
    } else if (c == '$') {
      dollar(false);
    } else if (c == '\\') {
      backslash();
    } else {
      take(c);
    }
  }

  void take(char c) {
    in_word_ = true;
    word_.push(c, at_++);
  }

  void backslash() {
    ++at_;
    if (peek() == '\n') {
      ++at_;
    } else if (at_ < script_.size()) {
      take(peek());
    }
  }

  void single_quotes() {
    in_word_ = true;
    ++at_;
    while (at_ < script_.size() && peek() != '\'') take(peek());
    ++at_;
  }

  void double_quotes() {
    in_word_ = true;
    ++at_;
    while (at_ < script_.size() && peek() != '"') {
      if (peek() == '$') {
        dollar(true);
        continue;
      }
      if (peek() == '\\' && (peek(1) == '"' || peek(1) == '\\' || peek(1) == '$')) ++at_;
      if (at_ < script_.size()) take(peek());
    }
    ++at_;
  }

  // $NAME, ${NAME}, $(command), or a '$' of its own.
  void dollar(bool quoted) {
    if (peek(1) == '(') return substitution();
    const bool braces = peek(1) == '{';
    const std::size_t begin = at_ + (braces ? 2 : 1);
    std::size_t end = begin;
    while (end < script_.size() && is_name_char(script_[end])) ++end;
    if (end == begin) return take('$');
    const std::string name(script_.substr(begin, end - begin));
    const std::size_t offset = at_;
    at_ = end;
    if (braces) at_ = std::min(script_.find('}', at_), script_.size() - 1) + 1;
    insert(value_of(name, offset), quoted);
  }

  Traced value_of(const std::string& name, std::size_t offset) {
    const auto set = set_.find(name);
    if (set != set_.end()) return set->second;
    const auto found = environment_.find(name);
    Traced value;
    if (found != environment_.end()) {
      value.append(found->second, offset);
    } else {
      result_.unset.push_back({name, offset});
    }
    return value;
  }

  // Without quotes a value falls into words at its blanks.
  void insert(const Traced& value, bool quoted) {
    if (quoted) in_word_ = true;
    for (std::size_t i = 0; i < value.text.size(); ++i) {
      const bool blank = std::isspace(static_cast<unsigned char>(value.text[i])) != 0;
      if (blank && !quoted && !is_assignment()) {
        end_word();
        continue;
      }
      in_word_ = true;
      word_.push(value.text[i], value.at[i]);
    }
  }

  // Kubernetes itself fills in $(NAME) of the environment; anything else is a command.
  void substitution() {
    std::size_t end = at_ + 1;
    for (std::size_t depth = 0; end < script_.size(); ++end) {
      if (script_[end] == '(') ++depth;
      if (script_[end] == ')' && --depth == 0) break;
    }
    end = std::min(end, script_.size() - 1);
    const std::string inner(script_.substr(at_ + 2, end > at_ + 2 ? end - at_ - 2 : 0));
    in_word_ = true;
    const auto found = environment_.find(inner);
    if (found != environment_.end()) {
      word_.append(found->second, at_);
      at_ = end + 1;
    } else {
      while (at_ <= end) take(peek());
    }
  }

  // "2>&1", "> file", "<<EOF": neither the operator nor its target is an argument.
  void redirect() {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool numbered = in_word_ && std::all_of(word_.text.begin(), word_.text.end(), is_digit);
    const bool errors = numbered && word_.text != "1";
    if (numbered || word_.text.empty()) {
      word_ = {};
      in_word_ = false;
    }
    end_word();
    here_ = peek() == '<' && peek(1) == '<';
    out_of_ = peek() == '>' && !errors;
    while (peek() == '<' || peek() == '>' || peek() == '&' || (here_ && peek() == '-')) ++at_;
    skip_target_ = true;
  }

  void skip_here_document() {
    if (here_end_.empty()) return;
    const std::size_t begin = at_;
    std::size_t last = at_;
    while (at_ < script_.size()) {
      last = at_;
      const std::size_t end = std::min(script_.find('\n', at_), script_.size());
      std::string_view line = script_.substr(at_, end - at_);
      at_ = std::min(end + 1, script_.size());
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      if (line == here_end_) break;
      last = at_;
    }
    here_end_.clear();
    if (last_target_.empty()) return;
    std::string text = filled_in(script_.substr(begin, last - begin));
    result_.files.push_back({std::move(last_target_), std::move(text), begin});
  }

  // $NAME and ${NAME} that the script or its environment sets; what they do not set stays, so that
  // whoever reads the file sees it.
  std::string filled_in(std::string_view text) const {
    std::string filled;
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t braces = text.substr(i).starts_with("${") ? 1 : 0;
      std::size_t end = i + 1 + braces;
      while (text[i] == '$' && end < text.size() && is_name_char(text[end])) ++end;
      const std::string name(text.substr(i + 1 + braces, end - i - 1 - braces));
      const std::string* value = text[i] == '$' && !name.empty() ? find_variable(name) : nullptr;
      if (value == nullptr) {
        filled += text[i++];
        continue;
      }
      filled += *value;
      i = end + braces;
    }
    return filled;
  }

  const std::string* find_variable(const std::string& name) const {
    const auto set = set_.find(name);
    if (set != set_.end()) return &set->second.text;
    const auto found = environment_.find(name);
    return found == environment_.end() ? nullptr : &found->second;
  }

  bool is_assignment() const { return assignment_name(word_.text).has_value(); }

  static std::optional<std::string> assignment_name(std::string_view word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    const std::string_view name = word.substr(0, equals);
    if (std::isdigit(static_cast<unsigned char>(name[0])) != 0) return std::nullopt;
    if (!std::all_of(name.begin(), name.end(), is_name_char)) return std::nullopt;
    return std::string(name);
  }

  void end_word() {
    if (!in_word_) return;
    in_word_ = false;
    Traced word = std::exchange(word_, {});
    if (skip_target_) {
      skip_target_ = false;
      if (std::exchange(here_, false)) {
        here_end_ = word.text;
      } else if (std::exchange(out_of_, false)) {
        target_ = word.text;
      }
      return;
    }
    if (command_.empty() && assign(word)) return;
    if (command_.empty() && is_keyword(word.text)) return;
    const std::size_t offset = word.at.empty() ? at_ : word.at.front();
    command_.push_back({std::move(word.text), offset});
  }

  bool assign(const Traced& word) {
    const auto name = assignment_name(word.text);
    if (!name) return false;
    Traced value;
    for (std::size_t i = name->size() + 1; i < word.text.size(); ++i) {
      value.push(word.text[i], word.at[i]);
    }
    set_[*name] = std::move(value);
    return true;
  }

  void end_command() {
    end_word();
    skip_target_ = false;
    last_target_ = std::exchange(target_, {});
    if (!command_.empty()) result_.commands.push_back(std::exchange(command_, {}));
  }

  std::string_view script_;
  const std::map<std::string, std::string>& environment_;
  std::size_t at_ = 0;
  bool in_word_ = false;
  bool skip_target_ = false;
  bool here_ = false;
  bool out_of_ = false;      ///< '>' stands before the word
  std::string here_end_;     ///< the word that ends the here-document of this line
  std::string target_;       ///< where the command's output goes
  std::string last_target_;  ///< that of the command before
  Traced word_;
  ShellCommand command_;
  std::map<std::string, Traced> set_;
  ShellScript result_;
};

}  // namespace

std::size_t ContainerText::written_at(std::size_t offset) const {
  if (offset < at.size()) return at[offset];
  return at.empty() ? 0 : at.back() + 1;
}

ContainerText container_text(std::string_view written,
                             const std::map<std::string, std::string>& variables) {
  ContainerText made;
  const auto push = [&](std::string_view text, std::size_t offset) {
    made.text += text;
    made.at.insert(made.at.end(), text.size(), offset);
  };
  for (std::size_t i = 0; i < written.size(); ++i) {
    const bool dollar = written[i] == '$' && i + 1 < written.size();
    const std::size_t end =
        dollar && written[i + 1] == '(' ? written.find(')', i) : std::string_view::npos;
    const auto found = end == std::string_view::npos
                           ? variables.end()
                           : variables.find(std::string(written.substr(i + 2, end - i - 2)));
    if (found != variables.end()) {
      push(found->second, i);
      i = end;
      continue;
    }
    push(written.substr(i, 1), i);
    if (dollar && written[i + 1] == '$') ++i;
  }
  return made;
}

ShellScript read_script(std::string_view script,
                        const std::map<std::string, std::string>& variables) {
  return ScriptReader(script, variables).read();
}

}  // namespace seatrial::config
