// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.random;

import java.util.Arrays;

/**
 * MT19937 (Matsumoto and Nishimura, 1998) seeded by one 32-bit word, as NumPy and PyTorch seed it. Commons Math's
 * generator sign-extends such a seed, so from 2³¹ on it gives another stream.
 */
final class WordSeededTwister {
    private static final int SIZE = 624;
    private static final int STATE_LENGTH = SIZE + 1;
    private static final int MIDDLE = 397;
    private static final int TWIST = 0x9908b0df;

    private final int[] state = new int[SIZE];
    private int position = SIZE;

    WordSeededTwister(int seed) {
        state[0] = seed;
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /** Where the stream is: {@value #STATE_LENGTH} numbers. */
    int[] state() {
        int[] copy = Arrays.copyOf(state, STATE_LENGTH);
        copy[SIZE] = position;
        return copy;
    }

    /** Goes on where another stream was. */
    void restore(int[] saved) {
        if (saved.length != STATE_LENGTH || saved[SIZE] < 0 || saved[SIZE] > SIZE) {
            throw new IllegalArgumentException("not the state of a stream");
        }
        System.arraycopy(saved, 0, state, 0, SIZE);
        position = saved[SIZE];
    }

    /** 32 bits, of which an int is the carrier. */
    int next() {
        if (position == SIZE) {
            twist();
        }
        int bits = state[position++];
        bits ^= bits >>> 11;
        bits ^= (bits << 7) & 0x9d2c5680;
        bits ^= (bits << 15) & 0xefc60000;
        return bits ^ (bits >>> 18);
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int joined = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
            int folded = (joined & 1) == 0 ? 0 : TWIST;
            state[i] = state[(i + MIDDLE) % SIZE] ^ (joined >>> 1) ^ folded;
        }
        position = 0;
    }
}
