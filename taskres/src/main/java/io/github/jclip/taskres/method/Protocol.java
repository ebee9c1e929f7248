// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

/** What hyperparameters and epochs may be chosen on. */
public enum Protocol {
    /**
     * The validation set, and where there is none, nothing: defaults stay. The test set is read once, when everything
     * has been chosen.
     */
    SEALED("sealed: chosen on validation only, test read once"),
    /** What the authors of a method chose on, which for some methods is the test set. Scores are optimistic then. */
    PAPER("paper: chosen as the method's authors did, which may be on test");

    private final String words;

    Protocol(String words) {
        this.words = words;
    }

    /** One line that every output of a run shows. */
    public String words() {
        return words;
    }
}
