// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/validators.hpp"

#include "sim/wire/rlp.hpp"

namespace seatrial::wire {

namespace {

// [vanity, [addresses], …]. SPEC goquorum 8.2
std::optional<std::vector<Address20>> qbft_validators(const Bytes& extra) {
  const auto list = rlp::View::parse(extra);
  const auto fields = list ? list->items_at_least(2) : list.error();
  const auto items = fields ? fields->at(1).items() : fields.error();
  if (!items) return std::nullopt;
  std::vector<Address20> addresses;
  for (const rlp::View& item : *items) {
    const auto address = item.fixed<Address20>();
    if (!address) return std::nullopt;
    addresses.push_back(*address);
  }
  return addresses;
}

}  // namespace

std::optional<std::vector<Address20>> genesis_validators(const Genesis& genesis) {
  auto ibft = decode_istanbul_extra(genesis.extra_data);
  if (ibft) return std::move(ibft->validators);
  return qbft_validators(genesis.extra_data);
}

}  // namespace seatrial::wire
