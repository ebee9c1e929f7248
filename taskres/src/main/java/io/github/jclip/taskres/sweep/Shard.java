// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a plan, to be done on one machine of several.
 *
 * @param number from 1
 * @param count of all parts
 */
public record Shard(int number, int count) {
    /** The only part there is. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

    /** Checks the numbers. */
    public Shard {
        if (number < 1 || number > count) {
            throw new BadInputException(
                    "shard %d/%d: the first number goes from 1 to the second".formatted(number, count));
        }
    }

    /**
     * From {@code i/n}.
     *
     * @throws BadInputException if it is not of that form or i is not one of 1 to n
     */
    public static Shard parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new BadInputException("shard %s: give i/n, like 1/4".formatted(Excerpt.quote(text)));
        }
        return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return number + "/" + count;
    }
}
