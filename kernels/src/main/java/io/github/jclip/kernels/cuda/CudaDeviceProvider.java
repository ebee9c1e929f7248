// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.DeviceProvider;
import io.github.jclip.tensor.Precision;
import java.util.List;
import java.util.Optional;

/** Offers {@code cuda} or {@code cuda:N}, the N-th NVIDIA GPU, where a driver, cuBLAS and NVRTC are. */
public final class CudaDeviceProvider implements DeviceProvider {
    private final Optional<NvidiaDriver> driver;

    /** Made by the service loader. */
    public CudaDeviceProvider() {
        this(NvidiaDriver.find());
    }

    CudaDeviceProvider(Optional<NvidiaDriver> driver) {
        this.driver = driver;
    }

    /** What a GPU is used with. */
    private record Libraries(Blas.Binding cublas, Nvrtc compiler) {}

    @Override
    public String scheme() {
        return "cuda";
    }

    @Override
    public List<Candidate> candidates() {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            return List.of(new Candidate(scheme(), missing.get(), false));
        }
        Libraries libraries = libraries();
        return GpuProperties.all().stream()
                .map(gpu -> candidate(gpu, libraries))
                .toList();
    }

    private Candidate candidate(GpuProperties gpu, Libraries libraries) {
        String description = "%s, %s, %s, %s"
                .formatted(
                        gpu,
                        driver.orElseThrow(),
                        libraries.cublas().description(),
                        libraries.compiler().file());
        return new Candidate("cuda:" + gpu.ordinal(), description, true);
    }

    @Override
    public Device open(String name, Precision precision) {
        missing().ifPresent(reason -> {
            throw new BadInputException("device '%s': %s".formatted(name, reason));
        });
        Libraries libraries = libraries();
        return new CudaDevice(
                gpu(name), libraries.cublas(), libraries.compiler(), CubinCache.ofEnvironment(), precision);
    }

    private static GpuProperties gpu(String name) {
        List<GpuProperties> gpus = GpuProperties.all();
        for (GpuProperties gpu : gpus) {
            if (name.equals("cuda:" + gpu.ordinal()) || (name.equals("cuda") && gpu.ordinal() == 0)) {
                return gpu;
            }
        }
        throw new BadInputException("device '%s': this machine has cuda:0%s; 'jclip devices' lists what it has"
                .formatted(name, gpus.size() == 1 ? "" : " to cuda:" + (gpus.size() - 1)));
    }

    private static Libraries libraries() {
        return new Libraries(CublasChoice.find().orElseThrow(), Nvrtc.find().orElseThrow());
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
            if (CublasChoice.find().isEmpty()) {
                return Optional.of(without("cuBLAS", "libcublas.so"));
            }
            return Nvrtc.find().isPresent()
                    ? Optional.empty()
                    : Optional.of(without("NVRTC, the compiler for kernels", "libnvrtc.so"));
        } catch (CudaException e) {
            return Optional.of("%s cannot be used: %s".formatted(driver.orElseThrow(), e.getMessage()));
        }
    }

    private String without(String part, String file) {
        int newest = Math.max(CudaLibraries.OLDEST_MAJOR, GpuProperties.driverCuda() / 1000);
        return "%s found, but not %s; install %s of CUDA %s, or name its folder in %s"
                .formatted(
                        driver.orElseThrow(),
                        part,
                        file,
                        newest == CudaLibraries.OLDEST_MAJOR ? newest : CudaLibraries.OLDEST_MAJOR + " to " + newest,
                        CudaLibraries.VARIABLE);
    }
}
