// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import io.github.jclip.tensor.io.FileHash;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Fetches files into a folder. What is there already and has the right checksum is not fetched again; a download that
 * was interrupted, also by the end of the process, goes on where it stopped; a file takes its name only when it is
 * complete and verified.
 */
public final class Puller implements AutoCloseable {
    private final PullSettings settings;
    private final PullProgress progress;
    private final HttpClient client;

    /** A puller that reports to {@code progress}; it opens no connection yet. */
    public Puller(PullSettings settings, PullProgress progress) {
        this.settings = settings;
        this.progress = progress;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(settings.connectTimeout())
                .proxy(settings.proxies())
                .build();
    }

    /**
     * Fetches a file into a folder, which is made if need be.
     *
     * @throws BadInputException if the file cannot be had, cannot be written or has another checksum
     */
    public PulledFile pull(PullRequest request, Path folder) {
        Path target = folder.resolve(request.fileName());
        Optional<PulledFile> present = present(request, target);
        if (present.isPresent()) {
            return present.get();
        }
        if (request.sha256().isEmpty()) {
            progress.warning(Excerpt.line(request.source()) + ": no checksum is known, so the file cannot be verified");
        }
        Optional<URI> remote = request.remote();
        return remote.isPresent() ? download(request, remote.get(), target) : copy(request, target);
    }

    private Optional<PulledFile> present(PullRequest request, Path target) {
        if (!Files.exists(target)) {
            return Optional.empty();
        }
        String sha256 = FileHash.sha256(target);
        if (request.sha256().isEmpty()) {
            progress.warning(target + ": is there already and no checksum is known; delete it to fetch it again");
            return Optional.of(new PulledFile(target, sha256, false, false));
        }
        if (request.sha256().get().equals(sha256)) {
            return Optional.of(new PulledFile(target, sha256, true, false));
        }
        progress.warning(target + ": is there, but with another checksum; fetching it again");
        return Optional.empty();
    }

    private PulledFile download(PullRequest request, URI uri, Path target) {
        // A bad proxy is reported from here; inside the exchange it would look like a failure of the network.
        settings.proxies().select(uri);
        try (PartialFile part = PartialFile.open(target)) {
            receive(uri, part);
            String sha256 = part.sha256();
            if (differs(request, sha256)) {
                part.discard();
                throw wrongChecksum(
                        request, sha256, "; the download was damaged or the server has another file; it was deleted");
            }
            part.complete();
            return new PulledFile(target, sha256, request.sha256().isPresent(), true);
        }
    }

    private void receive(URI uri, PartialFile part) {
        HttpTransfer transfer = new HttpTransfer(client, settings, progress);
        int failures = 0;
        long furthest = part.size();
        while (true) {
            try {
                transfer.run(uri, part);
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BadInputException(Excerpt.line(uri.toString()) + ": interrupted; run it again to go on", e);
            } catch (IOException e) {
                failures = part.size() > furthest ? 1 : failures + 1;
                furthest = Math.max(furthest, part.size());
                if (failures >= settings.attempts()) {
                    throw new BadInputException(
                            Excerpt.line(
                                    uri + ": " + reason(e) + "; run it again to go on after " + part.size() + " bytes"),
                            e);
                }
                pause(reason(e), waitAfter(e, failures));
            }
        }
    }

    private Duration waitAfter(IOException error, int failures) {
        Optional<Duration> asked = error instanceof InterruptedTransfer e ? e.requestedWait() : Optional.empty();
        return asked.orElseGet(() -> settings.waitAfter(failures));
    }

    private void pause(String reason, Duration wait) {
        progress.retrying(reason, wait);
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInputException("interrupted; run it again to go on", e);
        }
    }

    private static String reason(IOException error) {
        return switch (error) {
            case HttpTimeoutException _ -> "the server does not answer in time";
            case ConnectException e
            when e.getCause() instanceof UnresolvedAddressException ->
                "the host is unknown; check the network, or set https_proxy";
            case ConnectException _ -> "no connection; check the network, or set https_proxy";
            case SSLException e -> "no secure connection: " + e.getMessage();
            default -> error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        };
    }

    private PulledFile copy(PullRequest request, Path target) {
        Path source = request.local();
        FileErrors.requireFile(source);
        String sha256 = FileHash.sha256(source);
        if (differs(request, sha256)) {
            throw wrongChecksum(request, sha256, "; give the right file");
        }
        makeFolder(target);
        AtomicFile.write(target, out -> Files.copy(source, out));
        long size = source.toFile().length();
        progress.bytes(size, size);
        return new PulledFile(target, sha256, request.sha256().isPresent(), true);
    }

    private static void makeFolder(Path target) {
        Path folder = target.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileErrors.writing(folder, e);
        }
    }

    private static boolean differs(PullRequest request, String sha256) {
        return request.sha256().filter(expected -> !expected.equals(sha256)).isPresent();
    }

    private static BadInputException wrongChecksum(PullRequest request, String sha256, String fix) {
        return new BadInputException(Excerpt.line(request.source()) + ": has the SHA-256 " + sha256 + ", expected "
                + request.sha256().orElseThrow() + fix);
    }

    /** Closes the connections. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
