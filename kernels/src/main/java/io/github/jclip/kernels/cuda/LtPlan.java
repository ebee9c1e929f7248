// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/** How cublasLt multiplies operands of one shape: descriptors, and the algorithm chosen for them. Made once and kept. */
final class LtPlan implements AutoCloseable {
    private static final String DESCRIPTION = "cublasLtMatmulDesc";
    private static final int TRANSPOSE_A = 3;
    private static final int TRANSPOSE_B = 4;
    private static final int EPILOGUE = 7;
    private static final int BIAS_POINTER = 8;

    private static final String LAYOUT = "cublasLtMatrixLayout";
    private static final int BATCH_COUNT = 5;
    private static final int STRIDED_BATCH_OFFSET = 6;

    private static final String PREFERENCE = "cublasLtMatmulPreference";
    private static final int MAX_WORKSPACE_BYTES = 1;
    private static final int REDUCTION_SCHEME_MASK = 3;
    private static final int MIN_ALIGNMENT_A_BYTES = 5;

    /** {@code CUDA_R_32F}, the type of α and β. */
    private static final int SCALE_TYPE = 0;

    /** {@code CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE}: where k is split, partial sums stay in F32. */
    private static final int REDUCTION_IN_F32 = 2;

    /** {@code cublasLtMatmulHeuristicResult_t}: the algorithm, its workspace, status, waves, reserved. */
    private static final long RESULT_BYTES = 96;

    private static final long WORKSPACE_OFFSET = 64;
    private static final long STATE_OFFSET = 72;

    private final LtContext context;
    private final LtObjects objects;
    private final LtObjects.LtObject description;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;
    private final MemorySegment d;
    private final MemorySegment algorithm = Arena.ofAuto().allocate(LtAlgorithm.BYTES, Long.BYTES);
    private final MemorySegment alpha;
    private final MemorySegment beta;
    private Optional<Contest> contest = Optional.empty();
    private long bias;

    private LtPlan(LtContext context, FusedProduct shape) {
        this.context = context;
        objects = new LtObjects(context.library());
        BlasProduct p = shape.product();
        alpha = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, p.alpha());
        beta = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, p.beta());
        try {
            description = objects.create(DESCRIPTION, p.computeType(), SCALE_TYPE)
                    .set(TRANSPOSE_A, p.a().operation())
                    .set(TRANSPOSE_B, p.b().operation())
                    .set(EPILOGUE, shape.epilogue());
            a = layout(p, p.a(), p.m(), p.k());
            b = layout(p, p.b(), p.k(), p.n());
            c = layout(p, p.c(), p.m(), p.n());
            boolean sameLayout = p.c().leading() == shape.d().leading()
                    && p.c().stride() == shape.d().stride();
            // In place, the library asks for the very same layout.
            d = sameLayout ? c : layout(p, shape.d(), p.m(), p.n());
        } catch (CudaException e) {
            throw Driver.afterwards(e, objects::close);
        }
    }

    /**
     * Finds out how to multiply.
     *
     * @param product with operands that lie anywhere, but aligned like all that will be given to the plan
     * @return empty if the library does not do that
     */
    static Optional<LtPlan> find(LtContext context, FusedProduct product, LtChoice choice) {
        LtPlan plan = new LtPlan(context, product.shape());
        try {
            plan.setBias(product.bias());
            Optional<LtAlgorithm> chosen = choice.choose(plan, product);
            if (chosen.isPresent()) {
                plan.use(chosen.get().opaque());
                plan.contest = chosen.get().contest();
                return Optional.of(plan);
            }
        } catch (CudaException e) {
            throw Driver.afterwards(e, plan::close);
        }
        plan.close();
        return Optional.empty();
    }

    private MemorySegment layout(BlasProduct p, BlasProduct.Matrix matrix, int rows, int columns) {
        return objects.create(
                        LAYOUT,
                        p.dataType(),
                        (long) (matrix.transposed() ? columns : rows),
                        (long) (matrix.transposed() ? rows : columns),
                        (long) matrix.leading())
                .set(BATCH_COUNT, p.batch())
                .set(STRIDED_BATCH_OFFSET, matrix.stride())
                .handle();
    }

    /**
     * Asks the library's heuristic for algorithms.
     *
     * @return their opaque bytes, those first that it thinks quick; none if it does not do that
     */
    List<byte[]> candidates(FusedProduct shape, int most) {
        BlasProduct p = shape.product();
        try (LtObjects temporary = new LtObjects(context.library());
                Arena arena = Arena.ofConfined()) {
            LtObjects.LtObject preference = temporary
                    .create(PREFERENCE)
                    .set(MAX_WORKSPACE_BYTES, context.workspace().bytes())
                    .set(REDUCTION_SCHEME_MASK, REDUCTION_IN_F32);
            BlasProduct.Matrix[] operands = {p.a(), p.b(), p.c(), shape.d()};
            for (int i = 0; i < operands.length; i++) {
                preference.set(MIN_ALIGNMENT_A_BYTES + i, (int) operands[i].address());
            }
            MemorySegment results = arena.allocate(most * RESULT_BYTES, Long.BYTES);
            MemorySegment found = arena.allocate(ValueLayout.JAVA_INT);
            boolean supported = context.library()
                    .supports(
                            "cublasLtMatmulAlgoGetHeuristic",
                            context.handle(),
                            description.handle(),
                            a,
                            b,
                            c,
                            d,
                            preference.handle(),
                            most,
                            results,
                            found);
            int count = supported ? found.get(ValueLayout.JAVA_INT, 0) : 0;
            return results.asSlice(0, count * RESULT_BYTES)
                    .elements(MemoryLayout.sequenceLayout(RESULT_BYTES, ValueLayout.JAVA_BYTE))
                    .filter(this::isUsable)
                    .map(result -> result.asSlice(0, LtAlgorithm.BYTES).toArray(ValueLayout.JAVA_BYTE))
                    .toList();
        }
    }

    private boolean isUsable(MemorySegment result) {
        return result.get(ValueLayout.JAVA_INT, STATE_OFFSET) == 0
                && result.get(ValueLayout.JAVA_LONG, WORKSPACE_OFFSET)
                        <= context.workspace().bytes();
    }

    /** Whether the library does such products with an algorithm that was found earlier, perhaps by another process. */
    boolean accepts(byte[] candidate) {
        use(candidate);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(RESULT_BYTES, Long.BYTES);
            boolean known = context.library()
                    .succeeds(
                            "cublasLtMatmulAlgoCheck",
                            context.handle(),
                            description.handle(),
                            a,
                            b,
                            c,
                            d,
                            algorithm,
                            result);
            return known && isUsable(result);
        }
    }

    /** How the algorithm was chosen, if it was measured. */
    Optional<Contest> contest() {
        return contest;
    }

    /** Takes an algorithm for all products to come. */
    void use(byte[] candidate) {
        algorithm.copyFrom(MemorySegment.ofArray(candidate));
    }

    /** Submits a product of this shape with an algorithm, if the library does not refuse it. */
    boolean tryOut(byte[] candidate, FusedProduct product) {
        use(candidate);
        return submit(product) == 0;
    }

    /** Submits a product of this shape. */
    void run(FusedProduct product) {
        int status = submit(product);
        if (status != 0) {
            context.library().check(status, "cublasLtMatmul of " + product);
        }
    }

    private int submit(FusedProduct product) {
        setBias(product.bias());
        BlasProduct p = product.product();
        try {
            return (int) context.matmul()
                    .invokeExact(
                            context.handle(),
                            description.handle(),
                            alpha,
                            MemorySegment.ofAddress(p.a().address()),
                            a,
                            MemorySegment.ofAddress(p.b().address()),
                            b,
                            beta,
                            MemorySegment.ofAddress(p.c().address()),
                            c,
                            MemorySegment.ofAddress(product.d().address()),
                            d,
                            algorithm,
                            MemorySegment.ofAddress(context.workspace().address()),
                            context.workspace().bytes(),
                            context.stream());
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }

    /** Puts a bias into the description: each product has its own. */
    private void setBias(long address) {
        if (address != bias) {
            description.set(BIAS_POINTER, address);
            bias = address;
        }
    }

    @Override
    public void close() {
        objects.close();
    }
}
