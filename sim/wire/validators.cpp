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

Bytes qbft_genesis_extra(const std::vector<Address20>& validators) {
  rlp::List addresses;
  for (const Address20& address : validators) addresses.add(address.span());
  rlp::List extra;
  extra.add(Bytes(32)).add_list(addresses).add_list({}).add_number(0).add_list({});
  return extra.encode();
}

}  // namespace seatrial::wire
