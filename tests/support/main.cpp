// SPDX-License-Identifier: Apache-2.0
// The main of every test program. It is GoogleMock's own, but for one thing: where a test was
// skipped and none failed it ends with the code 77, which ctest shows as "Skipped" and not as
// "Passed" (tools/cmake/SeatrialSuites.cmake).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

int main(int argc, char** argv) {
  constexpr int skipped = 77;  // as automake and ctest have it
  testing::InitGoogleMock(&argc, argv);
  const int failed = RUN_ALL_TESTS();
  if (failed != 0) return failed;
  return testing::UnitTest::GetInstance()->skipped_test_count() > 0 ? skipped : 0;
}
