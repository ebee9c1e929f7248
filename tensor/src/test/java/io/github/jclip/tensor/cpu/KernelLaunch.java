// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.Arena;
import java.lang.reflect.Method;
import java.util.Arrays;

/** A process of its own that calls a kernel until C2 has compiled it. */
final class KernelLaunch {
    private static final int CALLS = 20_000;
    private static final int DEPTH = 4;
    private static final long ROOM = 1 << 20;

    private KernelLaunch() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Class<?> kernel = Class.forName(arguments[0]);
        Method multiply = Arrays.stream(kernel.getDeclaredMethods())
                .filter(method -> method.getName().equals("multiply"))
                .findFirst()
                .orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            long a = arena.allocate(3 * ROOM, 64).address();
            long step = 4096;
            Object[] operands = {a, step, a + ROOM, DEPTH, a + 2 * ROOM, a, 0L};
            Object[] taken = Arrays.copyOf(operands, multiply.getParameterCount());
            for (int i = 0; i < CALLS; i++) {
                multiply.invoke(null, taken);
            }
        }
    }
}
