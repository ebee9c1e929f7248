// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** The JSON of the format: strict UTF-8, no duplicate keys, shallow, and never longer than 100 MB. */
final class Json {
    /** The reference library's limit for a header. */
    static final int MAX_LENGTH = 100_000_000;

    /** A header nests three deep; an index's free-form part may nest a little deeper. */
    private static final int MAX_DEPTH = 32;

    /** Names are not canonicalised: they hardly repeat, and a file must not choose how its names collide in a table. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_LENGTH)
                    .build())
            .build();

    private Json() {}

    /** A reader of tokens; anything wrong with the text comes as a {@link JacksonException}. */
    static JsonParser parser(byte[] utf8) {
        // A decoder of our own: given bytes, the parser would also take UTF-16 and let malformed UTF-8 pass.
        Reader reader = new InputStreamReader(new ByteArrayInputStream(utf8), StandardCharsets.UTF_8.newDecoder());
        return FACTORY.createParser(ObjectReadContext.empty(), reader);
    }

    /** What is wrong with the text, for the middle of a message. */
    static String describe(JacksonException error) {
        if (error.getCause() instanceof CharacterCodingException) {
            return "is not UTF-8";
        }
        String column = error.getLocation() == null
                ? ""
                : " at line %d, column %d"
                        .formatted(
                                error.getLocation().getLineNr(),
                                error.getLocation().getColumnNr());
        return "is not valid JSON%s (%s)".formatted(column, Excerpt.quote(error.getOriginalMessage()));
    }

    /** The message for a file that does not keep to the format. */
    static BadInputException damaged(Path file, String what) {
        return new BadInputException(Excerpt.line(
                "%s: %s; the file is damaged or of another kind, fetch or export it again".formatted(file, what)));
    }
}
