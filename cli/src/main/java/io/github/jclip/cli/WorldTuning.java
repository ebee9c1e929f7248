// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.Methods;
import java.util.List;
import java.util.Map;

/** How few-shot tasks of the drawn world are tuned. */
final class WorldTuning {
    /** Training pictures of each class. */
    static final List<Integer> SHOTS = List.of(1, 4, 16);

    /** Settings of TaskRes that differ from the published ones. */
    static final Map<String, String> TASKRES = Map.of();

    /** Settings of the linear probe, whose search takes longer than all else otherwise. */
    static final Map<String, String> LINEAR_PROBE = Map.of("rounds", "2", "max-iterations", "200");

    private WorldTuning() {}

    static Method taskres(int shots) {
        return Methods.with(Methods.named("taskres", shots), TASKRES, "taskres");
    }
}
