// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/**
 * How fast a contender did a case.
 *
 * @param version release of the contender
 * @param runs timed ones
 * @param gigaflopsPerSecond of the best run
 * @param gigabytesPerSecond of the best run, by the bytes that must move
 * @param imagesPerSecond of the best run, 0 where no images are counted
 * @param ofCeiling best run's share of the ceiling that is nearer, of those sampled between the same turns; 0 where
 *     there is none, or samples of it disagree
 * @param ratio how many times as long as jclip it takes, the median of the rounds: above 1, jclip is faster
 */
public record Timing(
        String contender,
        String version,
        double medianSeconds,
        double bestSeconds,
        int runs,
        double gigaflopsPerSecond,
        double gigabytesPerSecond,
        double imagesPerSecond,
        double ofCeiling,
        double ratio) {}
