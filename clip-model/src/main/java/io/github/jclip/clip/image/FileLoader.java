// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Reads, decodes and preprocesses files, and adds up how long these steps take, in nanoseconds, over all threads. */
final class FileLoader implements ImageLoader {
    private static final double NANOS = 1e9;

    private final List<Path> files;
    private final Preprocessing preprocessing;
    private final LongAdder images = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder read = new LongAdder();
    private final LongAdder decode = new LongAdder();
    private final LongAdder preprocess = new LongAdder();

    FileLoader(List<Path> files, Preprocessing preprocessing) {
        this.files = files;
        this.preprocessing = preprocessing;
    }

    @Override
    public void load(int position, Tensor out) {
        load(position, image -> preprocessing.apply(image, out));
    }

    /** Reads and decodes a file, and hands it to what preprocesses it. */
    void load(int position, Consumer<DecodedImage> preprocessed) {
        Path file = files.get(position);
        long start = System.nanoTime();
        byte[] contents = ImageDecoder.read(file);
        long opened = System.nanoTime();
        DecodedImage image = ImageDecoder.decode(contents, file.toString());
        long decoded = System.nanoTime();
        preprocessed.accept(image);
        preprocess.add(System.nanoTime() - decoded);
        decode.add(decoded - opened);
        read.add(opened - start);
        bytes.add(contents.length);
        images.increment();
    }

    @Override
    public LoadingTimes times(int threads) {
        return new LoadingTimes(
                threads, images.sum(), bytes.sum(), read.sum() / NANOS, decode.sum() / NANOS, preprocess.sum() / NANOS);
    }
}
