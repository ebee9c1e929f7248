// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The TornadoVM SDK that <code>TORNADOVM_HOME</code> points at, which jclip neither needs nor downloads. */
record TornadoSdk(boolean found, String state) {
    static final String VARIABLE = "TORNADOVM_HOME";

    static TornadoSdk ofEnvironment(Map<String, String> environment) {
        String home = environment.get(VARIABLE);
        if (home == null || home.isBlank()) {
            return new TornadoSdk(
                    false,
                    "%s is not set; install a TornadoVM SDK and point it there to build for it".formatted(VARIABLE));
        }
        return Files.isDirectory(Path.of(home))
                ? new TornadoSdk(true, home)
                : new TornadoSdk(false, "%s=%s is not a folder".formatted(VARIABLE, home));
    }
}
