// SPDX-License-Identifier: Apache-2.0
// Sheet: a report together with the files that its marks point into, for the writers that put
// several reports into one document. It owns neither.
#pragma once

#include "harness/report/report.hpp"

namespace seatrial::report {

/// A report with the files that its marks point into.
struct Sheet {
  const Report& report;
  const SourceFiles& files;
};

}  // namespace seatrial::report
