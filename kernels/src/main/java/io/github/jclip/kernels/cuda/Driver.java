// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.List;
import jcuda.driver.JCudaDriver;

/** Checks what calls of the CUDA driver return. */
final class Driver {
    private static final int SUCCESS = 0;
    private static final int OUT_OF_MEMORY = 2;

    private Driver() {}

    /**
     * Does nothing for success.
     *
     * @param call the function, and what it was about
     * @throws CudaException for anything else
     */
    static void check(int result, String call) {
        if (result != SUCCESS) {
            throw new CudaException(describe(result, call));
        }
    }

    /** Adds a failure to others, where one shall not keep the next call from being made. */
    static void note(int result, String call, List<CudaException> faults) {
        if (result != SUCCESS) {
            faults.add(new CudaException(describe(result, call)));
        }
    }

    /** Does something and adds its failure to others. */
    static void attempt(List<CudaException> faults, Runnable action) {
        try {
            action.run();
        } catch (CudaException e) {
            faults.add(e);
        }
    }

    /** A failure, with what goes wrong in giving back what was made before it attached. */
    static CudaException afterwards(CudaException fault, Runnable giveBack) {
        try {
            giveBack.run();
        } catch (CudaException e) {
            fault.addSuppressed(e);
        }
        return fault;
    }

    /**
     * Does nothing if there is no fault.
     *
     * @throws CudaException the first, with the others attached
     */
    static void throwFirst(List<CudaException> faults) {
        if (!faults.isEmpty()) {
            CudaException first = faults.getFirst();
            faults.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    static boolean isOutOfMemory(int result) {
        return result == OUT_OF_MEMORY;
    }

    /** {@code cuLaunchKernel of add_f32: CUDA_ERROR_INVALID_VALUE (invalid argument)}. */
    static String describe(int result, String call) {
        String[] name = {null};
        String[] text = {null};
        JCudaDriver.cuGetErrorName(result, name);
        JCudaDriver.cuGetErrorString(result, text);
        return name[0] == null
                ? "%s: CUDA error %d".formatted(call, result)
                : "%s: %s (%s)".formatted(call, name[0], text[0]);
    }
}
