// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.convert.pull.PublishedFile;
import io.github.jclip.convert.pull.PullProgress;
import io.github.jclip.convert.pull.PullRequest;
import io.github.jclip.convert.pull.PullSettings;
import io.github.jclip.convert.pull.PulledFile;
import io.github.jclip.convert.pull.Puller;
import io.github.jclip.tests.golden.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's vocabulary has the published checksum, and the folder that it is pulled into serves the tokenizer. */
class PulledVocabularyTest {
    @Test
    void verifiesAndServes(@TempDir Path folder) {
        String source = Golden.shared("clip/bpe_simple_vocab_16e6.txt.gz").toString();
        try (Puller puller = new Puller(PullSettings.defaults(), PullProgress.SILENT)) {
            PulledFile pulled =
                    puller.pull(PullRequest.of(PublishedFile.VOCABULARY).withSource(source), folder);
            assertTrue(pulled.verified());
        }
        assertEquals(49408, ClipTokenizer.read(folder).vocabularySize());
    }
}
