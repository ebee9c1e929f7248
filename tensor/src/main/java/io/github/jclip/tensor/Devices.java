// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The devices of this machine, from every {@link DeviceProvider} on the class or module path. */
public final class Devices {
    private Devices() {}

    /** Every provider, in the order of their schemes. */
    public static List<DeviceProvider> providers() {
        return ServiceLoader.load(DeviceProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(DeviceProvider::scheme))
                .toList();
    }

    /** Opens a device by name that computes in F32, as {@link #open(String, Precision)} does. */
    public static Device open(String name) {
        return open(name, Precision.F32);
    }

    /**
     * Opens a device by name. A device that was asked for and is missing is an error; nothing falls back silently.
     *
     * @throws BadInputException if no provider knows the name, the device is not there, or it does not compute in this
     *     precision
     */
    public static Device open(String name, Precision precision) {
        List<DeviceProvider> providers = providers();
        String scheme = name.split(":", 2)[0];
        return providers.stream()
                .filter(provider -> provider.scheme().equals(scheme))
                .findFirst()
                .orElseThrow(() -> new BadInputException("unknown device '%s'; this jclip knows %s"
                        .formatted(
                                name,
                                providers.stream().map(DeviceProvider::scheme).collect(Collectors.joining(", ")))))
                .open(name, precision);
    }
}
