// SPDX-License-Identifier: Apache-2.0
// LinkSurvey: the static reading of all pairs of a world, as much of it as there is to tell. In a
// small world every pair has its full reading. In a large one nearly all pairs link, or fail, or
// are asked for by nobody, and many alike: the link matrix says how each stands, and of dials that
// fail in the same way at the same peer for diallers of one kind, the first is read in full and
// stands for the others. Samples of what goes between clusters are read, too.
// Growth: as the link matrix, and a full reading for each peer and kind of dialler that fail.
#pragma once

#include <vector>

#include "sim/peer/link_check.hpp"
#include "sim/peer/link_matrix.hpp"

namespace seatrial {

/// Worlds of more peers are large, unless told otherwise.
inline constexpr std::size_t large_world = 100;
/// In place of it: no world is large, and every pair is read.
inline constexpr std::size_t every_pair = SIZE_MAX;

/// A dial that was read in full, and its link; null where there is nothing to tell of a dial.
struct ReadDial {
  const LinkReading* link = nullptr;
  const DialReading* dial = nullptr;
};

/// A pair in brief.
struct LinkBrief {
  PeerId a = PeerId::none;
  PeerId b = PeerId::none;
  LinkStatus status = LinkStatus::down;
  LinkCause forward = LinkCause::not_listed;   ///< what a's dial comes to
  LinkCause backward = LinkCause::not_listed;  ///< what b's does
  ReadDial like_forward;   ///< the dial that a's is like, its own if it was read
  ReadDial like_backward;  ///< the same of b's

  bool forward_up() const { return forward == LinkCause::up; }
  bool backward_up() const { return backward == LinkCause::up; }
  /// Neither lists the other.
  bool unasked() const {
    return forward == LinkCause::not_listed && backward == LinkCause::not_listed;
  }
  /// The cause of the direction that decides, as LinkReading::decisive() says; of a link that is
  /// not up.
  LinkCause decisive() const { return backward_decides() ? backward : forward; }
  bool backward_decides() const {
    if (forward_up() || backward_up()) return !forward_up();
    return backward > forward;
  }
};

class LinkSurvey {
 public:
  LinkSurvey() = default;
  /// Of these pairs and no others.
  LinkSurvey(std::vector<LinkReading> readings);  // NOLINT: a survey of links is a list of them

  /// The pairs that were read in full, in the order of the world.
  const std::vector<LinkReading>& readings() const { return readings_; }
  /// Whether there are more pairs than readings.
  bool in_brief() const { return dials_.peers() != 0; }
  /// Who arrives where; only of a survey in brief.
  const std::vector<Arrivals>& arrivals() const { return arrivals_; }

  /// Calls one(brief, reading) for each pair, in the order of the world; the reading may be null.
  template <class One>
  void each(One&& one) const {
    if (!in_brief()) {
      for (const LinkReading& link : readings_) one(brief_of(link), &link);
      return;
    }
    auto next = readings_.begin();
    auto alike = alike_.begin();
    for (std::uint32_t a = 0; a < dials_.peers(); ++a) {
      for (std::uint32_t b = a + 1; b < dials_.peers(); ++b) {
        const bool read = next != readings_.end() && next->a == PeerId(a) && next->b == PeerId(b);
        const bool like = !read && alike != alike_.end() && alike->a == a && alike->b == b;
        if (read) {
          one(brief_of(*next), &*next);
          ++next;
        } else {
          one(brief_of(PeerId(a), PeerId(b), like ? &*alike : nullptr),
              static_cast<const LinkReading*>(nullptr));
          if (like) ++alike;
        }
      }
    }
  }

 private:
  friend class Surveyor;

  /// A pair that was not read, and whose dials are like others that were.
  struct Alike {
    static constexpr std::uint32_t none = UINT32_MAX;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    LinkStatus status = LinkStatus::down;
    std::uint32_t forward = none;   ///< twice the place of a reading, and one for its backward dial
    std::uint32_t backward = none;  ///< the same
  };

  static LinkBrief brief_of(const LinkReading& link);
  LinkBrief brief_of(PeerId a, PeerId b, const Alike* alike) const;
  ReadDial read_dial_at(std::uint32_t number) const;

  std::vector<LinkReading> readings_;
  LinkMatrix dials_{0};  ///< of all pairs; of none in a small world
  std::vector<Alike> alike_;
  std::vector<Arrivals> arrivals_;
};

/// Reads the links of all pairs. All processes count as running. `large` is how many peers are the
/// most of a world that is read in full.
LinkSurvey survey_links(World& world, std::size_t large = large_world);

}  // namespace seatrial
