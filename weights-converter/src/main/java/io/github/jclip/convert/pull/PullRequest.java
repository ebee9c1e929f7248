// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What to fetch, from where, and how it is checked.
 *
 * @param source an http(s) or file URL, or the path of a local file
 * @param fileName the name that the file gets in its folder
 * @param sha256 what its bytes must hash to, in lower-case hexadecimal; empty if nobody knows
 */
public record PullRequest(String source, String fileName, Optional<String> sha256) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** Two letters at least, as one is a drive. */
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*", Pattern.DOTALL);

    /** Checks the parts. */
    public PullRequest {
        if (fileName.isEmpty() || fileName.startsWith(".") || fileName.matches(".*[/\\\\:\\p{Cntrl}].*")) {
            throw new BadInputException(
                    Excerpt.line(source) + ": does not end with a file name; give the URL of a file");
        }
        sha256 = sha256.map(PullRequest::checked);
    }

    /** A published file, from where OpenAI has it. */
    public static PullRequest of(PublishedFile file) {
        return new PullRequest(file.uri().toString(), file.fileName(), Optional.of(file.sha256()));
    }

    /** Any file, under its own name; the checksum is the one in the source's path, if there is one. */
    public static PullRequest from(String source) {
        String path = hasScheme(source) ? String.valueOf(parse(source).getPath()) : source.replace('\\', '/');
        return new PullRequest(source, path.substring(path.lastIndexOf('/') + 1), sha256In(source));
    }

    /**
     * The same file from another place. A checksum in the path of that place replaces the one so far: OpenAI's layout
     * names each file's folder by it.
     */
    public PullRequest withSource(String otherSource) {
        return new PullRequest(otherSource, fileName, sha256In(otherSource).or(() -> sha256));
    }

    /** The same with this checksum, whatever was known so far. */
    public PullRequest withSha256(String checksum) {
        return new PullRequest(source, fileName, Optional.of(checksum));
    }

    /** The address to ask for the file; empty if it is a local file. */
    Optional<URI> remote() {
        if (!hasScheme(source)) {
            return Optional.empty();
        }
        URI uri = parse(source);
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "file" -> Optional.empty();
            case "http", "https" -> {
                if (uri.getHost() == null) {
                    throw new BadInputException(Excerpt.line(source) + ": names no host; check the URL");
                }
                yield Optional.of(uri);
            }
            default ->
                throw new BadInputException(Excerpt.line(source) + ": give an http, https or file URL, or a path");
        };
    }

    /** The local file to copy, where there is no address. */
    Path local() {
        try {
            return hasScheme(source) ? Path.of(parse(source)) : Path.of(source);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Excerpt.line(source) + ": is not the path of a file", e);
        }
    }

    private static boolean hasScheme(String source) {
        return SCHEME.matcher(source).matches();
    }

    private static URI parse(String source) {
        try {
            return new URI(source);
        } catch (URISyntaxException e) {
            throw new BadInputException(
                    Excerpt.line(source) + ": is not a URL (" + Excerpt.line(e.getReason()) + ")", e);
        }
    }

    private static Optional<String> sha256In(String source) {
        return Arrays.stream(source.split("[/?#]", -1))
                .filter(part -> SHA_256.matcher(part).matches())
                .findFirst();
    }

    private static String checked(String checksum) {
        String lower = checksum.strip().toLowerCase(Locale.ROOT);
        if (!SHA_256.matcher(lower).matches()) {
            throw new BadInputException(Excerpt.quote(checksum) + " is not a SHA-256; expected 64 hexadecimal digits");
        }
        return lower;
    }
}
