// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.taskres.run.Resumption;
import java.time.Duration;

/**
 * How an embedding of images can be gone on with after its process has ended.
 *
 * @param resumption whether it can, and whether this goes on with an earlier one
 * @param force whether an earlier one may be lost, where this starts at the beginning
 * @param interval from one time that what is embedded is made safe to the next, at least
 */
public record Restart(Resumption resumption, boolean force, Duration interval) {
    /** It cannot. */
    public static final Restart OFF = new Restart(Resumption.OFF, true, Duration.ZERO);
}
