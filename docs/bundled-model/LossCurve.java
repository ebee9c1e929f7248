// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws the course of a training as SVG on standard output: {@code java LossCurve.java MODEL > loss.svg}, where MODEL is what
 * {@code jclip pretrain} has left, with metrics.csv and evaluations.csv.
 */
final class LossCurve {
    private static final double LEFT = 60;
    private static final double RIGHT = 700;
    private static final int MEANS = 200;

    private final StringBuilder svg = new StringBuilder();
    private final double lastStep;

    private LossCurve(double lastStep) {
        this.lastStep = lastStep;
    }

    /** Rows of numbers, and the positions of their columns by name. */
    private record Table(List<String> header, List<double[]> rows) {
        static Table read(Path file) throws IOException {
            List<String> lines = Files.readAllLines(file);
            List<double[]> rows = lines.stream()
                    .skip(1)
                    .map(line -> Arrays.stream(line.split(",", -1))
                            .mapToDouble(cell -> cell.isEmpty() ? Double.NaN : Double.parseDouble(cell))
                            .toArray())
                    .toList();
            return new Table(List.of(lines.getFirst().split(",")), rows);
        }

        double[] column(String name) {
            int index = header.indexOf(name);
            return rows.stream().mapToDouble(row -> row[index]).toArray();
        }
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Table metrics = Table.read(folder.resolve("metrics.csv"));
        Table evaluations = Table.read(folder.resolve("evaluations.csv"));
        double[] steps = metrics.column("step");
        LossCurve plot = new LossCurve(steps[steps.length - 1]);
        System.out.print(plot.of(steps, metrics.column("loss"), evaluations));
    }

    private String of(double[] steps, double[] losses, Table evaluations) {
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 460\" width=\"720\" height=\"460\" role=\"img\" ")
                .append("aria-label=\"Loss, and zero-shot and retrieval accuracy on held-out pictures, over training steps\" ")
                .append("font-family=\"system-ui, sans-serif\" font-size=\"12\">\n")
                .append("<rect width=\"720\" height=\"460\" fill=\"#ffffff\"/>\n");
        double highest = Math.ceil(Arrays.stream(losses).max().orElse(1));
        grid(20, 200, highest, "contrastive loss");
        double[][] means = means(steps, losses);
        curve(means[0], means[1], 20, 200, highest, "#1f6fb2");
        grid(240, 420, 100, "held-out accuracy, %");
        double[] at = evaluations.column("step");
        curve(at, evaluations.column("zero_shot_top1"), 240, 420, 100, "#1c7d4f");
        curve(at, evaluations.column("image_to_text_r1"), 240, 420, 100, "#c2432b");
        text(LEFT + 10, 256, "start", "#1c7d4f", "zero-shot top-1");
        text(LEFT + 10, 272, "start", "#c2432b", "image-to-text R@1 among 100");
        for (int i = 0; i <= 4; i++) {
            text(x(lastStep * i / 4), 438, "middle", "#5d6878", number("%.0f", lastStep * i / 4));
        }
        text((LEFT + RIGHT) / 2, 455, "middle", "#5d6878", "steps");
        return svg.append("</svg>\n").toString();
    }

    /** Means over equal numbers of steps, which are smoother than single batches. */
    private static double[][] means(double[] steps, double[] values) {
        int count = Math.min(MEANS, values.length);
        double[][] means = new double[2][count];
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * values.length / count);
            int to = (int) ((long) (i + 1) * values.length / count);
            means[0][i] = Arrays.stream(steps, from, to).average().orElseThrow();
            means[1][i] = Arrays.stream(values, from, to).average().orElseThrow();
        }
        return means;
    }

    private void grid(double top, double bottom, double highest, String title) {
        for (int i = 0; i <= 4; i++) {
            double y = bottom - (bottom - top) * i / 4;
            svg.append(number("<path d=\"M%.1f %.1fH%.1f\" stroke=\"#dfe4ea\"/>\n", LEFT, y, RIGHT));
            text(LEFT - 8, y + 4, "end", "#5d6878", number(highest < 10 ? "%.2f" : "%.0f", highest * i / 4));
        }
        svg.append(number("<g transform=\"translate(14 %.1f) rotate(-90)\">", (top + bottom) / 2));
        text(0, 0, "middle", "#5d6878", title);
        svg.append("</g>\n");
    }

    private void curve(double[] steps, double[] values, double top, double bottom, double highest, String colour) {
        String points = IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i]))
                .mapToObj(i -> number("%.1f,%.1f", x(steps[i]), bottom - (bottom - top) * values[i] / highest))
                .collect(Collectors.joining(" "));
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\"%s\"/>\n".formatted(colour, points));
    }

    private double x(double step) {
        return LEFT + (RIGHT - LEFT) * step / lastStep;
    }

    private void text(double x, double y, String anchor, String colour, String text) {
        svg.append(number("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n", x, y, anchor, colour, text));
    }

    private static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
