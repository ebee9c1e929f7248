// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.cli.Demo.Answer;
import io.github.jclip.cli.Demo.Comparison;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.clip.world.World;
import io.github.jclip.taskres.report.Gallery;
import io.github.jclip.taskres.report.HtmlReport;
import io.github.jclip.taskres.report.Report;
import io.github.jclip.taskres.report.RunCollection;
import io.github.jclip.taskres.report.Steps;
import java.util.List;
import java.util.stream.IntStream;

/** The demo's report: pictures with their answers around the report of its runs. */
final class DemoPage {
    /** Pictures of a gallery. */
    static final int SHOWN = 12;

    private DemoPage() {}

    static String of(Demo demo, List<Answer> answers, Comparison compared, Steps steps) {
        return HtmlReport.of(Report.of(RunCollection.of(demo.folder().runs()), Demo.ZERO_SHOT)
                .framedBy("jclip demo", List.of(known(answers), shifted(demo, compared)), steps));
    }

    private static Gallery known(List<Answer> answers) {
        return new Gallery(
                "Zero-shot classification",
                "Pictures like those of the training, but of combinations of thing, colour and texture that no"
                        + " training "
                        + "picture had. %s, among %d classes."
                                .formatted(
                                        DemoText.words(Answer.right(answers)),
                                        World.classes(Domain.PICTURES).size()),
                Demo.spread(answers, SHOWN).stream()
                        .map(it -> new Gallery.Picture(it.file(), it.label(), List.of(guess(Demo.ZERO_SHOT, it))))
                        .toList(),
                List.of("Shown are %d at equal distances in the list of classes, whatever their answers."
                        .formatted(Math.min(SHOWN, answers.size()))));
    }

    private static Gallery shifted(Demo demo, Comparison compared) {
        return new Gallery(
                "A shifted domain: " + demo.domain().word(),
                "No training picture looked like these. The answers of the model alone, and of TaskRes after %d pictures of "
                                .formatted(demo.extent().shots().getLast())
                        + "each class.",
                IntStream.range(0, compared.before().size())
                        .mapToObj(i -> picture(
                                compared.before().get(i), compared.after().get(i)))
                        .toList(),
                List.of(
                        "The first test picture of classes at equal distances in the list, whatever their answers.",
                        "The tables below are over all test pictures."));
    }

    private static Gallery.Picture picture(Answer before, Answer after) {
        return new Gallery.Picture(
                before.file(), before.label(), List.of(guess(Demo.ZERO_SHOT, before), guess(Demo.TASKRES, after)));
    }

    private static Gallery.Guess guess(String by, Answer answer) {
        return new Gallery.Guess(by, answer.score().label(), answer.score().probability());
    }
}
