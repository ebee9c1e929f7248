// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AddBackward;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.Fill;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * A stack of {@linkplain TrainableBlock blocks} forward and backward, with prompts that replace tokens at the input of
 * blocks. As in {@link Transformer} the last block is computed for the pooled tokens alone.
 */
final class TrainableTransformer {
    private final List<TrainableBlock> blocks;
    private final List<PromptTokens> prompts;
    private final boolean recomputes;

    private TrainableTransformer(List<TrainableBlock> blocks, List<PromptTokens> prompts, boolean recomputes) {
        this.blocks = blocks;
        this.prompts = prompts;
        this.recomputes = recomputes;
    }

    /** Prompts of layer 0 are the tower's own. */
    static TrainableTransformer load(
            TrainableParameters parameters,
            int layers,
            double layerNormEpsilon,
            ResidualAttentionBlock.Settings settings,
            TrainingSettings training) {
        TrainableParameters resblocks = parameters.at("resblocks");
        List<PromptTokens> deep =
                training.prompts().stream().filter(it -> it.layer() > 0).toList();
        for (PromptTokens prompt : deep) {
            if (prompt.layer() >= layers) {
                throw new IllegalArgumentException(
                        "prompts for layer %d of a tower with %d layers".formatted(prompt.layer(), layers));
            }
        }
        return new TrainableTransformer(
                IntStream.range(0, layers)
                        .mapToObj(
                                i -> TrainableBlock.load(resblocks.at(Integer.toString(i)), layerNormEpsilon, settings))
                        .toList(),
                deep,
                training.recomputes());
    }

    /**
     * A forward pass.
     *
     * @param saved activations of each block from {@code lowest} on; of a block that recomputes, only the input counts
     * @param pooled output of the last block, [B, C]
     * @param lowest the first block that the backward pass reaches
     * @param firstToken where the prompts of a layer begin
     */
    record Forward(
            List<TrainableBlock.Saved> saved,
            Tensor pooled,
            int lowest,
            Pooling pooling,
            ToIntFunction<PromptTokens> firstToken) {}

    /**
     * Appends all blocks.
     *
     * @param x [B, T, C], a borrowed buffer, kept or given back
     * @param inputTrained whether the gradient of x is wanted
     * @param firstToken where the prompts of a layer begin
     */
    Forward forward(
            Program program, Tensor x, Pooling pooling, boolean inputTrained, ToIntFunction<PromptTokens> firstToken) {
        int lowest = inputTrained ? 0 : lowestTrained();
        List<TrainableBlock.Saved> saved = new ArrayList<>();
        Tensor stream = x;
        for (int i = 0; i < blocks.size(); i++) {
            insertPrompts(program, i, stream, firstToken);
            TrainableBlock.Saved activations = blocks.get(i).forward(program, stream, poolingOf(i, pooling));
            Tensor y = blocks.get(i).output(program, activations);
            if (i < lowest || recomputes) {
                activations.giveBack(program);
            }
            if (i < lowest) {
                program.giveBack(stream);
            }
            saved.add(activations);
            stream = y;
        }
        return new Forward(saved, stream, lowest, pooling, firstToken);
    }

    /** The first block that has something to train, or prompts at its input. */
    private int lowestTrained() {
        int firstPrompts = prompts.stream().mapToInt(PromptTokens::layer).min().orElse(blocks.size());
        return IntStream.range(0, blocks.size())
                .filter(i -> i == firstPrompts || blocks.get(i).trained())
                .findFirst()
                .orElse(blocks.size());
    }

    private Pooling poolingOf(int block, Pooling pooling) {
        return block == blocks.size() - 1 ? pooling : null;
    }

    private void insertPrompts(Program program, int layer, Tensor x, ToIntFunction<PromptTokens> firstToken) {
        for (PromptTokens prompt : promptsOf(layer)) {
            Tensor place = place(x, prompt, firstToken);
            program.add(new Cast(prompt.value().expand(place.shape().toArray()), place));
        }
    }

    private List<PromptTokens> promptsOf(int layer) {
        return prompts.stream().filter(it -> it.layer() == layer).toList();
    }

    private static Tensor place(Tensor x, PromptTokens prompt, ToIntFunction<PromptTokens> firstToken) {
        int first = firstToken.applyAsInt(prompt);
        return x.slice(1, first, first + prompt.count());
    }

    /**
     * Appends the backward pass of all blocks that it reaches.
     *
     * @param dpooled gradient of the last block's output, a borrowed buffer, given back
     * @return gradient of x, a borrowed buffer; null where it is not wanted
     */
    Tensor backward(Program program, Forward forward, Tensor dpooled) {
        Tensor gradient = dpooled;
        for (int i = blocks.size() - 1; i >= forward.lowest(); i--) {
            TrainableBlock block = blocks.get(i);
            Pooling pooling = poolingOf(i, forward.pooling());
            TrainableBlock.Saved saved = forward.saved().get(i);
            TrainableBlock.Saved activations = recomputes ? block.forward(program, saved.x(), pooling) : saved;
            gradient = block.backward(program, activations, pooling, gradient);
            promptsBackward(program, i, gradient, forward.firstToken());
        }
        return gradient;
    }

    /** The tokens that prompts replaced have no influence. */
    private void promptsBackward(Program program, int layer, Tensor dx, ToIntFunction<PromptTokens> firstToken) {
        for (PromptTokens prompt : promptsOf(layer)) {
            Tensor place = place(dx, prompt, firstToken);
            program.add(new AddBackward(place, prompt.gradient()));
            program.add(new Fill(0, place));
        }
    }
}
