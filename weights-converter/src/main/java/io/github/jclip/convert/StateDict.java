// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A checkpoint's tensors under the names that the model itself gives them: without the dictionary that a trainer puts
 * around them, the prefix of a parallel wrapper, and what is not a weight.
 */
final class StateDict {
    private static final String WRAPPER = "state_dict.";
    private static final String PARALLEL = "module.";
    private static final String CUSTOM_TEXT = "text.";

    /** Constants and counters, which the sizes imply or which only training uses. */
    private static final Pattern NOT_A_WEIGHT = Pattern.compile(
            "input_resolution|context_length|vocab_size|(?:.*\\.)?(?:num_batches_tracked|position_ids|attn_mask)");

    private static final Set<String> TEXT_TOWER = Set.of(
            "text.token_embedding.weight",
            "text.positional_embedding",
            "text.text_projection",
            "text.ln_final.weight",
            "text.ln_final.bias");

    private final Checkpoint checkpoint;
    private final SequencedMap<String, String> storedNames;
    private final boolean customText;

    private StateDict(Checkpoint checkpoint, SequencedMap<String, String> storedNames, boolean customText) {
        this.checkpoint = checkpoint;
        this.storedNames = storedNames;
        this.customText = customText;
    }

    /** The state dict in a checkpoint. */
    static StateDict of(Checkpoint checkpoint) {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        checkpoint.names().forEach(name -> names.put(name, name));
        keepWithin(WRAPPER, names);
        if (names.keySet().stream().allMatch(name -> name.startsWith(PARALLEL))) {
            keepWithin(PARALLEL, names);
        }
        names.keySet().removeIf(name -> NOT_A_WEIGHT.matcher(name).matches());
        boolean customText = names.keySet().containsAll(TEXT_TOWER);
        if (customText) {
            rename(checkpoint.file(), names, StateDict::withoutTextPrefix);
        }
        return new StateDict(checkpoint, names, customText);
    }

    private static void keepWithin(String prefix, SequencedMap<String, String> names) {
        List<String> inside =
                names.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
        if (inside.isEmpty()) {
            return;
        }
        SequencedMap<String, String> kept = new LinkedHashMap<>();
        inside.forEach(name -> kept.put(name.substring(prefix.length()), names.get(name)));
        names.clear();
        names.putAll(kept);
    }

    private static String withoutTextPrefix(String name) {
        return name.startsWith(CUSTOM_TEXT) ? name.substring(CUSTOM_TEXT.length()) : name;
    }

    private static void rename(Path file, SequencedMap<String, String> names, UnaryOperator<String> newName) {
        Map<String, String> before = new LinkedHashMap<>(names);
        names.clear();
        before.forEach((name, stored) -> {
            if (names.putIfAbsent(newName.apply(name), stored) != null) {
                throw new BadInputException(Excerpt.line("%s: both %s and %s; give a checkpoint of one model"
                        .formatted(file, Excerpt.quote(name), Excerpt.quote(newName.apply(name)))));
            }
        });
    }

    /** The checkpoint's file, for messages. */
    Path file() {
        return checkpoint.file();
    }

    /** The names of the weights, in the file's order. */
    SequencedSet<String> names() {
        return storedNames.sequencedKeySet();
    }

    boolean contains(String name) {
        return storedNames.containsKey(name);
    }

    boolean hasPrefix(String prefix) {
        return names().stream().anyMatch(name -> name.startsWith(prefix));
    }

    /** Whether the text tower's names had open_clip's prefix {@code text.}, which its later architectures have. */
    boolean hasCustomText() {
        return customText;
    }

    /**
     * A floating-point tensor.
     *
     * @throws BadInputException if there is none of this name, or it is not readable or not floating-point
     */
    Tensor weight(String name) {
        String stored = storedNames.get(name);
        if (stored == null) {
            throw new BadInputException(Excerpt.line(
                    "%s: tensor %s is missing; give a complete checkpoint".formatted(file(), Excerpt.quote(name))));
        }
        Tensor tensor = checkpoint.tensor(stored);
        if (!tensor.dtype().isFloating()) {
            throw new BadInputException(
                    Excerpt.line("%s: tensor %s is stored as %s; weights must be floating-point numbers"
                            .formatted(file(), Excerpt.quote(stored), tensor.dtype())));
        }
        return tensor;
    }

    /** What to throw about a tensor whose shape does not fit the rest. */
    BadInputException badShape(String name, Shape actual, String expected) {
        return new BadInputException(Excerpt.line("%s: tensor %s has shape %s, expected %s"
                .formatted(file(), Excerpt.quote(storedNames.getOrDefault(name, name)), actual, expected)));
    }
}
