// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Precision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;

/**
 * What the driver says of a GPU.
 *
 * @param ordinal the driver's number for it
 * @param name as NVIDIA sells it
 * @param bytes of its memory
 * @param architecture the compute capability as one number, 80 for 8.0
 * @param multiprocessors that run blocks side by side
 * @param pooled whether it allocates memory in the order of a stream, as jclip does
 * @param cuda the newest CUDA version that the driver knows, 1000 times the major and 10 times the minor
 */
record GpuProperties(
        int ordinal, String name, long bytes, int architecture, int multiprocessors, boolean pooled, int cuda) {
    private static final int NAME_BYTES = 256;
    private static final int NO_DEVICE = 100;

    /**
     * The GPUs of this machine in the driver's order, none if it has none. Needs the library libcuda.
     *
     * @throws CudaException if the driver cannot be used
     */
    static List<GpuProperties> all() {
        JCudaNatives.load(JCudaNatives.DRIVER);
        int initialised = JCudaDriver.cuInit(0);
        if (initialised == NO_DEVICE) {
            return List.of();
        }
        Driver.check(initialised, "cuInit");
        int[] count = {0};
        Driver.check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount");
        List<GpuProperties> found = new ArrayList<>();
        for (int i = 0; i < count[0]; i++) {
            found.add(of(i));
        }
        return found;
    }

    private static GpuProperties of(int ordinal) {
        CUdevice device = device(ordinal);
        byte[] name = new byte[NAME_BYTES];
        Driver.check(JCudaDriver.cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
        long[] bytes = {0};
        Driver.check(JCudaDriver.cuDeviceTotalMem(bytes, device), "cuDeviceTotalMem");
        int major = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
        int minor = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        return new GpuProperties(
                ordinal,
                new String(name, StandardCharsets.UTF_8).trim(),
                bytes[0],
                10 * major + minor,
                attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
                attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED) != 0,
                driverCuda());
    }

    /** The newest CUDA version that the driver knows, as {@link #cuda} gives it. */
    static int driverCuda() {
        JCudaNatives.load(JCudaNatives.DRIVER);
        int[] cuda = {0};
        Driver.check(JCudaDriver.cuDriverGetVersion(cuda), "cuDriverGetVersion");
        return cuda[0];
    }

    /** JCuda's form of a GPU's number. */
    static CUdevice device(int ordinal) {
        CUdevice device = new CUdevice();
        Driver.check(JCudaDriver.cuDeviceGet(device, ordinal), "cuDeviceGet");
        return device;
    }

    private static int attribute(CUdevice device, int attribute) {
        int[] value = {0};
        Driver.check(JCudaDriver.cuDeviceGetAttribute(value, attribute, device), "cuDeviceGetAttribute");
        return value[0];
    }

    /** Why products in a precision do not run on tensor cores, or empty. */
    Optional<String> shortcoming(Precision precision) {
        int needed = switch (precision) {
            case F32 -> 0;
            case F16 -> 70;
            case TF32, BF16 -> 80;
        };
        return architecture >= needed
                ? Optional.empty()
                : Optional.of("products in %s without tensor cores, which need compute capability %d.%d"
                        .formatted(precision.option(), needed / 10, needed % 10));
    }

    /** {@code NVIDIA H200, 139.8 GiB, compute capability 9.0, CUDA 12.8}. */
    @Override
    public String toString() {
        return "%s, %.1f GiB, compute capability %d.%d, CUDA %d.%d"
                .formatted(
                        name,
                        bytes / (double) (1 << 30),
                        architecture / 10,
                        architecture % 10,
                        cuda / 1000,
                        cuda % 1000 / 10);
    }
}
