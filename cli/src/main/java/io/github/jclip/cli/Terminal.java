// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether a person is watching a stream. */
final class Terminal {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private Terminal() {}

    /** On a terminal, unless <code>NO_COLOR</code> is set or the terminal is dumb. */
    static boolean outputHasColours() {
        return isTerminal(STDOUT) && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
    }

    static boolean errorIsTerminal() {
        return isTerminal(STDERR) && !"dumb".equals(System.getenv("TERM"));
    }

    /** {@link Console} answers only for input and output together; Linux names the file behind each stream. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(descriptor)))
                    .toString();
            return List.of("/dev/pts/", "/dev/tty", "/dev/console").stream().anyMatch(target::startsWith);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false);
        }
    }
}
