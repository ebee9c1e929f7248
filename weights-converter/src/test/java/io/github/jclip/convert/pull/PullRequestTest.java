// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PullRequestTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    @ParameterizedTest
    @EnumSource
    void publishedFilesAreWellFormed(PublishedFile file) {
        PullRequest request = PullRequest.of(file);
        assertEquals(Optional.of(file.sha256()), request.sha256());
        assertTrue(request.source().endsWith("/" + request.fileName()));
        assertEquals(Optional.of(file.uri()), request.remote());
        assertEquals(file, PublishedFile.named(file.displayName()));
        assertEquals(file, PublishedFile.named(file.fileName()));
    }

    @ParameterizedTest
    @CsvSource({
        "ViT-B/32,VIT_B_32",
        "vit-b-32,VIT_B_32",
        "ViT-L/14@336px,VIT_L_14_336",
        "rn50X4,RN50X4",
        "vocab,VOCABULARY"
    })
    void findsPublishedFilesByName(String name, PublishedFile file) {
        assertEquals(file, PublishedFile.named(name));
    }

    @Test
    void namesAllPublishedFilesWhenThereIsNone() {
        assertMessage(
                "'ViT-H/14' is not a published model; the names are RN50, ", () -> PublishedFile.named("ViT-H/14"));
    }

    @Test
    void takesTheChecksumFromTheAddress() {
        PullRequest request = PullRequest.from("https://example.org/" + A + "/m.pt?x=1");
        assertEquals(Optional.of(A), request.sha256());
        assertEquals("m.pt", request.fileName());
        assertEquals(
                Optional.empty(),
                PullRequest.from("https://example.org/" + A + "0/m.pt").sha256());
        PullRequest published = PullRequest.of(PublishedFile.RN50);
        assertEquals(published.sha256(), published.withSource("mirror/x.pt").sha256());
        assertEquals("RN50.pt", published.withSource("mirror/x.pt").fileName());
        assertEquals(
                Optional.of(A), published.withSource("http://m/" + A + "/x.pt").sha256());
        assertEquals(
                Optional.of(B), request.withSha256(B.toUpperCase(Locale.ROOT)).sha256());
    }

    @Test
    void tellsPathsFromAddresses() {
        assertEquals(Optional.empty(), PullRequest.from("models/m.pt").remote());
        assertEquals(Path.of("models/m.pt"), PullRequest.from("models/m.pt").local());
        assertEquals("m.pt", PullRequest.from("C:\\models\\m.pt").fileName());
        assertEquals(Optional.empty(), PullRequest.from("C:\\models\\m.pt").remote());
        assertEquals(
                Path.of("/a b/m.pt"), PullRequest.from("file:///a%20b/m.pt").local());
        assertEquals("m.pt", PullRequest.from("file:///a%20b/m.pt").fileName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org/",
                "https://example.org",
                "models/",
                "",
                "https://example.org/..",
                "https://e.org/a%2F..%2Fb%0A"
            })
    void refusesSourcesWithoutAFileName(String source) {
        assertMessage("does not end with a file name", () -> PullRequest.from(source));
    }

    @Test
    void refusesOtherAddressesAndChecksums() {
        assertMessage(
                "give an http, https or file URL",
                () -> PullRequest.from("ftp://e.org/m.pt").remote());
        assertMessage("names no host", () -> PullRequest.from("https:///m.pt").remote());
        assertMessage("is not a URL", () -> PullRequest.from("https://e.org/a b.pt"));
        assertMessage(
                "is not the path of a file",
                () -> PullRequest.from("file://host/m.pt").local());
        assertMessage("is not a SHA-256", () -> PullRequest.from("m.pt").withSha256("abc"));
    }

    private static void assertMessage(String part, Runnable action) {
        String message = assertThrows(BadInputException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }
}
