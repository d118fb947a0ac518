// SPDX-License-Identifier: Apache-2.0
// Defect injection: from correct deployments of two and of three clusters, one defect at a time.
// For every row of the failure catalogue that files can show, at sites drawn by a seed over all
// applicable ones, the finding with its code must be reported at its line, and no other error.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "defect.hpp"
#include "harness/finding/catalogue.hpp"
#include "harness/run/run.hpp"
#include "sim/core/rng.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::defects {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t sites_per_code = 3;

/// A tree on disk, and what check() says of it.
class Checked {
 public:
  explicit Checked(const Tree& tree, const fs::path& folder) : folder_(folder) {
    fs::remove_all(folder_);
    for (const auto& [path, text] : tree) {
      fs::create_directories((folder_ / path).parent_path());
      std::ofstream(folder_ / path, std::ios::binary) << text;
    }
    report_ = run::check_file((folder_ / "trial.yaml").string(), files_, {}).front();
  }

  const Report& report() const { return report_; }

  Place place(const Finding& finding) const {
    const std::string path = files_.path(finding.where.file);
    const std::string inside = fs::path(path).lexically_relative(folder_).string();
    return {path.empty() ? "" : inside, finding.where.line};
  }
  std::string text(const Finding& finding) const {
    const Place at = place(finding);
    return std::string(to_string(finding.severity)) + " " + finding.code + " " + at.file + ":" +
           std::to_string(at.line) + ": " + finding.what;
  }

 private:
  fs::path folder_;
  SourceFiles files_;
  Report report_;
};

/// What came of all mutations.
struct Score {
  std::size_t mutations = 0;
  std::size_t told = 0;    ///< with their code at their line
  std::size_t errors = 0;  ///< findings of error severity
  std::size_t right = 0;   ///< of them with the code of the defect
  std::vector<std::string> complaints;
};

bool is_blamed(const Mutation& mutation, const Place& place) {
  return std::find(mutation.blamed.begin(), mutation.blamed.end(), place) != mutation.blamed.end();
}

bool tells_of(const Defect& defect, const Finding& finding) {
  return defect.code.find(finding.code) != std::string_view::npos;
}

void judge(const Defect& defect, const Mutation& mutation, const fs::path& folder, Score& score) {
  const Checked checked(mutation.tree, folder);
  const Report& report = checked.report();
  ++score.mutations;
  std::string others;
  bool told = false;
  if (report.input_error) others += "\n    " + report.input_error->message();
  for (const Error& error : report.errors) others += "\n    " + error.message();
  for (const Finding& finding : report.findings) {
    const bool own = tells_of(defect, finding);
    told = told || (own && is_blamed(mutation, checked.place(finding)));
    if (finding.severity == Severity::error) {
      ++score.errors;
      score.right += own ? 1 : 0;
    }
    const bool shown = std::getenv("SEATRIAL_DEFECT_ALL") != nullptr;
    if (finding.severity == Severity::error || own || shown)
      others += "\n    " + checked.text(finding);
  }
  score.told += told ? 1 : 0;
  const bool clean = std::none_of(report.findings.begin(), report.findings.end(), [&](auto& f) {
    return f.severity == Severity::error && !tells_of(defect, f);
  });
  if (told && clean && report.errors.empty()) return;
  std::string wanted;
  for (const Place& place : mutation.blamed) {
    wanted += " " + place.file + ":" + std::to_string(place.line);
  }
  score.complaints.push_back(std::string(defect.row) + " " + std::string(defect.code) +
                             " wanted at" + wanted + "\n    after " + mutation.what + others);
}

/// Some of the sites, drawn without order.
std::vector<Mutation> drawn(std::vector<Mutation> sites, std::size_t count, Rng& rng) {
  for (std::size_t i = 0; i + 1 < sites.size(); ++i) {
    std::swap(sites[i], sites[i + rng.below(sites.size() - i)]);
  }
  if (sites.size() > count) sites.resize(count);
  return sites;
}

std::uint64_t seed_of_run() {
  const char* text = std::getenv("SEATRIAL_DEFECT_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

/// SEATRIAL_DEFECT_SITES=1000 takes all of them.
std::size_t sites_to_draw() {
  const char* text = std::getenv("SEATRIAL_DEFECT_SITES");
  return text == nullptr ? sites_per_code : std::strtoull(text, nullptr, 10);
}

Score inject(const Defects& defects, const fs::path& folder,
             std::map<std::string, std::size_t>& sites_of) {
  Score score;
  const std::vector<Tree> usual = usual_deployments();
  const char* only = std::getenv("SEATRIAL_DEFECT_ROW");
  for (std::size_t i = 0; i < defects.size(); ++i) {
    if (only != nullptr && defects[i].row != only && defects[i].code != only) continue;
    std::vector<Mutation> sites;
    std::vector<Tree> own;
    for (Tree (*tree)() : defects[i].on) own.push_back(tree());
    for (const Tree& tree : own.empty() ? usual : own) {
      for (Mutation& site : defects[i].sites(tree)) sites.push_back(std::move(site));
    }
    sites_of[std::string(defects[i].code)] += sites.size();
    Rng rng = Rng::stream(seed_of_run(), "defect", i);
    for (const Mutation& mutation : drawn(std::move(sites), sites_to_draw(), rng)) {
      judge(defects[i], mutation, folder, score);
    }
  }
  return score;
}

class Injection : public testing::TestWithParam<Family> {};

TEST_P(Injection, EachDefectIsToldAtItsLineAndNothingElse) {
  std::map<std::string, std::size_t> sites_of;
  const testing_support::ScratchFolder scratch;
  const Score score = inject(GetParam().defects(), scratch.path(), sites_of);
  for (const std::string& complaint : score.complaints) std::cout << complaint << '\n';
  const double recall = double(score.told) / double(std::max<std::size_t>(score.mutations, 1));
  const double precision = double(score.right) / double(std::max<std::size_t>(score.errors, 1));
  std::cout << GetParam().name << ": " << score.mutations << " mutations, recall " << recall
            << ", precision " << precision << " (" << score.errors << " errors)\n";
  EXPECT_GE(recall, 0.98);
  EXPECT_GE(precision, 0.98);
  for (const auto& [code, sites] : sites_of) {
    EXPECT_GE(sites, sites_per_code) << code << " has fewer than three sites";
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Injection, testing::ValuesIn(families()),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(CorrectDeployment, HasNoErrorAndEveryLinkUp) {
  const testing_support::ScratchFolder scratch;
  for (const Tree& tree : all_deployments()) {
    if (tree.contains("b-genesis.json")) continue;  // the other company has to tell
    const Checked checked(tree, scratch.path());
    EXPECT_EQ(checked.report().verdict, Verdict::pass);
    for (const Finding& finding : checked.report().findings) {
      EXPECT_NE(finding.severity, Severity::error) << checked.text(finding);
    }
    for (const report::Link& link : checked.report().links) {
      if (link.kind == report::LinkKind::discovery) continue;
      EXPECT_EQ(link.status, report::LinkStatus::up) << link.from << " -> " << link.to;
    }
  }
}

TEST(CorrectDeployment, IsUnknownWhereTheOtherCompanyHasToTell) {
  const testing_support::ScratchFolder scratch;
  const Checked checked(company_and_export(), scratch.path());
  EXPECT_EQ(checked.report().verdict, Verdict::inconclusive);
  for (const Finding& finding : checked.report().findings) {
    EXPECT_NE(finding.severity, Severity::error) << checked.text(finding);
  }
}

}  // namespace

}  // namespace seatrial::defects
