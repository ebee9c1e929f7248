// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import jcuda.Pointer;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.runtime.cudaStream_t;

/** cuBLAS of CUDA 12 through JCublas2, whose native half asks for that very version. */
final class JCublas implements Blas {
    private final cublasHandle handle = new cublasHandle();
    private final int version;

    JCublas(StreamHandle stream) {
        JCudaNatives.load(JCudaNatives.CUBLAS);
        check(JCublas2.cublasCreate(handle), "cublasCreate");
        int[] number = {0};
        try {
            check(JCublas2.cublasSetStream(handle, new cudaStream_t(stream)), "cublasSetStream");
            check(JCublas2.cublasGetVersion(handle, number), "cublasGetVersion");
        } catch (CudaException e) {
            JCublas2.cublasDestroy(handle);
            throw e;
        }
        version = number[0];
    }

    /** The function without the suffix takes what cuBLAS 10 called a compute type. */
    @Override
    public void multiply(BlasProduct p) {
        int result = JCublas2.cublasGemmStridedBatchedEx_new(
                handle,
                p.a().operation(),
                p.b().operation(),
                p.m(),
                p.n(),
                p.k(),
                Pointer.to(new float[] {p.alpha()}),
                DevicePointer.to(p.a().address()),
                p.dataType(),
                p.a().leading(),
                p.a().stride(),
                DevicePointer.to(p.b().address()),
                p.dataType(),
                p.b().leading(),
                p.b().stride(),
                Pointer.to(new float[] {p.beta()}),
                DevicePointer.to(p.c().address()),
                p.dataType(),
                p.c().leading(),
                p.c().stride(),
                p.batch(),
                BlasProduct.COMPUTE,
                BlasProduct.ALGORITHM);
        if (result != 0) {
            check(result, "cublasGemmStridedBatchedEx of " + p);
        }
    }

    private static void check(int result, String call) {
        if (result != 0) {
            throw new CudaException("%s: %s".formatted(call, JCublas2.cublasGetStatusName(result)));
        }
    }

    @Override
    public String description() {
        return "libcublas.so.12 %d through JCublas2".formatted(version);
    }

    @Override
    public void close() {
        check(JCublas2.cublasDestroy(handle), "cublasDestroy");
    }
}
