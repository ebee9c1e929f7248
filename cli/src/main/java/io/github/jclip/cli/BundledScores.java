// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.evaluation.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@code eval-bundled} found: its JSON result.
 *
 * @param templates of the prompts, whose embeddings are averaged
 * @param settings of TaskRes that are not its defaults
 * @param gallery how many pictures and captions the right one is among
 */
record BundledScores(
        String model,
        long seed,
        List<String> templates,
        Map<String, String> settings,
        int gallery,
        Retrieval retrieval,
        List<DomainScores> domains) {

    /** How often the right one of a gallery comes first (R@1), for pictures and for captions. */
    record Retrieval(Proportion imageToText, Proportion textToImage) {}

    /** Test accuracy on a domain, without tuning and with it. */
    record DomainScores(String domain, int classes, Proportion zeroShot, List<Tuned> taskres) {}

    /**
     * Test accuracy of TaskRes, in percent.
     *
     * @param shots training pictures of each class
     * @param correct of each seed, on the same test pictures as without tuning
     * @param std over seeds, with the divisor n, as the tables of a sweep have it
     */
    record Tuned(int shots, List<Integer> correct, double mean, double std) {
        static Tuned of(int shots, List<Integer> correct, int total) {
            double mean =
                    100 * correct.stream().mapToInt(Integer::intValue).average().orElseThrow() / total;
            double variance = correct.stream()
                    .mapToDouble(count -> Math.pow(100.0 * count / total - mean, 2))
                    .average()
                    .orElseThrow();
            return new Tuned(shots, correct, mean, Math.sqrt(variance));
        }
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("retrieval of held-out pictures and their full captions among %d, R@1".formatted(gallery));
        new TextTable()
                .row("  image to text", text(retrieval.imageToText()))
                .row("  text to image", text(retrieval.textToImage()))
                .lines()
                .forEach(lines::add);
        lines.add("classification of pictures of one thing, top-1");
        domainTable().lines().forEach(lines::add);
        lines.add("zero-shot: prompts "
                + templates.stream().map(it -> '"' + it + '"').collect(Collectors.joining(", ")) + ", averaged");
        lines.add("intervals of 95 %% (Wilson); taskres: mean ± standard deviation over %d seeds, %s"
                .formatted(
                        domains.getFirst().taskres().getFirst().correct().size(),
                        settings.isEmpty() ? "default settings" : settings));
        return lines;
    }

    private TextTable domainTable() {
        TextTable table = new TextTable();
        List<String> head = new ArrayList<>(List.of("  domain", "classes", "zero-shot"));
        domains.getFirst().taskres().forEach(tuned -> head.add("taskres %d-shot".formatted(tuned.shots())));
        head.add("gain");
        table.row(head.toArray(String[]::new));
        for (DomainScores domain : domains) {
            List<String> row = new ArrayList<>(
                    List.of("  " + domain.domain(), Integer.toString(domain.classes()), text(domain.zeroShot())));
            domain.taskres().forEach(tuned -> row.add(number("%5.2f ± %.2f", tuned.mean(), tuned.std())));
            row.add(number(
                    "%+.2f",
                    domain.taskres().getLast().mean() - domain.zeroShot().percent()));
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    private static String text(Proportion it) {
        return number("%5.2f %% (%.2f to %.2f), %d of %d", it.percent(), it.low(), it.high(), it.correct(), it.total());
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not worth a dependency
    private static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
