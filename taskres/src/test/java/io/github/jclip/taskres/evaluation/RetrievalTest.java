// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RetrievalTest {
    @Test
    void rowsAreImagesAndColumnsTexts() {
        double[][] gallery = {
            {0.9, 0.1, 0.2},
            {0.8, 0.5, 0.3},
            {0.0, 0.4, 0.35},
        };
        Retrieval retrieval = Retrieval.of(List.<double[][]>of(gallery));
        assertEquals(1, retrieval.imageToText().correct());
        assertEquals(3, retrieval.textToImage().correct());
        assertEquals(3, retrieval.textToImage().total());
    }

    @Test
    void galleriesAreSearchedOneByOne() {
        Retrieval retrieval = Retrieval.of(List.of(new double[][] {{1, 0}, {0, 1}}, new double[][] {{-5}}));
        assertEquals(3, retrieval.imageToText().correct());
        assertEquals(3, retrieval.imageToText().total());
    }

    @Test
    void aTieAndNotANumberAreMisses() {
        Retrieval retrieval = Retrieval.of(List.<double[][]>of(new double[][] {{0.5, 0.5}, {Double.NaN, Double.NaN}}));
        assertEquals(0, retrieval.imageToText().correct());
        assertEquals(0, retrieval.textToImage().correct());
    }
}
