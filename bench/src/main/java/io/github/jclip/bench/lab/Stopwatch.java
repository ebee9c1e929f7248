// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.tensor.Device;

/** Times what runs on a device. */
@FunctionalInterface
interface Stopwatch {
    /** The seconds that the device takes for what it is given to do. */
    double seconds(Runnable work);

    /** By the host's clock, from an idle device to an idle device. */
    static Stopwatch ofHost(Device device) {
        return work -> {
            device.synchronize();
            long start = System.nanoTime();
            work.run();
            device.synchronize();
            return (System.nanoTime() - start) * 1e-9;
        };
    }
}
