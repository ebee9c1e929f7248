// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.op.ResizeCropNormalize;
import io.github.jclip.tensor.resample.BicubicWeights;
import io.github.jclip.tensor.resample.PlacedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cases of {@link ResizeCropNormalize}. */
final class ImageCases {
    /** Samples between images, so that one that is read too far spoils a result. */
    private static final int GAP = 13;

    private final CaseList cases;

    /**
     * An image.
     *
     * @param width of what is there
     * @param resizedWidth of what the output is a part of, in the middle
     */
    private record Resize(int bands, int width, int height, int resizedWidth, int resizedHeight) {

        PlacedImage place(int offset, int columns, int rows) {
            int left = (resizedWidth - columns) / 2;
            int top = (resizedHeight - rows) / 2;
            return new PlacedImage(
                    offset,
                    width * bands,
                    bands,
                    BicubicWeights.of(width, resizedWidth, left, left + columns).fixedPoint(),
                    BicubicWeights.of(height, resizedHeight, top, top + rows).fixedPoint());
        }

        int samples() {
            return width * height * bands;
        }
    }

    private ImageCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        ImageCases declaration = new ImageCases(cases);
        declaration.batch("one sample", 1, 1, new Resize(1, 1, 1, 1, 1));
        declaration.batch("sides of one pixel", 9, 7, new Resize(3, 1, 1, 9, 9), new Resize(3, 1, 20, 9, 180));
        declaration.batch("sides of one sample", 7, 9, new Resize(1, 20, 1, 180, 9), new Resize(1, 1, 3, 9, 27));
        declaration.batch("larger and smaller", 33, 35, new Resize(3, 19, 23, 35, 42), new Resize(3, 70, 51, 48, 35));
        declaration.batch("gray beside colours", 33, 17, new Resize(1, 41, 40, 33, 33), new Resize(3, 9, 40, 33, 146));
        declaration.batch("very wide, very tall", 5, 5, new Resize(3, 700, 3, 1166, 5), new Resize(1, 2, 500, 5, 1250));
        declaration.batch("much smaller", 6, 3, new Resize(3, 143, 97, 8, 6), new Resize(1, 64, 211, 6, 19));
        declaration.batch("as it is", 34, 18, new Resize(3, 34, 18, 34, 18), new Resize(3, 40, 18, 40, 18));
        declaration.batch("one direction", 32, 32, new Resize(3, 32, 90, 32, 40), new Resize(3, 90, 32, 40, 32));
    }

    private void batch(String what, int columns, int rows, Resize... images) {
        String parameters = "%s, to %d×%d".formatted(what, columns, rows);
        cases.add(ResizeCropNormalize.class, parameters, operands -> {
            List<PlacedImage> placed = new ArrayList<>();
            int end = GAP;
            for (Resize image : images) {
                placed.add(image.place(end, columns, rows));
                end += image.samples() + GAP;
            }
            double[] table =
                    Arrays.stream(PlacedImage.table(placed)).asDoubleStream().toArray();
            return new ResizeCropNormalize(
                    operands.indices(DType.U8, 256, end),
                    operands.input(DType.I32, table, table.length),
                    operands.denseInput(DType.F32, 1, 3, 256),
                    operands.exactOutput(operands.dtype(), images.length, 3, rows, columns));
        });
    }
}
