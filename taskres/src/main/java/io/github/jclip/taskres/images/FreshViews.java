// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.EightBitImage;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.ImageLoader;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.image.ViewSeeds;
import io.github.jclip.taskres.features.Views;
import io.github.jclip.taskres.random.TorchRandom;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Views that are made while a training runs: images are decoded and augmented by several threads ahead of the tower,
 * which embeds them in batches of a fixed size. The same seed, number and image give the same view, {@link ViewSeeds}.
 */
public final class FreshViews implements Views {
    private final Clip clip;
    private final Preprocessing preprocessing;
    private final DecodedImages images;
    private final int[] rows;
    private final long seed;
    private final ImageReading reading;

    private FreshViews(
            Clip clip, Preprocessing preprocessing, DecodedImages images, int[] rows, long seed, ImageReading reading) {
        this.clip = clip;
        this.preprocessing = preprocessing;
        this.images = images;
        this.rows = rows;
        this.seed = seed;
        this.reading = reading;
    }

    /**
     * Views of image files.
     *
     * @param clip must stay open as long as views are made
     * @param seed of crops and flips
     * @param memory bytes of decoded images that may be kept
     * @param reading its policy is not heeded: a broken image ends the training
     */
    public static FreshViews of(Clip clip, List<Path> files, long seed, long memory, ImageReading reading) {
        return new FreshViews(
                clip,
                clip.preprocessing().with(Preprocessing.Order.DASSL),
                new DecodedImages(files, memory),
                IntStream.range(0, files.size()).toArray(),
                seed,
                reading);
    }

    @Override
    public int images() {
        return rows.length;
    }

    @Override
    public int embeddingDim() {
        return clip.config().embeddingDim();
    }

    @Override
    public int count() {
        return Integer.MAX_VALUE;
    }

    @Override
    public String words() {
        return "fresh views";
    }

    @Override
    public Optional<Tensor> stored() {
        return Optional.empty();
    }

    @Override
    public Views rows(int[] chosen, Scope scope) {
        int[] own = Arrays.stream(chosen).map(row -> rows[row]).toArray();
        return new FreshViews(clip, preprocessing, images, own, seed, reading);
    }

    @Override
    public Batches epoch(int epoch, int[] order, int from) {
        // The tower's batches stand where those of the whole epoch do, since sums may depend on a batch's size.
        int first = from / reading.batchSize() * reading.batchSize();
        int[] wanted = Arrays.stream(order, first, order.length)
                .map(image -> rows[image])
                .toArray();
        return new Pipeline(epoch, wanted, from - first);
    }

    private void load(int epoch, int image, Tensor out) {
        EightBitImage decoded = images.get(image);
        TorchRandom random = new TorchRandom(ViewSeeds.of(seed, epoch, image));
        RandomView view = RandomView.draw(random, decoded.width(), decoded.height());
        preprocessing.normalise(preprocessing.resizedCrop(decoded, view.region(), view.flip()), out);
    }

    /** The views of an epoch on their way through the tower. */
    private final class Pipeline implements Batches {
        private final ImageBatches batches;
        private final Scope host = Scope.ofHost();
        private final Tensor embedded;
        private int position;
        private int available;

        Pipeline(int epoch, int[] wanted, int skipped) {
            embedded = host.allocate(DType.F32, reading.batchSize(), embeddingDim());
            ImageLoader loader = (index, out) -> load(epoch, wanted[index], out);
            batches = ImageBatches.open(
                    Arrays.stream(wanted).mapToObj(images.files()::get).toList(),
                    preprocessing.size(),
                    loader,
                    reading.batchSize(),
                    reading.threads(),
                    BrokenImagePolicy.FAIL,
                    _ -> {});
            if (skipped > 0) {
                embedNext();
                position = skipped;
            }
        }

        private void embedNext() {
            if (!batches.next()) {
                throw new IllegalStateException("no image is left in this epoch");
            }
            try (Scope scope = Scope.ofHost()) {
                Tensor made = clip.encodeImages(batches.images(), scope);
                available = made.dim(0);
                embedded.slice(0, 0, available).copyFrom(made);
            }
            position = 0;
        }

        @Override
        public void next(Tensor target) {
            int done = 0;
            while (done < target.dim(0)) {
                if (position == available) {
                    embedNext();
                }
                int count = Math.min(target.dim(0) - done, available - position);
                target.slice(0, done, done + count).copyFrom(embedded.slice(0, position, position + count));
                position += count;
                done += count;
            }
        }

        @Override
        public void close() {
            batches.close();
            host.close();
        }
    }
}
