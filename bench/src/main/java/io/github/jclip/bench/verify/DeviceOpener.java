// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;

/** Opens the device that is verified. */
@FunctionalInterface
public interface DeviceOpener {
    /**
     * Opens it.
     *
     * @throws io.github.jclip.tensor.BadInputException with the fix, if it is not there or does not compute so
     */
    Device open(Precision precision);
}
