// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.taskres.data.MatValue.Cells;
import io.github.jclip.taskres.data.MatValue.Numbers;
import io.github.jclip.taskres.data.MatValue.Struct;
import io.github.jclip.taskres.data.MatValue.Text;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads MATLAB files of level 5 ("MAT-File Format", The MathWorks): numbers, characters, cells and structs. Every size
 * in the file is compared with the bytes that are left before anything is made of it.
 */
final class MatReader {
    private static final int HEADER_LENGTH = 128;
    private static final int ENDIAN_POSITION = 126;
    private static final int MAX_INFLATED = 16 << 20;
    private static final int MAX_DEPTH = 16;
    private static final int TAG_LENGTH = 8;

    /** Types of data elements. */
    private static final int INT8 = 1;

    private static final int UINT8 = 2;
    private static final int INT16 = 3;
    private static final int UINT16 = 4;
    private static final int INT32 = 5;
    private static final int UINT32 = 6;
    private static final int SINGLE = 7;
    private static final int DOUBLE = 9;
    private static final int INT64 = 12;
    private static final int UINT64 = 13;
    private static final int MATRIX = 14;
    private static final int COMPRESSED = 15;
    private static final int UTF8 = 16;
    private static final int UTF16 = 17;

    /** Classes of arrays. */
    private static final int CELL_CLASS = 1;

    private static final int STRUCT_CLASS = 2;
    private static final int CHAR_CLASS = 4;
    private static final int FIRST_NUMERIC_CLASS = 6;
    private static final int LAST_NUMERIC_CLASS = 15;

    private final String file;
    private final ByteOrder order;

    private MatReader(String file, ByteOrder order) {
        this.file = file;
        this.order = order;
    }

    /**
     * Reads all variables.
     *
     * @param file for messages
     * @throws BadInputException if the bytes are of another level or damaged
     */
    static Map<String, MatValue> read(String file, byte[] bytes) {
        if (bytes.length < HEADER_LENGTH) {
            throw damaged(file, "ends within its header");
        }
        String endian = new String(bytes, ENDIAN_POSITION, 2, StandardCharsets.US_ASCII);
        ByteOrder order = switch (endian) {
            case "IM" -> ByteOrder.LITTLE_ENDIAN;
            case "MI" -> ByteOrder.BIG_ENDIAN;
            default ->
                throw new BadInputException(
                        Excerpt.line(file + ": is not a MATLAB file of level 5; fetch it again, or save it with -v7"));
        };
        Map<String, MatValue> variables = new LinkedHashMap<>();
        ByteBuffer content =
                ByteBuffer.wrap(bytes).position(HEADER_LENGTH).slice().order(order);
        new MatReader(file, order).readVariables(content, variables);
        return variables;
    }

    /** A data element: its type and its bytes. */
    private record Element(int type, ByteBuffer data) {}

    /** An array with its name. */
    private record Variable(String name, MatValue value) {}

    private void readVariables(ByteBuffer input, Map<String, MatValue> variables) {
        while (input.hasRemaining()) {
            Element element = element(input);
            if (element.type() == COMPRESSED) {
                element = element(inflate(element.data()));
            }
            if (element.type() == MATRIX) {
                Variable variable = array(element.data(), 0);
                variables.put(variable.name(), variable.value());
            }
        }
    }

    private Element element(ByteBuffer input) {
        require(input, TAG_LENGTH);
        int start = input.position();
        int first = input.getInt();
        int smallLength = first >>> 16;
        if (smallLength != 0) {
            if (smallLength > Integer.BYTES) {
                throw damaged(file, "holds a short element of %d bytes".formatted(smallLength));
            }
            ByteBuffer data = input.slice(start + Integer.BYTES, smallLength).order(order);
            input.position(start + TAG_LENGTH);
            return new Element(first & 0xffff, data);
        }
        int length = input.getInt();
        require(input, length);
        ByteBuffer data = input.slice(input.position(), length).order(order);
        int padded = first == COMPRESSED ? length : Math.ceilDiv(length, TAG_LENGTH) * TAG_LENGTH;
        input.position(input.position() + Math.min(padded, input.remaining()));
        return new Element(first, data);
    }

    private void require(ByteBuffer input, int length) {
        if (length < 0 || length > input.remaining()) {
            throw damaged(
                    file,
                    "%s bytes are needed and %d are left"
                            .formatted(Integer.toUnsignedString(length), input.remaining()));
        }
    }

    private ByteBuffer inflate(ByteBuffer compressed) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            byte[] bytes = new byte[Math.min(MAX_INFLATED, 1 << 16)];
            int length = 0;
            while (!inflater.finished()) {
                if (length == bytes.length) {
                    if (length == MAX_INFLATED) {
                        throw damaged(file, "inflates to more than %d MiB".formatted(MAX_INFLATED >> 20));
                    }
                    bytes = Arrays.copyOf(bytes, Math.min(MAX_INFLATED, 2 * length));
                }
                int more = inflater.inflate(bytes, length, bytes.length - length);
                if (more == 0 && !inflater.finished()) {
                    throw damaged(file, "ends within compressed data");
                }
                length += more;
            }
            return ByteBuffer.wrap(bytes, 0, length).slice().order(order);
        } catch (DataFormatException _) {
            throw damaged(file, "holds compressed data that cannot be read");
        } finally {
            inflater.end();
        }
    }

    private Variable array(ByteBuffer input, int depth) {
        if (!input.hasRemaining()) {
            return new Variable("", new Numbers(new double[0]));
        }
        if (depth > MAX_DEPTH) {
            throw damaged(file, "nests deeper than %d levels".formatted(MAX_DEPTH));
        }
        ByteBuffer flags = element(input).data();
        require(flags, Integer.BYTES);
        int arrayClass = flags.getInt() & 0xff;
        long count = count(numbers(element(input)));
        String name = text(element(input));
        MatValue value = switch (arrayClass) {
            case CELL_CLASS -> new Cells(arrays(input, count, depth));
            case STRUCT_CLASS -> struct(input, count, depth);
            case CHAR_CLASS -> new Text(text(element(input)));
            default -> {
                if (arrayClass < FIRST_NUMERIC_CLASS || arrayClass > LAST_NUMERIC_CLASS) {
                    throw damaged(
                            file, "holds an array of class %d, which annotations do not use".formatted(arrayClass));
                }
                double[] elements = numbers(element(input));
                if (elements.length != count) {
                    throw damaged(file, "'%s' has %d of %d elements".formatted(name, elements.length, count));
                }
                yield new Numbers(elements);
            }
        };
        return new Variable(name, value);
    }

    private long count(double[] dimensions) {
        double count = 1;
        for (double dimension : dimensions) {
            if (dimension < 0) {
                throw damaged(file, "holds a negative dimension");
            }
            count *= dimension;
        }
        return (long) count;
    }

    private List<MatValue> arrays(ByteBuffer input, long count, int depth) {
        if (count > input.remaining() / TAG_LENGTH) {
            throw damaged(file, "%d arrays are announced in %d bytes".formatted(count, input.remaining()));
        }
        List<MatValue> values = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            Element element = element(input);
            if (element.type() != MATRIX) {
                throw damaged(file, "a cell or field holds an element of type %d".formatted(element.type()));
            }
            values.add(array(element.data(), depth + 1).value());
        }
        return values;
    }

    private Struct struct(ByteBuffer input, long count, int depth) {
        double[] nameLengths = numbers(element(input));
        ByteBuffer nameBytes = element(input).data();
        if (nameLengths.length != 1 || nameLengths[0] < 1 || nameLengths[0] > nameBytes.remaining()) {
            throw damaged(file, "holds a struct without field names");
        }
        int nameLength = (int) nameLengths[0];
        List<String> fields = new ArrayList<>();
        for (int from = 0; from + nameLength <= nameBytes.limit(); from += nameLength) {
            fields.add(untilZero(StandardCharsets.US_ASCII
                    .decode(nameBytes.slice(from, nameLength))
                    .toString()));
        }
        List<MatValue> values =
                arrays(input, Math.multiplyExact(Math.min(count, Integer.MAX_VALUE), fields.size()), depth);
        List<Map<String, MatValue>> elements = new ArrayList<>();
        for (int first = 0; first < values.size(); first += fields.size()) {
            Map<String, MatValue> element = new LinkedHashMap<>();
            for (int i = 0; i < fields.size(); i++) {
                element.put(fields.get(i), values.get(first + i));
            }
            elements.add(element);
        }
        return new Struct(elements);
    }

    private static String untilZero(String name) {
        int zero = name.indexOf('\0');
        return zero < 0 ? name : name.substring(0, zero);
    }

    private String text(Element element) {
        Charset charset = switch (element.type()) {
            case INT8, UINT8, UTF8 -> StandardCharsets.UTF_8;
            case UINT16, UTF16 ->
                order == ByteOrder.LITTLE_ENDIAN ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
            default -> throw damaged(file, "holds a text of type %d".formatted(element.type()));
        };
        return charset.decode(element.data()).toString();
    }

    private double[] numbers(Element element) {
        ByteBuffer data = element.data();
        int size = switch (element.type()) {
            case INT8, UINT8 -> Byte.BYTES;
            case INT16, UINT16 -> Short.BYTES;
            case INT32, UINT32, SINGLE -> Integer.BYTES;
            case DOUBLE, INT64, UINT64 -> Long.BYTES;
            default -> throw damaged(file, "holds numbers of type %d".formatted(element.type()));
        };
        double[] numbers = new double[data.remaining() / size];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (element.type()) {
                case INT8 -> data.get();
                case UINT8 -> data.get() & 0xff;
                case INT16 -> data.getShort();
                case UINT16 -> data.getShort() & 0xffff;
                case INT32 -> data.getInt();
                case UINT32 -> Integer.toUnsignedLong(data.getInt());
                case SINGLE -> data.getFloat();
                case DOUBLE -> data.getDouble();
                default -> data.getLong();
            };
        }
        return numbers;
    }

    private static BadInputException damaged(String file, String trouble) {
        return new BadInputException(Excerpt.line("%s: %s; fetch it again".formatted(file, trouble)));
    }
}
