// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/**
 * Reads and checks one header. Refused, besides what is no JSON: duplicate names, unknown fields and types, numbers
 * that are not non-negative integers, more than {@link Header#MAX_RANK} dimensions or one above 2³¹−1, byte ranges that
 * do not fit type and shape, and ranges that overlap, leave a hole or do not end with the file.
 */
final class HeaderReader {
    private final Path file;
    private final JsonParser parser;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private HeaderReader(Path file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * Reads a header.
     *
     * @param json the header's bytes
     * @param dataLength how many bytes follow the header in the file
     */
    static Header read(Path file, byte[] json, long dataLength) {
        if (json.length == 0 || json[0] != '{') {
            throw Json.damaged(file, "the header is not a JSON object");
        }
        try (JsonParser parser = Json.parser(json)) {
            HeaderReader reader = new HeaderReader(file, parser);
            reader.readTensors();
            reader.requireCover(dataLength);
            return new Header(
                    Collections.unmodifiableMap(reader.tensors), Collections.unmodifiableMap(reader.metadata));
        } catch (JacksonException e) {
            throw Json.damaged(file, "the header " + Json.describe(e));
        }
    }

    private void readTensors() {
        parser.nextToken();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals(Header.METADATA_KEY)) {
                readMetadata();
            } else {
                tensors.put(name, readTensor(name));
            }
        }
        if (parser.nextToken() != null) {
            throw Json.damaged(file, "the header goes on after its JSON object");
        }
    }

    private void readMetadata() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Json.damaged(file, "the metadata is not a JSON object");
        }
        for (String key = parser.nextName(); key != null; key = parser.nextName()) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw Json.damaged(file, "the metadata value of %s is not a string".formatted(Excerpt.quote(key)));
            }
            metadata.put(key, parser.getString());
        }
    }

    private StoredTensor readTensor(String name) {
        require(parser.currentToken() == JsonToken.START_OBJECT, name, "is not described by a JSON object");
        StoredDType dtype = null;
        long[] dims = null;
        long[] range = null;
        for (String field = parser.nextName(); field != null; field = parser.nextName()) {
            switch (field) {
                case "dtype" -> dtype = readDType(name);
                case "shape" -> dims = readNumbers(name, field, Header.MAX_RANK);
                case "data_offsets" -> range = readNumbers(name, field, 2);
                default -> throw bad(name, "has the unknown field " + Excerpt.quote(field));
            }
        }
        require(dtype != null, name, "has no dtype");
        require(dims != null, name, "has no shape");
        require(range != null && range.length == 2, name, "has no data_offsets of two numbers");
        Shape shape = shapeOf(name, dims);
        require(range[0] <= range[1], name, "has data_offsets in the wrong order");
        requireSize(name, dtype, shape, range[1] - range[0]);
        return new StoredTensor(dtype, shape, range[0], range[1]);
    }

    private StoredDType readDType(String name) {
        require(parser.nextToken() == JsonToken.VALUE_STRING, name, "has a dtype that is not a string");
        String dtype = parser.getString();
        return StoredDType.named(dtype).orElseThrow(() -> bad(name, "has the unknown dtype " + Excerpt.quote(dtype)));
    }

    private long[] readNumbers(String name, String field, int most) {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw bad(name, "has a %s that is not an array".formatted(field));
        }
        long[] numbers = new long[most];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (count == most) {
                throw bad(name, "has more than %d numbers in its %s".formatted(most, field));
            }
            if (!isNatural()) {
                throw bad(name, "has a %s with something else than a non-negative integer".formatted(field));
            }
            numbers[count++] = parser.getLongValue();
        }
        return Arrays.copyOf(numbers, count);
    }

    private boolean isNatural() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != NumberType.BIG_INTEGER
                && parser.getLongValue() >= 0;
    }

    private Shape shapeOf(String name, long[] dims) {
        for (long dim : dims) {
            if (dim > Integer.MAX_VALUE) {
                throw bad(name, "has a dimension of %d, above 2^31-1".formatted(dim));
            }
        }
        try {
            return Shape.of(Arrays.stream(dims).mapToInt(Math::toIntExact).toArray());
        } catch (ArithmeticException _) {
            throw bad(name, "has more elements than 64 bits can count");
        }
    }

    private void requireSize(String name, StoredDType dtype, Shape shape, long bytes) {
        long bits;
        try {
            bits = Math.multiplyExact(shape.elementCount(), dtype.bits());
        } catch (ArithmeticException _) {
            throw bad(name, "has more bytes than 64 bits can count");
        }
        if (bits % Byte.SIZE != 0 || bits / Byte.SIZE != bytes) {
            throw bad(
                    name,
                    "of dtype %s and shape %s does not take the %d bytes of its data_offsets"
                            .formatted(dtype, shape, bytes));
        }
    }

    private void requireCover(long dataLength) {
        List<Map.Entry<String, StoredTensor>> inFile = tensors.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, StoredTensor>>comparingLong(
                                e -> e.getValue().begin())
                        .thenComparingLong(e -> e.getValue().end()))
                .toList();
        long covered = 0;
        for (Map.Entry<String, StoredTensor> entry : inFile) {
            long begin = entry.getValue().begin();
            if (begin != covered) {
                String fault = begin < covered ? "overlaps another tensor at" : "leaves a hole before";
                throw bad(entry.getKey(), "%s data byte %d".formatted(fault, begin));
            }
            covered = entry.getValue().end();
        }
        if (covered != dataLength) {
            throw Json.damaged(
                    file, "the tensors take %d bytes but %d follow the header".formatted(covered, dataLength));
        }
    }

    private void require(boolean condition, String name, String otherwise) {
        if (!condition) {
            throw bad(name, otherwise);
        }
    }

    private BadInputException bad(String name, String what) {
        return Json.damaged(file, "tensor %s %s".formatted(Excerpt.quote(name), what));
    }
}
