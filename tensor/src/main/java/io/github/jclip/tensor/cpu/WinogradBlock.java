// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;

/** One task of a {@link WinogradConvolution}: some tiles, numbered through the batch. */
final class WinogradBlock {
    private static final int MR = MicroKernel.ROWS;
    private static final int NR = MicroKernel.COLUMNS;

    /** Bytes of a component's products for a tile and a panel. */
    private static final long PRODUCT_ROW = (long) NR * Float.BYTES;

    /** Keeps the components from falling into the same cache sets. */
    private static final long STAGGER = 5 * 64;

    private final WinogradConvolution convolution;
    private final WinogradTransform transform;
    private final int inputCount;
    private final int componentCount;
    private final long halfRow;
    private final Image x;
    private final Image y;
    private final Image residual;

    /** Whether nothing but a bias and perhaps ReLU, which is a floor, follows the sums. */
    private final boolean isSimple;

    private final float floor;
    private final int padding;
    private final int firstTile;
    private final int lastTile;
    private final int channels;
    private final long weights;
    private final long inputRow;

    /** Scratch memory: the transformed inputs and the products, each by component and tile, then parts of one tile. */
    private final long inputs;

    private final long inputsStep;
    private final long products;
    private final long productsStep;
    private final long half;
    private final long pixels;

    WinogradBlock(WinogradConvolution convolution, int firstTile, int lastTile, Scratch scratch) {
        this.convolution = convolution;
        this.transform = convolution.w().transform();
        this.inputCount = transform.inputs();
        this.componentCount = transform.components();
        this.halfRow = inputCount * PRODUCT_ROW;
        this.x = Image.of(convolution.op().x());
        this.y = Image.of(convolution.op().y());
        this.residual = convolution.residual() == null ? null : Image.of(convolution.residual());
        Activation activation = convolution.op().epilogue().activation();
        this.isSimple = residual == null
                && convolution.bias() != 0
                && (activation == Activation.NONE || activation == Activation.RELU);
        this.floor = activation == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
        this.padding = convolution.op().padding();
        this.firstTile = firstTile;
        this.lastTile = lastTile;
        this.channels = convolution.w().channels();
        this.weights = convolution.w().address();
        int rows = Math.ceilDiv(lastTile - firstTile, MR) * MR;
        inputRow = (long) channels * Float.BYTES;
        inputsStep = rows * inputRow + STAGGER;
        productsStep = rows * PRODUCT_ROW + STAGGER;
        long tile = componentCount * Math.max(inputRow, PRODUCT_ROW);
        inputs = scratch.atLeast(componentCount * (inputsStep + productsStep) + 2 * tile);
        products = inputs + componentCount * inputsStep;
        half = products + componentCount * productsStep;
        pixels = half + tile;
    }

    /** Computes the columns of some panels. */
    void run(int firstPanel, int lastPanel) {
        for (int tile = firstTile; tile < lastTile; tile++) {
            transformInput(tile);
        }
        for (int panel = firstPanel; panel < lastPanel; panel++) {
            multiply(panel);
            int column = panel * NR;
            int width = Math.min(NR, y.channels - column);
            for (int tile = firstTile; tile < lastTile; tile++) {
                transformOutput(tile, column, width);
            }
        }
    }

    private void transformInput(int tile) {
        Place place = Place.of(tile, convolution);
        int top = place.top - padding;
        int left = place.left - padding;
        long source = x.address(place.image, top, left);
        long rowStep = x.rowStep;
        long columnStep = x.columnStep;
        if (!x.contains(top, left, inputCount) || x.channelStep != Float.BYTES) {
            source = pixels;
            columnStep = inputRow;
            rowStep = inputCount * inputRow;
            gather(place.image, top, left);
        }
        long halfStep = inputCount * inputRow;
        for (int j = 0; j < inputCount; j++) {
            transform.input(source + j * columnStep, rowStep, half + j * inputRow, halfStep, channels);
        }
        long target = inputs + (tile - firstTile) * inputRow;
        long targetStep = inputCount * inputsStep;
        for (int i = 0; i < inputCount; i++) {
            transform.input(half + i * halfStep, inputRow, target + i * targetStep, inputsStep, channels);
        }
    }

    /** Copies the inputs of a tile, with zeros outside the image. */
    private void gather(int image, int top, int left) {
        long target = pixels;
        for (int row = top; row < top + inputCount; row++) {
            for (int column = left; column < left + inputCount; column++) {
                if (x.contains(row, column, 1)) {
                    DenseRow.gather(x.address(image, row, column), x.channelStep, target, channels);
                } else {
                    DenseRow.zero(target, channels);
                }
                target += inputRow;
            }
        }
    }

    private void multiply(int panel) {
        for (int component = 0; component < componentCount; component++) {
            multiply(
                    inputs + component * inputsStep,
                    weights + convolution.w().offset(panel, component),
                    weights + convolution.w().offsetAfter(panel, component),
                    products + component * productsStep);
        }
    }

    /** Multiplies one component, while the tiles of C together read what comes next, {@code ahead}. */
    private void multiply(long a, long b, long ahead, long c) {
        int tiles = Math.ceilDiv(lastTile - firstTile, MR);
        long step = Math.ceilDiv(PRODUCT_ROW, tiles * (long) Long.BYTES) * Long.BYTES;
        for (int tile = 0; tile < tiles; tile++) {
            long row = (long) tile * MR;
            long covered = (long) tile * channels * step;
            boolean reads = covered + channels * step <= channels * PRODUCT_ROW;
            MicroKernel.multiply(
                    a + row * inputRow,
                    inputRow,
                    b,
                    channels,
                    c + row * PRODUCT_ROW,
                    reads ? ahead + covered : ahead,
                    reads ? step : 0);
        }
    }

    private void transformOutput(int tile, int column, int width) {
        Place place = Place.of(tile, convolution);
        long source = products + (tile - firstTile) * PRODUCT_ROW;
        for (int j = 0; j < inputCount; j++) {
            transform.output(
                    source + j * productsStep, inputCount * productsStep, half + j * PRODUCT_ROW, halfRow, width);
        }
        int rows = Math.min(transform.outputs(), y.height - place.top);
        int columns = Math.min(transform.outputs(), y.width - place.left);
        for (int i = 0; i < rows; i++) {
            long row = half + i * halfRow;
            int done = isSimple ? outputRow(row, place, i, columns, column, width) : 0;
            if (done < width) {
                transform.output(row, PRODUCT_ROW, pixels, PRODUCT_ROW, width);
                for (int j = 0; j < columns; j++) {
                    finish(place.image, place.top + i, place.left + j, pixels + j * PRODUCT_ROW, column, width);
                }
            }
        }
    }

    private int outputRow(long row, Place place, int i, int columns, int column, int width) {
        long offset = (long) column * Float.BYTES;
        long target = y.address(place.image, place.top + i, place.left) + offset;
        return transform.outputRow(
                row, PRODUCT_ROW, convolution.bias() + offset, floor, target, y.columnStep, columns, width);
    }

    /** Adds bias and residual to a pixel and applies the activation. */
    private void finish(int image, int row, int pixelColumn, long sum, int column, int width) {
        long offset = (long) column * Float.BYTES;
        long target = y.address(image, row, pixelColumn) + offset;
        if (convolution.bias() != 0) {
            DenseRow.sum(sum, convolution.bias() + offset, residual == null ? target : sum, width);
        } else if (residual == null) {
            DenseRow.copy(sum, target, width);
        }
        if (residual != null) {
            DenseRow.sum(sum, residual.address(image, row, pixelColumn) + offset, target, width);
        }
        if (convolution.op().epilogue().activation() != Activation.NONE) {
            ActivateCpu.stretch(
                    target, target, width, convolution.op().epilogue().activation());
        }
    }

    /** Where the outputs of a tile begin. */
    private record Place(int image, int top, int left) {
        static Place of(int tile, WinogradConvolution convolution) {
            int columns = convolution.columnsOfTiles();
            int row = tile / columns;
            int rows = convolution.rowsOfTiles();
            int outputs = convolution.w().transform().outputs();
            return new Place(row / rows, row % rows * outputs, tile % columns * outputs);
        }
    }

    /** A tensor [B, H, W, C]; steps are in bytes. */
    private record Image(
            long base,
            int height,
            int width,
            int channels,
            long imageStep,
            long rowStep,
            long columnStep,
            long channelStep) {
        static Image of(Tensor tensor) {
            return new Image(
                    RawMemory.address(tensor),
                    tensor.dim(1),
                    tensor.dim(2),
                    tensor.dim(3),
                    tensor.stride(0) * Float.BYTES,
                    tensor.stride(1) * Float.BYTES,
                    tensor.stride(2) * Float.BYTES,
                    tensor.stride(3) * Float.BYTES);
        }

        boolean contains(int row, int column, int size) {
            return row >= 0 && column >= 0 && row + size <= height && column + size <= width;
        }

        long address(int image, int row, int column) {
            return base + image * imageStep + row * rowStep + column * columnStep;
        }
    }
}
