// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * NVIDIA's run-time compiler: CUDA C in, code for one architecture out. It comes with the CUDA toolkit and as a package
 * of its own; the driver alone does not bring it.
 */
final class Nvrtc {
    private static final int SUCCESS = 0;
    private static final int COMPILATION_FAILED = 6;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout POINTER = ValueLayout.ADDRESS;

    private final NativeLibrary library;
    private final MethodHandle create;
    private final MethodHandle compile;
    private final MethodHandle destroy;
    private final MethodHandle errorText;

    private Nvrtc(NativeLibrary library) {
        this.library = library;
        create = library.function(
                "nvrtcCreateProgram", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, INT, POINTER, POINTER));
        compile = library.function("nvrtcCompileProgram", FunctionDescriptor.of(INT, POINTER, INT, POINTER));
        destroy = library.function("nvrtcDestroyProgram", FunctionDescriptor.of(INT, POINTER));
        errorText = library.function("nvrtcGetErrorString", FunctionDescriptor.of(POINTER, INT));
    }

    /** The compiler of this machine, if it has one. */
    static Optional<Nvrtc> find() {
        return CudaLibraries.ofEnvironment().find(CudaLibrary.NVRTC).map(Nvrtc::new);
    }

    /** The file that was loaded. */
    String file() {
        return library.file();
    }

    /** {@code 12.8}: code made by another version may differ. */
    String version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(INT, 2);
            MethodHandle version = library.function("nvrtcVersion", FunctionDescriptor.of(INT, POINTER, POINTER));
            check((int) version.invokeExact(numbers, numbers.asSlice(Integer.BYTES)), "nvrtcVersion");
            return numbers.getAtIndex(INT, 0) + "." + numbers.getAtIndex(INT, 1);
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }

    /**
     * Compiles a program.
     *
     * @param name of the source, for messages
     * @param headers by the names under which it includes them
     * @throws CudaException with the compiler's messages
     */
    byte[] compile(String name, String source, Map<String, String> headers, List<String> options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(POINTER);
            List<String> names = List.copyOf(headers.keySet());
            List<String> texts = names.stream().map(headers::get).toList();
            int created = (int) create.invokeExact(
                    handle,
                    arena.allocateFrom(source),
                    arena.allocateFrom(name),
                    names.size(),
                    strings(texts, arena),
                    strings(names, arena));
            check(created, "nvrtcCreateProgram of " + name);
            try {
                return compile(handle.get(ValueLayout.ADDRESS, 0), name, options, arena);
            } finally {
                check((int) destroy.invokeExact(handle), "nvrtcDestroyProgram of " + name);
            }
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }

    private byte[] compile(MemorySegment program, String name, List<String> options, Arena arena) throws Throwable {
        int result = (int) compile.invokeExact(program, options.size(), strings(options, arena));
        if (result == COMPILATION_FAILED) {
            String log = new String(read(program, "nvrtcGetProgramLog", arena), StandardCharsets.UTF_8);
            throw new CudaException("%s does not compile with %s:%n%s".formatted(name, file(), log.trim()));
        }
        check(result, "nvrtcCompileProgram of " + name);
        return read(program, "nvrtcGetCUBIN", arena);
    }

    /** What two functions give, one of which says how large it is. */
    private byte[] read(MemorySegment program, String function, Arena arena) throws Throwable {
        MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
        FunctionDescriptor signature = FunctionDescriptor.of(INT, POINTER, POINTER);
        String sizeFunction = function + "Size";
        check((int) library.function(sizeFunction, signature).invokeExact(program, size), sizeFunction);
        MemorySegment bytes = arena.allocate(Math.max(1, size.get(ValueLayout.JAVA_LONG, 0)));
        check((int) library.function(function, signature).invokeExact(program, bytes), function);
        return bytes.toArray(ValueLayout.JAVA_BYTE);
    }

    private static MemorySegment strings(List<String> texts, Arena arena) {
        MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, Math.max(1, texts.size()));
        for (int i = 0; i < texts.size(); i++) {
            pointers.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        return pointers;
    }

    private void check(int result, String call) throws Throwable {
        if (result != SUCCESS) {
            MemorySegment text = (MemorySegment) errorText.invokeExact(result);
            throw new CudaException("%s: %s".formatted(call, text(text)));
        }
    }

    @SuppressWarnings("restricted")
    private static String text(MemorySegment text) {
        return text.reinterpret(Short.MAX_VALUE).getString(0);
    }
}
