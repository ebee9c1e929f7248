// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From the names of Hugging Face's {@code CLIPModel} to OpenAI's. Queries, keys and values are stored apart there, and
 * the projections as linear layers [out, in]; here the three are one matrix, and the projections are [in, out].
 */
final class HuggingFaceNames {
    private static final String TEXT = "text_model.";
    private static final String VISION = "vision_model.";

    private static final Map<String, String> UNCHANGED = Map.ofEntries(
            Map.entry("logit_scale", "logit_scale"),
            Map.entry("text_model.embeddings.token_embedding.weight", "token_embedding.weight"),
            Map.entry("text_model.embeddings.position_embedding.weight", "positional_embedding"),
            Map.entry("text_model.final_layer_norm.weight", "ln_final.weight"),
            Map.entry("text_model.final_layer_norm.bias", "ln_final.bias"),
            Map.entry("vision_model.embeddings.class_embedding", "visual.class_embedding"),
            Map.entry("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"),
            Map.entry("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"),
            // The library's own spelling.
            Map.entry("vision_model.pre_layrnorm.weight", "visual.ln_pre.weight"),
            Map.entry("vision_model.pre_layrnorm.bias", "visual.ln_pre.bias"),
            Map.entry("vision_model.post_layernorm.weight", "visual.ln_post.weight"),
            Map.entry("vision_model.post_layernorm.bias", "visual.ln_post.bias"));

    private static final Map<String, String> TRANSPOSED =
            Map.of("text_projection.weight", "text_projection", "visual_projection.weight", "visual.proj");

    private static final Pattern LAYER =
            Pattern.compile("(text_model|vision_model)\\.encoder\\.layers\\.(\\d{1,5})\\.(.+)\\.(weight|bias)");

    private static final Map<String, String> IN_LAYER = Map.of(
            "self_attn.out_proj", "attn.out_proj",
            "layer_norm1", "ln_1",
            "layer_norm2", "ln_2",
            "mlp.fc1", "mlp.c_fc",
            "mlp.fc2", "mlp.c_proj");

    private static final String QUERIES = "self_attn.q_proj";
    private static final String KEYS = "self_attn.k_proj";
    private static final String VALUES = "self_attn.v_proj";

    private final StateDict state;

    private HuggingFaceNames(StateDict state) {
        this.state = state;
    }

    /** Whether a state dict has both towers under Hugging Face's names. */
    static boolean in(StateDict state) {
        return state.hasPrefix(TEXT) && state.hasPrefix(VISION);
    }

    /**
     * The tensors under OpenAI's names.
     *
     * @throws BadInputException if one is of another model, or queries, keys and values do not go together
     */
    static List<TensorSource> toOpenAi(StateDict state) {
        HuggingFaceNames names = new HuggingFaceNames(state);
        List<TensorSource> sources = new ArrayList<>();
        state.names().forEach(name -> names.convert(name).ifPresent(sources::add));
        return sources;
    }

    /** Empty for keys and values, which go with the queries. */
    private Optional<TensorSource> convert(String name) {
        if (UNCHANGED.containsKey(name)) {
            return Optional.of(TensorSource.of(UNCHANGED.get(name), state.weight(name)));
        }
        if (TRANSPOSED.containsKey(name)) {
            return Optional.of(transposed(name));
        }
        Matcher layer = LAYER.matcher(name);
        if (!layer.matches()) {
            throw unknown(name);
        }
        String tower = layer.group(1).equals("text_model") ? "" : "visual.";
        String block = tower + "transformer.resblocks." + Integer.parseInt(layer.group(2)) + ".";
        String part = layer.group(3);
        String parameter = layer.group(4);
        return switch (part) {
            case QUERIES -> Optional.of(stacked(name, block + "attn.in_proj_" + parameter));
            case KEYS, VALUES -> {
                state.weight(name.replace(part, QUERIES));
                yield Optional.empty();
            }
            default -> {
                if (!IN_LAYER.containsKey(part)) {
                    throw unknown(name);
                }
                String target = block + IN_LAYER.get(part) + "." + parameter;
                yield Optional.of(TensorSource.of(target, state.weight(name)));
            }
        };
    }

    private BadInputException unknown(String name) {
        return new BadInputException(
                Excerpt.line("%s: tensor %s does not belong to a CLIPModel; give a plain CLIP model"
                        .formatted(state.file(), Excerpt.quote(name))));
    }

    private TensorSource transposed(String name) {
        Tensor linear = state.weight(name);
        if (linear.rank() != 2) {
            throw state.badShape(name, linear.shape(), "two dimensions");
        }
        return TensorSource.of(TRANSPOSED.get(name), linear.transpose(0, 1));
    }

    /** Queries, keys and values one below the other: [3·C, C], or [3·C] for biases. */
    private TensorSource stacked(String queriesName, String target) {
        Tensor queries = state.weight(queriesName);
        Tensor keys = alike(queriesName.replace(QUERIES, KEYS), queries);
        Tensor values = alike(queriesName.replace(QUERIES, VALUES), queries);
        int rows = queries.dim(0);
        int[] dims = queries.shape().toArray();
        dims[0] = 3 * rows;
        Shape shape = Shape.of(dims);
        DType dtype = queries.dtype();
        return new TensorSource(target, dtype, shape, scope -> {
            Tensor all = scope.allocate(dtype, shape);
            all.slice(0, 0, rows).copyFrom(queries);
            all.slice(0, rows, 2 * rows).copyFrom(keys);
            all.slice(0, 2 * rows, 3 * rows).copyFrom(values);
            return all;
        });
    }

    private Tensor alike(String name, Tensor queries) {
        Tensor tensor = state.weight(name);
        if (!tensor.shape().equals(queries.shape()) || tensor.rank() == 0 || tensor.dim(0) > Integer.MAX_VALUE / 3) {
            throw state.badShape(name, tensor.shape(), "%s as the queries have".formatted(queries.shape()));
        }
        if (tensor.dtype() != queries.dtype()) {
            throw new BadInputException(
                    Excerpt.line("%s: tensor %s is stored as %s, but the queries as %s; save it again"
                            .formatted(state.file(), Excerpt.quote(name), tensor.dtype(), queries.dtype())));
        }
        return tensor;
    }
}
