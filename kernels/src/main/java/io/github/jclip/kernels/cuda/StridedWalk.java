// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a kernel walks through tensors of one shape in step: four sizes, outermost first, and for each tensor the elements
 * from one index to the next. Dimensions that lie densely on each other in every tensor are one here, so that a dense
 * tensor of any rank is a single row.
 */
final class StridedWalk {
    private static final int RANK = 4;

    private final long[] sizes;
    private final long[][] steps;

    private StridedWalk(long[] sizes, long[][] steps) {
        this.sizes = sizes;
        this.steps = steps;
    }

    /** A walk through these tensors, or empty if they have too many dimensions that do not merge. */
    static Optional<StridedWalk> of(Tensor... tensors) {
        List<Long> sizes = new ArrayList<>();
        List<long[]> steps = new ArrayList<>();
        for (int d = 0; d < tensors[0].rank(); d++) {
            int dimension = d;
            long size = tensors[0].dim(d);
            long[] step = Arrays.stream(tensors)
                    .mapToLong(tensor -> tensor.stride(dimension))
                    .toArray();
            if (size == 1) {
                continue;
            }
            if (!sizes.isEmpty() && nests(steps.getLast(), step, size)) {
                size *= sizes.removeLast();
                steps.removeLast();
            }
            sizes.add(size);
            steps.add(step);
        }
        return sizes.size() > RANK ? Optional.empty() : Optional.of(padded(sizes, steps, tensors.length));
    }

    /** A walk through these tensors of rank 1 to 4 row by row: nothing is merged. */
    static StridedWalk byRows(Tensor... tensors) {
        List<Long> sizes = new ArrayList<>();
        List<long[]> steps = new ArrayList<>();
        for (int d = 0; d < tensors[0].rank(); d++) {
            int dimension = d;
            sizes.add((long) tensors[0].dim(d));
            steps.add(Arrays.stream(tensors)
                    .mapToLong(tensor -> tensor.stride(dimension))
                    .toArray());
        }
        return padded(sizes, steps, tensors.length);
    }

    /** As {@link #byRows}, the rows as one dimension where they lie evenly in every tensor. */
    static StridedWalk byPositions(Tensor... tensors) {
        List<Tensor> even = Arrays.stream(tensors)
                .flatMap(tensor -> tensor.flatten(0, tensor.rank() - 2).stream())
                .toList();
        return byRows(even.size() == tensors.length ? even.toArray(Tensor[]::new) : tensors);
    }

    /** Whether an outer dimension continues an inner one in every tensor. */
    private static boolean nests(long[] outer, long[] inner, long size) {
        return IntStream.range(0, outer.length).allMatch(i -> outer[i] == inner[i] * size);
    }

    private static StridedWalk padded(List<Long> sizes, List<long[]> steps, int tensors) {
        int missing = RANK - sizes.size();
        long[] allSizes = new long[RANK];
        Arrays.fill(allSizes, 1);
        long[][] allSteps = new long[tensors][RANK];
        for (int d = 0; d < sizes.size(); d++) {
            allSizes[missing + d] = sizes.get(d);
            for (int i = 0; i < tensors; i++) {
                allSteps[i][missing + d] = steps.get(d)[i];
            }
        }
        return new StridedWalk(allSizes, allSteps);
    }

    /** The structure {@code Extent} of the kernels. */
    long[] extent() {
        return sizes;
    }

    /** The structure {@code Steps} of the kernels for one of the tensors. */
    long[] steps(int tensor) {
        return steps[tensor];
    }

    long rows() {
        return sizes[0] * sizes[1] * sizes[2];
    }

    boolean isEmpty() {
        return Arrays.stream(sizes).anyMatch(size -> size == 0);
    }

    /** Threads for every element. */
    LaunchShape shape() {
        return LaunchShape.rowsOfElements(rows(), sizes[3]);
    }
}
