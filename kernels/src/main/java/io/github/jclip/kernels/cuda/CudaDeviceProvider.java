// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.DeviceProvider;
import java.util.List;
import java.util.Optional;

/** Looks for NVIDIA GPUs. This version of jclip finds the driver and has no device for it. */
public final class CudaDeviceProvider implements DeviceProvider {
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
        return List.of(new Candidate(scheme(), state(), false));
    }

    @Override
    public Device open(String name) {
        throw new BadInputException("device '%s': %s".formatted(name, state()));
    }

    private String state() {
        return driver.map(
                        found -> "%s found, but this version of jclip has no CUDA device yet; use cpu".formatted(found))
                .orElse("no NVIDIA driver found; on a machine with an NVIDIA GPU install the driver from"
                        + " https://www.nvidia.com/drivers (in a container, start it with the GPU passed through),"
                        + " then the CUDA libraries (cuBLAS, NVRTC)");
    }
}
