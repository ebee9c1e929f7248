// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

/** The formats that checkpoints come in. */
public enum CheckpointFormat {
    TORCHSCRIPT("TorchScript archive"),
    TORCH_ZIP("torch.save archive"),
    TORCH_LEGACY("torch.save file of PyTorch before 1.6"),
    SAFETENSORS("safetensors"),
    SAFETENSORS_SHARDS("safetensors in several files"),
    NPZ("NumPy archive");

    private final String label;

    CheckpointFormat(String label) {
        this.label = label;
    }

    /** What people call it. */
    @Override
    public String toString() {
        return label;
    }
}
