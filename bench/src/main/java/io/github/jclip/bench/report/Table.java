// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.BenchResult;
import io.github.jclip.bench.Measurement;
import io.github.jclip.bench.Timing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The measurements of one group on one number of threads as rows of text, with a column for each peer that took part.
 *
 * @param title for a heading
 * @param header column titles; the first two columns are words, the others numbers
 */
record Table(String title, List<String> header, List<List<String>> rows) {
    private static final String NOTHING = "";

    /** Columns of words before those of numbers. */
    static final int WORDS = 2;

    static List<Table> of(BenchResult result) {
        List<Table> tables = new ArrayList<>();
        Set<String> groups = new LinkedHashSet<>();
        result.measurements().forEach(measurement -> groups.add(measurement.group()));
        for (String group : groups) {
            Set<Integer> threads = new LinkedHashSet<>();
            result.measurements().forEach(measurement -> threads.add(measurement.threads()));
            for (int count : threads) {
                List<Measurement> measurements = result.measurements().stream()
                        .filter(it -> it.group().equals(group) && it.threads() == count)
                        .toList();
                if (!measurements.isEmpty()) {
                    tables.add(of(group + ", " + Numbers.threads(count), measurements));
                }
            }
        }
        return tables;
    }

    private static Table of(String title, List<Measurement> measurements) {
        Set<String> peers = new LinkedHashSet<>();
        measurements.forEach(it -> it.peers().forEach(peer -> peers.add(peer.contender())));
        boolean counted = measurements.stream().anyMatch(it -> it.flops() > 0 || it.bytes() > 0);
        List<String> header = new ArrayList<>(List.of("case", "size", "jclip"));
        header.addAll(counted ? List.of("GFLOP/s", "GB/s", "of ceiling") : List.of("images/s"));
        peers.forEach(peer -> header.add("vs " + peer));
        List<List<String>> rows = new ArrayList<>();
        for (Measurement measurement : measurements) {
            rows.add(row(measurement, counted, peers));
        }
        return new Table(title, header, rows);
    }

    private static List<String> row(Measurement measurement, boolean counted, Set<String> peers) {
        Timing jclip = measurement.jclip();
        List<String> row =
                new ArrayList<>(List.of(measurement.name(), measurement.size(), Numbers.time(jclip.medianSeconds())));
        if (counted) {
            row.add(measurement.flops() > 0 ? Numbers.significant(jclip.gigaflopsPerSecond()) : NOTHING);
            row.add(measurement.bytes() > 0 ? Numbers.significant(jclip.gigabytesPerSecond()) : NOTHING);
            row.add(Numbers.ofCeiling(jclip));
        } else {
            row.add(jclip.imagesPerSecond() > 0 ? Numbers.significant(jclip.imagesPerSecond()) : NOTHING);
        }
        for (String peer : peers) {
            Optional<Timing> timing = measurement.timing(peer);
            row.add(timing.map(it -> Numbers.ratio(it.ratio())).orElse(NOTHING));
        }
        return row;
    }
}
