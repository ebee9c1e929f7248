// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "emulation.h"

/** In which order threads and blocks run. A correct kernel gives the same result in each. */
enum class Order { FORWARD, REVERSE, SHUFFLED };

/** A launch whose limits have been checked. */
struct Grid {
    const emulation::Module* module;
    const emulation::Kernel* kernel;
    emulation::Index grid, block;
    unsigned dynamicShared;
    std::vector<void*> arguments;
    Order order;
};

/** Runs every thread of a grid; returns what went wrong, or nothing. */
std::string runGrid(const Grid& grid);
