// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.cli.Demo.Answer;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.clip.world.World;
import io.github.jclip.taskres.evaluation.Proportion;
import io.github.jclip.taskres.report.Steps;
import io.github.jclip.taskres.sweep.AccuracyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the demo says, as lines of text. */
final class DemoText {
    private static final int LISTED = 8;
    private static final String INDENT = "  ";

    private DemoText() {}

    /** Some answers, and how many of all are right. */
    static List<String> of(List<Answer> answers) {
        TextTable table = new TextTable();
        for (Answer answer : Demo.spread(answers, LISTED)) {
            table.row(
                    INDENT + answer.file(),
                    answer.score().label(),
                    number("%5.1f %%", 100 * answer.score().probability()),
                    answer.isRight() ? "" : "wrong");
        }
        List<String> lines = new ArrayList<>();
        lines.add("Zero-shot, on pictures whose combinations of thing, colour and texture no training picture had:");
        lines.addAll(table.lines());
        lines.add(INDENT + words(Answer.right(answers)) + ", among "
                + World.classes(Domain.PICTURES).size() + " classes");
        return lines;
    }

    /** 99 of 108 are right: 91.7 % (95 % interval 84.9 to 95.6). */
    static String words(Proportion right) {
        return number(
                "%d of %d are right: %.1f %% (95 %% interval %.1f to %.1f)",
                right.correct(), right.total(), right.percent(), right.low(), right.high());
    }

    static List<String> of(Domain domain, AccuracyTable table) {
        List<String> lines = new ArrayList<>();
        String word = domain.word();
        lines.add("%s%s, which no training picture looked like; tuned on a few of each class:"
                .formatted(word.substring(0, 1).toUpperCase(Locale.ROOT), word.substring(1)));
        SweepTable.lines(table).forEach(line -> lines.add(INDENT + line));
        return lines;
    }

    static List<String> of(Steps steps) {
        List<String> lines = new ArrayList<>();
        for (Steps.Step step : steps.steps()) {
            lines.add(step.words());
            step.commands().forEach(command -> lines.add(INDENT + command));
        }
        return lines;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not worth a dependency
    private static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
