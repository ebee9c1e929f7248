// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One HTTP request for what is still missing of a file (RFC 9110, sections 13.1.5 and 14). */
final class HttpTransfer {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final long UNKNOWN = -1;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(\\d{1,18}|\\*)");

    private final HttpClient client;
    private final PullSettings settings;
    private final PullProgress progress;

    HttpTransfer(HttpClient client, PullSettings settings, PullProgress progress) {
        this.client = client;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Adds the missing bytes to the part.
     *
     * @throws IOException if it stopped before the end and may be tried again
     * @throws BadInputException if trying again would not help
     */
    void run(URI uri, PartialFile part) throws IOException, InterruptedException {
        Optional<String> mark = part.mark(uri);
        if (mark.isEmpty()) {
            part.restart(uri, Optional.empty());
        }
        HttpResponse<InputStream> response = client.send(request(uri, part.size(), mark), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            switch (response.statusCode()) {
                case 200 -> {
                    part.restart(uri, mark(response.headers()));
                    receive(uri, body, part, contentLength(response.headers()));
                }
                case 206 -> receive(uri, body, part, requireContinuation(uri, response.headers(), part));
                case 416 -> requireComplete(uri, response.headers(), part);
                default -> throw refusal(uri, response);
            }
        }
    }

    private HttpRequest request(URI uri, long offset, Optional<String> mark) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(settings.stallTimeout())
                .header("User-Agent", "jclip")
                .header("Accept-Encoding", "identity");
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
            mark.ifPresent(value -> request.header("If-Range", value));
        }
        return request.build();
    }

    private void receive(URI uri, InputStream body, PartialFile part, long total) throws IOException {
        if (total != UNKNOWN) {
            part.requireSpace(total - part.size());
        }
        progress.bytes(part.size(), total);
        try (StallGuard guard = StallGuard.watching(body, settings.stallTimeout())) {
            copy(body, part, total, guard);
        }
        if (total != UNKNOWN && part.size() > total) {
            part.restart(uri, Optional.empty());
            throw new InterruptedTransfer("the server sent more than it announced");
        }
    }

    private void copy(InputStream body, PartialFile part, long total, StallGuard guard) throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        try {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                guard.signOfLife();
                part.append(buffer, count);
                progress.bytes(part.size(), total);
            }
        } catch (IOException e) {
            throw guard.hasStalled() ? stalled() : e;
        }
        if (guard.hasStalled()) {
            throw stalled();
        }
        if (total != UNKNOWN && part.size() < total) {
            throw new InterruptedTransfer("the connection was closed before the end");
        }
    }

    private InterruptedTransfer stalled() {
        return new InterruptedTransfer("no data for " + settings.stallTimeout().toMillis() / 1000.0 + " s");
    }

    /** The total size, if the server goes on where the part ends. */
    private static long requireContinuation(URI uri, HttpHeaders headers, PartialFile part) throws IOException {
        Matcher range = contentRange(headers);
        if (!range.matches() || range.group(1) == null || Long.parseLong(range.group(1)) != part.size()) {
            part.restart(uri, Optional.empty());
            throw new InterruptedTransfer("the server sent another part than the missing one");
        }
        return range.group(2).equals("*") ? UNKNOWN : Long.parseLong(range.group(2));
    }

    /** There is nothing after the part's end: either it is the whole, or it has nothing to do with the file. */
    private static void requireComplete(URI uri, HttpHeaders headers, PartialFile part) throws IOException {
        Matcher range = contentRange(headers);
        if (!range.matches() || !range.group(2).equals(Long.toString(part.size()))) {
            part.restart(uri, Optional.empty());
            throw new InterruptedTransfer("the file on the server has become shorter");
        }
    }

    private static Matcher contentRange(HttpHeaders headers) {
        return CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    }

    private static long contentLength(HttpHeaders headers) {
        return number(headers, "Content-Length").orElse(UNKNOWN);
    }

    private static OptionalLong number(HttpHeaders headers, String name) {
        String value = headers.firstValue(name).orElse("");
        return value.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(value)) : OptionalLong.empty();
    }

    /** A weak entity tag does not vouch for the bytes, so that the date must do. */
    private static Optional<String> mark(HttpHeaders headers) {
        return headers.firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> headers.firstValue("Last-Modified"));
    }

    /** What to throw for a status without the file. */
    private static IOException refusal(URI uri, HttpResponse<?> response) {
        int status = response.statusCode();
        if (status == 408 || status == 429 || status >= 500) {
            OptionalLong seconds = number(response.headers(), "Retry-After");
            Duration wait = seconds.isPresent() ? PullSettings.bounded(seconds.getAsLong()) : null;
            return new InterruptedTransfer("the server answers " + status, wait);
        }
        String hint = switch (status) {
            case 301, 302, 303, 307, 308 ->
                "leads to " + Excerpt.quote(target(response)) + ", which is not followed; give that URL";
            case 401, 403 ->
                "refuses access; give another --url, or download the file by other means and give its path";
            case 404, 410 -> "has no such file; check the URL or give another --url";
            case 407 -> "a proxy wants a login; use one that does not";
            default -> "does not deliver the file; give another --url";
        };
        throw new BadInputException(Excerpt.line(uri.toString()) + ": the server answers " + status + ": " + hint);
    }

    private static String target(HttpResponse<?> response) {
        return response.headers().firstValue("Location").orElse("");
    }
}
