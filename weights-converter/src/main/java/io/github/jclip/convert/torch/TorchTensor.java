// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.torch;

import io.github.jclip.convert.pickle.PickleValue.Instance;
import io.github.jclip.convert.pickle.PickleValue.Persistent;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A tensor of a checkpoint: a strided view of a {@link Storage}, checked to lie within it. */
final class TorchTensor {
    /** What safetensors files may have, too; CLIP needs 4. */
    private static final int MAX_RANK = 8;

    private final ElementType type;
    private final Shape shape;
    private final long[] strides;
    private final long offset;
    private final Storage storage;

    private TorchTensor(ElementType type, Shape shape, long[] strides, long offset, Storage storage) {
        this.type = type;
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.storage = storage;
    }

    /** Whether a call makes a tensor. */
    static boolean isTensor(Instance call) {
        return switch (call.callable().qualifiedName()) {
            case TorchGlobals.REBUILD_TENSOR,
                    TorchGlobals.REBUILD_TENSOR_V2,
                    TorchGlobals.REBUILD_TENSOR_V3,
                    TorchGlobals.REBUILD_PARAMETER,
                    TorchGlobals.REBUILD_PARAMETER_WITH_STATE -> true;
            default -> false;
        };
    }

    /**
     * The tensor that a call makes. The arguments are (storage, offset, shape, strides, …), with the dtype in seventh
     * place in version 3; a parameter's first argument is its tensor.
     */
    static TorchTensor of(String place, Instance call, Function<Persistent, Storage> storages) {
        Arguments arguments = new Arguments(place, call.arguments());
        return switch (call.callable().qualifiedName()) {
            case TorchGlobals.REBUILD_PARAMETER, TorchGlobals.REBUILD_PARAMETER_WITH_STATE ->
                ofParameter(place, arguments, storages);
            case TorchGlobals.REBUILD_TENSOR_V3 -> {
                Storage storage = storageOf(place, arguments, storages);
                ElementType type = ElementType.ofDType(arguments.global(6))
                        .orElseThrow(() -> Arguments.damaged(place, "a tensor of an unknown type"));
                yield of(place, type, storage, arguments);
            }
            default -> {
                Storage storage = storageOf(place, arguments, storages);
                yield of(place, storage.type(), storage, arguments);
            }
        };
    }

    /** A parameter of a parameter is none, which also keeps a chain of them from going deep. */
    private static TorchTensor ofParameter(String place, Arguments arguments, Function<Persistent, Storage> storages) {
        if (arguments.at(0) instanceof Instance inner
                && isTensor(inner)
                && !(inner.arguments().getFirst() instanceof Instance)) {
            return of(place, inner, storages);
        }
        throw Arguments.damaged(place, "a parameter without its tensor");
    }

    private static Storage storageOf(String place, Arguments arguments, Function<Persistent, Storage> storages) {
        if (arguments.at(0) instanceof Persistent reference) {
            return storages.apply(reference);
        }
        throw Arguments.damaged(place, "a tensor without its storage");
    }

    private static TorchTensor of(String place, ElementType type, Storage storage, Arguments arguments) {
        long offset = arguments.natural(1);
        long[] dims = arguments.naturals(2);
        long[] strides = arguments.naturals(3);
        BiFunction<String, Object, BadInputException> refuse = (trouble, detail) -> Arguments.damaged(
                place, "a tensor of shape %s %s %s".formatted(Arrays.toString(dims), trouble, detail));
        if (dims.length != strides.length || dims.length > MAX_RANK) {
            throw refuse.apply("has strides", Arrays.toString(strides));
        }
        try {
            Shape shape =
                    Shape.of(Arrays.stream(dims).mapToInt(Math::toIntExact).toArray());
            Math.multiplyExact(shape.elementCount(), type.byteSize());
            long needed = Math.multiplyExact(extent(shape, strides, offset), type.byteSize());
            long available = storage.elementCount() * storage.type().byteSize();
            if (needed > available) {
                throw refuse.apply(
                        "exceeds its storage of %d elements by its".formatted(storage.elementCount()), "end");
            }
            return new TorchTensor(type, shape, strides, offset, storage);
        } catch (ArithmeticException _) {
            throw refuse.apply("has more elements than", "can be counted");
        }
    }

    /**
     * One more than the largest index into the storage; the offset may lie behind its end where there are no elements.
     */
    private static long extent(Shape shape, long[] strides, long offset) {
        if (shape.elementCount() == 0) {
            return 0;
        }
        long last = offset;
        for (int i = 0; i < strides.length; i++) {
            last = Math.addExact(last, Math.multiplyExact(shape.dim(i) - 1, strides[i]));
        }
        return Math.addExact(last, 1);
    }

    /** The view of the mapped elements. */
    Tensor open(String place, String name) {
        DType dtype = type.dtype()
                .orElseThrow(() -> new BadInputException(Excerpt.line(
                        "%s: tensor %s is stored as %s, which jclip does not compute with; convert it to float32"
                                .formatted(place, Excerpt.quote(name), type))));
        long first = shape.elementCount() == 0 ? 0 : offset * dtype.byteSize();
        return Tensor.ofHost(dtype, shape, strides, storage.source().bytes().asSlice(first));
    }
}
