// SPDX-License-Identifier: Apache-2.0
// Everything for an embedder, in one include. There are two ways in: load a scenario, alter it and
// run it (seatrial::scenario, seatrial::run), or build a World in code, run it and ask it
// (seatrial::World, deploy(), read_link()). Both keep all state in values that you own. It brings
// no GoogleTest; that is harness/gtest/seatrial_gtest.hpp.
#pragma once

#include "harness/diff/diff.hpp"
#include "harness/diff/json.hpp"
#include "harness/diff/text.hpp"
#include "harness/finding/catalogue.hpp"
#include "harness/report/exit_code.hpp"
#include "harness/report/json.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/report.hpp"
#include "harness/report/text.hpp"
#include "harness/run/run.hpp"
#include "harness/scenario/from_options.hpp"
#include "harness/scenario/parse.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/scene.hpp"
#include "sim/peer/deployment.hpp"
#include "sim/peer/link_check.hpp"
#include "sim/peer/world.hpp"
