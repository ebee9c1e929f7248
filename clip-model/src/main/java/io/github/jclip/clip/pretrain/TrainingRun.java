// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.tensor.Device;

/**
 * What all parts of a training share.
 *
 * @param folder where everything goes
 * @param device that computes
 */
record TrainingRun(
        Recipe recipe,
        PretrainingFolder folder,
        PretrainingOptions options,
        Device device,
        PretrainingListener listener) {

    void log(String line) {
        folder.log(line);
        listener.logged(line);
    }
}
