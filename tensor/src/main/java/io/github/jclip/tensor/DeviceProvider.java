// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import java.util.List;

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
}
