// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.convert.pull.PublishedFile;
import io.github.jclip.convert.pull.PullProgress;
import io.github.jclip.convert.pull.PullRequest;
import io.github.jclip.convert.pull.PullSettings;
import io.github.jclip.convert.pull.PulledFile;
import io.github.jclip.convert.pull.Puller;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pull",
        description = {
            "Fetch a published checkpoint (RN50, RN101, RN50x4, RN50x16, RN50x64, ViT-B/32, ViT-B/16, ViT-L/14, "
                    + "ViT-L/14@336px) or the vocabulary (vocab).",
            "Goes on where an interrupted pull stopped, checks the SHA-256, honours the proxy settings."
        })
final class PullCommand implements Runnable {
    @Parameters(paramLabel = "MODEL|vocab", description = "Name of the published file.")
    private String name;

    @Option(
            names = "--url",
            paramLabel = "URL|FILE",
            description = "Take the file from here: a mirror, or a path on this machine.")
    private String url;

    @Option(names = "--sha256", paramLabel = "HEX", description = "What the file must hash to, if not as published.")
    private String sha256;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Folder to put it into (default: the cache folder; 'jclip doctor' names it).")
    private Path folder;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String path, String sha256, boolean verified, boolean fetched) {}

    @Override
    public void run() {
        PullRequest request = PullRequest.of(PublishedFile.named(name));
        request = url == null ? request : request.withSource(url);
        request = sha256 == null ? request : request.withSha256(sha256);
        Path target = folder == null
                ? Path.of(CacheFolder.ofEnvironment(System.getenv()).path())
                : folder;
        PulledFile file;
        try (ByteProgress progress = new ByteProgress(output);
                Puller puller = new Puller(PullSettings.defaults(), progress)) {
            file = puller.pull(request, target);
        }
        if (output.json()) {
            output.json(new Result(file.path().toString(), file.sha256(), file.verified(), file.fetched()));
            return;
        }
        output.line("%s%s".formatted(file.path(), file.fetched() ? "" : " (was there already)"));
    }

    /** Starts to show progress when the first bytes tell how many there are. */
    private static final class ByteProgress implements PullProgress, AutoCloseable {
        private final OutputOptions output;
        private Progress progress;
        private long shown;

        ByteProgress(OutputOptions output) {
            this.output = output;
        }

        @Override
        public void bytes(long done, long total) {
            if (progress == null) {
                progress = output.progress("pull", Math.max(total, 0));
            }
            progress.advance(done - shown);
            shown = done;
        }

        @Override
        public void retrying(String reason, Duration wait) {
            output.log("%s; trying again in %s".formatted(reason, Quantities.duration(wait)));
        }

        @Override
        public void warning(String message) {
            output.log("warning: " + message);
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
