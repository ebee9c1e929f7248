// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.tensor.op.Op;
import java.util.List;

/**
 * What several ops have to do, one after the other.
 *
 * @param flops as {@link Work} counts them
 * @param bytes as {@link Work} counts them
 * @param floorSeconds the least time that a device's ceilings allow
 */
record TotalWork(double flops, double bytes, double floorSeconds) {

    static TotalWork of(List<Op> ops, DeviceCeilings ceilings) {
        double flops = 0;
        double bytes = 0;
        double floor = 0;
        for (Op op : ops) {
            Work work = Work.of(op);
            flops += work.flops();
            bytes += work.bytes();
            floor += ceilings.floorSeconds(work.flops(), work.bytes());
        }
        return new TotalWork(flops, bytes, floor);
    }
}
