// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Op;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One op with shapes, layout and type.
 *
 * @param name says all of these
 * @param dtype the type that the op computes in
 * @param productRoundoff largest relative error of rounding an operand of a matrix product
 * @param layout of its operands
 * @param builder makes the op from operands it asks the factory for, in the same order each time
 */
public record OpCase(
        String name, DType dtype, double productRoundoff, Layout layout, Function<OperandFactory, Op> builder) {

    /** An op together with the buffers behind its operands. */
    record Built(Op op, List<Tensor> storages) {}

    /** Runs the op on a device and compares each output with the reference in double precision. */
    public CaseResult run(Device device) {
        try (Scope host = Scope.ofHost();
                Scope memory = device.openScope()) {
            Built built = buildOn(device, host, memory);
            Optional<String> reason = device.unsupported(built.op);
            return reason.isPresent() ? CaseResult.skipped(name, reason.get()) : execute(device, built, host);
        } catch (RuntimeException e) {
            return CaseResult.failed(name, e.toString());
        }
    }

    private CaseResult execute(Device device, Built built, Scope host) {
        Op reference = buildReference(host);
        reference.reference();
        device.execute(built.op);
        Built after = buildOnHost(host);
        for (int i = 0; i < after.storages.size(); i++) {
            device.copy(built.storages.get(i), after.storages.get(i));
        }
        device.synchronize();
        Comparison comparison = new Comparison();
        for (int i = 0; i < reference.outputs().size(); i++) {
            double tolerance = reference.tolerance(i, dtype.unitRoundoff(), productRoundoff);
            comparison.compare(reference.outputs().get(i), after.op.outputs().get(i), tolerance);
        }
        return strayWrite(after, buildOnHost(host))
                .map(fault -> CaseResult.failed(name, fault))
                .orElseGet(() -> comparison.result(name));
    }

    /** Puts the old outputs back; every byte of every buffer must then be as before. */
    private static Optional<String> strayWrite(Built after, Built before) {
        for (int i = 0; i < after.op.outputs().size(); i++) {
            after.op.outputs().get(i).copyFrom(before.op.outputs().get(i));
        }
        for (int i = 0; i < after.storages.size(); i++) {
            Tensor storage = after.storages.get(i);
            long at = storage.segment().mismatch(before.storages.get(i).segment());
            if (at >= 0) {
                return Optional.of("wrote outside its outputs: element %d of the buffer of operand %d, %s"
                        .formatted(at / storage.dtype().byteSize(), i, storage));
            }
        }
        return Optional.empty();
    }

    /** The op on a device's memory. */
    Built buildOn(Device device, Scope staging, Scope memory) {
        UnaryOperator<Tensor> upload = filled -> {
            Tensor placed = memory.allocate(filled.dtype(), filled.shape());
            device.copy(filled, placed);
            return placed;
        };
        return build(
                staging,
                new OperandFactory.Placement(
                        upload,
                        upload,
                        UnaryOperator.identity(),
                        w -> device.pack(w, memory),
                        (w, kernel, stride) -> device.packConvolution(w, kernel, stride, memory)));
    }

    /** The op on host memory in its own types. */
    Built buildOnHost(Scope scope) {
        UnaryOperator<Tensor> stay = UnaryOperator.identity();
        return build(
                scope,
                new OperandFactory.Placement(
                        stay, stay, stay, w -> unpacked(w, scope), (w, _, _) -> unpacked(w, scope)));
    }

    /** The op on the same values in double precision. */
    Op buildReference(Scope scope) {
        UnaryOperator<Tensor> widen = filled -> filled.dtype().isFloating() ? filled.copyTo(scope, DType.F64) : filled;
        UnaryOperator<Tensor> elsewhere = input -> scope.allocate(input.dtype(), input.shape());
        UnaryOperator<Tensor> stay = UnaryOperator.identity();
        return build(
                        scope,
                        new OperandFactory.Placement(
                                widen, stay, elsewhere, w -> unpacked(w, scope), (w, _, _) -> unpacked(w, scope)))
                .op;
    }

    private Built build(Scope staging, OperandFactory.Placement placement) {
        OperandFactory operands = new OperandFactory(dtype, layout, name.hashCode(), staging, placement);
        return new Built(builder.apply(operands), operands.storages());
    }

    private static PackedMatrix unpacked(Tensor weight, Scope scope) {
        try (Device reference = new ReferenceDevice()) {
            return reference.pack(weight, scope);
        }
    }
}
