// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTML character references, by the rules of HTML 5 as Python's {@code html.unescape} follows them: named ones by the
 * longest known prefix, numeric ones with the standard's replacements.
 */
final class HtmlReferences {
    private static final Pattern REFERENCE =
            Pattern.compile("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\\t\\n\\f <&#;]{1,32};?)");
    private static final Pattern COMPLETE_REFERENCE = Pattern.compile("&#?[0-9A-Za-z]{1,24};");

    private static final char REPLACEMENT = '\uFFFD';

    /** Characters by name; a name ends with its semicolon, and the old ones are also there without it. */
    private static final Map<String, String> NAMED = readNames();

    /** Names in capitals for the characters in capitals, as text that went through a conversion has them. */
    private static final Map<String, String> NAMED_IN_CAPITALS = namesInCapitals();

    private HtmlReferences() {}

    /** Replaces every reference, also one without a semicolon where the standard allows it. */
    static String unescape(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        return REFERENCE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(character(match.group(1))));
    }

    /** Replaces references that end with a semicolon only: without one, "this&amp;not that" may be meant as it is. */
    static String unescapeComplete(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        return COMPLETE_REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(completeCharacter(match.group())));
    }

    private static String completeCharacter(String reference) {
        if (reference.startsWith("&#")) {
            String unescaped = unescape(reference);
            return unescaped.indexOf(';') < 0 ? unescaped : reference;
        }
        String name = reference.substring(1);
        String character = NAMED.getOrDefault(name, NAMED_IN_CAPITALS.get(name));
        return character == null ? reference : character;
    }

    /** The characters for what follows an ampersand. */
    private static String character(String body) {
        return body.charAt(0) == '#' ? numbered(body) : named(body).orElse("&" + body);
    }

    private static Optional<String> named(String body) {
        for (int end = body.length(); end > 1; end--) {
            String character = NAMED.get(body.substring(0, end));
            if (character != null) {
                return Optional.of(character + body.substring(end));
            }
        }
        return Optional.empty();
    }

    private static String numbered(String body) {
        boolean hexadecimal = Character.toLowerCase(body.charAt(1)) == 'x';
        int codePoint = parse(body, hexadecimal ? 2 : 1, hexadecimal ? 16 : 10);
        if (codePoint == 0 || codePoint > Character.MAX_CODE_POINT || isSurrogate(codePoint)) {
            return String.valueOf(REPLACEMENT);
        }
        if (codePoint >= 0x80 && codePoint <= 0x9F) {
            return String.valueOf(SingleByteEncoding.WINDOWS_1252.decode(codePoint));
        }
        return isDropped(codePoint) ? "" : Character.toString(codePoint);
    }

    /** The number, or one past the last code point for all larger ones. */
    private static int parse(String body, int start, int radix) {
        int value = 0;
        for (int i = start; i < body.length() && body.charAt(i) != ';'; i++) {
            value = Math.min(value * radix + Character.digit(body.charAt(i), radix), Character.MAX_CODE_POINT + 1);
        }
        return value;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** Controls other than white space, and noncharacters. */
    private static boolean isDropped(int codePoint) {
        boolean control = codePoint < 0x20 && !(codePoint >= '\t' && codePoint <= '\r' && codePoint != 0x0B);
        boolean noncharacter = (codePoint >= 0xFDD0 && codePoint <= 0xFDEF) || (codePoint & 0xFFFE) == 0xFFFE;
        return control || codePoint == 0x7F || noncharacter;
    }

    private static Map<String, String> readNames() {
        Map<String, String> names = new HashMap<>();
        try (InputStream file = HtmlReferences.class.getResourceAsStream("html5-entities.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] fields = line.split(" ", -1);
                StringBuilder characters = new StringBuilder();
                for (int i = 1; i < fields.length; i++) {
                    characters.appendCodePoint(Integer.parseInt(fields[i], 16));
                }
                boolean withoutSemicolon = fields[0].startsWith("*");
                String name = fields[0].substring(withoutSemicolon ? 1 : 0);
                names.put(name + ";", characters.toString());
                if (withoutSemicolon) {
                    names.put(name, characters.toString());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(names);
    }

    private static Map<String, String> namesInCapitals() {
        Map<String, String> capitals = new HashMap<>();
        NAMED.forEach((name, character) -> {
            String capitalName = name.toUpperCase(Locale.ROOT);
            boolean lowerCase = name.endsWith(";") && name.equals(name.toLowerCase(Locale.ROOT));
            if (lowerCase && named(capitalName).isEmpty()) {
                capitals.put(capitalName, character.toUpperCase(Locale.ROOT));
            }
        });
        return Map.copyOf(capitals);
    }
}
