// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/decode_header.hpp"

#include <optional>

namespace seatrial::wire {
namespace {

/// Reads the fields of a header one by one; after an error the rest reads as zero.
class FieldReader {
 public:
  explicit FieldReader(const std::vector<rlp::View>& fields) : fields_(&fields) {}

  template <class Fixed>
  void fixed(Fixed& field) {
    take(next().fixed<Fixed>(), field);
  }
  void number(std::uint64_t& field) { take(next().number(), field); }
  void scalar(Uint256& field) { take(scalar_of(next()), field); }
  void bytes(Bytes& field) {
    const Result<ByteSpan> string = next().string();
    if (string) field.assign(string->begin(), string->end());
    note(string);
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  const rlp::View& next() { return (*fields_)[at_++]; }
  template <class T>
  void note(const Result<T>& read) {
    if (!read && !error_) error_ = read.error();
  }
  template <class T>
  void take(const Result<T>& read, T& field) {
    if (read) field = *read;
    note(read);
  }
  static Result<Uint256> scalar_of(const rlp::View& view) {
    const Result<ByteSpan> string = view.string();
    if (!string) return string.error();
    if (string->size() > Uint256::size()) return Error{"", "rlp: integer too large", ""};
    if (!string->empty() && string->front() == 0)
      return Error{"", "non-canonical integer (leading zero bytes)", ""};
    Uint256 value;
    std::copy(string->begin(), string->end(), value.data.end() - std::ssize(*string));
    return value;
  }

  const std::vector<rlp::View>* fields_;
  std::size_t at_ = 0;
  std::optional<Error> error_;
};

using Bloom = FixedBytes<256, struct BloomTag>;
using Nonce = FixedBytes<8, struct NonceTag>;

std::uint64_t nonce_of(const Nonce& bytes) {
  std::uint64_t nonce = 0;
  for (const std::uint8_t byte : bytes.data) nonce = nonce << 8 | byte;
  return nonce;
}

}  // namespace

Result<Header> decode_header(const rlp::View& view) {  // SPEC goquorum 7.10
  const auto fields = view.items(15);
  if (!fields) return fields.error();
  FieldReader in(*fields);
  Header header;
  Bloom bloom;
  Nonce nonce;
  in.fixed(header.parent_hash), in.fixed(header.uncle_hash), in.fixed(header.coinbase);
  in.fixed(header.state_root), in.fixed(header.transactions_root), in.fixed(header.receipts_root);
  in.fixed(bloom), in.scalar(header.difficulty), in.number(header.number);
  in.number(header.gas_limit), in.number(header.gas_used), in.number(header.timestamp);
  in.bytes(header.extra_data), in.fixed(header.mix_hash), in.fixed(nonce);
  if (in.error()) return *in.error();
  header.bloom = bloom.data;
  header.nonce = nonce_of(nonce);
  return header;
}

}  // namespace seatrial::wire
