// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The x86-64 code that C2 made of a method, as {@code -XX:CompileCommand=print} shows it where no disassembler is
 * installed: the bytes in hexadecimal digits.
 */
final class MachineCode {
    private static final int EVEX = 0x62;
    private static final int VEX2 = 0xc5;
    private static final int VEX3 = 0xc4;

    /** A ModRM byte that an SIB byte follows, and the SIB byte that says: the stack pointer, no index. */
    private static final int RM_SIB = 4;

    private static final int SIB_STACK = 0x24;

    private static final Pattern METHOD = Pattern.compile(
            "Compiled method \\(c2\\)\\s+\\d+\\s+\\d+\\s+4\\s+(\\S+) \\(.*?\\[MachCode](.*?)\\[/MachCode]",
            Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile("(?m)^ *0x[0-9a-f]+: ([0-9a-f |]+)$");

    private final byte[] bytes;

    private MachineCode(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The code of a method, {@code class::name}, in what a JVM has printed. */
    static Optional<MachineCode> find(String printed, String method) {
        return METHOD.matcher(printed)
                .results()
                .filter(result -> result.group(1).equals(method))
                .reduce((_, latest) -> latest)
                .map(result -> parse(result.group(2)));
    }

    private static MachineCode parse(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher lines = LINE.matcher(text);
        while (lines.find()) {
            bytes.writeBytes(HexFormat.of().parseHex(lines.group(1).replaceAll("[ |]", "")));
        }
        return new MachineCode(bytes.toByteArray());
    }

    /**
     * How many vector moves and multiply-adds have an operand on the stack, addressed by the stack pointer as C2 does for
     * spills. Instructions are recognized at any byte, so a count may be one too high by chance.
     */
    int vectorStackOperands() {
        int count = 0;
        for (int i = 0; i < bytes.length; i++) {
            count += hasStackOperand(i) ? 1 : 0;
        }
        return count;
    }

    private boolean hasStackOperand(int i) {
        return switch (at(i)) {
            case EVEX -> isSet(at(i + 1), 0x20) && isSet(at(i + 2), 0x04) && isStack(i + 5);
            case VEX3 -> isSet(at(i + 1), 0x20) && isVector(at(i + 2), at(i + 3)) && isStack(i + 4);
            case VEX2 -> isVector(at(i + 1), at(i + 2)) && isStack(i + 3);
            default -> false;
        };
    }

    /** Moves of a single float, which have the opcodes of vector moves and another prefix, are none. */
    private static boolean isVector(int prefix, int opcode) {
        boolean scalar = (opcode == 0x10 || opcode == 0x11) && isSet(prefix, 0x02);
        boolean move = opcode == 0x10 || opcode == 0x11 || opcode == 0x28 || opcode == 0x29;
        boolean integerMove = opcode == 0x6f || opcode == 0x7f;
        boolean multiplyAdd = opcode == 0x98 || opcode == 0xa8 || opcode == 0xb8;
        return !scalar && (move || integerMove || multiplyAdd);
    }

    private boolean isStack(int modRm) {
        return (at(modRm) & 7) == RM_SIB && at(modRm) < 0xc0 && at(modRm + 1) == SIB_STACK;
    }

    private static boolean isSet(int value, int bits) {
        return (value & bits) == bits;
    }

    private int at(int i) {
        return i < bytes.length ? bytes[i] & 0xff : 0;
    }
}
