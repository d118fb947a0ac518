// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/ecies.hpp"

#include <cryptopp/aes.h>
#include <cryptopp/hmac.h>
#include <cryptopp/modes.h>
#include <cryptopp/sha.h>

namespace seatrial::wire {
namespace {

constexpr std::size_t kPoint = 65;
constexpr std::size_t kTag = 32;

using Tag = std::array<std::uint8_t, kTag>;

/// What the shared secret is stretched to. // SPEC goquorum 4.3
struct BoxKeys {
  std::array<std::uint8_t, 16> cipher{};
  std::array<std::uint8_t, 32> mac{};
};

BoxKeys box_keys(const SharedSecret& secret) {
  const std::array<std::uint8_t, 4> counter = {0, 0, 0, 1};
  std::array<std::uint8_t, 32> stretched{};
  CryptoPP::SHA256 hash;
  hash.Update(counter.data(), counter.size());
  hash.Update(secret.data.data(), secret.data.size());
  hash.Final(stretched.data());
  BoxKeys keys;
  std::copy_n(stretched.begin(), 16, keys.cipher.begin());
  hash.Update(stretched.data() + 16, 16);
  hash.Final(keys.mac.data());
  return keys;
}

void crypt(const BoxKeys& keys, ByteSpan iv, ByteSpan in, std::uint8_t* out) {
  CryptoPP::CTR_Mode<CryptoPP::AES>::Encryption cipher(keys.cipher.data(), keys.cipher.size(),
                                                       iv.data());
  if (!in.empty()) cipher.ProcessData(out, in.data(), in.size());
}

Tag tag_of(const BoxKeys& keys, ByteSpan covered, ByteSpan authenticated) {
  CryptoPP::HMAC<CryptoPP::SHA256> mac(keys.mac.data(), keys.mac.size());
  mac.Update(covered.data(), covered.size());
  if (!authenticated.empty()) mac.Update(authenticated.data(), authenticated.size());
  Tag tag{};
  mac.Final(tag.data());
  return tag;
}

Error invalid_message() {
  return {"", "ecies: invalid message", "encrypted for another node key, or changed on its way"};
}
Error invalid_public_key() {
  return {"", "ecies: invalid public key", "no encrypted packet begins like that"};
}

}  // namespace

Result<Bytes> ecies_seal(const PublicKey& to, const KeyPair& ephemeral, const EciesIv& iv,
                         ByteSpan plain, ByteSpan authenticated) {
  const Result<SharedSecret> secret = shared_secret(ephemeral.secret, to);
  if (!secret) return secret.error();
  const BoxKeys keys = box_keys(*secret);
  Bytes box;
  box.reserve(plain.size() + ecies_overhead);
  box.push_back(kUncompressed);
  append(box, ephemeral.open.span());
  append(box, iv.span());
  box.resize(box.size() + plain.size());
  crypt(keys, iv.span(), plain, box.data() + kPoint + EciesIv::size());
  append(box, tag_of(keys, ByteSpan(box).subspan(kPoint), authenticated));
  return box;
}

Result<Bytes> ecies_open(const PrivateKey& key, ByteSpan box, ByteSpan authenticated) {
  if (box.empty()) return invalid_message();
  if (box[0] < 2 || box[0] > kUncompressed) return invalid_public_key();
  if (box.size() < ecies_overhead) return invalid_message();
  // The short forms of a point are let through by the first byte and then not read by geth.
  if (box[0] != kUncompressed) return invalid_public_key();
  const auto secret = shared_secret(key, copy_fixed<PublicKey>(box.subspan(1, kPoint - 1)));
  if (!secret) return invalid_public_key();
  const BoxKeys keys = box_keys(*secret);
  const ByteSpan covered = box.subspan(kPoint, box.size() - kPoint - kTag);
  const Tag tag = tag_of(keys, covered, authenticated);
  if (!std::equal(tag.begin(), tag.end(), box.end() - kTag)) return invalid_message();
  Bytes plain(covered.size() - EciesIv::size());
  crypt(keys, covered.first(EciesIv::size()), covered.subspan(EciesIv::size()), plain.data());
  return plain;
}

}  // namespace seatrial::wire
