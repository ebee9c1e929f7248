// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.cpu.CpuDevice;

/** A whole tower on jclip's CPU device. */
final class TowerContender implements Contender {
    /** Of F32. */
    private static final double UNIT_ROUNDOFF = 0x1p-24;

    private final Scope scope = Scope.ofHost();
    private final CpuDevice device;
    private final Tower tower;

    TowerContender(Tower.Loader loader, int threads) {
        device = new CpuDevice(threads);
        tower = loader.load(device, scope);
    }

    /**
     * Each layer's result is the sum of dot products of up to K numbers, whose relative error grows with √K; errors of
     * one layer after the other add up, in both outputs.
     *
     * @param products matrix products one after the other on the way to an embedding
     * @param length K of the longest
     */
    static double tolerance(int products, int length, float[] output) {
        double largest = 0;
        for (float value : output) {
            largest = Math.max(largest, Math.abs(value));
        }
        return 2 * products * Math.sqrt(length) * UNIT_ROUNDOFF * largest;
    }

    @Override
    public String name() {
        return Jclip.NAME;
    }

    @Override
    public String version() {
        return device.description();
    }

    @Override
    public void run() {
        tower.encode().run();
    }

    @Override
    public float[] output() {
        return tower.embeddings().toFloatArray();
    }

    @Override
    public void close() {
        tower.unload().run();
        device.close();
        scope.close();
    }
}
