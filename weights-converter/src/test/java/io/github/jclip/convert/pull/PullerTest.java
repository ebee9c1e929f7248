// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import static io.github.jclip.convert.pull.ScriptedServer.head;
import static io.github.jclip.convert.pull.ScriptedServer.rest;
import static io.github.jclip.convert.pull.ScriptedServer.status;
import static io.github.jclip.convert.pull.ScriptedServer.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.convert.pull.ScriptedServer.Request;
import io.github.jclip.convert.pull.ScriptedServer.Step;
import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PullerTest {
    private static final String ETAG = "ETag: \"v1\"";
    private static final ProxySelector NO_PROXY = ProxySelector.of(null);

    private final byte[] file = randomBytes(300_000);
    private final List<String> events = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void fetchesAndVerifies() throws IOException {
        try (ScriptedServer server = new ScriptedServer(whole(file, file.length))) {
            PulledFile pulled = pull(server, Optional.of(sha256(file)));
            assertTrue(pulled.verified() && pulled.fetched());
            assertEquals(sha256(file), pulled.sha256());
            assertOnlyTheFile();
            assertEquals(file.length + "/" + file.length, events.getLast());
        }
    }

    @Test
    void doesNotFetchWhatIsThere() throws IOException {
        Files.write(folder.resolve("model.pt"), file);
        try (ScriptedServer server = new ScriptedServer()) {
            assertFalse(pull(server, Optional.of(sha256(file))).fetched());
            assertFalse(pull(server, Optional.empty()).verified());
            assertTrue(events.getLast().contains("no checksum is known"));
        }
    }

    @Test
    void replacesWhatHasAnotherChecksumOnlyByAVerifiedFile() throws IOException {
        Path target = Files.write(folder.resolve("model.pt"), new byte[] {1, 2, 3});
        try (ScriptedServer server = new ScriptedServer(status("404 Not Found"), whole(file, file.length))) {
            assertMessage("has no such file", server, Optional.of(sha256(file)));
            assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(target));
            assertTrue(pull(server, Optional.of(sha256(file))).fetched());
            assertArrayEquals(file, Files.readAllBytes(target));
        }
    }

    @Test
    void goesOnAfterCutConnections() throws IOException {
        Step cutRange = (request, out) -> {
            assertEquals("bytes=100000-", request.headers().get("Range"));
            head(out, "206 Partial Content", "Content-Length: 200000", "Content-Range: bytes 100000-299999/300000");
            out.write(file, 100_000, 50_000);
        };
        try (ScriptedServer server = new ScriptedServer(whole(file, 100_000, ETAG), cutRange, rest(file))) {
            assertTrue(pull(server, Optional.of(sha256(file))).verified());
            Request last = server.requests().getLast();
            assertEquals("bytes=150000-", last.headers().get("Range"));
            assertEquals("\"v1\"", last.headers().get("If-Range"));
            assertOnlyTheFile();
        }
    }

    @Test
    void goesOnInAnotherProcess() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                whole(file, 120_000, "Last-Modified: Sat, 21 Nov 2026 10:00:00 GMT"),
                status("403 Forbidden"),
                rest(file))) {
            assertMessage("refuses access", server, Optional.of(sha256(file)));
            assertEquals(120_000, Files.size(folder.resolve("model.pt.part")));
            assertTrue(pull(server, Optional.of(sha256(file))).verified());
            Request last = server.requests().getLast();
            assertEquals("Sat, 21 Nov 2026 10:00:00 GMT", last.headers().get("If-Range"));
            assertOnlyTheFile();
        }
    }

    @Test
    void startsAgainWithoutAMarkOrForAnotherAddress() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                whole(file, 100_000, "ETag: W/\"weak\""),
                whole(file, 100_000, ETAG),
                status("403 Forbidden"),
                whole(file, file.length))) {
            assertMessage("refuses access", server, Optional.empty());
            pull(PullRequest.from(server.uri("/b/model.pt").toString()));
            assertTrue(server.requests().stream()
                    .filter(request -> !request.headers().containsKey("If-Range"))
                    .noneMatch(request -> request.headers().containsKey("Range")));
            assertFalse(server.requests().getLast().headers().containsKey("Range"));
            assertOnlyTheFile();
        }
    }

    @Test
    void takesTheWholeFromAServerThatIgnoresRanges() throws IOException {
        try (ScriptedServer server =
                new ScriptedServer(whole(file, 100_000, ETAG), whole(file, file.length, "ETag: \"v2\""))) {
            assertTrue(pull(server, Optional.of(sha256(file))).verified());
            assertEquals("bytes=100000-", server.requests().getLast().headers().get("Range"));
        }
    }

    @Test
    void acceptsThatNothingIsMissing() throws IOException {
        Step noLength = (_, out) -> {
            head(out, "200 OK", ETAG, "Transfer-Encoding: chunked");
            out.write("493e0\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.write(file);
        };
        try (ScriptedServer server =
                new ScriptedServer(noLength, status("416 Range Not Satisfiable", "Content-Range: bytes */300000"))) {
            assertTrue(pull(server, Optional.of(sha256(file))).verified());
        }
    }

    @Test
    void startsAgainWhenTheFileBecameShorterOrAnotherPartComes() throws IOException {
        Step otherPart = (_, out) -> {
            head(out, "206 Partial Content", "Content-Length: 10", "Content-Range: bytes 0-9/300000");
            out.write(file, 0, 10);
        };
        try (ScriptedServer server = new ScriptedServer(
                whole(file, 100_000, ETAG),
                status("416 Range Not Satisfiable", "Content-Range: bytes */5"),
                whole(file, 100_000, ETAG),
                otherPart,
                whole(file, file.length))) {
            assertTrue(pull(server, Optional.of(sha256(file))).verified());
        }
    }

    @Test
    void triesAgainAfterServerErrors() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                status("500 Internal Server Error"),
                status("503 Service Unavailable", "Retry-After: 0"),
                status("429 Too Many Requests"),
                whole(file, file.length))) {
            assertTrue(pull(server, Optional.of(sha256(file))).verified());
            assertEquals("retry: the server answers 500", events.getFirst());
        }
    }

    @Test
    void givesUpAfterAsManyFailuresAsAllowed() throws IOException {
        Step error = status("502 Bad Gateway");
        try (ScriptedServer server = new ScriptedServer(error, error, error, error, error, error)) {
            assertMessage("the server answers 502; run it again to go on after 0 bytes", server, Optional.empty());
            assertEquals(5, server.requests().size());
        }
    }

    @Test
    void deletesAFileWithTheWrongChecksum() throws IOException {
        byte[] wrong = file.clone();
        wrong[200_000] ^= 1;
        try (ScriptedServer server = new ScriptedServer(whole(wrong, wrong.length, ETAG))) {
            assertMessage("expected " + sha256(file), server, Optional.of(sha256(file)));
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(0, left.count());
            }
        }
    }

    @Test
    void followsRedirects() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                status("302 Found", "Location: /elsewhere/other-name.bin"), whole(file, file.length))) {
            assertEquals(
                    "model.pt",
                    pull(server, Optional.of(sha256(file))).path().getFileName().toString());
            assertTrue(server.requests().getLast().line().contains("/elsewhere/"));
        }
    }

    @Test
    void leavesAServerThatStalls() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        Step stall = (_, out) -> {
            head(out, "200 OK", ETAG, "Content-Length: " + file.length);
            out.write(file, 0, 70_000);
            out.flush();
            over.await();
        };
        ScriptedServer.Step mute = (_, _) -> over.await();
        try (ScriptedServer stalling = new ScriptedServer(stall);
                ScriptedServer silent = new ScriptedServer(mute)) {
            PullSettings impatient =
                    new PullSettings(Duration.ofSeconds(5), Duration.ofMillis(300), 1, Duration.ofMillis(1), NO_PROXY);
            assertMessage(
                    "no data for 0.3 s; run it again to go on after 70000 bytes",
                    () -> pull(request(stalling, Optional.empty()), impatient));
            assertMessage(
                    "the server does not answer in time",
                    () -> pull(PullRequest.from(silent.uri("/a/other.pt").toString()), impatient));
        } finally {
            over.countDown();
        }
    }

    @Test
    void aRefusedConnectionIsOneLine() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        assertMessage(
                "no connection; check the network",
                () -> pull(PullRequest.from("http://127.0.0.1:" + port + "/model.pt")));
    }

    @Test
    void asksTheProxy() throws IOException {
        try (ScriptedServer proxy = new ScriptedServer(whole(file, file.length))) {
            InetSocketAddress address = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), proxy.uri("/").getPort());
            PullSettings proxied = new PullSettings(
                    Duration.ofSeconds(5), Duration.ofSeconds(20), 1, Duration.ofMillis(1), ProxySelector.of(address));
            PullRequest request =
                    PullRequest.from("http://models.invalid/model.pt").withSha256(sha256(file));
            assertTrue(pull(request, proxied).verified());
            assertTrue(proxy.requests().getFirst().line().startsWith("GET http://models.invalid/model.pt"));
        }
    }

    @Test
    void twoPullsOfOneFileDoNotMix() throws IOException {
        try (PartialFile busy = PartialFile.open(folder.resolve("model.pt"));
                ScriptedServer server = new ScriptedServer()) {
            assertEquals(0, busy.size());
            assertMessage("another process is downloading", server, Optional.empty());
        }
    }

    @Test
    void refusesWhatTheDiskHasNoRoomFor() throws IOException {
        Step endless = (_, out) -> head(out, "200 OK", "Content-Length: 900000000000000000");
        try (ScriptedServer server = new ScriptedServer(endless)) {
            assertMessage("MB are free there", server, Optional.empty());
        }
    }

    @Test
    void copiesLocalFiles() throws IOException {
        Path source = Files.write(Files.createDirectory(folder.resolve("from")).resolve("my model.pt"), file);
        Path to = folder.resolve("to/deeper");
        try (Puller puller = new Puller(settings(), this::record)) {
            PulledFile plain = puller.pull(PullRequest.from(source.toString()), to);
            assertArrayEquals(file, Files.readAllBytes(plain.path()));
            assertFalse(plain.verified());
            Files.delete(plain.path());
            PullRequest byUrl = PullRequest.from(source.toUri().toString());
            assertTrue(puller.pull(byUrl.withSha256(sha256(file)), to).verified());
            Files.delete(plain.path());
            assertMessage("expected " + "0".repeat(64), () -> puller.pull(byUrl.withSha256("0".repeat(64)), to));
            assertFalse(Files.exists(plain.path()));
            assertMessage("does not exist", () -> puller.pull(PullRequest.from("nowhere/model.pt"), to));
        }
    }

    private PulledFile pull(ScriptedServer server, Optional<String> sha256) {
        return pull(request(server, sha256));
    }

    private PulledFile pull(PullRequest request) {
        return pull(request, settings());
    }

    private PulledFile pull(PullRequest request, PullSettings settings) {
        PullProgress progress = new PullProgress() {
            @Override
            public void bytes(long done, long total) {
                record(done, total);
            }

            @Override
            public void retrying(String reason, Duration wait) {
                events.add("retry: " + reason);
            }

            @Override
            public void warning(String message) {
                events.add(message);
            }
        };
        try (Puller puller = new Puller(settings, progress)) {
            return puller.pull(request, folder);
        }
    }

    private void record(long done, long total) {
        events.add(done + "/" + total);
    }

    private static PullRequest request(ScriptedServer server, Optional<String> sha256) {
        URI uri = server.uri("/a/model.pt");
        return new PullRequest(uri.toString(), "model.pt", sha256);
    }

    private static PullSettings settings() {
        return new PullSettings(Duration.ofSeconds(10), Duration.ofSeconds(30), 5, Duration.ofMillis(1), NO_PROXY);
    }

    private void assertOnlyTheFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("model.pt")), files.toList());
        }
        assertArrayEquals(file, Files.readAllBytes(folder.resolve("model.pt")));
    }

    private void assertMessage(String part, ScriptedServer server, Optional<String> sha256) {
        assertMessage(part, () -> pull(server, sha256));
    }

    private static void assertMessage(String part, Runnable action) {
        String message = assertThrows(BadInputException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
