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

/** The derivative of x·σ(βx) as a function of t = βx: σ(t) + t·σ(t)·σ(−t). */
__device__ inline float logisticSlope(float t) {
    float sigmoid = 1 / (1 + expf(-t));
    return sigmoid + t * sigmoid / (1 + expf(t));
}

/** The derivative of an activation; that of RELU at 0 is 0. */
__device__ inline float activationSlope(int activation, float x) {
    switch (activation) {
        case ACTIVATION_RELU:
            return x > 0 ? 1 : 0;
        case ACTIVATION_QUICK_GELU:
            return logisticSlope(1.702f * x);
        case ACTIVATION_GELU:
            return 0.5f * erfcf(-0.70710678f * x) + x * (0.39894228f * expf(-0.5f * x * x));
        case ACTIVATION_SILU:
            return logisticSlope(x);
        default:
            return 1;
    }
}
