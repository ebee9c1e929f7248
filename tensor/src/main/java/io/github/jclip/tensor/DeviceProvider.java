// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where devices come from; found through {@link java.util.ServiceLoader}. See {@link Devices}. */
public interface DeviceProvider {

    /** A device that could be opened, or a reason why a kind of device cannot. */
    record Candidate(String name, String description, boolean available) {}

    /** The first part of the device names it serves: {@code cpu}, {@code cuda}, {@code tornado}. */
    String scheme();

    /** What this machine has of it; for a missing kind, one candidate that says what is missing and how to get it. */
    List<Candidate> candidates();

    /**
     * Opens a device by name, {@code scheme} or {@code scheme:index}.
     *
     * @param precision in which it computes
     * @throws BadInputException with the fix, if it is not there or does not compute so
     */
    Device open(String name, Precision precision);

    /**
     * Compiles ahead of time what the devices of this kind otherwise compile at first use, for machines without the
     * compiler.
     *
     * @param folder where the files go; it exists
     * @return what was compiled by what, or why nothing was; empty for devices that need no such files
     */
    default Optional<String> compileAhead(Path folder) {
        return Optional.empty();
    }
}
