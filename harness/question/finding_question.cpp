// SPDX-License-Identifier: Apache-2.0
// finding and no_findings: over what was found so far; questions about now.
#include <fmt/format.h>

#include "harness/question/kinds.hpp"

namespace seatrial::question {

namespace {

Severity severity_of(scenario::Severity severity) {
  switch (severity) {
    case scenario::Severity::info:
      return Severity::info;
    case scenario::Severity::warning:
      return Severity::warning;
    case scenario::Severity::error:
      break;
  }
  return Severity::error;
}

std::string text(const Context& context, const Finding& finding) {
  const SourceFiles* files = context.scene.files;
  const std::string where = files == nullptr ? "" : files->to_string(finding.where);
  return fmt::format("{}{}{}: {}", where, where.empty() ? "" : ": ", finding.code, finding.what);
}

class FindingQuestion : public Question {
 public:
  FindingQuestion(const Context& context, const scenario::ExpectFinding& expected)
      : context_(context), expected_(expected) {}

  Answer look() override {
    std::vector<std::string> lines;
    for (const Finding& finding : context_.findings) {
      if (matches(finding)) lines.push_back(text(context_, finding));
    }
    const bool right = expected_.count ? lines.size() == expected_.count->value : !lines.empty();
    if (right) return {State::holds, std::move(lines)};
    lines.insert(lines.begin(),
                 fmt::format("{} of {} findings are such", lines.size(), context_.findings.size()));
    return {State::not_yet, std::move(lines)};
  }

  Instant latest() const override { return context_.asked_at; }

 private:
  bool matches(const Finding& finding) const {
    if (expected_.code && expected_.code->value != finding.code) return false;
    if (expected_.severity && severity_of(expected_.severity->value) != finding.severity) {
      return false;
    }
    if (expected_.line && expected_.line->value != finding.where.line) return false;
    if (!expected_.file) return true;
    const SourceFiles* files = context_.scene.files;
    return files != nullptr && finding.where.known() &&
           files->path(finding.where.file).find(expected_.file->value) != std::string::npos;
  }

  Context context_;
  const scenario::ExpectFinding& expected_;
};

class NoFindings : public Question {
 public:
  NoFindings(const Context& context, const scenario::ExpectNoFindings& expected)
      : context_(context), worst_(severity_of(expected.severity.value)) {}

  Answer look() override {
    Answer answer{State::holds, {}};
    for (const Finding& finding : context_.findings) {
      if (finding.severity > worst_) continue;  // the worst severity comes first
      answer.state = State::not_yet;
      answer.evidence.push_back(text(context_, finding));
    }
    return answer;
  }

  Instant latest() const override { return context_.asked_at; }

 private:
  Context context_;
  Severity worst_;
};

}  // namespace

QuestionPtr ask_finding(const Context& context, const scenario::ExpectFinding& finding) {
  return std::make_unique<FindingQuestion>(context, finding);
}

QuestionPtr ask_no_findings(const Context& context, const scenario::ExpectNoFindings& none) {
  return std::make_unique<NoFindings>(context, none);
}

}  // namespace seatrial::question
