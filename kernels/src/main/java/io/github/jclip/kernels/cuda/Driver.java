// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

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
