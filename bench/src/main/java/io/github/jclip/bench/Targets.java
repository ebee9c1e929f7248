// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.bench.Target.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The numbers that jclip is held to on a CPU, judged by what was measured. */
final class Targets {
    private static final List<String> STREAMING = List.of("LayerNorm", "softmax", "QuickGELU", "add");

    private static final double GEMM_MEAN = 0.97;
    private static final double GEMM_LEAST = 0.90;
    private static final double GEMM_OF_PEAK = 0.85;
    private static final double TOWER = 1.0;
    private static final double TEXT = 4.0;
    private static final double STREAM = 0.80;

    private final List<Measurement> measurements;
    private final int threads;
    private final List<Target> targets = new ArrayList<>();

    private Targets(List<Measurement> measurements, int threads) {
        this.measurements =
                measurements.stream().filter(it -> it.threads() == threads).toList();
        this.threads = threads;
    }

    static List<Target> judge(List<Measurement> measurements, List<Integer> threadCounts) {
        List<Target> all = new ArrayList<>();
        for (int threads : threadCounts) {
            Targets judge = new Targets(measurements, threads);
            judge.gemm();
            judge.imageTowers();
            judge.text();
            judge.streams();
            all.addAll(judge.targets);
        }
        return List.copyOf(all);
    }

    private void gemm() {
        String what = "SGEMM on CLIP's eight shapes, weights packed, vs OpenBLAS";
        String goal = number("mean ≥ %.2f, each ≥ %.2f", GEMM_MEAN, GEMM_LEAST);
        List<Measurement> shapes = GemmCase.CLIP.stream()
                .flatMap(shape -> find(Group.GEMM, it -> it.size().equals(shape.size())).stream())
                .toList();
        String share = "SGEMM on CLIP's eight shapes, share of the peak";
        String shareGoal = number("mean ≥ %.0f %%", 100 * GEMM_OF_PEAK);
        if (shapes.isEmpty()) {
            skip(what, goal, notMeasured(Group.GEMM));
            skip(share, shareGoal, notMeasured(Group.GEMM));
            return;
        }
        List<Double> ratios = shapes.stream()
                .flatMap(shape -> shape.timing(PeerProvider.OPENBLAS).stream())
                .map(Timing::ratio)
                .toList();
        if (ratios.size() < shapes.size()) {
            skip(what, goal, absence(shapes, PeerProvider.OPENBLAS));
        } else {
            double least = ratios.stream().min(Comparator.naturalOrder()).orElseThrow();
            double mean = geometricMean(ratios);
            Measurement worst = shapes.get(ratios.indexOf(least));
            add(
                    what,
                    goal,
                    number("mean %.2f, least %.2f", mean, least),
                    mean >= GEMM_MEAN && least >= GEMM_LEAST,
                    "least at " + worst.size());
        }
        double reached = geometricMean(
                shapes.stream().map(shape -> shape.jclip().ofCeiling()).toList());
        add(share, shareGoal, number("%.0f %%", 100 * reached), reached >= GEMM_OF_PEAK, "geometric mean");
    }

    private void imageTowers() {
        for (String architecture : List.of("ViT-B/32", "ViT-B/16", "RN50")) {
            for (int batch : new int[] {1, 8}) {
                imageTower(new ImageTowerCase(architecture, batch));
            }
        }
    }

    private void imageTower(ImageTowerCase tower) {
        String what = "%s, %s, vs the better of ONNX Runtime and PyTorch".formatted(tower.name(), tower.size());
        String goal = number("≥ %.1f×", TOWER);
        Optional<Measurement> found = find(
                Group.MODEL, it -> it.name().equals(tower.name()) && it.size().equals(tower.size()));
        if (found.isEmpty()) {
            skip(what, goal, notMeasured(Group.MODEL));
            return;
        }
        Measurement measurement = found.orElseThrow();
        List<Timing> peers = measurement.peers().stream()
                .filter(peer ->
                        List.of(PeerProvider.ONNX_RUNTIME, PeerProvider.PYTORCH).contains(peer.contender()))
                .sorted(Comparator.comparingDouble(Timing::ratio))
                .toList();
        if (peers.isEmpty()) {
            skip(what, goal, absence(List.of(measurement), PeerProvider.ONNX_RUNTIME));
            return;
        }
        Timing better = peers.getFirst();
        String reason =
                peers.size() == 2 ? "the better is " + better.contender() : "beside " + better.contender() + " alone";
        add(what, goal, number("%.2f×", better.ratio()), better.ratio() >= TOWER, reason);
    }

    private void text() {
        String what = "text tower, 100 prompts, vs PyTorch computing all 77 positions";
        String goal = number("≥ %.0f×", TEXT);
        Optional<Measurement> found = find(Group.MODEL, it -> it.name().endsWith(" text"));
        Optional<Timing> peer = found.flatMap(it -> it.timing(PeerProvider.PYTORCH));
        if (peer.isEmpty()) {
            skip(
                    what,
                    goal,
                    found.map(it -> absence(List.of(it), PeerProvider.PYTORCH)).orElse(notMeasured(Group.MODEL)));
            return;
        }
        double ratio = peer.orElseThrow().ratio();
        add(what, goal, number("%.2f×", ratio), ratio >= TEXT, "");
    }

    private void streams() {
        for (String name : STREAMING) {
            String what = name + " larger than cache, share of the copy bandwidth";
            String goal = number("≥ %.0f %%", 100 * STREAM);
            Optional<Measurement> found = measurements.stream()
                    .filter(it -> it.group().equals(Group.OPS.label())
                            && it.name().equals(name)
                            && it.bytes() >= CacheSize.streamBytes())
                    .findFirst();
            if (found.isEmpty()) {
                skip(what, goal, notMeasured(Group.OPS));
                continue;
            }
            Measurement measurement = found.orElseThrow();
            double share = measurement.jclip().gigabytesPerSecond() / measurement.copyGigabytesPerSecond();
            add(
                    what,
                    goal,
                    number("%.0f %%", 100 * share),
                    share >= STREAM,
                    number(
                            "%.1f of %.1f GB/s",
                            measurement.jclip().gigabytesPerSecond(), measurement.copyGigabytesPerSecond()));
        }
    }

    private Optional<Measurement> find(Group group, Predicate<Measurement> filter) {
        return measurements.stream()
                .filter(it -> it.group().equals(group.label()))
                .filter(filter)
                .findFirst();
    }

    private static double geometricMean(List<Double> values) {
        return Math.exp(values.stream().mapToDouble(Math::log).average().orElseThrow());
    }

    private static String notMeasured(Group group) {
        return "the group " + group.label() + " was not measured";
    }

    private static String absence(List<Measurement> shapes, String peer) {
        return shapes.stream()
                .flatMap(shape -> shape.absences().stream())
                .filter(absent -> absent.contender().equals(peer))
                .map(absent -> absent.contender() + " " + absent.reason())
                .findFirst()
                .orElse(peer + " was not measured; give --peers");
    }

    private void skip(String what, String goal, String reason) {
        targets.add(new Target(what, threads, goal, "", Status.SKIPPED, reason));
    }

    private void add(String what, String goal, String reached, boolean passed, String reason) {
        targets.add(new Target(what, threads, goal, reached, passed ? Status.PASS : Status.SHORT, reason));
    }

    private static String number(String format, double... values) {
        return String.format(Locale.ROOT, format, Arrays.stream(values).boxed().toArray());
    }
}
