// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds room for labels near their points, in a frame, clear of each other and of what is blocked. */
final class LabelPlacement {
    private static final int RINGS = 28;
    private static final int RING_GAP = 9;
    private static final int FIRST_RING = 9;
    private static final int DIRECTIONS = 16;

    /** A rectangle. */
    record Box(double left, double top, double right, double bottom) {
        boolean overlaps(Box other) {
            return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
        }

        boolean isWithin(Box frame) {
            return left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
        }
    }

    private final Box frame;
    private final List<Box> taken = new ArrayList<>();

    LabelPlacement(double left, double top, double right, double bottom) {
        frame = new Box(left, top, right, bottom);
    }

    void block(double left, double top, double right, double bottom) {
        taken.add(new Box(left, top, right, bottom));
    }

    /** The free place that is nearest to a point; empty if there is none. */
    Optional<Box> place(double x, double y, double width, double height) {
        for (int ring = 0; ring < RINGS; ring++) {
            double distance = FIRST_RING + ring * RING_GAP;
            for (int i = 0; i < DIRECTIONS; i++) {
                Box box = candidate(x, y, width, height, distance, 2 * Math.PI * i / DIRECTIONS);
                if (box.isWithin(frame) && taken.stream().noneMatch(box::overlaps)) {
                    taken.add(box);
                    return Optional.of(box);
                }
            }
        }
        return Optional.empty();
    }

    /** Beside the point, towards an angle: the box's nearest side lies at the distance. */
    private static Box candidate(double x, double y, double width, double height, double distance, double angle) {
        double cos = Math.cos(angle);
        double middleX = x + distance * cos + width / 2 * Math.clamp(2 * cos, -1, 1);
        double middleY = y + distance * Math.sin(angle);
        return new Box(middleX - width / 2, middleY - height / 2, middleX + width / 2, middleY + height / 2);
    }
}
