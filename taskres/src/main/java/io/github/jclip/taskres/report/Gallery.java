// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Pictures with what classifiers say of them, for the page alone.
 *
 * @param words below the title
 */
public record Gallery(String title, String words, List<Picture> pictures, List<String> notes) implements Block {

    /** Takes the lists over. */
    public Gallery {
        pictures = List.copyOf(pictures);
        notes = List.copyOf(notes);
    }

    /**
     * An image file.
     *
     * @param label what it shows
     */
    public record Picture(Path file, String label, List<Guess> guesses) {
        /** Takes the list over. */
        public Picture {
            guesses = List.copyOf(guesses);
        }
    }

    /**
     * What a classifier takes a picture for.
     *
     * @param by who says so
     * @param probability 0 to 1
     */
    public record Guess(String by, String label, double probability) {
        String percent() {
            return String.format(Locale.ROOT, "%.0f %%", 100 * probability);
        }
    }
}
