// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * From pixels to the input of an image tower: resize the shorter side, crop the central square, convert to RGB, scale
 * to 0..1 and normalise each channel, {@code (u8/255 − mean)/std} in float32 as torchvision computes it.
 */
public final class Preprocessing {
    /** When an image becomes RGB. */
    public enum Order {
        /** Resize and crop in the file's own mode, then convert: OpenAI's CLIP. */
        CLIP,
        /** Convert, then resize and crop: Dassl, CoOp, TaskRes. Equal to {@link #CLIP} for RGB files. */
        DASSL
    }

    private static final int CHANNELS = 3;
    private static final int LEVELS = 256;

    @SuppressWarnings("FloatingPointLiteralPrecision") // the digits as published
    private static final float[] CLIP_MEAN = {0.48145466f, 0.4578275f, 0.40821073f};

    @SuppressWarnings("FloatingPointLiteralPrecision") // likewise
    private static final float[] CLIP_STD = {0.26862954f, 0.26130258f, 0.27577711f};

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int size;
    private final float[] mean;
    private final float[] std;
    private final Order order;
    /** The normalised value of each level of each channel. */
    private final float[][] levels;

    /**
     * A pipeline.
     *
     * @param size rows and columns of the result
     * @param mean of each of the channels red, green, blue, in 0..1
     * @param std standard deviation of each channel
     * @throws IllegalArgumentException if the size is not positive, or there are not three finite means and three
     *     positive standard deviations
     */
    public Preprocessing(int size, float[] mean, float[] std, Order order) {
        if (size < 1) {
            throw new IllegalArgumentException("image size " + size);
        }
        if (mean.length != CHANNELS || std.length != CHANNELS) {
            throw new IllegalArgumentException(
                    "%d means and %d deviations for 3 channels".formatted(mean.length, std.length));
        }
        this.size = size;
        this.mean = mean.clone();
        this.std = std.clone();
        this.order = order;
        this.levels = new float[CHANNELS][LEVELS];
        for (int c = 0; c < CHANNELS; c++) {
            if (!Float.isFinite(mean[c]) || !Float.isFinite(std[c]) || std[c] <= 0) {
                throw new IllegalArgumentException("mean %s, deviation %s of channel %d".formatted(mean[c], std[c], c));
            }
            for (int level = 0; level < LEVELS; level++) {
                levels[c][level] = (level / 255f - mean[c]) / std[c];
            }
        }
    }

    /** The pipeline of OpenAI's models at a size. */
    public static Preprocessing clip(int size) {
        return new Preprocessing(size, CLIP_MEAN, CLIP_STD, Order.CLIP);
    }

    /** The pipeline of Dassl's test transform at a size, with CLIP's mean and deviation. */
    public static Preprocessing dassl(int size) {
        return new Preprocessing(size, CLIP_MEAN, CLIP_STD, Order.DASSL);
    }

    /** The same with another order. */
    public Preprocessing with(Order other) {
        return new Preprocessing(size, mean, std, other);
    }

    /** Rows and columns of the result. */
    public int size() {
        return size;
    }

    /** A copy of the means of red, green, blue. */
    public float[] mean() {
        return mean.clone();
    }

    /** A copy of the standard deviations of red, green, blue. */
    public float[] std() {
        return std.clone();
    }

    /** When an image becomes RGB. */
    public Order order() {
        return order;
    }

    /**
     * Resizes, crops, converts and normalises an image.
     *
     * @param out F32 [3, size, size], contiguous, on the host
     */
    public void apply(DecodedImage image, Tensor out) {
        normalise(squareOf(image), out);
    }

    /** The RGB square of {@code size × size} pixels before normalisation. */
    public EightBitImage squareOf(DecodedImage image) {
        DecodedImage source = order == Order.DASSL ? image.toRgb() : image;
        ResizeGeometry geometry = ResizeGeometry.of(source.width(), source.height(), size);
        return PilResampler.resize(source, geometry.width(), geometry.height(), geometry.crop())
                .toRgb();
    }

    /**
     * The pixels of which a device makes the same square. Where more is to be done than to resample gray or RGB along rows
     * and then along columns, or the pixels are many, the host makes the square and these are its pixels.
     *
     * @param mostBytes that a device shall be given of an image, no fewer than a square has
     */
    NeededPixels neededPixels(DecodedImage image, int mostBytes) {
        boolean convertsFirst = order == Order.DASSL && image.mode() != PixelMode.GRAY;
        DecodedImage source = convertsFirst ? image.toRgb() : image;
        if (source instanceof EightBitImage bytes && PilResampler.isPlain(bytes)) {
            NeededPixels needed = NeededPixels.of(bytes, size);
            if (needed.byteSize() <= mostBytes) {
                return needed;
            }
        }
        return NeededPixels.of(squareOf(source), size);
    }

    /** The normalised value of each level of red, of green and of blue, F32 [3, 256]. */
    public Tensor levels(Scope scope) {
        Tensor values = scope.allocate(DType.F32, CHANNELS, LEVELS);
        for (int c = 0; c < CHANNELS; c++) {
            values.select(0, c).copyFrom(Tensor.ofFloats(scope, levels[c], LEVELS));
        }
        return values;
    }

    /**
     * For training: the RGB square that a part of an image is stretched to, as torchvision's {@code resized_crop} with
     * bicubic interpolation, then possibly mirrored.
     *
     * @param region the part, inside the image
     * @param flip whether to exchange left and right
     */
    public EightBitImage resizedCrop(DecodedImage image, Region region, boolean flip) {
        EightBitImage part = image.toRgb().crop(region);
        EightBitImage square = PilResampler.resize(part, size, size).toRgb();
        return flip ? square.flipHorizontally() : square;
    }

    /**
     * Normalises an RGB square.
     *
     * @param square of {@code size × size} pixels
     * @param out F32 [3, size, size], contiguous, on the host
     */
    public void normalise(EightBitImage square, Tensor out) {
        if (square.mode() != PixelMode.RGB || square.width() != size || square.height() != size) {
            throw new IllegalArgumentException("a %s image of %d x %d, not RGB of %d x %d"
                    .formatted(square.mode(), square.width(), square.height(), size, size));
        }
        requireOutput(out);
        byte[] rgb = square.samples();
        MemorySegment target = out.segment();
        float[] plane = new float[size * size];
        for (int c = 0; c < CHANNELS; c++) {
            fillPlane(plane, rgb, c, levels[c]);
            MemorySegment.copy(plane, 0, target, FLOAT, (long) c * plane.length * Float.BYTES, plane.length);
        }
    }

    private static void fillPlane(float[] plane, byte[] rgb, int channel, float[] level) {
        for (int i = 0; i < plane.length; i++) {
            plane[i] = level[rgb[CHANNELS * i + channel] & 0xff];
        }
    }

    private void requireOutput(Tensor out) {
        boolean fits = out.dtype() == DType.F32
                && out.rank() == 3
                && out.dim(0) == CHANNELS
                && out.dim(1) == size
                && out.dim(2) == size;
        if (!fits || !out.isContiguous() || !out.isHost()) {
            throw new IllegalArgumentException(
                    "%s cannot take an image of [3, %d, %d] as contiguous F32".formatted(out, size, size));
        }
    }
}
