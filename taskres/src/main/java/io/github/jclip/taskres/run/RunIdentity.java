// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import java.util.LinkedHashMap;
import java.util.Map;

/** What determines how a run ends, but for the machine: two runs of one identity end with the same bits on a CPU. */
final class RunIdentity {
    private RunIdentity() {}

    /** What a run was made from, by names for the user. */
    static Map<String, String> of(RunDescription description) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("jclip", description.versions().jclip());
        identity.put("method", description.method());
        identity.put("shots", String.valueOf(description.shots()));
        identity.put("seed", String.valueOf(description.seed()));
        identity.put("subset", String.valueOf(description.subset()));
        identity.put("protocol", String.valueOf(description.protocol()));
        description.settings().forEach((name, value) -> identity.put(name, String.valueOf(value)));
        identity.put("precision", description.device().precision());
        RunDescription.Features features = description.features();
        identity.put("training set", features.trainingSet());
        identity.put("views", String.valueOf(features.views()));
        identity.put("images, by the SHA-256 of their embeddings,", features.sha256());
        if (description.base() != null) {
            identity.put("base, by its SHA-256,", description.base().sha256());
        }
        identity.put("notes", String.join("; ", description.notes()));
        return identity;
    }
}
