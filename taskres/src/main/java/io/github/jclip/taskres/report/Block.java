// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.List;

/** A piece of a report below a heading. */
sealed interface Block permits ReportTable, Figure, WorstSamples, Gallery, Steps {
    /** What it shows, for its caption or heading. */
    String title();

    /** What to know of it, a line each. */
    List<String> notes();
}
