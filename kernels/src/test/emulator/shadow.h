// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "emulation.h"
#include "grid.h"

/** Bytes behind dynamic shared memory that belong to nobody, to notice writes there. */
constexpr std::size_t SHARED_GUARD = 4096;

/** Which thread of a block touches memory, and at how many of its warp's meetings since the last barrier it has been. */
struct Toucher {
    unsigned thread;
    unsigned warpTime;
};

/**
 * What the threads of a grid have done to every byte, to find what they may not do: touch memory that is not theirs, or
 * touch the same byte, not all reading, with nothing between that says who comes first.
 *
 * Threads of a block are ordered by barriers, those of a warp also by __syncwarp. Shuffles, votes and products on tensor
 * cores order no memory, nor do the blocks of a grid. It is enough to keep the last write of a byte and two reads behind
 * it, by threads as far from each other as there were (after Flanagan and Freund, FastTrack, 2009).
 */
class Shadow {
  public:
    void startLaunch(const Grid& grid, const void* dynamicShared);
    void startBlock(std::size_t block);
    void passBarrier() { interval++; }

    /** Why the thread must not touch that at all, or nothing. What else is wrong is kept until it is asked for. */
    std::string touch(
        const void* memory, std::size_t bytes, emulation::Access access, const void* site, const Toucher& toucher);

    /** Why the launch is wrong, or nothing. */
    std::string findings() const;

    /** A place in the source. */
    std::string lineOf(uint32_t site) const;

    uint32_t siteOf(const void* address) const {
        return static_cast<uint32_t>(static_cast<const char*>(address) - grid->code->begin);
    }

  private:
    enum class Kind { DEVICE, SHARED, CONSTANT };

    /** Memory that a kernel knows. */
    struct Region {
        Range range;
        Kind kind;
    };

    struct Touch {
        uint32_t interval = 0;
        uint32_t thread : 10, atomic : 1, warpTime : 21;
        uint32_t site = 0;

        Touch() : thread(0), atomic(0), warpTime(0) {}
    };

    struct Cell {
        Touch write;
        Touch reads[2];
    };

    /** A page of memory, in cells as large as all accesses so far allow. */
    struct Page {
        uintptr_t number;
        unsigned shift = 4;
        std::vector<Cell> cells;
        uint32_t launch = 0;
        Region region;
    };

    static constexpr unsigned PAGE_SHIFT = 12;
    static constexpr uintptr_t PAGE_BYTES = uintptr_t(1) << PAGE_SHIFT;
    static constexpr std::size_t CACHED = 1024;
    static constexpr std::size_t MOST_PAGES = 4096;
    static constexpr std::size_t MOST_FINDINGS = 10;

    const Grid* grid = nullptr;
    uintptr_t shared = 0;
    uint32_t launch = 0;
    /** Counts the stretches between barriers, of all blocks of all launches. */
    uint32_t interval = 0;
    uint32_t firstOfLaunch = 0;
    uint32_t firstOfBlock = 0;
    std::vector<std::pair<uint32_t, std::size_t>> blocks;
    std::unordered_map<uintptr_t, std::unique_ptr<Page>> pages;
    Page* cache[CACHED] = {};
    std::set<std::pair<uint32_t, uint32_t>> known;
    std::vector<std::string> found;

    Page& pageOf(uintptr_t address);
    bool findRegion(uintptr_t address, Region& region) const;
    static void split(Page& page, unsigned shift);
    void touchCell(Cell& cell, Kind kind, uintptr_t address, std::size_t bytes, const Touch& now, bool writes);
    bool ordered(const Touch& earlier, const Touch& now, uint32_t since) const;
    void keepRead(Cell& cell, const Touch& now, uint32_t since) const;
    bool isNew(uint32_t site, uint32_t other);
    void report(const Touch& now, bool writes, const std::string& place, const Touch& earlier, bool wrote);
    std::string nameOf(const Touch& touch) const;
    std::string strayPlace(uintptr_t address) const;
    std::string placeOf(Kind kind, uintptr_t address, std::size_t bytes) const;
};
