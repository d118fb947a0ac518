// SPDX-License-Identifier: Apache-2.0
// What bytes fidelity costs, against the bare calls of the libraries below it in the same run: a
// handshake of both sides against its curve operations, and frames of 1 KiB against the same Keccak
// and AES calls. The counters say how much of the time is not theirs.
#include <benchmark/benchmark.h>
#include <cryptopp/aes.h>
#include <cryptopp/keccak.h>
#include <cryptopp/modes.h>
#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#include <secp256k1_recovery.h>

#include <array>

#include "sim/proto/rlpx/frames.hpp"
#include "sim/proto/rlpx/handshake.hpp"

namespace {

using seatrial::Rng;
using seatrial::rlpx::Handshake;
using seatrial::wire::Bytes;
using seatrial::wire::ByteSpan;

/// Both sides, from nothing to secrets on both.
void handshake_pair(benchmark::State& state) {
  Rng rng(1);
  const auto a = seatrial::wire::random_key_pair(rng);
  const auto b = seatrial::wire::random_key_pair(rng);
  for (auto _ : state) {
    Bytes auth;
    Bytes ack;
    Bytes none;
    auto dialer = Handshake::initiator({&a, &rng}, b.open, auth).value();
    auto listener = Handshake::responder({&b, &rng});
    ByteSpan first = auth;
    ByteSpan second;
    bool done = listener.take(first, ack).value();
    second = ack;
    done = done && dialer.take(second, none).value();
    if (!done) state.SkipWithError("no agreement");
  }
}
BENCHMARK(handshake_pair)->Unit(benchmark::kMicrosecond);

/// 4 key generations, 8 agreements, a signature and a recovery: what no handshake can do without.
void bare_curve_operations(benchmark::State& state) {
  secp256k1_context* context = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
  std::array<unsigned char, 32> key{1, 2, 3};
  std::array<unsigned char, 32> out{};
  secp256k1_pubkey open;
  secp256k1_ecdsa_recoverable_signature signature;
  int good = 1;
  for (auto _ : state) {
    for (int i = 0; i < 4; ++i) good &= secp256k1_ec_pubkey_create(context, &open, key.data());
    for (int i = 0; i < 8; ++i)
      good &= secp256k1_ecdh(context, out.data(), &open, key.data(), nullptr, nullptr);
    good &= secp256k1_ecdsa_sign_recoverable(context, &signature, out.data(), key.data(), nullptr,
                                             nullptr);
    good &= secp256k1_ecdsa_recover(context, &open, &signature, out.data());
  }
  if (good == 0) state.SkipWithError("a curve operation failed");
  secp256k1_context_destroy(context);
}
BENCHMARK(bare_curve_operations)->Unit(benchmark::kMicrosecond);

constexpr std::size_t kPayload = 1024;

/// A frame with 1 KiB in it, sealed by one side and opened by the other.
void frame_sealed_and_opened(benchmark::State& state) {
  seatrial::wire::LinkSecrets secrets;
  secrets.egress = Bytes(400, 1);
  secrets.ingress = Bytes(400, 1);
  seatrial::wire::FrameCipher from(secrets);
  seatrial::wire::FrameCipher to(secrets);
  const Bytes content(kPayload, 7);
  Bytes bytes;
  for (auto _ : state) {
    bytes.clear();
    from.seal(content, bytes);
    const auto size = to.open_header(ByteSpan(bytes).first(32)).value();
    benchmark::DoNotOptimize(to.open_body(std::span(bytes).subspan(32), size).value().data());
  }
  state.SetBytesProcessed(std::int64_t(state.iterations() * kPayload));
}
BENCHMARK(frame_sealed_and_opened);

/// The MAC and cipher calls of one direction of one frame, and nothing else.
struct BareDirection {
  using Digest = std::array<unsigned char, 32>;
  CryptoPP::Keccak_256 mac;
  CryptoPP::AES::Encryption block;
  CryptoPP::CTR_Mode<CryptoPP::AES>::Encryption stream;

  BareDirection() {
    const Digest key{};
    block.SetKey(key.data(), key.size());
    stream.SetKeyWithIV(key.data(), key.size(), key.data());
  }
  void digest(Digest& out) {
    CryptoPP::Keccak_256 copy = mac;
    copy.Final(out.data());
  }
  void advance(Digest& out) {
    digest(out);
    block.ProcessBlock(out.data(), out.data());
    mac.Update(out.data(), 16);
    digest(out);
  }
  void frame(unsigned char* bytes) {
    Digest out{};
    stream.ProcessData(bytes, bytes, 16);
    advance(out);
    stream.ProcessData(bytes, bytes, kPayload);
    mac.Update(bytes, kPayload);
    digest(out);
    advance(out);
  }
};

void bare_frame_calls(benchmark::State& state) {
  BareDirection seal;
  BareDirection open;
  std::array<unsigned char, kPayload> bytes{};
  for (auto _ : state) {
    seal.frame(bytes.data());
    open.frame(bytes.data());
    benchmark::DoNotOptimize(bytes.data());
  }
  state.SetBytesProcessed(std::int64_t(state.iterations() * kPayload));
}
BENCHMARK(bare_frame_calls);

}  // namespace

BENCHMARK_MAIN();
