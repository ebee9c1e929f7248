// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import java.nio.file.Path;

/** The emulated GPU for tests outside this module, which are skipped where it cannot be built. */
public final class EmulatedGpu {
    private static final String ALLOCATION = "cuMemAllocAsync";

    private final Emulator emulator;

    private EmulatedGpu(Emulator emulator) {
        this.emulator = emulator;
    }

    /** The GPU as after a start of the process. */
    public static EmulatedGpu fresh() {
        return new EmulatedGpu(Emulator.fresh());
    }

    /** The folder of its libraries, for processes that find them by {@code LD_LIBRARY_PATH}. */
    public static Path libraries() {
        Emulator.fresh();
        return EmulatorBuild.FOLDER.orElseThrow();
    }

    /** Opens it. */
    public Device open(Precision precision) {
        return emulator.open(precision, Emulator.cubins(), CublasChoice.JCUBLAS);
    }

    /** Gives it so much memory in all. */
    public void setMemory(long bytes) {
        emulator.setMemory(bytes);
    }

    /** Lets the n-th allocation from now on find no memory. */
    public void failAllocation(int n) {
        emulator.fail(ALLOCATION, n, Emulator.OUT_OF_MEMORY);
    }

    /** Allocations since the start. */
    public long allocations() {
        return calls(ALLOCATION);
    }

    /** Calls of a function of the driver, without its version, since the start. */
    public long calls(String function) {
        return emulator.calls(function);
    }

    /** Fails if anything of the GPU is still in use. */
    public void assertNoLeaks() {
        emulator.assertNoLeaks();
    }

    /** What the last failure was about, or nothing. */
    public String report() {
        return emulator.report();
    }
}
