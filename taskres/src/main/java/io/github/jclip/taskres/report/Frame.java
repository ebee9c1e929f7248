// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Protocol;

/** What runs must share to stand in one table. */
record Frame(String backbone, Subset subset, Protocol protocol) {
    Setting setting() {
        String classes = switch (subset) {
            case ALL -> "all classes";
            case BASE -> "base classes";
            case NEW -> "new classes";
        };
        return new Setting(backbone, classes, protocol);
    }
}
