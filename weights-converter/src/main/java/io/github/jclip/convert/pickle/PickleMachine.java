// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pickle;

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
import io.github.jclip.tensor.io.Excerpt;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The stack machine that pickles are programs for, without the power to call anything. It takes what PyTorch writes in
 * protocols 2 to 5; the text instructions of protocol 0, extension codes and out-of-band buffers are refused. Time and
 * memory are linear in the pickle's length, however deep its values nest and however often they are shared.
 */
public final class PickleMachine {
    private static final int HIGHEST_PROTOCOL = 5;
    private static final Sequence EMPTY_TUPLE = new Sequence(List.of(), false);

    /** Dictionaries that are made by a call and then filled. */
    private static final Set<String> MAPPING_TYPES =
            Set.of("collections.OrderedDict", "collections.defaultdict", "builtins.dict", "__builtin__.dict");

    private final PickleInput input;
    private final Predicate<Global> allowed;
    private final List<PickleValue> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, PickleValue> memo = new HashMap<>();
    private final List<Persistent> persistents = new ArrayList<>();

    private PickleMachine(PickleInput input, Predicate<Global> allowed) {
        this.input = input;
        this.allowed = allowed;
    }

    /**
     * What a pickle holds.
     *
     * @param root the pickled object
     * @param persistents every reference to something outside the pickle, in order of appearance
     */
    public record Result(PickleValue root, List<Persistent> persistents) {}

    /**
     * Reads one pickle and leaves the input behind its end.
     *
     * @param allowed tells whether a checkpoint may name a function or a class
     * @throws BadInputException if the pickle is damaged, or names what is not allowed
     */
    public static Result read(PickleInput input, Predicate<Global> allowed) {
        PickleMachine machine = new PickleMachine(input, allowed);
        return new Result(machine.run(), List.copyOf(machine.persistents));
    }

    private PickleValue run() {
        while (true) {
            int code = input.unsignedByte();
            Opcode opcode = Opcode.of(code);
            if (opcode == null) {
                throw input.error("0x%02x is no pickle instruction".formatted(code));
            }
            if (opcode == Opcode.STOP) {
                return pop();
            }
            execute(opcode);
        }
    }

    private void execute(Opcode opcode) {
        switch (opcode) {
            case STOP -> throw new IllegalStateException("the loop ends at STOP");
            case PROTO -> requireProtocol(input.unsignedByte());
            case FRAME -> input.skip(Long.BYTES);

            case NONE -> push(None.NONE);
            case NEWTRUE -> push(Bool.TRUE);
            case NEWFALSE -> push(Bool.FALSE);
            case BININT -> push(integer(input.signedInt()));
            case BININT1 -> push(integer(input.unsignedByte()));
            case BININT2 -> push(integer(input.unsignedShort()));
            case LONG1 -> push(new Int(input.integer(input.unsignedByte())));
            case LONG4 -> push(new Int(input.integer(input.signedInt())));
            case BINFLOAT -> push(new Real(input.bigEndianDouble()));
            case BINUNICODE -> push(new Text(input.utf8(input.unsignedInt())));
            case SHORT_BINUNICODE -> push(new Text(input.utf8(input.unsignedByte())));
            case BINUNICODE8 -> push(new Text(input.utf8(input.signedLong())));
            case BINSTRING -> push(new Text(input.latin1(input.signedInt())));
            case SHORT_BINSTRING -> push(new Text(input.latin1(input.unsignedByte())));
            case BINBYTES -> push(new Bytes(input.slice(input.unsignedInt())));
            case SHORT_BINBYTES -> push(new Bytes(input.slice(input.unsignedByte())));
            case BINBYTES8, BYTEARRAY8 -> push(new Bytes(input.slice(input.signedLong())));

            case EMPTY_TUPLE -> push(EMPTY_TUPLE);
            case TUPLE1 -> push(new Sequence(popLast(1), false));
            case TUPLE2 -> push(new Sequence(popLast(2), false));
            case TUPLE3 -> push(new Sequence(popLast(3), false));
            case TUPLE, FROZENSET -> push(new Sequence(popToMark(), false));
            case LIST -> push(new Sequence(popToMark(), true));
            case EMPTY_LIST, EMPTY_SET -> push(new Sequence(new ArrayList<>(0), true));
            case APPEND -> append(popLast(1));
            case APPENDS, ADDITEMS -> append(popToMark());
            case EMPTY_DICT -> push(new Mapping());
            case DICT -> {
                List<PickleValue> entries = popToMark();
                push(new Mapping());
                put(entries);
            }
            case SETITEM -> put(popLast(2));
            case SETITEMS -> put(popToMark());

            case MARK -> marks.push(stack.size());
            case POP -> discard();
            case POP_MARK -> popToMark();
            case DUP -> push(top());
            case BINPUT -> memo.put((long) input.unsignedByte(), top());
            case LONG_BINPUT -> memo.put(input.unsignedInt(), top());
            case MEMOIZE -> memo.put((long) memo.size(), top());
            case BINGET -> push(remembered(input.unsignedByte()));
            case LONG_BINGET -> push(remembered(input.unsignedInt()));

            case GLOBAL -> push(global(input.line(), input.line()));
            case STACK_GLOBAL -> pushGlobalFromStack();
            case REDUCE, NEWOBJ -> pushInstance(popLast(2));
            case NEWOBJ_EX -> pushInstance(popLast(3));
            case BUILD -> build(pop());
            case BINPERSID -> pushPersistent();

            case INT,
                    LONG,
                    FLOAT,
                    STRING,
                    UNICODE,
                    PERSID,
                    GET,
                    PUT,
                    INST,
                    OBJ,
                    EXT1,
                    EXT2,
                    EXT4,
                    NEXT_BUFFER,
                    READONLY_BUFFER ->
                throw input.error(
                        "the pickle instruction %s, which PyTorch does not write; save the file again with torch.save"
                                .formatted(opcode));
        }
    }

    private void requireProtocol(int protocol) {
        if (protocol > HIGHEST_PROTOCOL) {
            throw input.error("pickle protocol %d; at most %d is known".formatted(protocol, HIGHEST_PROTOCOL));
        }
    }

    private static Int integer(int value) {
        return new Int(BigInteger.valueOf(value));
    }

    // ---- stack ----

    private void push(PickleValue value) {
        stack.add(value);
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.peek();
    }

    private PickleValue top() {
        requireOnStack(1);
        return stack.getLast();
    }

    private PickleValue pop() {
        requireOnStack(1);
        return stack.removeLast();
    }

    private List<PickleValue> popLast(int count) {
        requireOnStack(count);
        return popFrom(stack.size() - count);
    }

    private List<PickleValue> popToMark() {
        if (marks.isEmpty()) {
            throw input.error("no mark on the stack; the file is damaged");
        }
        return popFrom(marks.pop());
    }

    private List<PickleValue> popFrom(int from) {
        List<PickleValue> tail = stack.subList(from, stack.size());
        List<PickleValue> values = new ArrayList<>(tail);
        tail.clear();
        return values;
    }

    /** Python lets POP take a mark that nothing was pushed on. */
    private void discard() {
        if (!marks.isEmpty() && stack.size() == floor()) {
            marks.pop();
        } else {
            pop();
        }
    }

    private void requireOnStack(int count) {
        if (stack.size() - floor() < count) {
            throw input.error("the stack is empty; the file is damaged");
        }
    }

    private PickleValue remembered(long index) {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw input.error("value %d was not stored before; the file is damaged".formatted(index));
        }
        return value;
    }

    // ---- containers ----

    /** Subclasses of list, which an {@link Instance} may stand for, are not kept: nothing in a checkpoint needs one. */
    private void append(List<PickleValue> items) {
        switch (top()) {
            case Sequence list when list.isGrowable() -> list.addAll(items);
            case Instance _ -> {}
            default -> throw input.error("items for something that is not a list; the file is damaged");
        }
    }

    private void put(List<PickleValue> entries) {
        if (entries.size() % 2 != 0) {
            throw input.error("a key without a value; the file is damaged");
        }
        switch (top()) {
            case Mapping mapping -> {
                for (int i = 0; i < entries.size(); i += 2) {
                    mapping.put(entries.get(i), entries.get(i + 1));
                }
            }
            case Instance _ -> {}
            default -> throw input.error("entries for something that is not a dictionary; the file is damaged");
        }
    }

    // ---- what Python would call ----

    private Global global(String module, String name) {
        Global global = new Global(module, name);
        if (!allowed.test(global)) {
            throw input.error(("the file names %s, which a checkpoint has no use for; nothing was executed. "
                            + "Save the weights alone: torch.save(model.state_dict(), …)")
                    .formatted(Excerpt.quote(global.qualifiedName())));
        }
        return global;
    }

    private void pushGlobalFromStack() {
        List<PickleValue> names = popLast(2);
        if (!(names.get(0) instanceof Text(String module) && names.get(1) instanceof Text(String name))) {
            throw input.error("a global without a name; the file is damaged");
        }
        push(global(module, name));
    }

    private void pushInstance(List<PickleValue> call) {
        if (!(call.get(0) instanceof Global callable && call.get(1) instanceof Sequence arguments)) {
            throw input.error("a call of something that is not a global; the file is damaged");
        }
        if (MAPPING_TYPES.contains(callable.qualifiedName())) {
            requireNoPairs(callable, arguments.items());
            push(new Mapping());
        } else {
            push(new Instance(callable, arguments.items()));
        }
    }

    /** Python 2 handed an OrderedDict its pairs in the call; copying them would not be linear in the pickle. */
    private void requireNoPairs(Global callable, List<PickleValue> arguments) {
        if (arguments.stream().anyMatch(Sequence.class::isInstance)) {
            throw input.error("%s as Python 2 writes it; load the file in Python 3 and save it again"
                    .formatted(callable.qualifiedName()));
        }
    }

    /** Attributes of a dictionary, such as the version numbers in a state_dict's {@code _metadata}, are not kept. */
    private void build(PickleValue state) {
        switch (top()) {
            case Instance instance -> instance.build(state);
            case Mapping _ -> {}
            default -> throw input.error("attributes for something that has none; the file is damaged");
        }
    }

    private void pushPersistent() {
        Persistent persistent = new Persistent(pop());
        persistents.add(persistent);
        push(persistent);
    }
}
