// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.check;

import io.github.jclip.tensor.DType;
import java.util.regex.Pattern;

/** The types in which OpenAI stores its weights: F16 in convolutions, linear layers and projections, F32 elsewhere. */
public final class OpenAiPrecision {
    private static final Pattern HALF = Pattern.compile(
            ".*(?:conv\\d\\.weight|downsample\\.0\\.weight|in_proj_(?:weight|bias)|_proj\\.(?:weight|bias)|c_fc\\.(?:weight|bias))"
                    + "|text_projection|visual\\.proj");

    private OpenAiPrecision() {}

    /** The type of a tensor by its name. */
    public static DType of(String name) {
        return HALF.matcher(name).matches() ? DType.F16 : DType.F32;
    }
}
