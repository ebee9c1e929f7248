// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The files that OpenAI published: nine checkpoints, and the vocabulary that they share. */
public enum PublishedFile {
    RN50("RN50", "RN50.pt", "afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762"),
    RN101("RN101", "RN101.pt", "8fa8567bab74a42d41c5915025a8e4538c3bdbe8804a470a72f30b0d94fab599"),
    RN50X4("RN50x4", "RN50x4.pt", "7e526bd135e493cef0776de27d5f42653e6b4c8bf9e0f653bb11773263205fdd"),
    RN50X16("RN50x16", "RN50x16.pt", "52378b407f34354e150460fe41077663dd5b39c54cd0bfd2b27167a4a06ec9aa"),
    RN50X64("RN50x64", "RN50x64.pt", "be1cfb55d75a9666199fb2206c106743da0f6468c9d327f3e0d0a543a9919d9c"),
    VIT_B_32("ViT-B/32", "ViT-B-32.pt", "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af"),
    VIT_B_16("ViT-B/16", "ViT-B-16.pt", "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f"),
    VIT_L_14("ViT-L/14", "ViT-L-14.pt", "b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836"),
    VIT_L_14_336(
            "ViT-L/14@336px", "ViT-L-14-336px.pt", "3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02"),
    VOCABULARY(
            "vocab",
            "bpe_simple_vocab_16e6.txt.gz",
            "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a");

    private static final String CHECKPOINTS = "https://openaipublic.azureedge.net/clip/models/";
    private static final String REPOSITORY =
            "https://raw.githubusercontent.com/openai/CLIP/d05afc436d78f1c48dc0dbf8e5980a9d471f35f6/clip/";

    private final String displayName;
    private final String fileName;
    private final String sha256;

    PublishedFile(String displayName, String fileName, String sha256) {
        this.displayName = displayName;
        this.fileName = fileName;
        this.sha256 = sha256;
    }

    /** As OpenAI writes it, {@code ViT-B/32} for example; {@code vocab} for the vocabulary. */
    public String displayName() {
        return displayName;
    }

    /** The name of the file at its source. */
    public String fileName() {
        return fileName;
    }

    /** Of the file's bytes, in lower-case hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** Where OpenAI publishes it. */
    public URI uri() {
        return URI.create(this == VOCABULARY ? REPOSITORY + fileName : CHECKPOINTS + sha256 + "/" + fileName);
    }

    /** The file with this name, however its case and separators are written; nothing if there is none. */
    public static Optional<PublishedFile> find(String name) {
        String plain = plain(name);
        return Arrays.stream(values())
                .filter(file -> plain.equals(plain(file.displayName)) || plain.equals(plain(file.fileName)))
                .findFirst();
    }

    /**
     * The file with this name.
     *
     * @throws BadInputException if there is none; the message lists all names
     */
    public static PublishedFile named(String name) {
        return find(name)
                .orElseThrow(() -> new BadInputException(Excerpt.quote(name)
                        + " is not a published model; the names are "
                        + Arrays.stream(values())
                                .map(PublishedFile::displayName)
                                .collect(Collectors.joining(", "))));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-/@_]", "").replaceFirst("\\.pt$", "");
    }
}
