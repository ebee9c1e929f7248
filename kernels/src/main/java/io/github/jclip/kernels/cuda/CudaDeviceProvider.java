// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.DeviceProvider;
import io.github.jclip.tensor.Precision;
import java.util.List;
import java.util.Optional;

/** Looks for NVIDIA GPUs and what they need. Some ops have kernels, but not all that a model is made of. */
public final class CudaDeviceProvider implements DeviceProvider {
    private static final String NO_MODELS = "this version of jclip does not run models on it yet; use cpu";

    private final Optional<NvidiaDriver> driver;

    /** Made by the service loader. */
    public CudaDeviceProvider() {
        this(NvidiaDriver.find());
    }

    CudaDeviceProvider(Optional<NvidiaDriver> driver) {
        this.driver = driver;
    }

    @Override
    public String scheme() {
        return "cuda";
    }

    @Override
    public List<Candidate> candidates() {
        return missing()
                .map(reason -> List.of(new Candidate(scheme(), reason, false)))
                .orElseGet(() -> GpuProperties.all().stream()
                        .map(gpu -> new Candidate("cuda:" + gpu.ordinal(), gpu + ": " + NO_MODELS, false))
                        .toList());
    }

    @Override
    public Device open(String name, Precision precision) {
        throw new BadInputException("device '%s': %s".formatted(name, missing().orElse(NO_MODELS)));
    }

    /** What has to be there and is not, with how to get it. */
    private Optional<String> missing() {
        if (driver.isEmpty()) {
            return Optional.of("no NVIDIA driver found; on a machine with an NVIDIA GPU install the driver from"
                    + " https://www.nvidia.com/drivers (in a container, start it with the GPU passed through),"
                    + " then the CUDA libraries (cuBLAS, NVRTC)");
        }
        if (!driver.get().library()) {
            return Optional.of("%s: its user-space library is missing; install libcuda.so.1 of the same version"
                    .formatted(driver.get()));
        }
        if (!JCudaNatives.available()) {
            return Optional.of("%s found, but JCuda has no library for %s; use Linux on x86-64"
                    .formatted(driver.get(), JCudaNatives.platform()));
        }
        return usable();
    }

    private Optional<String> usable() {
        try {
            if (GpuProperties.all().isEmpty()) {
                return Optional.of("%s found, but no GPU that it can use".formatted(driver.orElseThrow()));
            }
        } catch (CudaException e) {
            return Optional.of("%s cannot be used: %s".formatted(driver.orElseThrow(), e.getMessage()));
        }
        if (CublasChoice.find().isEmpty()) {
            return Optional.of("%s found, but not cuBLAS; install it (libcublas.so) of CUDA 12 or 13"
                    .formatted(driver.orElseThrow()));
        }
        return Nvrtc.find().isPresent()
                ? Optional.empty()
                : Optional.of("%s found, but not the compiler for kernels; install NVRTC (libnvrtc.so) of CUDA 12 or 13"
                        .formatted(driver.orElseThrow()));
    }
}
