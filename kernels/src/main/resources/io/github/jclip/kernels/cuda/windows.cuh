// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// The windows of a convolution over channels-last images, in units of one element or of sixteen bytes.
#pragma once

#include "elements.cuh"

struct __align__(16) Sixteen {
    unsigned long long low, high;
};

/** Sizes of a convolution, channels and columns in units. */
struct Windows {
    long long height, width, channels;
    long long outHeight, outWidth;
    long long kernel, stride, padding;
    /** Of a row of patches or weights: at least kernel²·channels. */
    long long columns;
};
