// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.OutOfDeviceMemoryException;
import java.util.List;
import java.util.Optional;

/**
 * Measures the algorithms that the heuristic finds on the operands at hand, at the first product of a shape, and keeps
 * the quickest on disk: so every later process takes the same one. Where a result cannot be written twice, because the
 * product adds to it, it is written elsewhere while algorithms are tried.
 */
final class TunedLtChoice implements LtChoice {
    private static final int MOST_CANDIDATES = 8;

    /** What one measurement should take, if few products do. */
    private static final double MEASUREMENT_SECONDS = 0.5e-3;

    private static final int MOST_PRODUCTS = 8;

    private final Gpu gpu;
    private final KeptFiles kept;
    private final String machine;

    /**
     * A choice for one GPU.
     *
     * @param kept algorithms that were chosen before
     * @param version of cublasLt
     */
    TunedLtChoice(Gpu gpu, KeptFiles kept, long version) {
        this.gpu = gpu;
        this.kept = kept;
        GpuProperties properties = gpu.properties();
        machine = "%s\nsm_%d of %d\ndriver %d\ncublasLt %d\nworkspace %d\n"
                .formatted(
                        properties.name(),
                        properties.architecture(),
                        properties.multiprocessors(),
                        properties.cuda(),
                        version,
                        gpu.productWorkspace().bytes());
    }

    @Override
    public Optional<LtAlgorithm> choose(LtPlan plan, FusedProduct product) {
        String key = machine + product.shape();
        Optional<LtAlgorithm> earlier = kept.read(key).flatMap(LtAlgorithm::of).filter(it -> plan.accepts(it.opaque()));
        if (earlier.isPresent()) {
            return earlier;
        }
        List<byte[]> candidates = plan.candidates(product.shape(), MOST_CANDIDATES);
        if (candidates.size() < 2 || gpu.isCapturing()) {
            return LtChoice.first(candidates);
        }
        try (CudaScope elsewhere = gpu.openScope()) {
            Optional<LtAlgorithm> fastest = fastest(plan, product.repeatable(elsewhere::allocateBytes), candidates);
            fastest.ifPresent(algorithm -> kept.write(key, algorithm.kept()));
            return fastest;
        } catch (OutOfDeviceMemoryException e) {
            return LtChoice.first(candidates);
        }
    }

    private Optional<LtAlgorithm> fastest(LtPlan plan, FusedProduct product, List<byte[]> candidates) {
        // The first run of an algorithm loads its code.
        List<byte[]> working = candidates.stream()
                .filter(candidate -> plan.tryOut(candidate, product))
                .toList();
        if (working.isEmpty()) {
            return Optional.empty();
        }
        double one = seconds(plan, working.getFirst(), product, 1);
        int products = (int) Math.clamp(MEASUREMENT_SECONDS / one, 1, MOST_PRODUCTS);
        Contest contest =
                Contest.hold(working.size(), i -> seconds(plan, working.get(i), product, products) / products);
        return Optional.of(new LtAlgorithm(working.get(contest.winner()), Optional.of(contest)));
    }

    private double seconds(LtPlan plan, byte[] candidate, FusedProduct product, int products) {
        plan.use(candidate);
        try (CudaMark start = gpu.mark()) {
            for (int i = 0; i < products; i++) {
                plan.run(product);
            }
            try (CudaMark end = gpu.mark()) {
                return end.secondsSince(start);
            }
        }
    }
}
