// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.List;

/** Command lines to type next, for the page alone. */
public record Steps(String title, List<Step> steps, List<String> notes) implements Block {

    /** Takes the lists over. */
    public Steps {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }

    /** What command lines are for, and they. */
    public record Step(String words, List<String> commands) {
        /** Takes the list over. */
        public Step {
            commands = List.copyOf(commands);
        }
    }
}
