// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// libcuda.so.1 on host memory: the driver calls that jclip makes, with the checks that a GPU does not make.
//
// Work on a stream is queued and runs when somebody waits for it, as late as it may; so a missing wait shows. While a
// stream is captured, its work goes into a graph, which may refuse what the driver refuses. Memory lies between guard bands, is poisoned when it is allocated and again when it is freed, and freed memory is kept, so
// that its use is noticed. Every call can be made to fail, memory is as large as a test says.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <link.h>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "emulation.h"
#include "grid.h"

namespace {

using CUresult = int;
using CUdeviceptr = unsigned long long;

enum : CUresult {
    CUDA_SUCCESS = 0,
    CUDA_ERROR_INVALID_VALUE = 1,
    CUDA_ERROR_OUT_OF_MEMORY = 2,
    CUDA_ERROR_NOT_INITIALIZED = 3,
    CUDA_ERROR_NO_DEVICE = 100,
    CUDA_ERROR_INVALID_DEVICE = 101,
    CUDA_ERROR_INVALID_IMAGE = 200,
    CUDA_ERROR_INVALID_CONTEXT = 201,
    CUDA_ERROR_INVALID_HANDLE = 400,
    CUDA_ERROR_NOT_FOUND = 500,
    CUDA_ERROR_NOT_READY = 600,
    CUDA_ERROR_ILLEGAL_ADDRESS = 700,
    CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES = 701,
    CUDA_ERROR_LAUNCH_FAILED = 719,
    CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED = 900,
    CUDA_ERROR_STREAM_CAPTURE_INVALIDATED = 901,
    CUDA_ERROR_STREAM_CAPTURE_UNMATCHED = 903,
    CUDA_ERROR_STREAM_CAPTURE_UNJOINED = 904,
    CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD = 908,
};

struct ErrorText {
    CUresult code;
    const char* name;
    const char* description;
};

constexpr ErrorText ERRORS[] = {
    {CUDA_SUCCESS, "CUDA_SUCCESS", "no error"},
    {CUDA_ERROR_INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {CUDA_ERROR_OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {CUDA_ERROR_NOT_INITIALIZED, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {CUDA_ERROR_NO_DEVICE, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {CUDA_ERROR_INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {CUDA_ERROR_INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {CUDA_ERROR_INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {CUDA_ERROR_INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {CUDA_ERROR_NOT_FOUND, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {CUDA_ERROR_ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES", "too many resources requested for launch"},
    {CUDA_ERROR_LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {CUDA_ERROR_NOT_READY, "CUDA_ERROR_NOT_READY", "device not ready"},
    {CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED,
     "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED",
     "operation not permitted when stream is capturing"},
    {CUDA_ERROR_STREAM_CAPTURE_INVALIDATED,
     "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED",
     "operation failed due to a previous error during capture"},
    {CUDA_ERROR_STREAM_CAPTURE_UNMATCHED,
     "CUDA_ERROR_STREAM_CAPTURE_UNMATCHED",
     "capture was not initiated in this stream"},
    {CUDA_ERROR_STREAM_CAPTURE_UNJOINED,
     "CUDA_ERROR_STREAM_CAPTURE_UNJOINED",
     "capturing stream has unjoined work"},
    {CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD,
     "CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD",
     "attempt to terminate a thread-local capture sequence from another thread"},
};

// Of the emulated GPU. A function may use more shared memory than the plain limit when it has asked for it.
constexpr int COMPUTE_MAJOR = 8;
constexpr int COMPUTE_MINOR = 0;
constexpr int MULTIPROCESSORS = 4;
constexpr unsigned MOST_THREADS = 1024;
constexpr unsigned MOST_THREADS_Z = 64;
constexpr unsigned MOST_BLOCKS_X = 0x7fffffff;
constexpr unsigned MOST_BLOCKS_YZ = 65535;
constexpr std::size_t SHARED_BYTES = 48 * 1024;
constexpr std::size_t OPT_IN_SHARED_BYTES = 99 * 1024;
constexpr std::size_t DEFAULT_MEMORY = std::size_t(1) << 30;

constexpr std::size_t GUARD = 256;
constexpr std::size_t ALIGNMENT = 256;
constexpr unsigned char POISON = 0xff;
/** Freed memory that is kept to notice its use. */
constexpr std::size_t QUARANTINE = std::size_t(64) << 20;
constexpr std::size_t QUARANTINED_BLOCKS = 256;

struct Allocation {
    std::unique_ptr<unsigned char[]> raw;
    unsigned char* address;
    std::size_t bytes;
    bool freed = false;
};

struct Function;

struct LoadedModule {
    void* library;
    const emulation::Module* module;
    /** Of the code, whose name is gone. */
    int file;
    Code code;
    std::vector<std::unique_ptr<Function>> functions;

    LoadedModule(void* library, const emulation::Module* module, int file);
    ~LoadedModule();
};

struct Function {
    LoadedModule* owner;
    const emulation::Kernel* kernel;
    std::size_t dynamicSharedLimit = SHARED_BYTES;
};

LoadedModule::LoadedModule(void* library, const emulation::Module* module, int file)
    : library(library), module(module), file(file) {
    link_map* map = nullptr;
    dlinfo(library, RTLD_DI_LINKMAP, &map);
    code.begin = reinterpret_cast<const char*>(map->l_addr);
    code.file = "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(file);
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* data) {
            Code& code = *static_cast<Code*>(data);
            if (code.begin == reinterpret_cast<const char*>(info->dlpi_addr)) {
                for (int i = 0; i < info->dlpi_phnum; i++) {
                    const auto& part = info->dlpi_phdr[i];
                    code.bytes = std::max(code.bytes, part.p_type == PT_LOAD ? part.p_vaddr + part.p_memsz : 0);
                }
            }
            return 0;
        },
        &code);
}

LoadedModule::~LoadedModule() {
    dlclose(library);
    close(file);
}

struct Context {
    int references = 0;
    CUresult fault = CUDA_SUCCESS;
};

using Work = std::function<CUresult()>;

/** What streams gave while they were captured, in the order of submission, which respects what waits for what. */
struct Graph {
    std::vector<Work> nodes;
};

/** A graph that can be launched. */
struct Executable {
    std::vector<Work> nodes;
};

struct Stream;

/** A capture under way. It began on one stream; others take part when they wait for an event of it. */
struct Capture {
    Graph graph;
    Stream* origin;
    std::thread::id thread;
    std::string invalid;
};

struct Stream {
    Context* context;
    std::deque<Work> work;
    uint64_t submitted = 0;
    uint64_t executed = 0;
    std::shared_ptr<Capture> capture = nullptr;
    /** Whether the origin of the capture has waited for all that this stream gave to it. */
    bool joined = true;
};

/** A point in the work of a stream. */
struct Mark {
    Stream* stream = nullptr;
    uint64_t position = 0;
    std::shared_ptr<Capture> capture;
    std::chrono::steady_clock::time_point reached;
};

struct Event {
    bool timed;
    std::shared_ptr<Mark> mark;
};

struct Machine {
    bool initialised = false;
    Context context;
    std::set<Stream*> streams;
    std::set<Event*> events;
    std::set<Graph*> graphs;
    std::set<Executable*> executables;
    std::set<LoadedModule*> modules;
    std::map<uintptr_t, Allocation> memory;
    std::map<void*, std::size_t> pinned;
    std::deque<uintptr_t> quarantine;
    std::size_t quarantined = 0;
    std::size_t used = 0;
    std::string lateDamage;
    /** Time that events saw pass and the host did not. */
    std::chrono::nanoseconds passed{0};

    // What tests set.
    std::size_t memoryLimit = DEFAULT_MEMORY;
    int devices = 1;
    Order order = Order::FORWARD;
    std::map<std::string, long> calls;
    std::string failingCall;
    long callsUntilFailure = 0;
    CUresult failure = CUDA_SUCCESS;
    std::string report;
};

std::recursive_mutex mutex;
Machine machine;
thread_local Context* current = nullptr;

using Lock = std::lock_guard<std::recursive_mutex>;

CUresult fail(CUresult code, const std::string& report) {
    machine.report = report;
    return code;
}

/** Counts a call and lets it fail if a test wants that. */
CUresult enter(std::string call, bool needsContext) {
    if (call.size() > 3 && call.compare(call.size() - 3, 3, "_v2") == 0) {
        call.resize(call.size() - 3);
    }
    machine.calls[call]++;
    if (machine.failingCall == call && --machine.callsUntilFailure == 0) {
        return fail(machine.failure, "injected failure of " + call);
    }
    if (!machine.initialised) {
        return fail(CUDA_ERROR_NOT_INITIALIZED, call + " before cuInit");
    }
    if (!needsContext) {
        return CUDA_SUCCESS;
    }
    if (current == nullptr || current->references == 0) {
        return fail(CUDA_ERROR_INVALID_CONTEXT, call + " on a thread without a context");
    }
    return current->fault;
}

#define ENTER_CALL(needsContext)                            \
    Lock lock(mutex);                                       \
    if (CUresult entered = enter(__func__, needsContext)) { \
        return entered;                                     \
    }
#define ENTER ENTER_CALL(true)
#define ENTER_WITHOUT_CONTEXT ENTER_CALL(false)

// ---- memory ----

bool intact(const unsigned char* bytes, std::size_t count) {
    return count == 0 || (bytes[0] == POISON && std::memcmp(bytes, bytes + 1, count - 1) == 0);
}

/** The block that holds an address, or null. The end of a block counts as part of it for empty ranges. */
Allocation* blockOf(CUdeviceptr pointer) {
    auto it = machine.memory.upper_bound(pointer);
    if (it == machine.memory.begin()) {
        return nullptr;
    }
    Allocation& block = std::prev(it)->second;
    return pointer <= reinterpret_cast<uintptr_t>(block.address) + block.bytes ? &block : nullptr;
}

std::string describe(const Allocation& block) {
    return "a block of " + std::to_string(block.bytes) + " bytes";
}

/** Empty if the range lies in one live block. */
std::string rangeFault(CUdeviceptr pointer, std::size_t bytes) {
    Allocation* block = blockOf(pointer);
    if (block == nullptr) {
        return "an address that is not device memory";
    }
    if (block->freed) {
        return describe(*block) + " that has been freed";
    }
    std::size_t offset = pointer - reinterpret_cast<uintptr_t>(block->address);
    if (bytes > block->bytes - offset) {
        return std::to_string(bytes) + " bytes at offset " + std::to_string(offset) + " of " + describe(*block);
    }
    return "";
}

/** What happened to the guard bands of a block, and to the block itself if it has been freed. */
std::string damageOf(const Allocation& block) {
    if (!intact(block.address - GUARD, GUARD)) {
        return "wrote before " + describe(block);
    }
    if (!intact(block.address + block.bytes, GUARD)) {
        return "wrote behind " + describe(block);
    }
    if (block.freed && !intact(block.address, block.bytes)) {
        return "wrote to " + describe(block) + " that has been freed";
    }
    return "";
}

/** Damage to live blocks or to all; freed ones are many and are looked at when they go. */
std::string damage(bool all) {
    for (auto& [address, block] : machine.memory) {
        if (all || !block.freed) {
            std::string fault = damageOf(block);
            if (!fault.empty()) {
                return fault;
            }
        }
    }
    return "";
}

void release(Allocation& block) {
    std::memset(block.address, POISON, block.bytes);
    block.freed = true;
    machine.quarantine.push_back(reinterpret_cast<uintptr_t>(block.address));
    machine.quarantined += block.bytes;
    while (machine.quarantined > QUARANTINE || machine.quarantine.size() > QUARANTINED_BLOCKS) {
        auto oldest = machine.memory.find(machine.quarantine.front());
        std::string fault = damageOf(oldest->second);
        if (!fault.empty()) {
            machine.lateDamage = fault;
        }
        machine.quarantined -= oldest->second.bytes;
        machine.memory.erase(oldest);
        machine.quarantine.pop_front();
    }
}

// ---- streams ----

CUresult fail(CUresult code, Capture& capture, const std::string& report) {
    capture.invalid = report;
    return fail(code, report);
}

/** Runs the work of a stream up to a position, not to that included. */
CUresult drain(Stream& stream, uint64_t position) {
    while (!stream.work.empty() && stream.executed < position) {
        Work work = std::move(stream.work.front());
        stream.work.pop_front();
        stream.executed++;
        if (CUresult result = work()) {
            stream.work.clear();
            stream.context->fault = result;
            return result;
        }
    }
    return CUDA_SUCCESS;
}

CUresult drain(Stream& stream) { return drain(stream, stream.submitted); }

Stream* streamOf(void* handle) {
    auto it = machine.streams.find(static_cast<Stream*>(handle));
    return it == machine.streams.end() ? nullptr : *it;
}

CUresult submit(void* handle, Work work) {
    Stream* stream = streamOf(handle);
    if (stream == nullptr) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "work for a stream that does not exist");
    }
    if (stream->capture != nullptr) {
        stream->capture->graph.nodes.push_back(std::move(work));
        stream->joined = stream == stream->capture->origin;
        return CUDA_SUCCESS;
    }
    stream->work.push_back(std::move(work));
    stream->submitted++;
    return CUDA_SUCCESS;
}

/** A call that a stream refuses while it is captured, and whose attempt spoils the capture. */
CUresult refuseCaptured(Stream& stream, const char* call) {
    if (stream.capture == nullptr) {
        return CUDA_SUCCESS;
    }
    return fail(
        CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, *stream.capture, std::string(call) + " of a stream that is captured");
}

/** A call that a thread must not make while it captures: it might wait for the GPU. */
CUresult refuseWhileCapturing(const char* call) {
    for (Stream* stream : machine.streams) {
        if (stream->capture != nullptr && stream->capture->thread == std::this_thread::get_id()) {
            return refuseCaptured(*stream, call);
        }
    }
    return CUDA_SUCCESS;
}

bool wasReached(const Mark& mark) {
    return streamOf(mark.stream) == nullptr || mark.stream->executed >= mark.position;
}

CUresult reach(const Mark& mark) {
    return streamOf(mark.stream) == nullptr ? CUDA_SUCCESS : drain(*mark.stream, mark.position);
}

Event* eventOf(void* handle) {
    auto it = machine.events.find(static_cast<Event*>(handle));
    return it == machine.events.end() ? nullptr : *it;
}

bool isPinned(const void* pointer, std::size_t bytes) {
    auto it = machine.pinned.upper_bound(const_cast<void*>(pointer));
    if (it == machine.pinned.begin()) {
        return false;
    }
    --it;
    auto offset = static_cast<const char*>(pointer) - static_cast<const char*>(it->first);
    return static_cast<std::size_t>(offset) + bytes <= it->second;
}

CUresult copyChecked(const char* what, CUdeviceptr device, std::size_t bytes, const std::function<void()>& copy) {
    std::string fault = rangeFault(device, bytes);
    if (!fault.empty()) {
        return fail(CUDA_ERROR_ILLEGAL_ADDRESS, std::string(what) + ": " + fault);
    }
    copy();
    return CUDA_SUCCESS;
}

void* host(CUdeviceptr pointer) { return reinterpret_cast<void*>(pointer); }

// ---- launches ----

/** The arguments of a launch, copied when it is made, as the driver does. */
struct Arguments {
    std::vector<uint64_t> storage;
    std::vector<void*> pointers;

    Arguments(const emulation::Kernel& kernel, void** values) {
        std::size_t words = 0;
        for (int i = 0; i < kernel.parameters; i++) {
            words += (kernel.sizes[i] + 7) / 8;
        }
        storage.resize(words);
        std::size_t word = 0;
        for (int i = 0; i < kernel.parameters; i++) {
            std::memcpy(&storage[word], values[i], kernel.sizes[i]);
            pointers.push_back(&storage[word]);
            word += (kernel.sizes[i] + 7) / 8;
        }
    }
};

std::string pointerFault(const emulation::Kernel& kernel, const Arguments& arguments) {
    for (int i = 0; i < kernel.parameters; i++) {
        CUdeviceptr pointer = *static_cast<CUdeviceptr*>(arguments.pointers[i]);
        if (kernel.pointers[i] && pointer != 0) {
            std::string fault = rangeFault(pointer, 0);
            if (!fault.empty()) {
                return "kernel " + std::string(kernel.name) + ": argument " + std::to_string(i) + " is " + fault;
            }
        }
    }
    return "";
}

CUresult execute(Grid grid, const Arguments& arguments) {
    grid.arguments = arguments.pointers;
    std::string fault = pointerFault(*grid.kernel, arguments);
    if (!fault.empty()) {
        return fail(CUDA_ERROR_ILLEGAL_ADDRESS, fault);
    }
    fault = runGrid(grid);
    if (!fault.empty()) {
        return fail(CUDA_ERROR_LAUNCH_FAILED, fault);
    }
    fault = damage(false);
    if (!fault.empty()) {
        return fail(CUDA_ERROR_ILLEGAL_ADDRESS, "kernel " + std::string(grid.kernel->name) + " " + fault);
    }
    return CUDA_SUCCESS;
}

bool within(const emulation::Index& index, unsigned x, unsigned y, unsigned z) {
    return index.x >= 1 && index.x <= x && index.y >= 1 && index.y <= y && index.z >= 1 && index.z <= z;
}

Function* functionOf(void* handle) {
    for (LoadedModule* module : machine.modules) {
        for (auto& function : module->functions) {
            if (function.get() == handle) {
                return function.get();
            }
        }
    }
    return nullptr;
}

std::size_t staticShared(const Function& function) {
    return function.owner->module->sharedEnd - function.owner->module->sharedStart;
}

}  // namespace

Range deviceRange(uintptr_t address) {
    const Allocation* block = blockOf(address);
    if (block == nullptr || block->freed) {
        return {};
    }
    auto begin = reinterpret_cast<uintptr_t>(block->address);
    return {begin, begin + block->bytes};
}

std::string devicePlace(uintptr_t address) {
    for (auto& [begin, block] : machine.memory) {
        uintptr_t end = begin + block.bytes;
        if (Range{begin, end}.holds(address)) {
            return "at offset " + std::to_string(address - begin) + " of " + describe(block)
                   + (block.freed ? " that has been freed" : "");
        }
        if (Range{begin - GUARD, begin}.holds(address)) {
            return std::to_string(begin - address) + " bytes before " + describe(block);
        }
        if (Range{end, end + GUARD}.holds(address)) {
            return std::to_string(address - end) + " bytes behind " + describe(block);
        }
    }
    return "at an address that is not device memory";
}

#define EXPORT extern "C" __attribute__((visibility("default")))

// ---- the machine and its contexts ----

EXPORT CUresult cuInit(unsigned) {
    Lock lock(mutex);
    machine.initialised = true;
    CUresult result = enter(__func__, false);
    return result ? result : machine.devices > 0 ? CUDA_SUCCESS : CUDA_ERROR_NO_DEVICE;
}

EXPORT CUresult cuDriverGetVersion(int* version) {
    ENTER_WITHOUT_CONTEXT
    *version = 13000;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuDeviceGetCount(int* count) {
    ENTER_WITHOUT_CONTEXT
    *count = machine.devices;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuDeviceGet(int* device, int ordinal) {
    ENTER_WITHOUT_CONTEXT
    *device = ordinal;
    return ordinal >= 0 && ordinal < machine.devices ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
}

EXPORT CUresult cuDeviceGetName(char* name, int length, int) {
    ENTER_WITHOUT_CONTEXT
    std::snprintf(name, length, "%s", "emulated GPU");
    return CUDA_SUCCESS;
}

EXPORT CUresult cuDeviceTotalMem_v2(std::size_t* bytes, int) {
    ENTER_WITHOUT_CONTEXT
    *bytes = machine.memoryLimit;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuDeviceGetAttribute(int* value, int attribute, int) {
    ENTER_WITHOUT_CONTEXT
    switch (attribute) {
        case 16:
            *value = MULTIPROCESSORS;
            return CUDA_SUCCESS;
        case 75:
            *value = COMPUTE_MAJOR;
            return CUDA_SUCCESS;
        case 76:
            *value = COMPUTE_MINOR;
            return CUDA_SUCCESS;
        case 115:
            *value = 1;
            return CUDA_SUCCESS;
        default:
            return fail(CUDA_ERROR_INVALID_VALUE, "device attribute " + std::to_string(attribute));
    }
}

EXPORT CUresult cuDevicePrimaryCtxRetain(void** context, int) {
    ENTER_WITHOUT_CONTEXT
    machine.context.references++;
    *context = &machine.context;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuDevicePrimaryCtxRelease_v2(int) {
    ENTER_WITHOUT_CONTEXT
    if (machine.context.references == 0) {
        return fail(CUDA_ERROR_INVALID_CONTEXT, "the primary context is released once too often");
    }
    if (--machine.context.references == 0) {
        machine.context.fault = CUDA_SUCCESS;
    }
    return CUDA_SUCCESS;
}

EXPORT CUresult cuCtxSetCurrent(void* context) {
    ENTER_WITHOUT_CONTEXT
    if (context != nullptr && (context != &machine.context || machine.context.references == 0)) {
        return fail(CUDA_ERROR_INVALID_CONTEXT, "cuCtxSetCurrent of a context that does not exist");
    }
    current = static_cast<Context*>(context);
    return CUDA_SUCCESS;
}

EXPORT CUresult cuGetErrorName(CUresult code, const char** name) {
    for (const ErrorText& error : ERRORS) {
        if (error.code == code) {
            *name = error.name;
            return CUDA_SUCCESS;
        }
    }
    *name = nullptr;
    return CUDA_ERROR_INVALID_VALUE;
}

EXPORT CUresult cuGetErrorString(CUresult code, const char** text) {
    for (const ErrorText& error : ERRORS) {
        if (error.code == code) {
            *text = error.description;
            return CUDA_SUCCESS;
        }
    }
    *text = nullptr;
    return CUDA_ERROR_INVALID_VALUE;
}

// ---- memory ----

EXPORT CUresult cuMemGetInfo_v2(std::size_t* free, std::size_t* total) {
    ENTER
    *total = machine.memoryLimit;
    *free = machine.memoryLimit - machine.used;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuDeviceGetDefaultMemPool(void** pool, int) {
    ENTER_WITHOUT_CONTEXT
    *pool = &machine;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuMemPoolSetAttribute(void* pool, int, void*) {
    ENTER_WITHOUT_CONTEXT
    return pool == &machine ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

/** The pool keeps nothing: all that is reserved is used. */
EXPORT CUresult cuMemPoolGetAttribute(void* pool, int attribute, void* value) {
    ENTER_WITHOUT_CONTEXT
    constexpr int RESERVED_BYTES = 5;
    constexpr int USED_BYTES = 7;
    if (pool != &machine || (attribute != RESERVED_BYTES && attribute != USED_BYTES)) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuMemPoolGetAttribute");
    }
    *static_cast<uint64_t*>(value) = machine.used;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuMemAllocAsync(CUdeviceptr* pointer, std::size_t bytes, void* handle) {
    ENTER
    Stream* stream = streamOf(handle);
    if (stream == nullptr || bytes == 0) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuMemAllocAsync of " + std::to_string(bytes) + " bytes");
    }
    // A driver makes it a part of the graph; jclip's graphs have no memory of their own.
    if (CUresult refused = refuseCaptured(*stream, "cuMemAllocAsync")) {
        return refused;
    }
    if (bytes > machine.memoryLimit - machine.used) {
        // The pool waits for memory whose release is under way.
        if (CUresult result = drain(*stream)) {
            return result;
        }
    }
    if (bytes > machine.memoryLimit - machine.used) {
        return fail(CUDA_ERROR_OUT_OF_MEMORY, "out of memory");
    }
    Allocation block;
    block.raw.reset(new unsigned char[bytes + 2 * GUARD + ALIGNMENT]);
    std::memset(block.raw.get(), POISON, bytes + 2 * GUARD + ALIGNMENT);
    auto start = reinterpret_cast<uintptr_t>(block.raw.get()) + GUARD;
    uintptr_t address = (start + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    block.address = reinterpret_cast<unsigned char*>(address);
    block.bytes = bytes;
    machine.used += bytes;
    machine.memory.emplace(address, std::move(block));
    *pointer = address;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuMemFreeAsync(CUdeviceptr pointer, void* handle) {
    ENTER
    Stream* stream = streamOf(handle);
    if (CUresult refused = stream == nullptr ? CUDA_SUCCESS : refuseCaptured(*stream, "cuMemFreeAsync")) {
        return refused;
    }
    auto it = machine.memory.find(pointer);
    if (it == machine.memory.end() || it->second.freed) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuMemFreeAsync of what is not an allocation, or no longer");
    }
    return submit(handle, [pointer] {
        Allocation& block = machine.memory.at(pointer);
        std::string fault = block.freed ? "freed twice" : damageOf(block);
        if (!fault.empty()) {
            return fail(CUDA_ERROR_ILLEGAL_ADDRESS, "cuMemFreeAsync: " + fault);
        }
        machine.used -= block.bytes;
        release(block);
        return CUresult(CUDA_SUCCESS);
    });
}

EXPORT CUresult cuMemHostAlloc(void** pointer, std::size_t bytes, unsigned) {
    ENTER
    if (CUresult refused = refuseWhileCapturing(__func__)) {
        return refused;
    }
    *pointer = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    std::memset(*pointer, POISON, bytes);
    machine.pinned[*pointer] = bytes;
    return CUDA_SUCCESS;
}

/** Waits for the GPU, which may be copying from there. */
EXPORT CUresult cuMemFreeHost(void* pointer) {
    ENTER
    if (CUresult refused = refuseWhileCapturing(__func__)) {
        return refused;
    }
    if (machine.pinned.count(pointer) == 0) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuMemFreeHost of what is not pinned memory");
    }
    for (Stream* stream : machine.streams) {
        if (CUresult result = drain(*stream)) {
            return result;
        }
    }
    machine.pinned.erase(pointer);
    std::free(pointer);
    return CUDA_SUCCESS;
}

EXPORT CUresult cuMemsetD8Async(CUdeviceptr pointer, unsigned char value, std::size_t bytes, void* stream) {
    ENTER
    return submit(stream, [=] {
        return copyChecked("cuMemsetD8Async", pointer, bytes, [=] { std::memset(host(pointer), value, bytes); });
    });
}

/** From pageable memory the driver takes the bytes before it returns; from pinned memory it reads them later. */
EXPORT CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr target, const void* source, std::size_t bytes, void* stream) {
    ENTER
    if (isPinned(source, bytes)) {
        return submit(stream, [=] {
            return copyChecked(
                "cuMemcpyHtoDAsync", target, bytes, [=] { std::memcpy(host(target), source, bytes); });
        });
    }
    if (CUresult refused = refuseWhileCapturing("cuMemcpyHtoDAsync from pageable memory")) {
        return refused;
    }
    auto staged = std::make_shared<std::vector<char>>(
        static_cast<const char*>(source), static_cast<const char*>(source) + bytes);
    return submit(stream, [=] {
        return copyChecked(
            "cuMemcpyHtoDAsync", target, bytes, [=] { std::memcpy(host(target), staged->data(), bytes); });
    });
}

/** To pageable memory the driver returns when the bytes are there. */
EXPORT CUresult cuMemcpyDtoHAsync_v2(void* target, CUdeviceptr source, std::size_t bytes, void* handle) {
    ENTER
    if (!isPinned(target, bytes)) {
        if (CUresult refused = refuseWhileCapturing("cuMemcpyDtoHAsync to pageable memory")) {
            return refused;
        }
    }
    CUresult submitted = submit(handle, [=] {
        return copyChecked("cuMemcpyDtoHAsync", source, bytes, [=] { std::memcpy(target, host(source), bytes); });
    });
    return submitted || isPinned(target, bytes) ? submitted : drain(*streamOf(handle));
}

EXPORT CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr target, CUdeviceptr source, std::size_t bytes, void* stream) {
    ENTER
    return submit(stream, [=] {
        std::string fault = rangeFault(source, bytes);
        if (!fault.empty()) {
            return fail(CUDA_ERROR_ILLEGAL_ADDRESS, "cuMemcpyDtoDAsync from " + fault);
        }
        return copyChecked("cuMemcpyDtoDAsync to", target, bytes, [=] {
            std::memmove(host(target), host(source), bytes);
        });
    });
}

// ---- streams ----

EXPORT CUresult cuStreamCreate(void** stream, unsigned) {
    ENTER
    auto* created = new Stream();
    created->context = current;
    *stream = *machine.streams.insert(created).first;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuStreamSynchronize(void* handle) {
    ENTER
    Stream* stream = streamOf(handle);
    if (stream == nullptr) {
        return CUDA_ERROR_INVALID_HANDLE;
    }
    CUresult refused = refuseCaptured(*stream, __func__);
    return refused ? refused : drain(*stream);
}

EXPORT CUresult cuStreamDestroy_v2(void* handle) {
    ENTER
    Stream* stream = streamOf(handle);
    if (stream == nullptr) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "cuStreamDestroy of what is not a stream");
    }
    CUresult result = refuseCaptured(*stream, __func__);
    if (result == CUDA_SUCCESS) {
        result = drain(*stream);
    }
    machine.streams.erase(stream);
    delete stream;
    return result;
}

EXPORT CUresult cuStreamWaitEvent(void* handle, void* waited, unsigned) {
    ENTER
    Stream* stream = streamOf(handle);
    Event* event = eventOf(waited);
    if (stream == nullptr || event == nullptr) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "cuStreamWaitEvent of what is no stream or event");
    }
    std::shared_ptr<Mark> mark = event->mark;
    if (mark->capture != nullptr && mark->capture == mark->stream->capture) {
        if (stream->capture == nullptr) {
            stream->capture = mark->capture;
            stream->joined = false;
        } else if (stream == stream->capture->origin) {
            mark->stream->joined = true;
        }
        return CUDA_SUCCESS;
    }
    if (stream->capture != nullptr) {
        return fail(
            CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED,
            *stream->capture,
            "a stream that is captured waits for an event of another");
    }
    return submit(handle, [mark] { return reach(*mark); });
}

// ---- events ----

EXPORT CUresult cuEventCreate(void** event, unsigned flags) {
    ENTER
    constexpr unsigned DISABLE_TIMING = 2;
    auto* created = new Event{(flags & DISABLE_TIMING) == 0, std::make_shared<Mark>()};
    *event = *machine.events.insert(created).first;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuEventRecord(void* handle, void* recorded) {
    ENTER
    Event* event = eventOf(handle);
    Stream* stream = streamOf(recorded);
    if (stream == nullptr || event == nullptr) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "cuEventRecord of what is no stream or event");
    }
    auto mark = std::make_shared<Mark>();
    mark->stream = stream;
    mark->capture = stream->capture;
    event->mark = mark;
    if (stream->capture != nullptr) {
        return CUDA_SUCCESS;
    }
    mark->position = stream->submitted + 1;
    return submit(recorded, [mark] {
        mark->reached = std::chrono::steady_clock::now() + machine.passed;
        return CUresult(CUDA_SUCCESS);
    });
}

CUresult requireUncaptured(const Event* event, const char* call) {
    if (event == nullptr) {
        return fail(CUDA_ERROR_INVALID_HANDLE, std::string(call) + " of what is no event");
    }
    if (event->mark->capture != nullptr) {
        return fail(
            CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED,
            *event->mark->capture,
            std::string(call) + " of an event that was captured");
    }
    return CUDA_SUCCESS;
}

EXPORT CUresult cuEventSynchronize(void* handle) {
    ENTER
    Event* event = eventOf(handle);
    CUresult refused = requireUncaptured(event, __func__);
    return refused ? refused : reach(*event->mark);
}

EXPORT CUresult cuEventQuery(void* handle) {
    ENTER
    Event* event = eventOf(handle);
    CUresult refused = requireUncaptured(event, __func__);
    return refused ? refused : wasReached(*event->mark) ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY;
}

EXPORT CUresult cuEventElapsedTime(float* milliseconds, void* from, void* to) {
    ENTER
    Event* start = eventOf(from);
    Event* end = eventOf(to);
    if (start == nullptr || end == nullptr || !start->timed || !end->timed || start->mark->stream == nullptr
        || end->mark->stream == nullptr) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "cuEventElapsedTime of events that take no times or were not recorded");
    }
    if (!wasReached(*start->mark) || !wasReached(*end->mark)) {
        return CUDA_ERROR_NOT_READY;
    }
    *milliseconds = std::chrono::duration<float, std::milli>(end->mark->reached - start->mark->reached).count();
    return CUDA_SUCCESS;
}

EXPORT CUresult cuEventDestroy_v2(void* handle) {
    ENTER
    Event* event = eventOf(handle);
    if (event == nullptr) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "cuEventDestroy of what is no event");
    }
    machine.events.erase(event);
    delete event;
    return CUDA_SUCCESS;
}

// ---- graphs ----

EXPORT CUresult cuStreamBeginCapture_v2(void* handle, int mode) {
    ENTER
    constexpr int THREAD_LOCAL = 1;
    Stream* stream = streamOf(handle);
    if (stream == nullptr || mode != THREAD_LOCAL) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuStreamBeginCapture of what is no stream, or in another mode");
    }
    if (stream->capture != nullptr) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuStreamBeginCapture of a stream that is captured");
    }
    stream->capture = std::make_shared<Capture>(Capture{{}, stream, std::this_thread::get_id(), ""});
    stream->joined = true;
    return CUDA_SUCCESS;
}

/** Ends the capture also where it fails. */
EXPORT CUresult cuStreamEndCapture(void* handle, void** graph) {
    Lock lock(mutex);
    CUresult entered = enter(__func__, true);
    *graph = nullptr;
    Stream* stream = streamOf(handle);
    if (stream == nullptr || stream->capture == nullptr || stream->capture->origin != stream) {
        return fail(CUDA_ERROR_STREAM_CAPTURE_UNMATCHED, "cuStreamEndCapture where no capture began");
    }
    std::shared_ptr<Capture> capture = stream->capture;
    if (capture->thread != std::this_thread::get_id()) {
        return fail(CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD, "cuStreamEndCapture by another thread");
    }
    bool joined = true;
    for (Stream* other : machine.streams) {
        if (other->capture == capture) {
            joined &= other->joined;
            other->capture = nullptr;
        }
    }
    if (entered) {
        return entered;
    }
    if (!capture->invalid.empty()) {
        return fail(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, capture->invalid);
    }
    if (!joined) {
        return fail(CUDA_ERROR_STREAM_CAPTURE_UNJOINED, "a capture ends while another stream takes part");
    }
    *graph = *machine.graphs.insert(new Graph(capture->graph)).first;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuGraphInstantiateWithFlags(void** executable, void* handle, unsigned long long flags) {
    ENTER
    auto it = machine.graphs.find(static_cast<Graph*>(handle));
    if (it == machine.graphs.end() || flags != 0) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuGraphInstantiate of what is no graph");
    }
    *executable = *machine.executables.insert(new Executable{(*it)->nodes}).first;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuGraphLaunch(void* handle, void* streamHandle) {
    ENTER
    auto it = machine.executables.find(static_cast<Executable*>(handle));
    Stream* stream = streamOf(streamHandle);
    if (it == machine.executables.end() || stream == nullptr) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuGraphLaunch of what is no graph, or on no stream");
    }
    if (CUresult refused = refuseCaptured(*stream, __func__)) {
        return refused;
    }
    for (const Work& node : (*it)->nodes) {
        submit(stream, node);
    }
    return CUDA_SUCCESS;
}

EXPORT CUresult cuGraphExecDestroy(void* handle) {
    ENTER
    auto* executable = static_cast<Executable*>(handle);
    if (machine.executables.erase(executable) == 0) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuGraphExecDestroy of what is no graph");
    }
    delete executable;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuGraphDestroy(void* handle) {
    ENTER
    auto* graph = static_cast<Graph*>(handle);
    if (machine.graphs.erase(graph) == 0) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuGraphDestroy of what is no graph");
    }
    delete graph;
    return CUDA_SUCCESS;
}

// ---- modules and launches ----

EXPORT CUresult cuModuleLoadData(void** module, const void* image) {
    ENTER
    const auto* header = static_cast<const emulation::ImageHeader*>(image);
    if (std::memcmp(header->magic, emulation::IMAGE_MAGIC, sizeof(emulation::IMAGE_MAGIC)) != 0) {
        return fail(CUDA_ERROR_INVALID_IMAGE, "cuModuleLoadData of what the emulated compiler has not made");
    }
    if (CUresult refused = refuseWhileCapturing(__func__)) {
        return refused;
    }
    std::string path = std::filesystem::temp_directory_path() / "emulated-module-XXXXXX";
    int file = mkostemp(path.data(), O_CLOEXEC);
    const char* bytes = static_cast<const char*>(image) + sizeof(emulation::ImageHeader);
    bool written = file >= 0 && write(file, bytes, header->size) == static_cast<ssize_t>(header->size);
    void* library = written ? dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
    unlink(path.c_str());
    const auto* symbol = library == nullptr
                             ? nullptr
                             : static_cast<const emulation::Module*>(dlsym(library, "emulation_module"));
    if (symbol == nullptr) {
        close(file);
        return fail(CUDA_ERROR_INVALID_IMAGE, "cuModuleLoadData: the image cannot be loaded");
    }
    *module = *machine.modules.insert(new LoadedModule(library, symbol, file)).first;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuModuleUnload(void* handle) {
    ENTER
    auto it = machine.modules.find(static_cast<LoadedModule*>(handle));
    if (it == machine.modules.end()) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "cuModuleUnload of what is not a module");
    }
    for (Stream* stream : machine.streams) {
        if (CUresult result = drain(*stream)) {
            return result;
        }
    }
    delete *it;
    machine.modules.erase(it);
    return CUDA_SUCCESS;
}

EXPORT CUresult cuModuleGetFunction(void** function, void* handle, const char* name) {
    ENTER
    auto it = machine.modules.find(static_cast<LoadedModule*>(handle));
    if (it == machine.modules.end()) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "cuModuleGetFunction of what is not a module");
    }
    LoadedModule& module = **it;
    for (int i = 0; i < module.module->count; i++) {
        if (std::strcmp(module.module->kernels[i].name, name) == 0) {
            module.functions.push_back(std::make_unique<Function>(Function{&module, &module.module->kernels[i]}));
            *function = module.functions.back().get();
            return CUDA_SUCCESS;
        }
    }
    return fail(CUDA_ERROR_NOT_FOUND, std::string("no kernel ") + name);
}

EXPORT CUresult cuFuncSetAttribute(void* handle, int attribute, int value) {
    ENTER
    Function* function = functionOf(handle);
    constexpr int MAX_DYNAMIC_SHARED_SIZE_BYTES = 8;
    if (function == nullptr || attribute != MAX_DYNAMIC_SHARED_SIZE_BYTES || value < 0) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuFuncSetAttribute");
    }
    if (value + staticShared(*function) > OPT_IN_SHARED_BYTES) {
        return fail(CUDA_ERROR_INVALID_VALUE, std::to_string(value) + " bytes of shared memory are too many");
    }
    function->dynamicSharedLimit = value;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuLaunchKernel(
    void* handle,
    unsigned gridX,
    unsigned gridY,
    unsigned gridZ,
    unsigned blockX,
    unsigned blockY,
    unsigned blockZ,
    unsigned sharedBytes,
    void* stream,
    void** parameters,
    void** extra) {
    ENTER
    Function* function = functionOf(handle);
    if (function == nullptr || extra != nullptr) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "cuLaunchKernel of what is not a function");
    }
    const emulation::Kernel& kernel = *function->kernel;
    std::string name = std::string("kernel ") + kernel.name;
    emulation::Index grid{gridX, gridY, gridZ};
    emulation::Index block{blockX, blockY, blockZ};
    if (!within(grid, MOST_BLOCKS_X, MOST_BLOCKS_YZ, MOST_BLOCKS_YZ)) {
        return fail(CUDA_ERROR_INVALID_VALUE, name + ": the grid is empty or too large");
    }
    if (!within(block, MOST_THREADS, MOST_THREADS, MOST_THREADS_Z)
        || uint64_t(blockX) * blockY * blockZ > MOST_THREADS) {
        return fail(CUDA_ERROR_INVALID_VALUE, name + ": the block is empty or too large");
    }
    if (uint64_t(blockX) * blockY * blockZ > kernel.largestBlock) {
        return fail(CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, name + ": the block exceeds its launch bounds");
    }
    bool optedIn = function->dynamicSharedLimit > SHARED_BYTES;
    if (sharedBytes > function->dynamicSharedLimit
        || sharedBytes + staticShared(*function) > (optedIn ? OPT_IN_SHARED_BYTES : SHARED_BYTES)) {
        return fail(CUDA_ERROR_INVALID_VALUE, name + ": too much shared memory");
    }
    Grid launch{function->owner->module, &function->owner->code, &kernel, grid, block, sharedBytes, {}, machine.order};
    auto arguments = std::make_shared<Arguments>(kernel, parameters);
    return submit(stream, [launch, arguments] { return execute(launch, *arguments); });
}

// ---- for other emulated libraries ----

/**
 * Queues work that such a library does, behind what is on the stream. Where the stream is captured, the work is done once
 * for each launch of the graph; the argument is released when it is no longer needed.
 */
EXPORT CUresult emulation_submit(
    void* stream, CUresult (*work)(const void*), void* argument, void (*release)(void*)) {
    Lock lock(mutex);
    std::shared_ptr<void> kept(argument, release);
    return submit(stream, [=] { return work(kept.get()); });
}

/** Whether a range lies in one live block of device memory; if not, that is what the report says. */
EXPORT bool emulation_is_device(const void* pointer, std::size_t bytes, const char* what) {
    Lock lock(mutex);
    std::string fault = rangeFault(reinterpret_cast<uintptr_t>(pointer), bytes);
    if (!fault.empty()) {
        machine.report = std::string(what) + ": " + fault;
    }
    return fault.empty();
}

/** Lets time pass on the clock of events, for what shall take longer than it takes the host. */
EXPORT void emulation_pass(double milliseconds) {
    Lock lock(mutex);
    machine.passed += std::chrono::nanoseconds(static_cast<int64_t>(milliseconds * 1e6));
}

/** Counts a call of such a library; returns the failure that a test wants, or 0. */
EXPORT CUresult emulation_enter(const char* call) {
    Lock lock(mutex);
    return enter(call, true);
}

// ---- for tests ----

/** Makes the n-th call from now on fail, n from 1; the failures of another call are forgotten. */
EXPORT void emulation_fail(const char* call, long n, CUresult code) {
    Lock lock(mutex);
    machine.failingCall = call;
    machine.callsUntilFailure = n;
    machine.failure = code;
}

EXPORT void emulation_set_memory(std::size_t bytes) {
    Lock lock(mutex);
    machine.memoryLimit = bytes;
}

EXPORT void emulation_set_devices(int count) {
    Lock lock(mutex);
    machine.devices = count;
}

EXPORT void emulation_set_order(int order) {
    Lock lock(mutex);
    machine.order = static_cast<Order>(order);
}

EXPORT long emulation_calls(const char* call) {
    Lock lock(mutex);
    return machine.calls[call];
}

/** What the last failure was about. */
EXPORT const char* emulation_report() {
    Lock lock(mutex);
    static std::string copy;
    copy = machine.report;
    return copy.c_str();
}

/** What is alive and should not be when nobody uses the GPU; empty if nothing is. */
EXPORT const char* emulation_leaks() {
    Lock lock(mutex);
    static std::string leaks;
    leaks.clear();
    auto add = [](std::size_t count, const char* what) {
        if (count > 0) {
            leaks += (leaks.empty() ? "" : ", ") + std::to_string(count) + " " + what;
        }
    };
    add(machine.context.references, "context references");
    add(machine.streams.size(), "streams");
    add(machine.events.size(), "events");
    add(machine.graphs.size() + machine.executables.size(), "graphs");
    add(machine.modules.size(), "modules");
    add(machine.used, "bytes of device memory");
    add(machine.pinned.size(), "pinned buffers");
    std::string fault = machine.lateDamage.empty() ? damage(true) : machine.lateDamage;
    if (!fault.empty()) {
        leaks += (leaks.empty() ? "" : ", ") + fault;
    }
    return leaks.c_str();
}

/** As after a start of the process; for tests that leave things behind on purpose. */
EXPORT void emulation_reset() {
    Lock lock(mutex);
    for (Stream* stream : machine.streams) {
        delete stream;
    }
    for (Event* event : machine.events) {
        delete event;
    }
    for (Graph* graph : machine.graphs) {
        delete graph;
    }
    for (Executable* executable : machine.executables) {
        delete executable;
    }
    for (LoadedModule* module : machine.modules) {
        delete module;
    }
    for (auto& [pointer, bytes] : machine.pinned) {
        std::free(pointer);
    }
    machine = Machine();
    current = nullptr;
}
