// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/frame_cipher.hpp"

#include <cryptopp/aes.h>
#include <cryptopp/keccak.h>
#include <cryptopp/modes.h>

#include "sim/core/assert.hpp"

namespace seatrial::wire {
namespace {

constexpr std::size_t kBlock = 16;
using Block16 = std::array<std::uint8_t, kBlock>;
using Digest32 = std::array<std::uint8_t, 32>;
using Stream = CryptoPP::CTR_Mode<CryptoPP::AES>::Encryption;

/// One direction: a key stream and a MAC that runs on.
class Direction {
 public:
  Direction(const LinkSecrets& secrets, ByteSpan seed) : mac_key_(secrets.mac.data.data(), 32) {
    const Block16 zero{};
    stream_.SetKeyWithIV(secrets.aes.data.data(), 32, zero.data());
    mac_.Update(seed.data(), seed.size());
  }

  void crypt(std::uint8_t* bytes, std::size_t size) {
    if (size != 0) stream_.ProcessData(bytes, bytes, size);
  }

  /// The MAC of an encrypted header.
  Block16 header_mac(const std::uint8_t* header) { return advance(header); }

  /// The MAC of an encrypted body.
  Block16 body_mac(const std::uint8_t* body, std::size_t size) {
    if (size != 0) mac_.Update(body, size);
    const Digest32 seed = digest();
    return advance(seed.data());
  }

  /// The running digest, which goes on running.
  Digest32 digest(ByteSpan with = {}) const {
    CryptoPP::Keccak_256 copy = mac_;
    if (!with.empty()) copy.Update(with.data(), with.size());
    Digest32 out{};
    copy.Final(out.data());
    return out;
  }

 private:
  /// updateMAC of go-ethereum. // SPEC goquorum 4.5
  Block16 advance(const std::uint8_t* seed) {
    Digest32 now = digest();
    Block16 fed{};
    mac_key_.ProcessBlock(now.data(), fed.data());
    for (std::size_t i = 0; i < kBlock; ++i) fed[i] ^= seed[i];
    mac_.Update(fed.data(), fed.size());
    now = digest();
    Block16 mac{};
    std::copy_n(now.begin(), kBlock, mac.begin());
    return mac;
  }

  Stream stream_;
  CryptoPP::Keccak_256 mac_;
  CryptoPP::AES::Encryption mac_key_;
};

Error broken(const char* what) {
  return {"", what, "the frame was changed, or is not of this link"};
}

}  // namespace

struct FrameCipher::State {
  explicit State(const LinkSecrets& secrets)
      : egress(secrets, secrets.egress), ingress(secrets, secrets.ingress) {}
  Direction egress;
  Direction ingress;
};

FrameCipher::FrameCipher(const LinkSecrets& secrets) : state_(std::make_unique<State>(secrets)) {}
FrameCipher::FrameCipher(FrameCipher&&) noexcept = default;
FrameCipher& FrameCipher::operator=(FrameCipher&&) noexcept = default;
FrameCipher::~FrameCipher() = default;

void FrameCipher::seal(ByteSpan content, Bytes& out) {
  SEATRIAL_ASSERT(content.size() <= max_frame_size, "a frame is smaller than 16 MiB");
  const std::size_t start = out.size();
  const std::size_t padded = frame_body_size(content.size()) - frame_mac_size;
  out.resize(start + frame_header_size + padded + frame_mac_size);
  std::uint8_t* header = out.data() + start;
  header[0] = static_cast<std::uint8_t>(content.size() >> 16);
  header[1] = static_cast<std::uint8_t>(content.size() >> 8 & 0xff);
  header[2] = static_cast<std::uint8_t>(content.size() & 0xff);
  const Block16 header_data = {0xc2, 0x80, 0x80};  // SPEC goquorum 4.5
  std::copy_n(header_data.begin(), 3, header + 3);
  state_->egress.crypt(header, kBlock);
  const Block16 header_mac = state_->egress.header_mac(header);
  std::copy(header_mac.begin(), header_mac.end(), header + kBlock);
  std::uint8_t* body = header + frame_header_size;
  std::copy(content.begin(), content.end(), body);
  state_->egress.crypt(body, padded);
  const Block16 body_mac = state_->egress.body_mac(body, padded);
  std::copy(body_mac.begin(), body_mac.end(), body + padded);
}

Result<std::size_t> FrameCipher::open_header(ByteSpan header) {
  SEATRIAL_ASSERT(header.size() == frame_header_size, "a frame header has 32 bytes");
  const Block16 mac = state_->ingress.header_mac(header.data());
  if (!std::equal(mac.begin(), mac.end(), header.begin() + kBlock)) return broken("bad header MAC");
  Block16 plain{};
  std::copy_n(header.begin(), kBlock, plain.begin());
  state_->ingress.crypt(plain.data(), kBlock);
  return std::size_t{plain[0]} << 16 | std::size_t{plain[1]} << 8 | plain[2];
}

Result<ByteSpan> FrameCipher::open_body(std::span<std::uint8_t> body, std::size_t content) {
  SEATRIAL_ASSERT(body.size() == frame_body_size(content), "a frame body is whole");
  const std::size_t padded = body.size() - frame_mac_size;
  const Block16 mac = state_->ingress.body_mac(body.data(), padded);
  if (!std::equal(mac.begin(), mac.end(), body.begin() + std::ptrdiff_t(padded)))
    return broken("bad frame MAC");
  state_->ingress.crypt(body.data(), padded);
  return ByteSpan(body.first(content));
}

Hash32 FrameCipher::ingress_digest_with(ByteSpan bytes) const {
  return {state_->ingress.digest(bytes)};
}

}  // namespace seatrial::wire
