// SPDX-License-Identifier: Apache-2.0
// Steps that make processes, clocks and messages fail, and validators dishonest.
#include <fmt/format.h>

#include "harness/run/runner.hpp"
#include "harness/run/step_note.hpp"

namespace seatrial::run {

namespace {

std::string text(const scenario::Selectors& all) {
  std::string written;
  for (const scenario::Selector& one : all) written += (written.empty() ? "" : ", ") + one.text();
  return written;
}

std::string kinds_text(const MessageKinds& kinds) {
  static constexpr std::pair<MessageKind, std::string_view> words[] = {
      {MessageKind::pre_prepare, "PRE-PREPARE"}, {MessageKind::prepare, "PREPARE"},
      {MessageKind::commit, "COMMIT"},           {MessageKind::round_change, "ROUND-CHANGE"},
      {MessageKind::new_block, "NewBlock"},      {MessageKind::new_block_hash, "NewBlockHashes"}};
  if (kinds == consensus_messages) return "consensus messages";
  std::string written;
  for (const auto& [kind, word] : words) {
    if (kinds.contains(kind)) written += fmt::format("{}{}", written.empty() ? "" : ", ", word);
  }
  return written;
}

/// "the next 3 COMMIT of round 0 from a/a1 to b/b2".
std::string which_text(const scenario::WhichMessages& which) {
  std::string written;
  if (which.share) {
    written +=
        fmt::format("{} of {} ", which.share->value.numerator, which.share->value.denominator);
  }
  if (which.count) written += fmt::format("the next {} ", which.count->value);
  written += kinds_text(which.kinds);
  if (which.height) written += fmt::format(" of block {}", which.height->value);
  if (which.round) written += fmt::format(" of round {}", which.round->value);
  written += fmt::format(" from {} to {}", text(which.from), text(which.to));
  if (!which.relayed.value) written += ", but not what others pass on";
  return written;
}

/// What they do, in the order of the keys.
std::string how_text(const scenario::Byzantine& step) {
  std::vector<std::string> all;
  if (!step.equivocate_to.empty())
    all.push_back("tells " + text(step.equivocate_to) + " of other blocks than the rest");
  if (step.silent.value) all.push_back("sends no " + kinds_text(step.kinds));
  if (step.delay)
    all.push_back(
        fmt::format("sends {} {} late", kinds_text(step.kinds), to_string(step.delay->value)));
  if (step.only_to)
    all.push_back(fmt::format("sends {} to {} only", kinds_text(step.kinds), text(*step.only_to)));
  if (step.wrong_votes.value) all.push_back("votes for blocks that nobody proposed");
  if (step.bad_blocks.value) all.push_back("proposes blocks that cannot be executed");
  return fmt::format("{}", fmt::join(all, "; "));
}

}  // namespace

Runner::Note Runner::act(const scenario::Pause& step) {
  for (const scenario::Selector& named : step.peers) {
    for (const PeerId id : scene_.peers(named)) {
      if (!world_.peer(id).running()) {
        return Error{scene_.files->to_string(named.mark),
                     fmt::format("{} does not run, so it cannot be paused", world_.name(id)),
                     "start it before"};
      }
      world_.pause(id);
      if (step.lasts) world_.resume(id, world_.now() + step.lasts->value);
    }
  }
  return note(text(step.peers) + lasting(step.lasts));
}

Runner::Note Runner::act(const scenario::Resume& step) {
  for (const PeerId id : scene_.peers(step.peers)) world_.resume(id, world_.now());
  return note(text(step.peers));
}

Runner::Note Runner::act(const scenario::SetClock& step) {
  const Duration by = step.ahead ? step.ahead->value : Duration() - step.behind->value;
  for (const PeerId id : scene_.peers(step.of)) world_.set_clock(id, by);
  if (by == Duration()) return note(text(step.of) + ": right");
  return note(fmt::format("{}: {} {}", text(step.of),
                          to_string(step.ahead ? step.ahead->value : step.behind->value),
                          step.ahead ? "ahead" : "behind"));
}

MessageFault Runner::fault_of(const scenario::WhichMessages& which) const {
  MessageFault fault;
  fault.kinds = which.kinds;
  fault.from = scene_.peers(which.from);
  fault.to = scene_.peers(which.to);
  fault.relayed = which.relayed.value;
  if (which.height) fault.sequence = which.height->value;
  if (which.round) fault.round = which.round->value;
  if (which.count) fault.count = which.count->value;
  if (which.share) fault.share = which.share->value;
  if (which.lasts) fault.until = world_.now() + which.lasts->value;
  return fault;
}

Runner::Note Runner::act(const scenario::Lose& step) {
  world_.add_message_fault(fault_of(step.which));
  return note(which_text(step.which) + lasting(step.which.lasts));
}

Runner::Note Runner::act(const scenario::Delay& step) {
  MessageFault fault = fault_of(step.which);
  fault.late = step.by.value;
  world_.add_message_fault(std::move(fault));
  return note(fmt::format("{} by {}{}", which_text(step.which), to_string(step.by.value),
                          lasting(step.which.lasts)));
}

Runner::Note Runner::act(const scenario::Byzantine& step) {
  Misbehaviour how;
  how.kinds = step.kinds;
  how.silent = step.silent.value;
  if (step.delay) how.late = step.delay->value;
  if (step.only_to) how.only_to = scene_.peers(*step.only_to);
  how.twin_to = scene_.peers(step.equivocate_to);
  how.wrong_votes = step.wrong_votes.value;
  how.bad_blocks = step.bad_blocks.value;
  for (const PeerId id : scene_.peers(step.peers)) {
    world_.misbehave(id, how);
    if (step.lasts) world_.behave(id, world_.now() + step.lasts->value);
  }
  return note(fmt::format("{}: {}{}", text(step.peers), how_text(step), lasting(step.lasts)));
}

Runner::Note Runner::act(const scenario::Honest& step) {
  for (const PeerId id : scene_.peers(step.peers)) world_.behave(id, world_.now());
  return note(text(step.peers));
}

}  // namespace seatrial::run
