// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Precision;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The emulated NVIDIA driver and compiler, loaded into this JVM under the names by which jclip and JCuda look for the
 * real ones. Tests that need it are skipped where they cannot be built.
 */
final class Emulator {
    static final int OUT_OF_MEMORY = 2;
    static final int LAUNCH_FAILED = 719;

    /** In which order the threads of a kernel run. */
    enum Order {
        FORWARD(0),
        REVERSE(1),
        SHUFFLED(2);

        private final int code;

        Order(int code) {
            this.code = code;
        }
    }

    private static final Optional<Emulator> INSTANCE = load();

    private final SymbolLookup driver;
    private final SymbolLookup compiler;
    private final List<SymbolLookup> cublas;
    private final List<SymbolLookup> cublasLt;

    private Emulator(
            SymbolLookup driver, SymbolLookup compiler, List<SymbolLookup> cublas, List<SymbolLookup> cublasLt) {
        this.driver = driver;
        this.compiler = compiler;
        this.cublas = cublas;
        this.cublasLt = cublasLt;
    }

    /** The emulator as after a start of the process, or the end of the test where there is none. */
    static Emulator fresh() {
        assumeTrue(INSTANCE.isPresent(), EmulatorBuild.PROBLEM);
        Emulator emulator = INSTANCE.orElseThrow();
        run(emulator.driver, "emulation_reset");
        emulator.cublas.forEach(library -> run(library, "emulation_cublas_reset"));
        emulator.cublasLt.forEach(library -> run(library, "emulation_cublaslt_reset"));
        emulator.setChecked(false);
        return emulator;
    }

    /** As fresh, but what is compiled from now on tells which memory it touches, and every touch is checked. */
    static Emulator checked() {
        Emulator emulator = fresh();
        emulator.setChecked(true);
        return emulator;
    }

    private static Optional<Emulator> load() {
        return EmulatorBuild.FOLDER.map(folder -> new Emulator(
                library(folder.resolve("libcuda.so.1")),
                library(folder.resolve("libnvrtc.so.12")),
                List.of(library(folder.resolve("libcublas.so.12")), library(folder.resolve("libcublas.so.13"))),
                List.of(library(folder.resolve("libcublasLt.so.12")), library(folder.resolve("libcublasLt.so.13")))));
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup library(Path file) {
        return SymbolLookup.libraryLookup(file, Arena.global());
    }

    /** Opens the emulated GPU as jclip opens a real one. */
    CudaDevice open(DType computeType) {
        return open(computeType, cubins());
    }

    /** What was compiled with this state of the emulator. */
    static CubinCache cubins() {
        return new CubinCache(EmulatorBuild.FOLDER.orElseThrow().resolve("cubins"));
    }

    /** What was compiled with this state of the emulator to be checked. */
    static CubinCache checkedCubins() {
        return new CubinCache(EmulatorBuild.FOLDER.orElseThrow().resolve("checked"));
    }

    CudaDevice open(DType computeType, CubinCache cache) {
        return open(computeType, cache, CublasChoice.JCUBLAS);
    }

    CudaDevice open(DType computeType, CubinCache cache, CublasChoice cublas) {
        return open(Precision.of(computeType), cache, cublas);
    }

    CudaDevice open(Precision precision, CubinCache cache, CublasChoice cublas) {
        return open(precision, cache, cublas, true);
    }

    CudaDevice open(Precision precision, CubinCache cache, CublasChoice cublas, boolean withLt) {
        return open(precision, cache, cublas, withLt ? Optional.of(LtChoice.Source.FIRST) : Optional.empty());
    }

    CudaDevice open(Precision precision, CubinCache cache, CublasChoice cublas, Optional<LtChoice.Source> lt) {
        return new CudaDevice(
                GpuProperties.all().getFirst(),
                cublas.binding(lt).orElseThrow(),
                new CompiledKernels(Nvrtc.find().orElseThrow(), cache),
                precision);
    }

    /** Makes the n-th call from now on of a driver function fail. */
    void fail(String call, int n, int code) {
        try (Arena arena = Arena.ofConfined()) {
            function(driver, "emulation_fail", FunctionDescriptor.ofVoid(ADDRESS, LONG, INT))
                    .invokeExact(arena.allocateFrom(call), (long) n, code);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Makes the next call of a compiler function fail. */
    void failCompiler(String call, int code) {
        try (Arena arena = Arena.ofConfined()) {
            function(compiler, "emulation_nvrtc_fail", FunctionDescriptor.ofVoid(ADDRESS, INT))
                    .invokeExact(arena.allocateFrom(call), code);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** How often a driver function was called. */
    long calls(String call) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) function(driver, "emulation_calls", FunctionDescriptor.of(LONG, ADDRESS))
                    .invokeExact(arena.allocateFrom(call));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * An algorithm of the emulated cublasLt.
     *
     * @param milliseconds that it takes on the clock of events
     */
    record Algorithm(Kind kind, double milliseconds) {
        enum Kind {
            WORKS(0),
            IS_FOUND_UNSUPPORTED(1),
            IS_REFUSED(2);

            private final int code;

            Kind(int code) {
                this.code = code;
            }
        }

        static Algorithm taking(double milliseconds) {
            return new Algorithm(Kind.WORKS, milliseconds);
        }
    }

    /** Sets what the heuristic finds for any product, in this order. */
    void setAlgorithms(Algorithm... algorithms) {
        for (SymbolLookup library : cublasLt) {
            for (int i = 0; i < algorithms.length; i++) {
                try {
                    function(library, "emulation_cublaslt_algorithm", FunctionDescriptor.ofVoid(INT, INT, DOUBLE))
                            .invokeExact(i, algorithms[i].kind.code, algorithms[i].milliseconds);
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** The number of the algorithm by which cublasLt of CUDA 12 multiplied last. */
    long lastAlgorithm() {
        return number(cublasLt.getFirst(), "emulation_cublaslt_last");
    }

    /** Programs that have been compiled in this process. */
    long compilations() {
        return number(compiler, "emulation_nvrtc_compilations");
    }

    /** Programs of the compiler that have not been destroyed. */
    long programs() {
        return number(compiler, "emulation_nvrtc_programs");
    }

    private static long number(SymbolLookup library, String name) {
        try {
            return (long) function(library, name, FunctionDescriptor.of(LONG)).invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    void setMemory(long bytes) {
        try {
            function(driver, "emulation_set_memory", FunctionDescriptor.ofVoid(LONG))
                    .invokeExact(bytes);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    void setDevices(int count) {
        setNumber("emulation_set_devices", count);
    }

    void setOrder(Order order) {
        setNumber("emulation_set_order", order.code);
    }

    private void setChecked(boolean checked) {
        try {
            function(compiler, "emulation_nvrtc_check", FunctionDescriptor.ofVoid(ValueLayout.JAVA_BOOLEAN))
                    .invokeExact(checked);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private void setNumber(String name, int value) {
        try {
            function(driver, name, FunctionDescriptor.ofVoid(INT)).invokeExact(value);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** What the last failure of a driver function was about. */
    String report() {
        return text("emulation_report");
    }

    /** What of the GPU is still in use. */
    String leaks() {
        return text("emulation_leaks");
    }

    /** Fails if anything of the GPU is still in use. */
    void assertNoLeaks() {
        assertEquals("", leaks());
        assertEquals(0, programs());
        cublas.forEach(library -> assertEquals(0, number(library, "emulation_cublas_handles")));
        cublasLt.forEach(library -> assertEquals(0, number(library, "emulation_cublaslt_objects")));
    }

    private static void run(SymbolLookup library, String name) {
        try {
            function(library, name, FunctionDescriptor.ofVoid()).invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted")
    private String text(String name) {
        try {
            MemorySegment text = (MemorySegment)
                    function(driver, name, FunctionDescriptor.of(ADDRESS)).invokeExact();
            return text.reinterpret(Short.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;

    @SuppressWarnings("restricted")
    private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor signature) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), signature);
    }
}
