// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.evaluation.Scores;
import java.util.List;

/**
 * What a finished run came to on the test set of a shifted domain: a file in the folder {@code domains} of the run's.
 *
 * @param format of this record, {@link #FORMAT}
 * @param dataSet name of the domain
 * @param path of its features file
 * @param featuresSha256 of that file
 * @param classNames the domain's classes, in the order of the scores
 * @param checkpointSha256 of the checkpoint that was tested
 * @param zeroShot scores of the domain's own text embeddings
 * @param tuned scores of the run's classifier, of which those classes stay that the domain has
 * @param evaluated when the domain's test set was read, in UTC
 */
public record DomainResult(
        int format,
        String dataSet,
        String path,
        String featuresSha256,
        List<String> classNames,
        String checkpointSha256,
        Scores zeroShot,
        Scores tuned,
        String evaluated) {
    /** The form that this program writes and reads. */
    public static final int FORMAT = 1;

    /** The same of a run that is equal, whose checkpoint may differ in its last digits. */
    public DomainResult of(RunFolder equal) {
        return new DomainResult(
                format,
                dataSet,
                path,
                featuresSha256,
                classNames,
                equal.result().checkpointSha256(),
                zeroShot,
                tuned,
                evaluated);
    }

    /** The same as an evaluation. */
    public Evaluator.Report asReport() {
        return new Evaluator.Report(classNames, zeroShot, tuned);
    }
}
