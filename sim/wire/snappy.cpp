// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/snappy.hpp"

#include <snappy.h>

namespace seatrial::wire {
namespace {

const char* chars(const Bytes& bytes) {
  return reinterpret_cast<const char*>(bytes.data());
}
char* chars(Bytes& bytes) {
  return reinterpret_cast<char*>(bytes.data());
}

Error corrupt() {
  return {"", "snappy: corrupt input", "the payload is not in snappy's block format"};
}

}  // namespace

Bytes compress(ByteSpan plain) {
  const Bytes none(1);  // the library wants an address for nothing, too
  const char* in = plain.empty() ? chars(none) : reinterpret_cast<const char*>(plain.data());
  Bytes out(::snappy::MaxCompressedLength(plain.size()));
  std::size_t size = 0;
  ::snappy::RawCompress(in, plain.size(), chars(out), &size);
  out.resize(size);
  return out;
}

Result<Bytes> uncompress(ByteSpan packed, std::size_t most) {
  const Bytes in(packed.begin(), packed.end());
  std::size_t size = 0;
  if (in.empty() || !::snappy::GetUncompressedLength(chars(in), in.size(), &size)) return corrupt();
  if (size > most) return Error{"", "message length >= 16MB", "the payload would be too large"};
  // A block cannot grow by more than a copy of 64 bytes for each 3 that it has.
  if (size / 64 > in.size()) return corrupt();
  Bytes out(std::max<std::size_t>(size, 1));
  if (!::snappy::RawUncompress(chars(in), in.size(), chars(out))) return corrupt();
  out.resize(size);
  return out;
}

}  // namespace seatrial::wire
