// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Devices;
import picocli.CommandLine.Option;

/** Which device computes; a mixin of every command that computes. */
final class DeviceOptions {
    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "Device that computes (default: cpu); 'jclip devices' lists them.")
    private String name;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the CPU device (default: one for each processor).")
    private Integer threads;

    /**
     * Opens the device and logs what it is.
     *
     * @throws BadInputException if this machine does not have it
     */
    Device open(OutputOptions output) {
        Device device = Devices.open(nameWithThreads());
        output.log(device.description());
        return device;
    }

    private String nameWithThreads() {
        if (threads == null) {
            return name;
        }
        if (!name.equals("cpu")) {
            throw new BadInputException(
                    "--threads %d: goes with --device cpu, not with --device %s".formatted(threads, name));
        }
        if (threads < 1) {
            throw new BadInputException("--threads %d: give a number ≥ 1".formatted(threads));
        }
        return "cpu:" + threads;
    }
}
