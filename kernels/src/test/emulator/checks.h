// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// What the C++ compiler makes kernels call before they touch memory, with -fsanitize=thread. The functions are those of
// ThreadSanitizer, whose own library, made for threads of an operating system, is not linked.
#pragma once

#define EMULATION_HOOK extern "C" __attribute__((visibility("hidden"), noinline, EMULATION_SILENT))
#define EMULATION_SITE __builtin_return_address(0)

namespace emulation {

__attribute__((always_inline, EMULATION_SILENT)) inline void touch(
    const void* address, std::size_t bytes, Access access, const void* site) {
    const Runtime& runtime = *emulation_runtime;
    if (std::size_t(static_cast<const char*>(address) - runtime.stacks) >= runtime.stackBytes) {
        runtime.touch(address, bytes, access, site);
    }
}

}  // namespace emulation

#define EMULATION_TOUCH(name, bytes, access) \
    EMULATION_HOOK void __tsan_##name(void* address) { \
        emulation::touch(address, bytes, emulation::Access::access, EMULATION_SITE); \
    }
#define EMULATION_TOUCHES(bytes)                         \
    EMULATION_TOUCH(read##bytes, bytes, READ)            \
    EMULATION_TOUCH(write##bytes, bytes, WRITE)          \
    EMULATION_TOUCH(unaligned_read##bytes, bytes, READ)  \
    EMULATION_TOUCH(unaligned_write##bytes, bytes, WRITE)
EMULATION_TOUCHES(1)
EMULATION_TOUCHES(2)
EMULATION_TOUCHES(4)
EMULATION_TOUCHES(8)
EMULATION_TOUCHES(16)

EMULATION_HOOK void __tsan_read_range(void* address, std::size_t bytes) {
    emulation::touch(address, bytes, emulation::Access::READ, EMULATION_SITE);
}

EMULATION_HOOK void __tsan_write_range(void* address, std::size_t bytes) {
    emulation::touch(address, bytes, emulation::Access::WRITE, EMULATION_SITE);
}

EMULATION_HOOK void* __tsan_memcpy(void* target, const void* source, std::size_t bytes) {
    emulation::touch(source, bytes, emulation::Access::READ, EMULATION_SITE);
    emulation::touch(target, bytes, emulation::Access::WRITE, EMULATION_SITE);
    return std::memcpy(target, source, bytes);
}

EMULATION_HOOK void* __tsan_memset(void* target, int value, std::size_t bytes) {
    emulation::touch(target, bytes, emulation::Access::WRITE, EMULATION_SITE);
    return std::memset(target, value, bytes);
}

EMULATION_HOOK void __tsan_init() {}
EMULATION_HOOK void __tsan_func_entry(void*) {}
EMULATION_HOOK void __tsan_func_exit() {}
