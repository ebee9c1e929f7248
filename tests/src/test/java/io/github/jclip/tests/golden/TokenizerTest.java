// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ids and errors of the original tokenizer, exactly; also for the texts that ftfy changes. */
@Tag("golden:tokenizer")
class TokenizerTest {
    private static final String VOCABULARY = "clip/bpe_simple_vocab_16e6.txt.gz";

    @TestFactory
    Stream<DynamicTest> ownVocabulary() {
        Path folder = Golden.compactFolder("tokenizer");
        return cases(ClipTokenizer.read(folder), folder.resolve("cases.json"));
    }

    @TestFactory
    Stream<DynamicTest> vocabularyOfOpenAi() {
        return cases(ClipTokenizer.read(Golden.shared(VOCABULARY)), Golden.shared("golden/tokenizer/cases.json"));
    }

    @Test
    void vocabularyOfOpenAiHasItsSize() {
        ClipTokenizer tokenizer = ClipTokenizer.read(Golden.shared(VOCABULARY));
        assertEquals(49408, tokenizer.vocabularySize());
        assertEquals(49406, tokenizer.startOfText());
        assertEquals(49407, tokenizer.endOfText());
    }

    private static Stream<DynamicTest> cases(ClipTokenizer tokenizer, Path file) {
        return JsonMapper.shared().readTree(file).get("cases").valueStream().map(golden -> {
            String name =
                    golden.get("category").asString() + " " + golden.get("id").intValue();
            return dynamicTest(name, () -> check(tokenizer, golden));
        });
    }

    private static void check(ClipTokenizer tokenizer, JsonNode golden) {
        String text = golden.get("text").asString();
        int contextLength = golden.get("context_length").intValue();
        List<String> captions = List.of(text);
        boolean truncate = golden.get("truncate").booleanValue();
        if (golden.get("ids").isNull()) {
            String message = assertThrows(
                            BadInputException.class, () -> tokenizer.tokenize(captions, contextLength, truncate))
                    .getMessage();
            assertTrue(message.contains("is too long for context length " + contextLength), message);
            assertEquals(1, message.lines().count());
        } else {
            int[] expected =
                    golden.get("ids").valueStream().mapToInt(JsonNode::intValue).toArray();
            int[] row = tokenizer.tokenize(captions, contextLength, truncate)[0];
            assertArrayEquals(Arrays.copyOf(expected, contextLength), row);
            assertEquals(tokenizer.endOfText(), row[ClipTokenizer.endPosition(row)]);
        }
        assertEquals(golden.get("n_tokens_untruncated").intValue(), tokenizer.encode(text).length + 2);
        if (golden.has("decoded")) {
            assertEquals(golden.get("decoded").asString(), tokenizer.decode(tokenizer.encode(text)));
        }
    }
}
