// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** cublasLt: products whose bias, residual and ReLU are applied before the one rounding, in the same pass over memory. */
final class CublasLt implements AutoCloseable {
    private static final String CUBLAS = "libcublas";
    private static final String FILE = "libcublasLt";

    private final LtObjects handles;
    private final LtContext context;
    private final LtChoice choice;
    private final Map<FusedProduct, Optional<LtPlan>> plans = new HashMap<>();
    private double work;
    private double measuredWork;

    /**
     * Opens the library for the current context.
     *
     * @param choices of algorithms
     * @throws CudaException if the library refuses; nothing is left behind then
     */
    CublasLt(CublasFunctions library, Gpu gpu, LtChoice.Source choices) {
        handles = new LtObjects(library);
        context = LtContext.of(library, handles.create("cublasLt").handle(), gpu.stream(), gpu.productWorkspace());
        choice = choices.on(gpu, version());
    }

    /** The library that comes with a cuBLAS and lies beside it, if it is there. */
    static Optional<CublasFunctions> beside(NativeLibrary cublas) {
        int name = cublas.file().lastIndexOf(CUBLAS);
        String folder = cublas.file().substring(0, name);
        String file = FILE + cublas.file().substring(name + CUBLAS.length());
        return NativeLibrary.find(List.of(folder + file, file))
                .map(library -> new CublasFunctions(library, "cublasLtGetStatusName"));
    }

    /** Submits a product, unless the library has no algorithm for its shape. */
    boolean multiply(FusedProduct product) {
        Optional<LtPlan> plan = plan(product);
        plan.ifPresent(it -> {
            it.run(product);
            double multiplications = product.product().multiplications();
            work += multiplications;
            measuredWork += it.contest().isPresent() ? multiplications : 0;
        });
        return plan.isPresent();
    }

    /**
     * What measuring has gained, if anything was measured. Products count as often as they were submitted; a graph's count
     * once, when it was captured.
     *
     * @param elsewhere multiplications of products that were not given to this library
     */
    List<String> findings(double elsewhere) {
        List<Contest> contests = plans.values().stream()
                .flatMap(Optional::stream)
                .flatMap(plan -> plan.contest().stream())
                .toList();
        if (contests.isEmpty()) {
            return List.of();
        }
        double first = contests.stream().mapToDouble(Contest::firstSeconds).sum();
        double chosen = contests.stream().mapToDouble(Contest::winnerSeconds).sum();
        return List.of(
                ("cublasLt: %.0f %% of all multiplications by algorithms that were measured, for %d shapes, %d of them"
                                + " not by the heuristic's first; one product of each shape takes %.3g ms, by the heuristic's first"
                                + " %.3g ms (%.2f×)")
                        .formatted(
                                100 * measuredWork / (work + elsewhere),
                                contests.size(),
                                contests.stream()
                                        .filter(contest -> contest.winner() != 0)
                                        .count(),
                                chosen * 1e3,
                                first * 1e3,
                                first / chosen));
    }

    private Optional<LtPlan> plan(FusedProduct product) {
        FusedProduct shape = product.shape();
        Optional<LtPlan> known = plans.get(shape);
        if (known == null) {
            known = LtPlan.find(context, product, choice);
            plans.put(shape, known);
        }
        return known;
    }

    /** The library and its version, for the log. */
    String description() {
        return "%s %d".formatted(context.library().file(), version());
    }

    private long version() {
        try {
            return (long) context.library()
                    .function("cublasLtGetVersion", FunctionDescriptor.of(ValueLayout.JAVA_LONG))
                    .invokeExact();
        } catch (Throwable e) {
            throw NativeLibrary.fault(e);
        }
    }

    /** Destroys the plans and the handle, also when one fails. */
    @Override
    public void close() {
        List<CudaException> faults = new ArrayList<>();
        for (Optional<LtPlan> plan : plans.values()) {
            plan.ifPresent(it -> Driver.attempt(faults, it::close));
        }
        plans.clear();
        Driver.attempt(faults, handles::close);
        Driver.throwFirst(faults);
    }
}
