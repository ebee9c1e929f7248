// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/**
 * What the loading of image files has taken, added up over the threads that do it.
 *
 * @param threads that load
 * @param images loaded
 * @param bytes of their files
 * @param readSeconds until the bytes were there
 * @param decodeSeconds from bytes to pixels
 * @param preprocessSeconds from pixels to the input of a tower, or to what a device preprocesses
 */
public record LoadingTimes(
        int threads, long images, long bytes, double readSeconds, double decodeSeconds, double preprocessSeconds) {

    /** No images. */
    public static LoadingTimes none() {
        return new LoadingTimes(0, 0, 0, 0, 0, 0);
    }

    /** Both together. */
    public LoadingTimes plus(LoadingTimes other) {
        return new LoadingTimes(
                Math.max(threads, other.threads),
                images + other.images,
                bytes + other.bytes,
                readSeconds + other.readSeconds,
                decodeSeconds + other.decodeSeconds,
                preprocessSeconds + other.preprocessSeconds);
    }

    /** Of all steps. */
    public double seconds() {
        return readSeconds + decodeSeconds + preprocessSeconds;
    }
}
