// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

#include "shadow.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>

using emulation::Access;

namespace {

constexpr unsigned WARP = 32;

std::string count(std::size_t bytes) { return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes"); }

std::string baseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

void Shadow::startLaunch(const Grid& launched, const void* dynamicShared) {
    grid = &launched;
    shared = reinterpret_cast<uintptr_t>(dynamicShared);
    launch++;
    firstOfLaunch = interval + 1;
    blocks.clear();
    known.clear();
    found.clear();
    if (pages.size() > MOST_PAGES) {
        pages.clear();
        std::fill(std::begin(cache), std::end(cache), nullptr);
    }
}

void Shadow::startBlock(std::size_t block) {
    firstOfBlock = ++interval;
    blocks.emplace_back(interval, block);
}

std::string Shadow::touch(
    const void* memory, std::size_t bytes, Access access, const void* site, const Toucher& toucher) {
    auto address = reinterpret_cast<uintptr_t>(memory);
    Touch now;
    now.interval = interval;
    now.thread = toucher.thread;
    now.warpTime = toucher.warpTime;
    now.atomic = access == Access::ATOMIC;
    now.site = siteOf(site);
    while (bytes > 0) {
        Page& page = pageOf(address);
        if (page.launch != launch || !page.region.range.holds(address)) {
            if (!findRegion(address, page.region)) {
                return (access == Access::READ ? "reads " : "writes ") + count(bytes) + " " + strayPlace(address);
            }
            page.launch = launch;
        }
        const Region& region = page.region;
        if (region.kind == Kind::CONSTANT) {
            return access == Access::READ ? "" : "writes to a constant";
        }
        std::size_t here = std::min({bytes, region.range.end - address, PAGE_BYTES - address % PAGE_BYTES});
        uintptr_t granules = address | here;
        unsigned shift = granules % 16 == 0 ? 4 : granules % 4 == 0 ? 2 : granules % 2 == 0 ? 1 : 0;
        if (shift < page.shift) {
            split(page, shift);
        }
        std::size_t first = address % PAGE_BYTES >> page.shift;
        std::size_t last = (address % PAGE_BYTES + here - 1) >> page.shift;
        for (std::size_t i = first; i <= last; i++) {
            touchCell(page.cells[i], region.kind, address, here, now, access != Access::READ);
        }
        address += here;
        bytes -= here;
    }
    return "";
}

Shadow::Page& Shadow::pageOf(uintptr_t address) {
    uintptr_t number = address >> PAGE_SHIFT;
    Page*& cached = cache[number % CACHED];
    if (cached == nullptr || cached->number != number) {
        std::unique_ptr<Page>& page = pages[number];
        if (page == nullptr) {
            page = std::make_unique<Page>();
            page->number = number;
            page->cells.resize(PAGE_BYTES >> page->shift);
        }
        cached = page.get();
    }
    return *cached;
}

bool Shadow::findRegion(uintptr_t address, Region& region) const {
    auto at = [](const void* pointer) { return reinterpret_cast<uintptr_t>(pointer); };
    const emulation::Module& module = *grid->module;
    uintptr_t code = at(grid->code->begin);
    for (Region candidate :
         {Region{{shared, shared + grid->dynamicShared}, Kind::SHARED},
          Region{{at(module.sharedStart), at(module.sharedEnd)}, Kind::SHARED},
          Region{{code, code + grid->code->bytes}, Kind::CONSTANT},
          Region{deviceRange(address), Kind::DEVICE}}) {
        if (candidate.range.holds(address)) {
            region = candidate;
            return true;
        }
    }
    return false;
}

void Shadow::split(Page& page, unsigned shift) {
    std::vector<Cell> cells(PAGE_BYTES >> shift);
    for (std::size_t i = 0; i < cells.size(); i++) {
        cells[i] = page.cells[i >> (page.shift - shift)];
    }
    page.cells = std::move(cells);
    page.shift = shift;
}

void Shadow::touchCell(
    Cell& cell, Kind kind, uintptr_t address, std::size_t bytes, const Touch& now, bool writes) {
    uint32_t since = kind == Kind::SHARED ? firstOfBlock : firstOfLaunch;
    if (!ordered(cell.write, now, since) && isNew(now.site, cell.write.site)) {
        report(now, writes, placeOf(kind, address, bytes), cell.write, true);
    }
    if (!writes) {
        if (kind == Kind::SHARED && cell.write.interval < since && isNew(now.site, now.site)) {
            found.push_back(
                nameOf(now) + " at " + lineOf(now.site) + " reads " + placeOf(kind, address, bytes)
                + " that its block has not written");
        }
        keepRead(cell, now, since);
        return;
    }
    for (const Touch& read : cell.reads) {
        if (!ordered(read, now, since) && isNew(now.site, read.site)) {
            report(now, writes, placeOf(kind, address, bytes), read, false);
        }
    }
    bool alsoPlain = cell.write.interval == now.interval && cell.write.thread == now.thread && !cell.write.atomic;
    cell.write = now;
    cell.write.atomic = now.atomic && !alsoPlain;
    cell.reads[0].interval = 0;
    cell.reads[1].interval = 0;
}

bool Shadow::ordered(const Touch& earlier, const Touch& now, uint32_t since) const {
    if (earlier.interval < since || (earlier.atomic && now.atomic)) {
        return true;
    }
    if (earlier.interval < firstOfBlock) {
        return false;
    }
    return earlier.interval != now.interval || earlier.thread == now.thread
           || (earlier.thread / WARP == now.thread / WARP && earlier.warpTime != now.warpTime);
}

/** Forgets reads that come before this one, and of the others keeps two that are far from each other. */
void Shadow::keepRead(Cell& cell, const Touch& now, uint32_t since) const {
    Touch& first = cell.reads[0];
    Touch& second = cell.reads[1];
    if (first.interval < since || ordered(first, now, since)) {
        first = second;
        second.interval = 0;
        if (first.interval < since || ordered(first, now, since)) {
            first = now;
        } else {
            second = now;
        }
        return;
    }
    if (second.interval < since || ordered(second, now, since)) {
        second = now;
        return;
    }
    auto distance = [this](const Touch& a, const Touch& b) {
        bool sameBlock = (a.interval < firstOfBlock) == (b.interval < firstOfBlock);
        return !sameBlock ? 2 : a.thread / WARP != b.thread / WARP ? 1 : 0;
    };
    if (distance(first, now) > distance(first, second)) {
        second = now;
    }
}

/** Whether two places have not been reported; of many no more than are read. */
bool Shadow::isNew(uint32_t site, uint32_t other) {
    return found.size() < MOST_FINDINGS && known.insert({site, other}).second;
}

void Shadow::report(const Touch& now, bool writes, const std::string& place, const Touch& earlier, bool wrote) {
    const char* missing = earlier.interval < firstOfBlock ? "blocks have no order"
                          : earlier.thread / WARP == now.thread / WARP ? "no __syncwarp between"
                                                                       : "no barrier between";
    found.push_back(
        nameOf(now) + " at " + lineOf(now.site) + (writes ? " writes " : " reads ") + place + ", which "
        + nameOf(earlier) + (wrote ? " wrote" : " read") + " at " + lineOf(earlier.site) + ": " + missing);
}

std::string Shadow::findings() const {
    std::string text;
    for (const std::string& finding : found) {
        text += (text.empty() ? "kernel " + std::string(grid->kernel->name) + ": " : "; ") + finding;
    }
    return text;
}

std::string Shadow::nameOf(const Touch& touch) const {
    auto block = std::upper_bound(
        blocks.begin(), blocks.end(), touch.interval, [](uint32_t at, const auto& entry) { return at < entry.first; });
    return "thread " + textOf(indexOf(touch.thread, grid->block)) + " of block "
           + textOf(indexOf(std::prev(block)->second, grid->grid));
}

std::string Shadow::strayPlace(uintptr_t address) const {
    uintptr_t end = shared + grid->dynamicShared;
    if (Range{end, end + SHARED_GUARD}.holds(address)) {
        return std::to_string(address - end) + " bytes behind the dynamic shared memory of "
               + count(grid->dynamicShared);
    }
    return devicePlace(address);
}

std::string Shadow::placeOf(Kind kind, uintptr_t address, std::size_t bytes) const {
    if (kind == Kind::DEVICE) {
        return count(bytes) + " " + devicePlace(address);
    }
    auto fixed = reinterpret_cast<uintptr_t>(grid->module->sharedStart);
    bool dynamic = address - shared < grid->dynamicShared;
    return count(bytes) + " at offset " + std::to_string(address - (dynamic ? shared : fixed))
           + (dynamic ? " of dynamic shared memory" : " of shared memory");
}

/** As the debugger's tables have it: the line, and the line of the kernel from which that function was called. */
std::string Shadow::lineOf(uint32_t site) const {
    std::ostringstream command;
    command << "addr2line -i -e '" << grid->code->file << "' 0x" << std::hex << site - 1 << " 2>/dev/null";
    std::string inner;
    std::string outer;
    if (FILE* pipe = popen(command.str().c_str(), "r")) {
        std::array<char, 1024> line;
        while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
            std::string place = baseName(line.data());
            outer = place.substr(0, place.find_first_of(" \n"));
            inner = inner.empty() ? outer : inner;
        }
        pclose(pipe);
    }
    if (inner.empty()) {
        std::ostringstream address;
        address << "address 0x" << std::hex << site;
        return address.str();
    }
    return inner == outer ? inner : inner + " in " + outer;
}
