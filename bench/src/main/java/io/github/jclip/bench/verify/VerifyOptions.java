// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.Precision;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to verify.
 *
 * @param device as the user names it
 * @param precisions in which it is verified, each where it computes so
 * @param quick a few cases of each op, tiny models, short times
 * @param emulated whether the GPU is emulated, so that no time means anything
 * @param python an interpreter with PyTorch to compare with, if one was given
 * @param sanitizer under which cases of the conformance suite run once more, if that was asked for
 * @param jclip version and commit, for the record
 */
public record VerifyOptions(
        String device,
        List<Precision> precisions,
        Set<Part> parts,
        boolean quick,
        boolean emulated,
        Optional<String> python,
        Optional<Sanitizer> sanitizer,
        String jclip) {}
