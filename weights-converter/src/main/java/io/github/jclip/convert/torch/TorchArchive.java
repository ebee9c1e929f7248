// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.torch;

import io.github.jclip.tensor.Tensor;
import java.util.Collections;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** The tensors and the plain values of one file, each under the path of keys that leads to it, joined by dots. */
public final class TorchArchive {
    private final String place;
    private final Layout layout;
    private final SequencedMap<String, TorchTensor> tensors;
    private final Map<String, Object> values;

    /** How PyTorch lays out files. */
    public enum Layout {
        /** The zip archive of {@code torch.save}. */
        ZIP,
        /** The zip archive of {@code torch.jit.save}. */
        SCRIPT,
        /** The pickles of {@code torch.save} before PyTorch 1.6. */
        LEGACY
    }

    TorchArchive(String place, Layout layout, ObjectWalk walk) {
        this.place = place;
        this.layout = layout;
        this.tensors = walk.tensors();
        this.values = walk.values();
    }

    /** What wrote it. */
    public Layout layout() {
        return layout;
    }

    /** The names of all tensors, in the file's order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** A view of a tensor that is among the names. */
    public Tensor tensor(String name) {
        return tensors.get(name).open(place, name);
    }

    /** The values that are not tensors: String, Boolean, java.math.BigInteger or Double. */
    public Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }
}
