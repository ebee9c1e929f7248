// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Blocks run one after the other, and the threads of a block as fibers of one operating-system thread. A fiber runs
// thread after thread; only when a thread waits for others does the next fiber start. So kernels without barriers run
// as plain loops.
#include "grid.h"

#include "shadow.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <deque>
#include <memory>
#include <new>
#include <numeric>
#include <random>
#include <sstream>
#include <sys/mman.h>
#include <ucontext.h>

using emulation::Access;
using emulation::Index;
using emulation::Runtime;
using emulation::Thread;

namespace {

constexpr std::size_t STACK_BYTES = 128 * 1024;
constexpr std::size_t MOST_FIBERS = 1024;
constexpr unsigned WARP = 32;
constexpr unsigned ALL_LANES = 0xffffffffu;
constexpr std::size_t COPIED_BYTES = 16;
constexpr unsigned char POISON = 0xff;

struct Fault {
    std::string message;
};

enum class State { NEW, RUNNING, READY, AT_BARRIER, AT_EXCHANGE, DONE };

/** ucontext makes the stack; the switches go through setjmp, which leaves the signal mask alone and is far quicker. */
struct Fiber {
    ucontext_t context;
    jmp_buf resumption;
    bool started = false;
};

/** The stacks of all fibers lie side by side, to be told from other memory at once; pages come when they are used. */
struct Stacks {
    static constexpr std::size_t BYTES = MOST_FIBERS * STACK_BYTES;
    char* begin;

    Stacks() {
        void* mapped = mmap(nullptr, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (mapped == MAP_FAILED) {
            throw std::bad_alloc();
        }
        begin = static_cast<char*>(mapped);
    }

    ~Stacks() { munmap(begin, BYTES); }
};

/** A copy of 16 bytes that a thread has begun. */
struct Copy {
    void* target;
    const void* source;
    const void* site;
};

struct Slot {
    Thread thread;
    State state;
    Fiber* fiber;
    int line;
    unsigned source;
    uint64_t brought;
    uint64_t received;
    bool vote;
    void* shown;
    unsigned warpTime;
    std::vector<Copy> copies;
};

using Work = void (*)(void* const* lanes);

enum class Purpose { SHUFFLE, VOTE, WORK, SYNC };

/** Lanes that wait for each other. */
struct Meeting {
    Purpose purpose = Purpose::SYNC;
    unsigned mask = 0;
    int line = 0;
    Work work = nullptr;
    unsigned arrived = 0;
};

class Executor {
  public:
    std::string run(const Grid& launch) {
        grid = &launch;
        random.seed(7);
        *launch.module->runtime = &runtime;
        std::vector<unsigned char> dynamic(launch.dynamicShared + 16 + SHARED_GUARD);
        runtime.dynamicShared = dynamic.data() + (-reinterpret_cast<uintptr_t>(dynamic.data()) & 15);
        dynamicBytes = launch.dynamicShared;
        if (launch.module->checked) {
            shadow.startLaunch(launch, runtime.dynamicShared);
        }
        std::size_t blocks = std::size_t(launch.grid.x) * launch.grid.y * launch.grid.z;
        try {
            for (std::size_t b : sequence(blocks)) {
                runBlock(b);
            }
        } catch (const Fault& fault) {
            idle.clear();
            fibers.clear();
            return fault.message;
        }
        return launch.module->checked ? shadow.findings() : "";
    }

    static Executor& instance() {
        static thread_local Executor executor;
        return executor;
    }

    void barrier(int line) {
        Slot& slot = *current;
        slot.state = State::AT_BARRIER;
        slot.line = line;
        suspend(slot);
    }

    uint64_t shuffle(unsigned mask, uint64_t value, unsigned source, int line) {
        if (!(mask >> source & 1)) {
            raise("a shuffle reads lane " + std::to_string(source) + ", which its mask does not name", line);
        }
        current->brought = value;
        current->source = source;
        return meet({Purpose::SHUFFLE, mask, line}).received;
    }

    unsigned vote(unsigned mask, bool yes, int line) {
        current->vote = yes;
        return static_cast<unsigned>(meet({Purpose::VOTE, mask, line}).received);
    }

    void together(void* brought, Work work, int line) {
        current->shown = brought;
        meet({Purpose::WORK, ALL_LANES, line, work});
    }

    void syncWarp(int line) { meet({Purpose::SYNC, ALL_LANES, line}); }

    void copyLater(void* target, const void* source, const void* site) {
        current->copies.push_back({target, source, site});
        if (grid->module->checked) {
            touch(target, COPIED_BYTES, Access::WRITE, site);
            if (source != nullptr) {
                touch(source, COPIED_BYTES, Access::READ, site);
            }
        }
    }

    void awaitCopies() {
        for (const Copy& copy : current->copies) {
            if (copy.source == nullptr) {
                std::memset(copy.target, 0, COPIED_BYTES);
            } else {
                std::memcpy(copy.target, copy.source, COPIED_BYTES);
            }
        }
        current->copies.clear();
    }

    void touch(const void* address, std::size_t bytes, Access access, const void* site) {
        touch(*current, address, bytes, access, site);
    }

    void touchAs(unsigned lane, const void* address, std::size_t bytes, Access access, const void* site) {
        touch(slots[(current - slots.data()) / WARP * WARP + lane], address, bytes, access, site);
    }

    /** For compilers an access cannot throw; so a thread that goes astray is left where it is. */
    void touch(const Slot& slot, const void* address, std::size_t bytes, Access access, const void* site) {
        std::string astray = shadow.touch(address, bytes, access, site, toucher(slot));
        if (!astray.empty()) {
            fault = std::make_unique<Fault>(Fault{
                "kernel " + std::string(grid->kernel->name) + ", block " + textOf(slot.thread.blockIdx) + ", thread "
                + textOf(slot.thread.threadIdx) + ", " + shadow.lineOf(shadow.siteOf(site)) + ": " + astray});
            _longjmp(scheduler, 1);
        }
    }

    [[noreturn]] void raise(const std::string& what, int line) {
        std::ostringstream out;
        out << "kernel " << grid->kernel->name << ", block " << textOf(current->thread.blockIdx) << ", thread "
            << textOf(current->thread.threadIdx);
        if (line > 0) {
            out << ", line " << line;
        }
        out << ": " << what;
        throw Fault{out.str()};
    }

  private:
    const Grid* grid = nullptr;
    unsigned dynamicBytes = 0;
    Stacks stacks;
    Runtime runtime{
        nullptr,
        nullptr,
        [](int line) { instance().barrier(line); },
        [](unsigned mask, uint64_t value, unsigned source, int line) {
            return instance().shuffle(mask, value, source, line);
        },
        [](unsigned mask, bool yes, int line) { return instance().vote(mask, yes, line); },
        [](int line) { instance().syncWarp(line); },
        [](void* brought, Work work, int line) { instance().together(brought, work, line); },
        [](void* target, const void* source, const void* site) { instance().copyLater(target, source, site); },
        [] { instance().awaitCopies(); },
        [](const char* message) { instance().raise(message, 0); },
        stacks.begin,
        Stacks::BYTES,
        [](const void* address, std::size_t bytes, Access access, const void* site) {
            instance().touch(address, bytes, access, site);
        },
        [](unsigned lane, const void* address, std::size_t bytes, Access access, const void* site) {
            instance().touchAs(lane, address, bytes, access, site);
        }};
    Shadow shadow;
    std::vector<Slot> slots;
    std::vector<Meeting> meetings;
    std::vector<std::size_t> order;
    std::size_t next = 0;
    std::size_t done = 0;
    std::deque<Slot*> ready;
    std::vector<std::unique_ptr<Fiber>> fibers;
    std::vector<Fiber*> idle;
    Slot* current = nullptr;
    Fiber* running = nullptr;
    std::unique_ptr<Fault> fault;
    jmp_buf scheduler;
    std::mt19937 random;

    std::vector<std::size_t> sequence(std::size_t count) {
        std::vector<std::size_t> numbers(count);
        std::iota(numbers.begin(), numbers.end(), std::size_t(0));
        if (grid->order == Order::REVERSE) {
            std::reverse(numbers.begin(), numbers.end());
        } else if (grid->order == Order::SHUFFLED) {
            std::shuffle(numbers.begin(), numbers.end(), random);
        }
        return numbers;
    }

    void prepare(std::size_t blockNumber) {
        const Index& b = grid->block;
        Index block = indexOf(blockNumber, grid->grid);
        std::size_t count = std::size_t(b.x) * b.y * b.z;
        slots.resize(count);
        for (std::size_t i = 0; i < count; i++) {
            slots[i] = Slot{{indexOf(i, b), block, b, grid->grid}, State::NEW, nullptr, 0, 0, 0, 0, false, nullptr, 0, {}};
        }
        meetings.assign((count + WARP - 1) / WARP, Meeting{});
        order = sequence(count);
        next = 0;
        done = 0;
        ready.clear();
        std::memset(grid->module->sharedStart, POISON, grid->module->sharedEnd - grid->module->sharedStart);
        std::memset(runtime.dynamicShared, POISON, dynamicBytes + SHARED_GUARD);
        if (grid->module->checked) {
            shadow.startBlock(blockNumber);
        }
    }

    void runBlock(std::size_t blockNumber) {
        prepare(blockNumber);
        while (done < slots.size()) {
            if (!ready.empty()) {
                Slot* slot = ready.front();
                ready.pop_front();
                slot->state = State::RUNNING;
                enter(slot, slot->fiber);
            } else if (next < order.size()) {
                enter(nullptr, freeFiber());
            } else {
                release();
            }
        }
        const unsigned char* guard = static_cast<const unsigned char*>(runtime.dynamicShared) + dynamicBytes;
        if (!std::all_of(guard, guard + SHARED_GUARD, [](unsigned char byte) { return byte == POISON; })) {
            current = &slots.back();
            raise("the block wrote behind its dynamic shared memory", 0);
        }
    }

    /** Nobody can go on: opens the barrier if everybody waits at the same one. */
    void release() {
        int line = 0;
        for (Slot& slot : slots) {
            if (slot.state == State::AT_BARRIER) {
                line = slot.line;
            }
        }
        for (std::size_t i : order) {
            Slot& slot = slots[i];
            current = &slot;
            if (slot.state == State::AT_EXCHANGE) {
                raise("waits for lanes of its warp that never come", slot.line);
            }
            if (slot.state == State::DONE) {
                raise("has ended while others wait at the barrier of line " + std::to_string(line), 0);
            }
            if (slot.line != line) {
                raise("waits at another barrier than the one of line " + std::to_string(line), slot.line);
            }
        }
        shadow.passBarrier();
        for (std::size_t i : order) {
            slots[i].state = State::READY;
            slots[i].warpTime = 0;
            ready.push_back(&slots[i]);
            goOnCopying(slots[i]);
        }
    }

    /** A copy may happen at any time until it is awaited, so also behind the meeting that a thread leaves. */
    void goOnCopying(const Slot& slot) {
        for (const Copy& copy : slot.copies) {
            if (grid->module->checked) {
                shadow.touch(copy.target, COPIED_BYTES, Access::WRITE, copy.site, toucher(slot));
            }
        }
    }

    Toucher toucher(const Slot& slot) const {
        return {static_cast<unsigned>(&slot - slots.data()), slot.warpTime};
    }

    Slot& meet(const Meeting& place) {
        unsigned mask = place.mask;
        int line = place.line;
        Slot& slot = *current;
        std::size_t index = &slot - slots.data();
        std::size_t first = index / WARP * WARP;
        unsigned lane = index % WARP;
        Meeting& meeting = meetings[index / WARP];
        if (!(mask >> lane & 1)) {
            raise("calls a warp function whose mask does not name it", line);
        }
        if (meeting.arrived == 0) {
            meeting = place;
        } else if (
            meeting.mask != mask || meeting.line != line || meeting.purpose != place.purpose || meeting.work != place.work) {
            raise("meets its warp at another place than line " + std::to_string(meeting.line), line);
        }
        for (unsigned l = 0; l < WARP; l++) {
            bool named = mask >> l & 1;
            if (named && (first + l >= slots.size() || slots[first + l].state == State::DONE)) {
                raise("waits for lane " + std::to_string(l) + ", which does not exist or has ended", line);
            }
        }
        meeting.arrived |= 1u << lane;
        slot.state = State::AT_EXCHANGE;
        slot.line = line;
        if (meeting.arrived == mask) {
            finish(meeting, first);
        }
        suspend(slot);
        return slot;
    }

    void finish(Meeting& meeting, std::size_t first) {
        if (meeting.work != nullptr) {
            void* lanes[WARP];
            for (unsigned l = 0; l < WARP; l++) {
                lanes[l] = slots[first + l].shown;
            }
            meeting.work(lanes);
        }
        uint64_t votes = 0;
        for (unsigned l = 0; l < WARP; l++) {
            if (meeting.arrived >> l & 1 && slots[first + l].vote) {
                votes |= uint64_t(1) << l;
            }
        }
        for (unsigned k = 0; k < WARP; k++) {
            unsigned l = grid->order == Order::REVERSE ? WARP - 1 - k : k;
            if (meeting.arrived >> l & 1) {
                Slot& slot = slots[first + l];
                slot.received = meeting.purpose == Purpose::VOTE ? votes : slots[first + slot.source].brought;
                slot.state = State::READY;
                ready.push_back(&slot);
                if (meeting.purpose == Purpose::SYNC) {
                    slot.warpTime++;
                    goOnCopying(slot);
                }
            }
        }
        meeting.arrived = 0;
    }

    // ---- fibers ----

    Fiber* freeFiber() {
        if (idle.empty()) {
            fibers.push_back(std::make_unique<Fiber>());
            Fiber* fiber = fibers.back().get();
            getcontext(&fiber->context);
            fiber->context.uc_stack.ss_sp = stacks.begin + (fibers.size() - 1) * STACK_BYTES;
            fiber->context.uc_stack.ss_size = STACK_BYTES;
            fiber->context.uc_link = nullptr;
            makecontext(&fiber->context, &Executor::fiberMain, 0);
            return fiber;
        }
        Fiber* fiber = idle.back();
        idle.pop_back();
        return fiber;
    }

    void enter(Slot* slot, Fiber* fiber) {
        current = slot;
        runtime.current = slot == nullptr ? nullptr : &slot->thread;
        running = fiber;
        if (_setjmp(scheduler) == 0) {
            if (running->started) {
                _longjmp(running->resumption, 1);
            }
            running->started = true;
            setcontext(&running->context);
        }
        if (fault) {
            Fault raised = *fault;
            fault.reset();
            throw raised;
        }
    }

    void suspend(Slot& slot) {
        slot.fiber = running;
        leave();
    }

    void leave() {
        if (_setjmp(running->resumption) == 0) {
            _longjmp(scheduler, 1);
        }
    }

    static void fiberMain() {
        Executor& executor = instance();
        for (;;) {
            executor.work();
            executor.idle.push_back(executor.running);
            executor.leave();
        }
    }

    void work() {
        try {
            while (next < order.size()) {
                Slot& slot = slots[order[next++]];
                slot.state = State::RUNNING;
                current = &slot;
                runtime.current = &slot.thread;
                grid->kernel->invoke(const_cast<void**>(grid->arguments.data()));
                // The thread may have waited and come back while others used the variable.
                current->state = State::DONE;
                done++;
            }
        } catch (const Fault& raised) {
            fault = std::make_unique<Fault>(raised);
        }
    }
};

}  // namespace

std::string runGrid(const Grid& grid) { return Executor::instance().run(grid); }
