// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The batches of a training in order, each prepared by background threads while the one before is computed with. For use
 * by one thread.
 */
final class PairBatches implements AutoCloseable {
    private static final int IN_FLIGHT = 2;

    /** A batch whose pairs are being written into it. */
    private record Pending(PairBatch batch, List<Future<?>> pairs) {}

    private final PairSource source;
    private final ClipTokenizer tokenizer;
    private final int contextLength;
    private final int end;
    private final ExecutorService workers;
    private final Scope scope = Scope.ofHost();
    private final Deque<Pending> ahead = new ArrayDeque<>();
    private PairBatch current;
    private int submitted;

    /**
     * Starts to prepare the first batches.
     *
     * @param first the first step
     * @param threads that prepare pairs
     */
    PairBatches(PairSource source, ClipTokenizer tokenizer, Recipe recipe, int first, int threads) {
        this.source = source;
        this.tokenizer = tokenizer;
        this.contextLength = recipe.model().text().contextLength();
        this.end = recipe.training().steps();
        this.submitted = first;
        this.workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("jclip-pairs-", 0).factory());
        int pairs = recipe.training().batchSize();
        int side = recipe.model().imageResolution();
        for (int i = 0; i < IN_FLIGHT; i++) {
            submit(new PairBatch(scope.allocate(DType.F32, pairs, 3, side, side)));
        }
    }

    private void submit(PairBatch batch) {
        if (submitted == end) {
            return;
        }
        int step = submitted++;
        List<Future<?>> pairs = new ArrayList<>();
        for (int i = 0; i < batch.images().dim(0); i++) {
            int position = i;
            pairs.add(workers.submit(() -> load(batch, step, position)));
        }
        ahead.add(new Pending(batch, pairs));
    }

    private void load(PairBatch batch, int step, int position) {
        String caption = source.load(step, position, batch.images().select(0, position));
        batch.tokens()[position] = tokenizer.tokenize(List.of(caption), contextLength, true)[0];
    }

    /**
     * The next batch; the memory of the one before is used again.
     *
     * @throws BadInputException if an image of it cannot be read
     */
    PairBatch next() {
        if (current != null) {
            submit(current);
        }
        Pending next = ahead.remove();
        next.pairs().forEach(PairBatches::await);
        current = next.batch();
        return current;
    }

    private static void await(Future<?> pair) {
        try {
            pair.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BadInputException broken) {
                throw new BadInputException(broken.getMessage(), broken);
            }
            throw new IllegalStateException("preparing a pair failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for pairs", e);
        }
    }

    /** Stops preparing, waits for the pairs in work, and frees the memory. */
    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
        scope.close();
    }
}
