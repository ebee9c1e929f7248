// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Devices;
import io.github.jclip.tensor.Precision;
import java.util.ArrayList;
import java.util.List;
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
     * @throws BadInputException if this machine does not have it, or it does not compute so
     */
    Device open(Precision precision, OutputOptions output) {
        Device device = Devices.open(nameWithThreads(), precision);
        output.log(device.description());
        return device;
    }

    /** How many jobs may run at a time if the user does not say: one for each thread of the CPU device. */
    int defaultJobs() {
        if (!onCpu()) {
            return 1;
        }
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /**
     * Opens a device for each of several jobs that run at a time and logs what one is. The threads of the CPU device are
     * shared out.
     *
     * @throws BadInputException if this machine does not have it, or it does not compute so
     */
    List<Device> openEach(int jobs, Precision precision, OutputOptions output) {
        String name = nameWithThreads();
        if (onCpu()) {
            name = "cpu:" + Math.max(1, defaultJobs() / jobs);
        }
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            devices.add(Devices.open(name, precision));
        }
        output.log(devices.getFirst().description() + (jobs == 1 ? "" : ", %d jobs at a time".formatted(jobs)));
        return devices;
    }

    /**
     * Does nothing if the device is not the CPU.
     *
     * @param option that makes sense with others only
     * @throws BadInputException if it is
     */
    void requireGpu(String option) {
        if (onCpu()) {
            throw new BadInputException(option + ": goes with --device cuda");
        }
    }

    private boolean onCpu() {
        return name.equals("cpu");
    }

    private String nameWithThreads() {
        if (threads == null) {
            return name;
        }
        if (!onCpu()) {
            throw new BadInputException(
                    "--threads %d: goes with --device cpu, not with --device %s".formatted(threads, name));
        }
        if (threads < 1) {
            throw new BadInputException("--threads %d: give a number ≥ 1".formatted(threads));
        }
        return "cpu:" + threads;
    }
}
