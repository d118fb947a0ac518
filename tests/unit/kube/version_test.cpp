// SPDX-License-Identifier: Apache-2.0
// Kubernetes versions as people and providers write them.
#include "sim/kube/version.hpp"

#include <gtest/gtest.h>

namespace seatrial::kube {
namespace {

TEST(Version, Reads) {
  EXPECT_EQ(parse_version("1.27"), Version{27});
  EXPECT_EQ(parse_version("v1.27.3"), Version{27});
  EXPECT_EQ(parse_version("1.30.6-gke.5"), Version{30});
  EXPECT_EQ(parse_version("1.27+"), Version{27});  // as EKS writes the minor
  EXPECT_EQ(parse_version("v1.29-eks-1"), Version{29});
}

TEST(Version, Refuses) {
  for (const char* text : {"", "v", "1", "1.", "2.0", "1.x", "1.-5", "1.+5", "1.27x", "vv1.27",
                           " 1.27", "1.99999999999", "10.27", "latest"}) {
    EXPECT_FALSE(parse_version(text)) << text;
  }
}

TEST(Version, Orders) {
  EXPECT_LT(Version{9}, Version{27});
  EXPECT_EQ(Version{}, Version{29});
}

}  // namespace
}  // namespace seatrial::kube
