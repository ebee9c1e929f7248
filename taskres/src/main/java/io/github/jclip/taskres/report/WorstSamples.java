// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.evaluation.Misclassified;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The mistakes that a method was surest of, over its seeds. */
record WorstSamples(String title, List<Sample> samples, List<String> notes) implements Block {
    private static final int MOST = 12;

    /**
     * One sample with one wrong prediction.
     *
     * @param index its row in the stored test set
     * @param file as the features file names it
     * @param picture a data address, where the file is there
     * @param confidence mean over the seeds that made the mistake, 0 to 1
     * @param seeds that made it
     */
    record Sample(
            int index,
            Optional<String> file,
            Optional<String> picture,
            String label,
            String prediction,
            double confidence,
            int seeds) {
        String confidenceText() {
            return String.format(Locale.ROOT, "%.1f %%", 100 * confidence);
        }
    }

    private record Mistake(int index, int label, int prediction) {}

    /** From the runs of one cell. */
    static WorstSamples of(String title, List<CollectedRun> runs) {
        Map<Mistake, List<Double>> confidences = new LinkedHashMap<>();
        for (CollectedRun run : runs) {
            List<Misclassified> worst = run.result().worst();
            for (Misclassified it : worst == null ? List.<Misclassified>of() : worst) {
                confidences
                        .computeIfAbsent(new Mistake(it.index(), it.label(), it.prediction()), _ -> new ArrayList<>())
                        .add(it.confidence());
            }
        }
        List<String> names = runs.getFirst().classNames();
        TestFiles files = TestFiles.of(runs.getFirst().description().features());
        Comparator<Sample> worstFirst = Comparator.comparingInt(Sample::seeds)
                .thenComparingDouble(Sample::confidence)
                .reversed();
        List<Sample> samples = confidences.entrySet().stream()
                .map(entry -> sample(entry.getKey(), entry.getValue(), names))
                .sorted(worstFirst.thenComparingInt(Sample::index))
                .limit(MOST)
                .map(it -> withFile(it, files))
                .toList();
        String note = "Of the mistakes each run lists as its surest: those of most of the %d seeds first, then by mean "
                        .formatted(runs.size())
                + "confidence. The index is the row in the test set of the features file.";
        return new WorstSamples(title, samples, List.of(note, files.note()));
    }

    private static Sample sample(Mistake it, List<Double> confidences, List<String> names) {
        double mean =
                confidences.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return new Sample(
                it.index(),
                Optional.empty(),
                Optional.empty(),
                names.get(it.label()),
                names.get(it.prediction()),
                mean,
                confidences.size());
    }

    private static Sample withFile(Sample it, TestFiles files) {
        return new Sample(
                it.index(),
                files.name(it.index()),
                files.picture(it.index()),
                it.label(),
                it.prediction(),
                it.confidence(),
                it.seeds());
    }
}
