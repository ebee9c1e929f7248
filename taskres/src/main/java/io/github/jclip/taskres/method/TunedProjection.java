// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.features.ProjectedText;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;

/**
 * A tuned text projection, which makes an enhanced base classifier.
 *
 * @param file where it is from
 * @param sha256 of that file
 * @param weight W [E, C], host memory
 */
public record TunedProjection(Path file, String sha256, Tensor weight) {

    /**
     * A task whose base classifier is this projection's.
     *
     * @throws BadInputException if the task has no embeddings to project, or of another size
     */
    public FewShotTask applyTo(FewShotTask task) {
        ProjectedText text = task.projected()
                .orElseThrow(
                        () -> bad("the features file has no 'text_hidden' that this text projection could go on; embed "
                                + "the data set again with 'jclip encode --dataset'"));
        if (!weight.shape().equals(text.weight().shape())) {
            throw bad("a text projection %s, the features file's is %s; give one tuned on the same model"
                    .formatted(weight.shape(), text.weight().shape()));
        }
        return task.projectedBy(text.with(weight));
    }

    private BadInputException bad(String what) {
        return new BadInputException(Excerpt.line(file + ": " + what));
    }
}
