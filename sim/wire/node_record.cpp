// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/node_record.hpp"

#include "sim/wire/keccak.hpp"
#include "sim/wire/rlp.hpp"

namespace seatrial::wire {
namespace {

constexpr std::string_view kPrefix = "enr:";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void add_pairs(rlp::List& list, const NodeRecord& record) {
  list.add_number(record.seq);
  for (const auto& [key, value] : record.pairs) list.add(as_bytes(key)).add_encoded(value);
}

/// What the signature is over. // SPEC goquorum 1.3
Hash32 signed_hash(const NodeRecord& record) {
  rlp::List list;
  add_pairs(list, record);
  return keccak256(list.encode());
}

Error invalid(const char* what) {
  return {"", what, "not a node record"};
}

Result<NodeRecord> read_items(const std::vector<rlp::View>& items) {
  if (items.size() < 2 || items.size() % 2 != 0) return invalid("enr: incomplete list");
  const auto signature = items[0].fixed<PlainSignature>();
  if (!signature) return invalid("invalid signature");
  const auto seq = items[1].number();
  if (!seq) return seq.error();
  NodeRecord record{*seq, {}, *signature};
  std::string before;
  for (std::size_t i = 2; i < items.size(); i += 2) {
    const auto key = items[i].string();
    if (!key) return key.error();
    std::string name(key->begin(), key->end());
    if (i > 2 && name == before) return invalid("record contains duplicate key");
    if (i > 2 && name < before) return invalid("record key/value pairs are not sorted by key");
    const ByteSpan value = items[i + 1].encoded();
    record.pairs[name] = Bytes(value.begin(), value.end());
    before = std::move(name);
  }
  return record;
}

std::optional<Error> check(const NodeRecord& record) {
  const auto id = record.string("id");
  const ByteSpan v4 = as_bytes("v4");
  if (!id || !std::equal(id->begin(), id->end(), v4.begin(), v4.end()))
    return invalid("unknown identity scheme");
  const auto key = record.key();
  if (!key) return key.error();
  if (!verify(*key, record.signature, signed_hash(record))) return invalid("invalid signature");
  return std::nullopt;
}

std::optional<std::uint32_t> digit(char c) {
  const std::size_t at = kBase64Digits.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint32_t>(at);
}

Result<Bytes> from_base64(std::string_view text) {
  Bytes out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const auto value = digit(c);
    if (!value) return invalid("illegal base64 data");
    bits = bits << 6U | *value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<std::uint8_t>(bits >> held & 0xffU));
  }
  return out;
}

std::string to_base64(ByteSpan bytes) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8U | byte;
    for (held += 8; held >= 6;) out.push_back(kBase64Digits[bits >> (held -= 6) & 63U]);
  }
  if (held > 0) out.push_back(kBase64Digits[bits << (6 - held) & 63U]);
  return out;
}

}  // namespace

std::optional<Bytes> NodeRecord::string(std::string_view key) const {
  const auto found = pairs.find(std::string(key));
  if (found == pairs.end()) return std::nullopt;
  const auto item = rlp::View::parse(found->second);
  const auto bytes = item ? item->string() : item.error();
  if (!bytes) return std::nullopt;
  return Bytes(bytes->begin(), bytes->end());
}

std::uint64_t NodeRecord::number(std::string_view key) const {
  const auto found = pairs.find(std::string(key));
  if (found == pairs.end()) return 0;
  const auto item = rlp::View::parse(found->second);
  const auto value = item ? item->number() : item.error();
  return value ? *value : 0;
}

Bytes NodeRecord::ip() const {
  auto four = string("ip");
  if (four && four->size() == 4) return std::move(*four);
  auto six = string("ip6");
  return six && six->size() == 16 ? std::move(*six) : Bytes();
}

Result<PublicKey> NodeRecord::key() const {
  const auto bytes = string("secp256k1");
  if (!bytes || bytes->size() != CompressedKey::size()) return invalid("invalid public key");
  return decompress(copy_fixed<CompressedKey>(*bytes));
}

NodeRecord make_record(const KeyPair& key, std::uint64_t seq, const RecordEndpoint& endpoint,
                       const std::map<std::string, Bytes>& more) {
  NodeRecord record{seq, more, {}};
  const CompressedKey compressed = compress(key.open);
  record.pairs["id"] = rlp::encode_text("v4");
  if (!endpoint.ip.empty()) record.pairs["ip"] = rlp::encode(endpoint.ip);
  record.pairs["secp256k1"] = rlp::encode(compressed.span());
  if (endpoint.tcp != 0) record.pairs["tcp"] = rlp::encode_number(endpoint.tcp);
  if (endpoint.udp != 0) record.pairs["udp"] = rlp::encode_number(endpoint.udp);
  const auto signature = sign(key.secret, signed_hash(record));
  if (signature) record.signature = copy_fixed<PlainSignature>(signature->data);
  return record;
}

Bytes encode_record(const NodeRecord& record) {
  rlp::List list;
  list.add(record.signature.span());
  add_pairs(list, record);
  return list.encode();
}

Result<NodeRecord> decode_record(ByteSpan bytes) {
  if (bytes.size() > max_record_size) return invalid("record bigger than 300 bytes");
  const auto list = rlp::View::parse(bytes);
  if (!list) return list.error();
  const auto items = list->items();
  if (!items) return items.error();
  auto record = read_items(*items);
  if (!record) return record;
  if (const auto error = check(*record)) return *error;
  return record;
}

std::string record_text(const NodeRecord& record) {
  return std::string(kPrefix) + to_base64(encode_record(record));
}

Result<NodeRecord> parse_record(std::string_view text) {
  if (!text.starts_with(kPrefix))
    return Error{"", "missing 'enr:' prefix for base64-encoded record", ""};
  const auto bytes = from_base64(text.substr(kPrefix.size()));
  if (!bytes) return bytes.error();
  return decode_record(*bytes);
}

}  // namespace seatrial::wire
