// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.clip.tower.EncodingStage;
import io.github.jclip.tensor.Mark;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Divides a device's time into stages by marks between them. Marks are read when the device is known to have passed them,
 * so that nothing waits.
 */
final class Timeline implements AutoCloseable {
    private record Span(EncodingStage stage, Mark from, Mark to) {}

    private final Supplier<Mark> marks;
    private final Deque<Span> unread = new ArrayDeque<>();
    private final Map<EncodingStage, Double> seconds = new EnumMap<>(EncodingStage.class);
    private Mark last;
    private long read;

    /** Starts. */
    Timeline(Supplier<Mark> marks) {
        this.marks = marks;
        this.last = marks.get();
    }

    /** What was submitted since the last call belongs to a stage, and so does the wait for it. */
    void passed(EncodingStage stage) {
        Mark now = marks.get();
        unread.add(new Span(stage, last, now));
        last = now;
    }

    /** How many stages were passed so far, one after the other. */
    long length() {
        return read + unread.size();
    }

    /** Adds up the stages until the timeline had some length, which the device has passed. */
    void read(long length) {
        while (read < length) {
            Span span = unread.remove();
            seconds.merge(span.stage(), span.to().secondsSince(span.from()), Double::sum);
            span.from().close();
            read++;
        }
    }

    /** Seconds by stage, of what was read. */
    Map<EncodingStage, Double> seconds() {
        return seconds;
    }

    @Override
    public void close() {
        unread.forEach(span -> span.from().close());
        last.close();
    }
}
