// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// libcuda.so.1 on host memory: the driver calls that jclip makes, with the checks that a GPU does not make.
//
// Work on a stream is queued and runs when somebody waits for it, as late as it may; so a missing wait shows. Memory
// lies between guard bands, is poisoned when it is allocated and again when it is freed, and freed memory is kept, so
// that its use is noticed. Every call can be made to fail, memory is as large as a test says.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
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
    CUDA_ERROR_ILLEGAL_ADDRESS = 700,
    CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES = 701,
    CUDA_ERROR_LAUNCH_FAILED = 719,
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
    void* library = nullptr;
    const emulation::Module* module = nullptr;
    std::vector<std::unique_ptr<Function>> functions;
};

struct Function {
    LoadedModule* owner;
    const emulation::Kernel* kernel;
    std::size_t dynamicSharedLimit = SHARED_BYTES;
};

struct Context {
    int references = 0;
    CUresult fault = CUDA_SUCCESS;
};

struct Stream {
    Context* context;
    std::deque<std::function<CUresult()>> work;
};

struct Machine {
    bool initialised = false;
    Context context;
    std::set<Stream*> streams;
    std::set<LoadedModule*> modules;
    std::map<uintptr_t, Allocation> memory;
    std::map<void*, std::size_t> pinned;
    std::deque<uintptr_t> quarantine;
    std::size_t quarantined = 0;
    std::size_t used = 0;
    std::string lateDamage;

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

CUresult drain(Stream& stream) {
    while (!stream.work.empty()) {
        std::function<CUresult()> work = std::move(stream.work.front());
        stream.work.pop_front();
        if (CUresult result = work()) {
            stream.work.clear();
            stream.context->fault = result;
            return result;
        }
    }
    return CUDA_SUCCESS;
}

Stream* streamOf(void* handle) {
    auto it = machine.streams.find(static_cast<Stream*>(handle));
    return it == machine.streams.end() ? nullptr : *it;
}

CUresult submit(void* handle, std::function<CUresult()> work) {
    Stream* stream = streamOf(handle);
    if (stream == nullptr) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "work for a stream that does not exist");
    }
    stream->work.push_back(std::move(work));
    return CUDA_SUCCESS;
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

EXPORT CUresult cuMemAllocAsync(CUdeviceptr* pointer, std::size_t bytes, void* handle) {
    ENTER
    Stream* stream = streamOf(handle);
    if (stream == nullptr || bytes == 0) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuMemAllocAsync of " + std::to_string(bytes) + " bytes");
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

EXPORT CUresult cuMemAllocHost_v2(void** pointer, std::size_t bytes) {
    ENTER
    *pointer = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    std::memset(*pointer, POISON, bytes);
    machine.pinned[*pointer] = bytes;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuMemFreeHost(void* pointer) {
    ENTER
    if (machine.pinned.erase(pointer) == 0) {
        return fail(CUDA_ERROR_INVALID_VALUE, "cuMemFreeHost of what is not pinned memory");
    }
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
    *stream = *machine.streams.insert(new Stream{current, {}}).first;
    return CUDA_SUCCESS;
}

EXPORT CUresult cuStreamSynchronize(void* handle) {
    ENTER
    Stream* stream = streamOf(handle);
    return stream == nullptr ? CUDA_ERROR_INVALID_HANDLE : drain(*stream);
}

EXPORT CUresult cuStreamDestroy_v2(void* handle) {
    ENTER
    Stream* stream = streamOf(handle);
    if (stream == nullptr) {
        return fail(CUDA_ERROR_INVALID_HANDLE, "cuStreamDestroy of what is not a stream");
    }
    CUresult result = drain(*stream);
    machine.streams.erase(stream);
    delete stream;
    return result;
}

// ---- modules and launches ----

EXPORT CUresult cuModuleLoadData(void** module, const void* image) {
    ENTER
    const auto* header = static_cast<const emulation::ImageHeader*>(image);
    if (std::memcmp(header->magic, emulation::IMAGE_MAGIC, sizeof(emulation::IMAGE_MAGIC)) != 0) {
        return fail(CUDA_ERROR_INVALID_IMAGE, "cuModuleLoadData of what the emulated compiler has not made");
    }
    char path[] = "/tmp/emulated-module-XXXXXX";
    int file = mkstemp(path);
    const char* bytes = static_cast<const char*>(image) + sizeof(emulation::ImageHeader);
    bool written = file >= 0 && write(file, bytes, header->size) == static_cast<ssize_t>(header->size);
    if (file >= 0) {
        close(file);
    }
    void* library = written ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : nullptr;
    unlink(path);
    const auto* symbol = library == nullptr
                             ? nullptr
                             : static_cast<const emulation::Module*>(dlsym(library, "emulation_module"));
    if (symbol == nullptr) {
        return fail(CUDA_ERROR_INVALID_IMAGE, "cuModuleLoadData: the image cannot be loaded");
    }
    *module = *machine.modules.insert(new LoadedModule{library, symbol, {}}).first;
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
    dlclose((*it)->library);
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
    Grid launch{function->owner->module, &kernel, grid, block, sharedBytes, {}, machine.order};
    auto arguments = std::make_shared<Arguments>(kernel, parameters);
    return submit(stream, [launch, arguments] { return execute(launch, *arguments); });
}

// ---- for other emulated libraries ----

/** Queues work that such a library does, behind what is on the stream. */
EXPORT CUresult emulation_submit(void* stream, CUresult (*work)(void*), void* argument) {
    Lock lock(mutex);
    return submit(stream, [=] { return work(argument); });
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
    for (LoadedModule* module : machine.modules) {
        dlclose(module->library);
        delete module;
    }
    for (auto& [pointer, bytes] : machine.pinned) {
        std::free(pointer);
    }
    machine = Machine();
    current = nullptr;
}
