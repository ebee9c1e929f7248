// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.image.DecodedImage;
import io.github.jclip.clip.image.ImageDecoder;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.image.RandomCrop;
import io.github.jclip.clip.image.ViewSeeds;
import io.github.jclip.clip.pretrain.Recipe.ImageFilePairs;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Pairs of image files: each epoch shows all of them in an order of its own, but for those that are too few for a last
 * batch, and of each image a crop of its own (Radford et al. 2021, section 2.4).
 */
final class FilePairs implements PairSource {
    /** The order of an epoch has a stream beside those of the images. */
    private static final int ORDER = -1;

    private final List<CaptionedImage> pairs;
    private final Preprocessing preprocessing;
    private final RandomCrop crop;
    private final long seed;
    private final int batchSize;
    private final int batchesOfEpoch;
    private Order latest = new Order(-1, new int[0]);

    /** The order of an epoch. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two
    private record Order(int epoch, int[] pairs) {}

    /**
     * The pairs of a list.
     *
     * @throws BadInputException if the list is not one, or has fewer than a batch takes
     */
    FilePairs(ImageFilePairs data, Recipe.Training training, Preprocessing preprocessing) {
        pairs = PairList.read(data.list());
        this.preprocessing = preprocessing;
        crop = new RandomCrop((float) data.smallestCrop());
        seed = training.seed();
        batchSize = training.batchSize();
        batchesOfEpoch = pairs.size() / batchSize;
        if (batchesOfEpoch == 0) {
            throw new BadInputException(Excerpt.line("%s: lists %d pairs, too few for a batch of %d; give a smaller one"
                    .formatted(data.list(), pairs.size(), batchSize)));
        }
    }

    @Override
    public String load(int step, int position, Tensor image) {
        int epoch = step / batchesOfEpoch;
        int index = order(epoch)[step % batchesOfEpoch * batchSize + position];
        CaptionedImage pair = pairs.get(index);
        DecodedImage decoded = ImageDecoder.decode(pair.image());
        Draws random = new Draws(new SplittableRandom(ViewSeeds.of(seed, epoch, index)));
        preprocessing.normalise(
                preprocessing.resizedCrop(decoded, crop.draw(random, decoded.width(), decoded.height()), false), image);
        return pair.caption();
    }

    /** The numbers of a stream that is the same on any machine. */
    private record Draws(SplittableRandom random) implements RandomCrop.Numbers {
        @Override
        public float nextFloat() {
            return random.nextFloat();
        }

        @Override
        public int nextBelow(int bound) {
            return random.nextInt(bound);
        }
    }

    private int[] order(int epoch) {
        Order order;
        synchronized (this) {
            if (latest.epoch() != epoch) {
                latest = new Order(epoch, permutation(epoch));
            }
            order = latest;
        }
        return order.pairs();
    }

    private int[] permutation(int epoch) {
        SplittableRandom random = new SplittableRandom(ViewSeeds.of(seed, epoch, ORDER));
        int[] order = new int[pairs.size()];
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    @Override
    public void forEachCaption(Consumer<String> action) {
        pairs.forEach(pair -> action.accept(pair.caption()));
    }

    @Override
    public String pictures(int step) {
        int[] order = order(step / batchesOfEpoch);
        int first = step % batchesOfEpoch * batchSize;
        return "%s and %d others".formatted(pairs.get(order[first]).image().getFileName(), batchSize - 1);
    }

    @Override
    public String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (CaptionedImage pair : pairs) {
                digest.update((pair.image() + "\n" + pair.caption() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void requireReadable() {
        List<String> troubles =
                pairs.parallelStream().flatMap(FilePairs::trouble).toList();
        if (!troubles.isEmpty()) {
            int others = troubles.size() - 1;
            throw new BadInputException(
                    troubles.getFirst() + (others == 0 ? "" : "; %d other images cannot be read".formatted(others)));
        }
    }

    private static Stream<String> trouble(CaptionedImage pair) {
        try {
            ImageDecoder.decode(pair.image());
            return Stream.empty();
        } catch (BadInputException e) {
            return Stream.of(e.getMessage());
        }
    }

    @Override
    public void requireFitting(ClipTokenizer tokenizer, int contextLength) {
        List<CaptionedImage> tooLong = pairs.stream()
                .filter(pair -> length(tokenizer, pair) > contextLength)
                .toList();
        if (tooLong.isEmpty()) {
            return;
        }
        CaptionedImage first = tooLong.getFirst();
        throw new BadInputException(Excerpt.line(
                "%s: its caption %s has %d tokens with start and end, the context %d%s; shorten it, or cut such captions (--truncate)"
                        .formatted(
                                first.image(),
                                Excerpt.quote(first.caption()),
                                length(tokenizer, first),
                                contextLength,
                                tooLong.size() == 1
                                        ? ""
                                        : ", and %d others are too long".formatted(tooLong.size() - 1))));
    }

    private static int length(ClipTokenizer tokenizer, CaptionedImage pair) {
        return tokenizer.encode(pair.caption()).length + 2;
    }
}
