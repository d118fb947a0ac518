// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/json.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

namespace seatrial::diff {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json number_or_null(std::uint32_t number) {
  return number == 0 ? Json(nullptr) : Json(number);
}

void add_place(Json& object, const Mark& mark, const SourceFiles& files) {
  object["file"] = text_or_null(files.path(mark.file));
  object["line"] = number_or_null(mark.line);
  object["column"] = number_or_null(mark.column);
}

Json to_json(const std::optional<LinkState>& state) {
  if (!state) return nullptr;
  return {{"status", report::to_string(state->status)},
          {"disposition", text_or_null(state->disposition)},
          {"condition", text_or_null(state->condition)},
          {"address", text_or_null(state->address)}};
}

Json to_json(const LinkChange& link) {
  return {{"change", to_string(link.change)},
          {"kind", report::to_string(link.kind)},
          {"from", link.from},
          {"to", link.to},
          {"before", to_json(link.before)},
          {"after", to_json(link.after)},
          {"breaks", link.breaks}};
}

Json to_json(const FindingChange& change, const SourceFiles& files) {
  const Finding& finding = change.finding;
  const auto& before = change.severity_before;
  Json object{{"change", to_string(change.change)},
              {"code", finding.code},
              {"severity", to_string(finding.severity)},
              {"severity_before", before ? Json(to_string(*before)) : Json(nullptr)},
              {"message", finding.what},
              {"why", text_or_null(finding.why)}};
  add_place(object, finding.where, files);
  object["fix"] = finding.fix;
  object["links"] = finding.links;
  object["worse"] = change.worse;
  return object;
}

Json recoveries_of(const Margin& margin) {
  Json all = Json::array();
  const auto whole = [](Duration time) { return time.ns() / seconds(1).ns(); };
  for (const Recovery& one : margin.recoveries)
    all.push_back({{"cut_seconds", whole(one.cut)}, {"block_seconds", whole(one.block)}});
  return all;
}

Json to_json(const std::optional<Margin>& margin) {
  if (!margin) return nullptr;
  return {{"genesis_hash", margin->genesis},
          {"validators", margin->validators},
          {"f", margin->faulty},
          {"quorum", margin->quorum},
          {"may_fail", margin->spare},
          {"halts_without", margin->halts_without},
          {"recoveries", recoveries_of(*margin)}};
}

Json to_json(const MarginChange& change) {
  return {{"change", to_string(change.change)},
          {"before", to_json(change.before)},
          {"after", to_json(change.after)},
          {"gone", change.gone},
          {"halts", change.halts},
          {"halts_no_more", change.eased}};
}

Json to_json(const Roll& roll, const SourceFiles& files) {
  Json object{{"workload", roll.workload},
              {"peers", roll.peers},
              {"reasons", roll.reasons},
              {"by_itself", roll.by_itself}};
  add_place(object, roll.where, files);
  return object;
}

Json to_json(const KeptFile& file, const SourceFiles& files) {
  Json object{{"name", file.file},
              {"source", file.source},
              {"refresh", to_string(file.refresh)},
              {"code", text_or_null(file.code)},
              {"readers", file.readers},
              {"workloads", file.workloads}};
  add_place(object, file.where, files);
  return object;
}

Json to_json(const ServiceChange& change, const SourceFiles& files) {
  Json object{{"change", to_string(change.change)},
              {"service", change.service},
              {"what", text_or_null(change.what)},
              {"moves", change.moves}};
  add_place(object, change.where, files);
  return object;
}

template <class Items, class... More>
Json list_of(const Items& items, const More&... more) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(to_json(item, more...));
  return list;
}

Json errors_of(const Difference& difference) {
  Json list = Json::array();
  if (difference.input_error) list.push_back(difference.input_error->message());
  for (const Error& error : difference.errors) list.push_back(error.message());
  return list;
}

std::string_view verdict_word(const Difference& difference) {
  return difference.input_error ? "invalid" : report::to_string(verdict_of(difference));
}

Json to_json(const Difference& difference, const SourceFiles& files) {
  Json object;
  object["old"] = difference.old_name;
  object["new"] = difference.new_name;
  object["case"] = text_or_null(difference.case_name);
  object["verdict"] = verdict_word(difference);
  object["peers_added"] = difference.peers_added;
  object["peers_removed"] = difference.peers_removed;
  object["links"] = list_of(difference.links);
  object["findings"] = list_of(difference.findings, files);
  object["consensus"] = list_of(difference.margins);
  object["rolls"] = list_of(difference.rolls, files);
  object["kept_files"] = list_of(difference.kept, files);
  object["services"] = list_of(difference.services, files);
  object["notes"] = difference.notes;
  object["errors"] = errors_of(difference);
  return object;
}

}  // namespace

void write_json(std::ostream& out, const Difference& difference, const SourceFiles& files) {
  out << to_json(difference, files).dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace seatrial::diff
