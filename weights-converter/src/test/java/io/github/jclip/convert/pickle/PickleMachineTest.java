// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.convert.pickle.PickleValue.Bool;
import io.github.jclip.convert.pickle.PickleValue.Bytes;
import io.github.jclip.convert.pickle.PickleValue.Global;
import io.github.jclip.convert.pickle.PickleValue.Instance;
import io.github.jclip.convert.pickle.PickleValue.Int;
import io.github.jclip.convert.pickle.PickleValue.Mapping;
import io.github.jclip.convert.pickle.PickleValue.None;
import io.github.jclip.convert.pickle.PickleValue.Persistent;
import io.github.jclip.convert.pickle.PickleValue.Real;
import io.github.jclip.convert.pickle.PickleValue.Sequence;
import io.github.jclip.convert.pickle.PickleValue.Text;
import io.github.jclip.tensor.BadInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickleMachineTest {
    private static final int PROTO = 0x80;
    private static final int NEWOBJ = 0x81;
    private static final int TUPLE1 = 0x85;
    private static final int TUPLE2 = 0x86;
    private static final int TUPLE3 = 0x87;
    private static final int NEWTRUE = 0x88;
    private static final int NEWFALSE = 0x89;
    private static final int LONG1 = 0x8a;
    private static final int LONG4 = 0x8b;
    private static final int SHORT_BINUNICODE = 0x8c;
    private static final int BINUNICODE8 = 0x8d;
    private static final int BINBYTES8 = 0x8e;
    private static final int EMPTY_SET = 0x8f;
    private static final int ADDITEMS = 0x90;
    private static final int FROZENSET = 0x91;
    private static final int STACK_GLOBAL = 0x93;
    private static final int MEMOIZE = 0x94;
    private static final int FRAME = 0x95;

    private static PickleValue read(MemorySegment bytes) {
        return PickleMachine.read(new PickleInput("file", bytes), _ -> true).root();
    }

    private static PickleValue read(PickleBytes bytes) {
        return read(bytes.stop());
    }

    private static String refusal(MemorySegment bytes) {
        String message =
                assertThrows(BadInputException.class, () -> read(bytes)).getMessage();
        assertTrue(message.startsWith("file: byte "), message);
        assertEquals(-1, message.indexOf('\n'), message);
        return message;
    }

    private static Int integer(long value) {
        return new Int(BigInteger.valueOf(value));
    }

    @Test
    void readsConstantsAndNumbers() {
        assertEquals(None.NONE, read(new PickleBytes().op('N')));
        assertEquals(Bool.TRUE, read(new PickleBytes().op(NEWTRUE)));
        assertEquals(Bool.FALSE, read(new PickleBytes().op(NEWFALSE)));
        assertEquals(integer(200), read(new PickleBytes().op('K', 200)));
        assertEquals(integer(0xfffe), read(new PickleBytes().op('M', 0xfe, 0xff)));
        assertEquals(integer(-2), read(new PickleBytes().op('J').littleEndian(-2, 4)));
        assertEquals(integer(0), read(new PickleBytes().op(LONG1, 0)));
        assertEquals(integer(-1), read(new PickleBytes().op(LONG1, 1, 0xff)));
        assertEquals(integer(1L << 40), read(new PickleBytes().op(LONG1, 6).littleEndian(1L << 40, 6)));
        assertEquals(
                new Int(BigInteger.ONE.shiftLeft(70)),
                read(new PickleBytes().op(LONG4).littleEndian(9, 4).op(0, 0, 0, 0, 0, 0, 0, 0, 0x40)));
        assertEquals(new Real(1.5), read(new PickleBytes().op('G', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0)));
    }

    @Test
    void readsStrings() {
        assertEquals(new Text("sé"), read(new PickleBytes().text("sé")));
        assertEquals(
                new Text("abc"), read(new PickleBytes().op(SHORT_BINUNICODE, 3).ascii("abc")));
        assertEquals(
                new Text("abc"),
                read(new PickleBytes().op(BINUNICODE8).littleEndian(3, 8).ascii("abc")));
        assertEquals(new Text("é"), read(new PickleBytes().op('U', 1, 0xe9)));
        assertEquals(
                new Text("é"), read(new PickleBytes().op('T').littleEndian(1, 4).op(0xe9)));
        for (PickleBytes bytes : List.of(
                new PickleBytes().op('C', 2, 0, 0xff),
                new PickleBytes().op('B').littleEndian(2, 4).op(0, 0xff),
                new PickleBytes().op(BINBYTES8).littleEndian(2, 8).op(0, 0xff))) {
            assertEquals(2, assertInstanceOf(Bytes.class, read(bytes)).value().byteSize());
        }
    }

    @Test
    void readsContainers() {
        assertEquals(List.of(), items(read(new PickleBytes().op(')'))));
        assertEquals(List.of(integer(1)), items(read(new PickleBytes().op('K', 1, TUPLE1))));
        assertEquals(List.of(integer(1), integer(2)), items(read(new PickleBytes().op('K', 1, 'K', 2, TUPLE2))));
        assertEquals(
                List.of(integer(1), integer(2), integer(3)),
                items(read(new PickleBytes().op('K', 1, 'K', 2, 'K', 3, TUPLE3))));
        assertEquals(List.of(integer(1), None.NONE), items(read(new PickleBytes().op('(', 'K', 1, 'N', 't'))));
        assertEquals(List.of(integer(1)), items(read(new PickleBytes().op('(', 'K', 1, 'l'))));
        assertEquals(List.of(integer(1)), items(read(new PickleBytes().op('(', 'K', 1, FROZENSET))));
        assertEquals(List.of(integer(1)), items(read(new PickleBytes().op(']', 'K', 1, 'a'))));
        assertEquals(List.of(integer(1), integer(2)), items(read(new PickleBytes().op(']', '(', 'K', 1, 'K', 2, 'e'))));
        assertEquals(
                List.of(integer(1), integer(2)),
                items(read(new PickleBytes().op(EMPTY_SET, '(', 'K', 1, 'K', 2, ADDITEMS))));
        assertEquals(
                1, entries(read(new PickleBytes().op('}', 'K', 1, 'N', 's'))).size());
        assertEquals(
                2,
                entries(read(new PickleBytes().op('}', '(', 'K', 1, 'N', 'K', 2, 'N', 'u')))
                        .size());
        assertEquals(
                1, entries(read(new PickleBytes().op('(', 'K', 1, 'N', 'd'))).size());
    }

    private static List<PickleValue> items(PickleValue value) {
        return assertInstanceOf(Sequence.class, value).items();
    }

    private static List<PickleValue.Entry> entries(PickleValue value) {
        return assertInstanceOf(Mapping.class, value).entries();
    }

    @Test
    void movesTheStack() {
        assertEquals(integer(1), read(new PickleBytes().op('K', 1, 'K', 2, '0')));
        assertEquals(integer(1), read(new PickleBytes().op('K', 1, '(', '0')));
        assertEquals(integer(1), read(new PickleBytes().op('K', 1, '(', 'K', 2, '1')));
        assertEquals(List.of(integer(1), integer(1)), items(read(new PickleBytes().op('K', 1, '2', TUPLE2))));
    }

    @Test
    void sharesWhatTheMemoHolds() {
        for (PickleBytes bytes : List.of(
                new PickleBytes().op(']', 'q', 7, 'h', 7, TUPLE2),
                new PickleBytes()
                        .op(']', 'r')
                        .littleEndian(1L << 31, 4)
                        .op('j')
                        .littleEndian(1L << 31, 4)
                        .op(TUPLE2),
                new PickleBytes().op(']', MEMOIZE, 'h', 0, TUPLE2))) {
            List<PickleValue> items = items(read(bytes));
            assertSame(items.get(0), items.get(1));
        }
    }

    @Test
    void readsProtocolFour() {
        PickleBytes bytes =
                new PickleBytes().op(PROTO, 4, FRAME).littleEndian(5, 8).op('K', 1);
        assertEquals(integer(1), read(bytes));
    }

    @Test
    void writesCallsDownInsteadOfMakingThem() {
        PickleBytes reduce =
                new PickleBytes().global("os", "system").op('(').text("true").op('t', 'R');
        PickleBytes stackGlobal = new PickleBytes()
                .text("os")
                .text("system")
                .op(STACK_GLOBAL, '(')
                .text("true")
                .op('t', NEWOBJ);
        for (PickleBytes bytes : List.of(reduce, stackGlobal)) {
            Instance call = assertInstanceOf(Instance.class, read(bytes));
            assertEquals(new Global("os", "system"), call.callable());
            assertEquals(List.of(new Text("true")), call.arguments());
            assertEquals(None.NONE, call.state());
        }
    }

    @Test
    void keepsAttributesOfInstances() {
        PickleBytes bytes = new PickleBytes()
                .global("__torch__", "M")
                .op(')', NEWOBJ, '}')
                .text("a")
                .op('K', 1, 's', 'b');
        Instance instance = assertInstanceOf(Instance.class, read(bytes));
        assertEquals(1, entries(instance.state()).size());
    }

    @Test
    void fillsDictionariesThatACallMakes() {
        PickleBytes bytes = new PickleBytes()
                .global("collections", "OrderedDict")
                .op(')', 'R', '(')
                .text("a")
                .op('K', 1, 'u', '}', 'b');
        assertEquals(List.of(new PickleValue.Entry(new Text("a"), integer(1))), entries(read(bytes)));
    }

    @Test
    void listsReferencesToTheOutside() {
        PickleInput input = new PickleInput(
                "file", new PickleBytes().op('K', 1, 'Q', 'K', 2, 'Q', TUPLE2).stop());
        assertEquals(
                List.of(new Persistent(integer(1)), new Persistent(integer(2))),
                PickleMachine.read(input, _ -> true).persistents());
    }

    @Test
    void leavesTheInputBehindThePickle() {
        PickleInput input =
                new PickleInput("file", new PickleBytes().op('N', '.', 'K', 1).stop());
        PickleMachine.read(input, _ -> true);
        assertEquals(2, input.position());
    }

    @Test
    void refusesGlobalsByName() {
        PickleInput input = new PickleInput(
                "file", new PickleBytes().global("posix", "system").op('N').stop());
        BadInputException refused = assertThrows(BadInputException.class, () -> PickleMachine.read(input, _ -> false));
        assertTrue(refused.getMessage().contains("'posix.system'"), refused.getMessage());
    }

    @Test
    void quotesHostileNames() {
        PickleInput input = new PickleInput(
                "file",
                new PickleBytes()
                        .op(SHORT_BINUNICODE, 3)
                        .ascii("a\r\u001b")
                        .text("b")
                        .op(STACK_GLOBAL)
                        .stop());
        BadInputException refused = assertThrows(BadInputException.class, () -> PickleMachine.read(input, _ -> false));
        assertTrue(refused.getMessage().contains("a\\u000d\\u001b.b"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(chars = {'F', 'I', 'L', 'P', 'S', 'V', 'g', 'p', 'i', 'o', 0x82, 0x83, 0x84, 0x97, 0x98})
    void refusesWhatPyTorchDoesNotWrite(char opcode) {
        assertTrue(refusal(new PickleBytes().op(opcode).ascii("1\n").stop()).contains("does not write"));
    }

    @Test
    void refusesUnknownInstructionsAndProtocols() {
        assertTrue(refusal(new PickleBytes().op(0xff).stop()).contains("0xff"));
        assertTrue(refusal(new PickleBytes().op(PROTO, 6).stop()).contains("protocol 6"));
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        for (PickleBytes bytes : List.of(
                new PickleBytes(),
                new PickleBytes().op('0', 'N'),
                new PickleBytes().op('t'),
                new PickleBytes().op('N', '(', TUPLE1),
                new PickleBytes().op('h', 0),
                new PickleBytes().op('q', 0),
                new PickleBytes().op('N', 'N', 'a'),
                new PickleBytes().op(')', 'N', 'a'),
                new PickleBytes().op(')', '(', 'N', 'e'),
                new PickleBytes().op('N', 'N', 'N', 's'),
                new PickleBytes().op('}', '(', 'N', 'u'),
                new PickleBytes().op('N', 'N', 'b'),
                new PickleBytes().op('N', ')', 'R'),
                new PickleBytes().global("a", "b").op('N', 'R'),
                new PickleBytes().op('N', 'N', STACK_GLOBAL),
                new PickleBytes().op(LONG4).littleEndian(-1, 4),
                new PickleBytes().op('X').littleEndian(1, 4).op(0xff),
                new PickleBytes().global("x".repeat(1000), "y"))) {
            refusal(bytes.stop());
        }
    }

    @Test
    void refusesPairsInTheCallAsPythonTwoWritesThem() {
        PickleBytes bytes =
                new PickleBytes().global("collections", "OrderedDict").op(']', TUPLE1, 'R');
        assertTrue(refusal(bytes.stop()).contains("Python 2"));
    }

    @Test
    void claimedLengthsAreNotBelieved() {
        assertTrue(
                refusal(new PickleBytes().op('X').littleEndian(0x7fff_ffff, 4).stop())
                        .contains("2147483647 bytes are needed and 1 are left"));
        refusal(new PickleBytes()
                .op(BINUNICODE8)
                .littleEndian(Long.MAX_VALUE, 8)
                .stop());
        refusal(new PickleBytes().op(BINBYTES8).littleEndian(-1, 8).stop());
        refusal(new PickleBytes().op('T').littleEndian(-1, 4).stop());
        refusal(new PickleBytes().op(LONG4).littleEndian(1 << 30, 4).stop());
    }

    @Test
    void deepNestingNeedsNoDeepStack() {
        PickleBytes bytes = new PickleBytes();
        int depth = 200_000;
        for (int i = 0; i < depth; i++) {
            bytes.op(']');
        }
        for (int i = 1; i < depth; i++) {
            bytes.op('a');
        }
        PickleValue value = read(bytes);
        for (int i = 1; i < depth; i++) {
            value = items(value).getFirst();
        }
        assertEquals(List.of(), items(value));
    }

    @Test
    void sharedValuesAreNotCopied() {
        PickleBytes bytes = new PickleBytes().op(']');
        for (int i = 0; i < 60; i++) {
            bytes.op('q', i, '0', ']', 'h', i, 'a', 'h', i, 'a');
        }
        assertEquals(2, items(read(bytes)).size());
    }

    @Test
    void refusesPicklesOfUnlikelySize() {
        MemorySegment none = MemorySegment.ofArray(new byte[5 << 20]).fill((byte) 'N');
        assertTrue(refusal(none).contains("longer than 4 MiB"));
    }

    @Test
    void everyPrefixOfAPickleIsRefused() {
        byte[] whole = new PickleBytes()
                .op(PROTO, 2)
                .global("collections", "OrderedDict")
                .op(')', 'R', '(')
                .text("key")
                .op('(', 'M', 1, 2, 'J', 1, 2, 3, 4, 't', 'q', 0)
                .op('u')
                .stop()
                .toArray(ValueLayout.JAVA_BYTE);
        for (int length = 0; length < whole.length; length++) {
            refusal(MemorySegment.ofArray(whole).asSlice(0, length));
        }
    }
}
