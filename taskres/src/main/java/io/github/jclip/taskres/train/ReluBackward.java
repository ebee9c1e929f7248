// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Tensor;

/** dx = scale·dy where y = max(x, 0) is above 0, else 0; on the host. */
final class ReluBackward implements Step {
    private final double scale;
    private final HostRows outputs;
    private final HostRows gradients;

    /**
     * The step.
     *
     * @param y [N, C], the forward output
     * @param gradient [N, C], dy, overwritten with dx
     */
    ReluBackward(double scale, Tensor y, Tensor gradient) {
        this.scale = scale;
        outputs = new HostRows(y);
        gradients = new HostRows(gradient);
    }

    @Override
    public void run(Device device) {
        outputs.fetch(device);
        gradients.fetch(device);
        double[] y = new double[outputs.length()];
        double[] gradient = new double[outputs.length()];
        for (int row = 0; row < outputs.count(); row++) {
            outputs.read(row, y);
            gradients.read(row, gradient);
            for (int i = 0; i < y.length; i++) {
                gradient[i] = y[i] > 0 ? scale * gradient[i] : 0;
            }
            gradients.write(row, gradient);
        }
        gradients.send(device);
    }
}
