// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// The host's counterpart of the resource intrinsics.cuh, which is inline PTX.
#pragma once

/** The float towards zero from a double. */
inline float narrowTowardsZero(double value) {
    float nearest = static_cast<float>(value);
    return std::fabs(nearest) > std::fabs(value) ? __uint_as_float(__float_as_uint(nearest) - 1) : nearest;
}
