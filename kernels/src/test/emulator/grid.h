// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "emulation.h"

/** In which order threads and blocks run. A correct kernel gives the same result in each. */
enum class Order { FORWARD, REVERSE, SHUFFLED };

/** The code of a module in memory, and a path to it as a file. */
struct Code {
    const char* begin = nullptr;
    std::size_t bytes = 0;
    std::string file;
};

/** A launch whose limits have been checked. */
struct Grid {
    const emulation::Module* module;
    const Code* code;
    const emulation::Kernel* kernel;
    emulation::Index grid, block;
    unsigned dynamicShared;
    std::vector<void*> arguments;
    Order order;
};

/** Runs every thread of a grid; returns what went wrong, or nothing. */
std::string runGrid(const Grid& grid);

/** Device memory, from its first byte to the one behind its last. */
struct Range {
    uintptr_t begin = 0, end = 0;

    bool holds(uintptr_t address) const { return begin <= address && address < end; }
};

/** The live block of device memory that holds an address, or an empty range. */
Range deviceRange(uintptr_t address);

/** How an address lies in or beside the nearest block of device memory, dead or alive. */
std::string devicePlace(uintptr_t address);

/** The index of a thread in a block, or of a block in a grid, from its number. */
inline emulation::Index indexOf(std::size_t number, const emulation::Index& size) {
    return {unsigned(number % size.x), unsigned(number / size.x % size.y), unsigned(number / size.x / size.y)};
}

inline std::string textOf(const emulation::Index& i) {
    return "(" + std::to_string(i.x) + "," + std::to_string(i.y) + "," + std::to_string(i.z) + ")";
}
