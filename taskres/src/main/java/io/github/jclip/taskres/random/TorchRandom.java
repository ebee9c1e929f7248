// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.random;

import io.github.jclip.clip.image.RandomCrop;
import java.util.Arrays;
import java.util.List;

/** The stream of PyTorch's CPU generator after {@code torch.manual_seed(seed)}; only the seed's low 32 bits count. */
public final class TorchRandom implements RandomCrop.Numbers {
    private static final int BLOCK = 16;

    private final WordSeededTwister twister;
    private double pendingNormal = Double.NaN;

    /** A stream from a seed. */
    public TorchRandom(long seed) {
        twister = new WordSeededTwister((int) seed);
    }

    /** Where the stream is, for {@link #restore}; a normal number that waits for the next call is not part of it. */
    public List<Integer> state() {
        return Arrays.stream(twister.state()).boxed().toList();
    }

    /**
     * Goes on where another stream was.
     *
     * @throws IllegalArgumentException if that is not the state of a stream
     */
    public void restore(List<Integer> state) {
        twister.restore(state.stream().mapToInt(Integer::intValue).toArray());
        pendingNormal = Double.NaN;
    }

    /** {@code torch.randint(0, bound, (1,))}. */
    @Override
    public int nextBelow(int bound) {
        return (int) (next32() % bound);
    }

    /** {@code torch.randperm(count)}. */
    public int[] permutation(int count) {
        int[] order = new int[count];
        Arrays.setAll(order, i -> i);
        for (int i = 0; i < count - 1; i++) {
            int other = i + (int) (next32() % (count - i));
            int value = order[i];
            order[i] = order[other];
            order[other] = value;
        }
        return order;
    }

    /** One number of {@code torch.rand}: uniform in [0, 1) with 24 bits. */
    @Override
    public float nextFloat() {
        return (next32() & 0xffffff) * 0x1p-24f;
    }

    /** {@code torch.empty((), dtype=torch.int64).random_()}: 63 bits. */
    public long nextSeed() {
        long high = next32();
        return ((high << 32) | next32()) & Long.MAX_VALUE;
    }

    /**
     * The order of one epoch of {@code DataLoader(shuffle=True)}. The loader first draws a seed for its workers, which
     * shuffling does not use; its sampler draws another and permutes with a generator of its own.
     */
    public int[] nextEpochOrder(int count) {
        nextSeed();
        return new TorchRandom(nextSeed()).permutation(count);
    }

    /**
     * {@code torch.randn(count)}, within a few units in the last place: where PyTorch uses vectors, its logarithm and
     * sine are approximations. Fewer than 16 numbers are drawn one pair after the other in double precision, more in
     * blocks of 16 in single precision.
     */
    public float[] normals(int count) {
        float[] values = new float[count];
        if (count < BLOCK) {
            for (int i = 0; i < count; i++) {
                values[i] = (float) nextNormal();
            }
            return values;
        }
        fillUniform(values, 0);
        for (int i = 0; i + BLOCK <= count; i += BLOCK) {
            normaliseBlock(values, i);
        }
        if (count % BLOCK != 0) {
            fillUniform(values, count - BLOCK);
            normaliseBlock(values, count - BLOCK);
        }
        return values;
    }

    /** Box and Muller's transform gives two numbers at a time; the second waits for the next call. */
    private double nextNormal() {
        if (!Double.isNaN(pendingNormal)) {
            double waiting = pendingNormal;
            pendingNormal = Double.NaN;
            return waiting;
        }
        double angle = 2 * Math.PI * nextDouble();
        double radius = Math.sqrt(-2 * Math.log1p(-nextDouble()));
        pendingNormal = radius * Math.sin(angle);
        return radius * Math.cos(angle);
    }

    private void fillUniform(float[] values, int from) {
        for (int i = from; i < values.length; i++) {
            values[i] = nextFloat();
        }
    }

    private static void normaliseBlock(float[] values, int from) {
        int half = BLOCK / 2;
        for (int i = from; i < from + half; i++) {
            double radius = Math.sqrt(-2 * Math.log(1 - values[i]));
            double angle = 2 * Math.PI * values[i + half];
            values[i] = (float) (radius * Math.cos(angle));
            values[i + half] = (float) (radius * Math.sin(angle));
        }
    }

    private double nextDouble() {
        long high = next32();
        return (((high << 32) | next32()) & ((1L << 53) - 1)) * 0x1p-53;
    }

    private long next32() {
        return Integer.toUnsignedLong(twister.next());
    }
}
