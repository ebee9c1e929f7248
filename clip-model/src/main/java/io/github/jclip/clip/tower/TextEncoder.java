// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.TextConfig;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.OutOfDeviceMemoryException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The text tower on a device. Texts are computed in batches of similar length, the longest first, each only up to the end of its longest
 * text, which changes nothing in the result. Calls are serialised.
 */
public final class TextEncoder implements AutoCloseable {
    /** Enough rows to fill the machine; few enough that 1000 classes with 80 templates fit in memory. */
    private static final int MAX_BATCH = 64;

    private record BatchShape(int texts, int tokens, boolean showsStages) {
        long size() {
            return (long) texts * tokens;
        }
    }

    private record Unrolled(Program program, Tensor ids, Tensor ends, Tensor embeddings) implements AutoCloseable {
        @Override
        public void close() {
            program.close();
        }
    }

    private final Device device;
    private final Scope weights;
    private final TextTransformer tower;
    private final ProgramCache<BatchShape, Unrolled> programs;
    private final BatchLimit limit;

    /** A tower of which nobody hears that it takes smaller batches than usual. */
    public TextEncoder(Device device, WeightSource source, TextConfig config, TowerSettings settings) {
        this(device, source, config, settings, _ -> {});
    }

    /**
     * Loads a tower onto a device.
     *
     * @param source tensors by OpenAI's names; they must stay alive as long as the encoder
     * @param notices told in a line when the device has too little memory for a batch, which is then taken in parts
     */
    public TextEncoder(
            Device device, WeightSource source, TextConfig config, TowerSettings settings, Consumer<String> notices) {
        this.limit = new BatchLimit(MAX_BATCH, "texts", notices);
        this.device = device;
        this.weights = device.openScope();
        this.programs = new ProgramCache<>(device, BatchShape::size, this::unroll);
        this.tower = new TextTransformer(new Parameters(device, source, weights), config, settings);
    }

    public TextConfig config() {
        return tower.config();
    }

    /** E, the embedding dimension. */
    public int embeddingDim() {
        return tower.embeddingDim();
    }

    /**
     * Embeds tokenised texts.
     *
     * @param tokens token ids, one row for each text, padded to at most the context length; a text ends at the first
     *     occurrence of its largest id
     * @param result host tensor [N, E], overwritten with embeddings that are not normalised
     * @throws OutOfDeviceMemoryException if the device has too little memory for one text
     */
    public void encode(int[][] tokens, Tensor result) {
        encode(tokens, result, null);
    }

    /**
     * As {@link #encode(int[][], Tensor)}, showing every named stage of every batch to a listener, unless it is null.
     */
    public synchronized void encode(int[][] tokens, Tensor result, Program.StageListener listener) {
        int[] byLength = IntStream.range(0, tokens.length)
                .mapToLong(text -> text + ((long) endOf(tokens[text]) << Integer.SIZE))
                .sorted()
                .mapToInt(key -> (int) key)
                .toArray();
        for (int to = byLength.length; to > 0; ) {
            int[] batch = Arrays.copyOfRange(byLength, Math.max(0, to - limit.most()), to);
            try {
                encodeBatch(tokens, batch, result, listener);
                to -= batch.length;
            } catch (OutOfDeviceMemoryException e) {
                programs.close();
                limit.halve(batch.length, e);
            }
        }
    }

    private void encodeBatch(int[][] tokens, int[] texts, Tensor result, Program.StageListener listener) {
        int[] ends = Arrays.stream(texts).map(text -> endOf(tokens[text])).toArray();
        int length = ends[ends.length - 1] + 1;
        Unrolled unrolled = programs.get(new BatchShape(texts.length, length, listener != null));
        int[] ids = new int[texts.length * length];
        for (int row = 0; row < texts.length; row++) {
            System.arraycopy(tokens[texts[row]], 0, ids, row * length, length);
        }
        try (Scope staging = Scope.ofHost()) {
            device.copy(Tensor.ofInts(staging, ids, texts.length, length), unrolled.ids());
            device.copy(Tensor.ofInts(staging, ends, texts.length), unrolled.ends());
            if (listener == null) {
                unrolled.program().run();
            } else {
                unrolled.program().run(listener);
            }
            Tensor embeddings = staging.allocate(result.dtype(), texts.length, embeddingDim());
            HostCopies.download(device, unrolled.embeddings(), embeddings);
            for (int row = 0; row < texts.length; row++) {
                result.select(0, texts[row]).copyFrom(embeddings.select(0, row));
            }
        }
    }

    /** The first position of the largest id: the end-of-text token. */
    private static int endOf(int[] row) {
        int end = 0;
        for (int i = 1; i < row.length; i++) {
            if (row[i] > row[end]) {
                end = i;
            }
        }
        return end;
    }

    private Unrolled unroll(BatchShape shape, Buffers buffers) {
        return Program.build(device, buffers, shape.showsStages(), program -> {
            Tensor ids = program.scope().allocate(DType.I32, shape.texts(), shape.tokens());
            Tensor ends = program.scope().allocate(DType.I32, shape.texts());
            return new Unrolled(program, ids, ends, tower.append(program, ids, ends));
        });
    }

    @Override
    public synchronized void close() {
        programs.close();
        weights.close();
    }
}
