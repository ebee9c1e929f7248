// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.random;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.math3.random.MersenneTwister;

/**
 * The stream of CPython's {@code random} module after {@code random.seed(seed)}: MT19937 seeded by the 32-bit limbs of
 * |seed|, and the algorithms that the few-shot protocol draws with. Exact for CPython 3.11.
 */
public final class PythonRandom {
    private static final double TWO_POW_26 = 0x1p26;
    private static final double TWO_POW_MINUS_53 = 0x1p-53;

    private final MersenneTwister twister;

    /** A stream from a seed of any sign; {@code -seed} gives the same one. */
    public PythonRandom(long seed) {
        twister = new MersenneTwister(limbs(seed));
    }

    private static int[] limbs(long seed) {
        long magnitude = Math.abs(seed);
        int low = (int) magnitude;
        int high = (int) (magnitude >>> 32);
        return high == 0 ? new int[] {low} : new int[] {low, high};
    }

    /** {@code getrandbits(bits)} for 1 to 32 bits, as an unsigned number. */
    public long nextBits(int bits) {
        if (bits < 1 || bits > 32) {
            throw new IllegalArgumentException("1 to 32 bits, not " + bits);
        }
        return Integer.toUnsignedLong(twister.nextInt()) >>> (32 - bits);
    }

    /** {@code getrandbits(bits)} for any number of bits: 32-bit draws, the least significant first. */
    public BigInteger nextLargeBits(int bits) {
        BigInteger value = BigInteger.ZERO;
        for (int shift = 0; shift < bits; shift += 32) {
            BigInteger limb = BigInteger.valueOf(nextBits(Math.min(32, bits - shift)));
            value = value.or(limb.shiftLeft(shift));
        }
        return value;
    }

    /** {@code random()}: uniform in [0, 1) with 53 bits. */
    public double nextDouble() {
        long high = nextBits(27);
        long low = nextBits(26);
        return (high * TWO_POW_26 + low) * TWO_POW_MINUS_53;
    }

    /** {@code randrange(bound)}: uniform in 0 to bound − 1; draws as many bits as the bound has until one fits. */
    public int nextBelow(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("nothing below " + bound);
        }
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bound);
        long value = nextBits(bits);
        while (value >= bound) {
            value = nextBits(bits);
        }
        return (int) value;
    }

    /**
     * {@code sample(population, count)}: distinct elements in the order drawn.
     *
     * @throws IllegalArgumentException if there are fewer elements than are asked for
     */
    public <T> List<T> sample(List<T> population, int count) {
        int size = population.size();
        if (count < 0 || count > size) {
            throw new IllegalArgumentException("cannot draw %d of %d".formatted(count, size));
        }
        return size <= poolLimit(count) ? sampleFromPool(population, count) : sampleWithRedraws(population, count);
    }

    /** The population up to which copying it into a pool is cheaper than remembering what was drawn. */
    private static long poolLimit(int count) {
        long limit = 21;
        if (count > 5) {
            limit += 1L << (2 * (int) Math.ceil(Math.log(count * 3.0) / Math.log(4)));
        }
        return limit;
    }

    private <T> List<T> sampleFromPool(List<T> population, int count) {
        List<T> pool = new ArrayList<>(population);
        List<T> drawn = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int last = pool.size() - i - 1;
            int chosen = nextBelow(last + 1);
            drawn.add(pool.get(chosen));
            pool.set(chosen, pool.get(last));
        }
        return drawn;
    }

    private <T> List<T> sampleWithRedraws(List<T> population, int count) {
        Set<Integer> seen = new HashSet<>();
        List<T> drawn = new ArrayList<>(count);
        while (drawn.size() < count) {
            int chosen = nextBelow(population.size());
            if (seen.add(chosen)) {
                drawn.add(population.get(chosen));
            }
        }
        return drawn;
    }

    /** {@code choices(population, k=count)}: elements drawn with repetition. */
    public <T> List<T> choices(List<T> population, int count) {
        List<T> drawn = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drawn.add(population.get((int) (nextDouble() * population.size())));
        }
        return drawn;
    }

    /** {@code shuffle(list)}, in place. */
    public <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            list.set(i, list.set(nextBelow(i + 1), list.get(i)));
        }
    }
}
