// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.ModelFolder;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tokenize", description = "Print the token ids of texts, with start and end of text.")
final class TokenizeCommand implements Runnable {
    private static final int DEFAULT_CONTEXT = 77;

    /** Where the vocabulary comes from. */
    static final class Vocabulary {
        @Option(
                names = "--model",
                paramLabel = ModelChoice.LABEL,
                description = "Model folder whose vocabulary and context count, or the model that jclip brings.")
        private ModelChoice model;

        @Option(
                names = "--vocab",
                paramLabel = "FILE",
                description =
                        "Vocabulary: bpe_simple_vocab_16e6.txt.gz, vocab.json beside merges.txt, or tokenizer.json.")
        private Path file;
    }

    @ArgGroup(multiplicity = "1")
    private Vocabulary vocabulary;

    @Option(names = "--truncate", description = "Cut a text that is too long instead of refusing it.")
    private boolean truncate;

    @Parameters(arity = "1..*", paramLabel = "TEXT", description = "Texts.")
    private List<String> texts;

    @Mixin
    private OutputOptions output;

    /** A text's JSON result. */
    record Row(String text, List<Integer> ids, List<String> tokens) {}

    /** The JSON result. */
    record Result(int contextLength, int vocabularySize, List<Row> texts) {}

    @Override
    public void run() {
        if (vocabulary.file != null) {
            print(ClipTokenizer.read(vocabulary.file), DEFAULT_CONTEXT);
            return;
        }
        try (ModelFolder folder = ModelFolder.open(vocabulary.model.folder(output))) {
            print(folder.tokenizer(), folder.config().text().contextLength());
        }
    }

    private void print(ClipTokenizer tokenizer, int context) {
        int[][] rows = tokenizer.tokenize(texts, context, truncate);
        List<Row> results = IntStream.range(0, rows.length)
                .mapToObj(i -> row(tokenizer, texts.get(i), rows[i]))
                .toList();
        if (output.json()) {
            output.json(new Result(context, tokenizer.vocabularySize(), results));
            return;
        }
        for (Row row : results) {
            output.line(row.ids().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
    }

    private static Row row(ClipTokenizer tokenizer, String text, int[] padded) {
        int end = IntStream.range(0, padded.length)
                .filter(i -> padded[i] == tokenizer.endOfText())
                .reduce((_, last) -> last)
                .orElseThrow();
        List<Integer> ids = Arrays.stream(padded, 0, end + 1).boxed().toList();
        return new Row(text, ids, ids.stream().map(id -> tokenizer.decode(id)).toList());
    }
}
