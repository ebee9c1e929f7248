// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.image.DecodedImage;
import io.github.jclip.clip.image.ImageDecoder;
import io.github.jclip.clip.image.ImageLoader;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Loads images and adds up how long its steps took, in nanoseconds, over all threads. */
final class TimedLoading implements ImageLoader {
    private final List<Path> files;
    private final Preprocessing preprocessing;
    final LongAdder images = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder read = new LongAdder();
    final LongAdder decode = new LongAdder();
    final LongAdder preprocess = new LongAdder();

    TimedLoading(List<Path> files, Preprocessing preprocessing) {
        this.files = files;
        this.preprocessing = preprocessing;
    }

    @Override
    public void load(int position, Tensor out) {
        Path file = files.get(position);
        long start = System.nanoTime();
        byte[] contents = contents(file);
        long opened = System.nanoTime();
        DecodedImage image = ImageDecoder.decode(contents, file.toString());
        long decoded = System.nanoTime();
        preprocessing.apply(image, out);
        preprocess.add(System.nanoTime() - decoded);
        decode.add(decoded - opened);
        read.add(opened - start);
        bytes.add(contents.length);
        images.increment();
    }

    private static byte[] contents(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }
}
