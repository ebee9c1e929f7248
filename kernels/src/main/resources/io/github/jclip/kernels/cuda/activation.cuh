// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// The activations, in float.
#pragma once

// The order of the enumeration Activation.
#define ACTIVATION_NONE 0
#define ACTIVATION_RELU 1
#define ACTIVATION_QUICK_GELU 2
#define ACTIVATION_GELU 3
#define ACTIVATION_SILU 4

/** All threads take the same branch, so the choice costs nothing beside the memory traffic. */
__device__ inline float activate(int activation, float x) {
    switch (activation) {
        case ACTIVATION_RELU:
            return x < 0 ? 0 : x;
        case ACTIVATION_QUICK_GELU:
            return x / (1 + expf(-1.702f * x));
        case ACTIVATION_GELU:
            return 0.5f * x * erfcf(-0.70710678f * x);
        case ACTIVATION_SILU:
            return x / (1 + expf(-x));
        default:
            return x;
    }
}
