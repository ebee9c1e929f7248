// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.WorldModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code jclip eval-bundled}, as a user runs it, with a model that is quick and knows nothing. */
class EvalBundledTest {
    @TempDir
    private Path folder;

    @Test
    void countsEveryTaskOfTheModel() throws IOException {
        Path model = WorldModel.make(folder.resolve("model"));
        Finished finished = InProcess.run("eval-bundled", "--quick", "--json", "--model", model.toString());
        assertEquals(0, finished.exitCode(), finished.err());
        JsonNode result = JsonMapper.shared().readTree(finished.out());
        assertEquals(100, result.at("/retrieval/imageToText/total").asInt());
        assertEquals(4, result.at("/templates").size());
        assertEquals(
                List.of("pictures", "line drawings", "negatives", "blurred", "new textures", "new things"),
                result.at("/domains")
                        .valueStream()
                        .map(domain -> domain.at("/domain").asString())
                        .toList());
        for (JsonNode domain : result.at("/domains")) {
            JsonNode zeroShot = domain.at("/zeroShot");
            int total = zeroShot.at("/total").asInt();
            assertEquals(2 * domain.at("/classes").asInt(), total);
            // chance is 2 % of 54 classes and 8 % of 12; half of all would be a mistake in the labels
            assertTrue(zeroShot.at("/percent").asDouble() < 50, domain.toString());
            assertTrue(zeroShot.at("/low").asDouble() <= zeroShot.at("/percent").asDouble());
            assertEquals(
                    List.of(1, 4, 16),
                    domain.at("/taskres")
                            .valueStream()
                            .map(tuned -> tuned.at("/shots").asInt())
                            .toList());
            for (JsonNode tuned : domain.at("/taskres")) {
                assertEquals(1, tuned.at("/correct").size());
                assertEquals(
                        100.0 * tuned.at("/correct/0").asInt() / total,
                        tuned.at("/mean").asDouble(),
                        1e-9);
            }
        }
    }

    @Test
    void aModelThatIsNotThereIsOneLine() {
        Finished finished = InProcess.run(
                "eval-bundled", "--quick", "--model", folder.resolve("missing").toString());
        assertEquals(2, finished.exitCode());
        assertEquals(1, finished.complaints().size(), finished.err());
    }
}
