// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

/**
 * How a training runs, which does not change the model it makes.
 *
 * @param resume whether to go on where an earlier process was, at the beginning where there was none
 * @param checkpointEvery steps from one checkpoint to the next
 * @param evaluateEvery steps from one evaluation to the next
 * @param picturesPerClass in an evaluation on the drawn world, which takes about as many for retrieval
 * @param threads that prepare pairs
 */
public record PretrainingOptions(
        boolean resume, int checkpointEvery, int evaluateEvery, int picturesPerClass, int threads) {}
