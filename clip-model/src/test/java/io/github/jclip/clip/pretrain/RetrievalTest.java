// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetrievalTest {
    private static Tensor rows(float... values) {
        return Tensor.ofFloats(Scope.ofGarbageCollected(), values, values.length / 2, 2);
    }

    @Test
    void countsWhatComesFirst() {
        Tensor images = rows(1, 0, 0, 3, 1, 1, 1, 0.9f);
        Tensor texts = rows(2, 0, 0, 1, 1, 1.1f, 1, 0);
        // the fourth image is nearest to the third text; the fourth text to the first image
        assertEquals(new Retrieval(75, 75), Retrieval.of(images, texts, List.of("a", "b", "c", "d")));
    }

    @Test
    void captionsThatReadTheSameAreEquallyRight() {
        Tensor images = rows(1, 0, 1, 0.1f, 0, 1);
        Tensor texts = rows(1, 0, 1, 0, 0, 1);
        assertEquals(new Retrieval(100, 100), Retrieval.of(images, texts, List.of("a", "a", "b")));
    }
}
