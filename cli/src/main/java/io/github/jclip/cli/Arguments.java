// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.world.Domain;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Values of options that several commands read in the same way. */
final class Arguments {
    private Arguments() {}

    static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new BadInputException("%s %d: give a number ≥ 1".formatted(option, value));
        }
    }

    static void requireNotNegative(String option, int value) {
        if (value < 0) {
            throw new BadInputException("%s %d: give a number ≥ 0".formatted(option, value));
        }
    }

    /** The entries of a list with commas, without the spaces around them. */
    static List<String> list(String option, String text) {
        List<String> entries =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (entries.contains("")) {
            throw new BadInputException("%s '%s': an entry is empty".formatted(option, text));
        }
        return entries;
    }

    /** The domain of a name such as {@code line-drawings}, which is what {@code --domain} takes. */
    static Domain domain(String name) {
        for (Domain domain : Domain.values()) {
            if (domainName(domain).equals(name.toLowerCase(Locale.ROOT))) {
                return domain;
            }
        }
        throw new BadInputException(
                "--domain %s: choose pictures, line-drawings, negatives, blurred, new-textures or new-things"
                        .formatted(name));
    }

    /** What {@link #domain} knows a domain by. */
    static String domainName(Domain domain) {
        return domain.word().replace(' ', '-');
    }

    /** The lines of a UTF-8 text file that are not blank. */
    static List<String> lines(Path file) {
        FileErrors.requireFile(file);
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            if (lines.isEmpty()) {
                throw new BadInputException(file + ": holds no text; write one entry a line");
            }
            return lines;
        } catch (MalformedInputException e) {
            throw new BadInputException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }
}
