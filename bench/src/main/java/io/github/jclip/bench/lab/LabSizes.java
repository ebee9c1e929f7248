// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

/**
 * How large the operands of the laboratory's ops are.
 *
 * @param images of a batch
 * @param tokens of an image, patches and the class token
 * @param width C of the image tower
 * @param heads of the image tower
 * @param texts of a batch
 * @param context tokens of a text
 * @param textWidth C of the text tower
 * @param textHeads of the text tower
 * @param vocabulary rows of the token table
 * @param classes K
 * @param rows embeddings of a training batch
 * @param embedding E
 * @param grid height and width of a ResNet's first stage
 * @param channels of its 3×3 convolutions
 * @param resolution of images in pixels
 * @param patch of a ViT in pixels
 */
record LabSizes(
        int images,
        int tokens,
        int width,
        int heads,
        int texts,
        int context,
        int textWidth,
        int textHeads,
        int vocabulary,
        int classes,
        int rows,
        int embedding,
        int grid,
        int channels,
        int resolution,
        int patch) {

    /** ViT-B/16, RN50 and a text tower with a batch of so many, 1000 classes. */
    static LabSizes clip(int batch) {
        return new LabSizes(batch, 197, 768, 12, batch, 77, 512, 8, 49408, 1000, 256, 512, 56, 64, 224, 16);
    }

    /** Too small for times, with every dimension odd somewhere. */
    static LabSizes tiny() {
        return new LabSizes(2, 17, 32, 2, 3, 7, 24, 2, 50, 11, 6, 24, 6, 8, 16, 8);
    }
}
