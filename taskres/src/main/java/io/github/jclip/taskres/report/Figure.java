// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.List;

/**
 * A picture.
 *
 * @param svg the markup of one {@code svg} element, which carries its own title and description
 * @param legend of its lines; empty where it needs none
 */
record Figure(String title, String svg, List<Entry> legend, List<String> notes) implements Block {
    /** One line of the legend: a small {@code svg} element and what it stands for. */
    record Entry(String swatch, String name) {}
}
