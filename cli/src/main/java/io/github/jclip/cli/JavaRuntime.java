// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.lang.management.ManagementFactory;
import java.util.List;

/** The JVM that runs jclip. */
record JavaRuntime(String version, String vendor, String home, List<String> options, String startUpCache) {
    private static final String CACHE_OPTION = "-XX:SharedArchiveFile=";

    static JavaRuntime current() {
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        return new JavaRuntime(
                Runtime.version().toString(),
                System.getProperty("java.vendor"),
                System.getProperty("java.home"),
                options,
                startUpCache(options, System.getProperty("java.vm.info")));
    }

    /** A JVM that was given a cache shares classes with it or, if the cache does not fit, with nothing. */
    static String startUpCache(List<String> options, String vmInfo) {
        return options.stream()
                .filter(option -> option.startsWith(CACHE_OPTION))
                .reduce((_, last) -> last)
                .map(option -> option.substring(CACHE_OPTION.length()))
                .map(cache -> vmInfo.contains("sharing")
                        ? "in use: " + cache
                        : "not in use: %s was made by another JDK, for another jar or with other options"
                                .formatted(cache))
                .orElse("none; the build makes one for the JDK it runs with");
    }
}
