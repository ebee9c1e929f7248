// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.ConfigFile;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.clip.WeightShapes;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.convert.check.OpenAiPrecision;
import io.github.jclip.convert.check.TorchArchiveWriter;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A ViT-B/32 of the size and the types of OpenAI's download, with formula weights. */
final class FullSizeModel {
    static final String ARCHITECTURE = "ViT-B/32";

    /** More than the archive and more than the folder have. */
    static final long MOST_BYTES = 360_000_000;

    /** Tokens that are single bytes, ends of words, and the two that mark a text's ends. */
    private static final int TOKENS_BESIDE_MERGES = 2 * 256 + 2;

    private FullSizeModel() {}

    /** Writes it as TorchScript's archive. */
    static void writeArchive(Path file) throws IOException {
        TorchArchiveWriter.writeScript(file, tensors());
    }

    /** Fills a model folder. */
    static void writeFolder(Path folder) {
        AtomicFile.write(folder.resolve(ModelFolder.CONFIG), ConfigFile.toJson(config()));
        int merges = config().text().vocabularySize() - TOKENS_BESIDE_MERGES;
        AtomicFile.write(folder.resolve("bpe.txt"), merges(merges));
        SafetensorsWriter.write(folder.resolve(ModelFolder.WEIGHTS), tensors(), Map.of());
    }

    private static ClipConfig config() {
        return KnownArchitecture.named(ARCHITECTURE).orElseThrow().config();
    }

    private static List<TensorSource> tensors() {
        return WeightShapes.of(config()).entrySet().stream()
                .map(weight -> {
                    String name = weight.getKey();
                    DType dtype = OpenAiPrecision.of(name);
                    return new TensorSource(name, dtype, weight.getValue(), scope -> {
                        Tensor exact = FormulaWeights.weight("", name, weight.getValue(), scope);
                        return dtype == DType.F32 ? exact : exact.copyTo(scope, dtype);
                    });
                })
                .toList();
    }

    /** Pairs of single bytes, in the letters that stand for them. */
    static String merges(int count) {
        StringBuilder text = new StringBuilder("#version: 0.2\n");
        for (int i = 0; i < count; i++) {
            text.append(letter(i >> 8)).append(' ').append(letter(i & 0xff)).append('\n');
        }
        return text.toString();
    }

    /** The printable bytes of Latin-1 stand for themselves, the others for what follows it. */
    private static char letter(int number) {
        int printable = number + '!';
        if (printable <= '~') {
            return (char) printable;
        }
        printable += '¡' - '~' - 1;
        return (char) (printable < '\u00ad' ? printable : printable + 1);
    }
}
