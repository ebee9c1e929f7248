// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** Small vocabularies in each format. */
final class VocabularyFiles {
    static final String HEADER = "\"small#version: 0.2";

    private VocabularyFiles() {}

    /** The merges that build "cat" and "dog". */
    static List<String> merges() {
        return List.of("c a", "ca t</w>", "d o", "do g</w>", "a ca");
    }

    static byte[] mergesFile(List<String> merges) {
        return (HEADER + "\n" + String.join("\n", merges)).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ids in the order of OpenAI's format, as Hugging Face writes them. */
    static Map<String, Object> ids(List<String> merges) {
        List<String> tokens = new ArrayList<>();
        for (String suffix : List.of("", "</w>")) {
            for (int id = 0; id < 256; id++) {
                tokens.add(ByteAlphabet.symbolOfToken(id) + suffix);
            }
        }
        merges.forEach(merge -> tokens.add(merge.replace(" ", "")));
        tokens.add("<|startoftext|>");
        tokens.add("<|endoftext|>");
        Map<String, Object> ids = new LinkedHashMap<>();
        tokens.forEach(token -> ids.put(token, ids.size()));
        return ids;
    }

    static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }
}
