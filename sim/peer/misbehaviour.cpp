// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/misbehaviour.hpp"

#include <algorithm>

namespace seatrial {

namespace {

using istanbul::Code;
using istanbul::Message;

bool votes(const Message& message) {
  return message.code == Code::prepare || message.code == Code::commit;
}

}  // namespace

std::vector<Message> altered(const Misbehaviour& how, const Message& message, PeerId receiver,
                             chain::BlockTree& tree) {
  if (message.digest == chain::BlockId::none) return {message};
  Message told = message;
  const bool twin = std::ranges::find(how.twin_to, receiver) != how.twin_to.end();
  if (twin || (how.wrong_votes && votes(message))) told.digest = tree.twin(message.digest);
  std::vector<Message> all{told};
  // Nobody checks what moved a validator to commit: it does not wait for a quorum of PREPAREs.
  if (!how.twin_to.empty() && message.code == Code::prepare) {
    told.code = Code::commit;
    all.push_back(told);
  }
  return all;
}

}  // namespace seatrial
