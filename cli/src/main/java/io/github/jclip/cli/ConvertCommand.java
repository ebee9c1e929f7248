// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.convert.ConvertReport;
import io.github.jclip.convert.ConvertRequest;
import io.github.jclip.convert.Converter;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.op.Activation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "convert",
        description = {
            "Make a model folder from a foreign checkpoint: OpenAI's archives, torch.save files, safetensors, folders of "
                    + "Hugging Face and open_clip, checkpoints of TaskRes.",
            "Files are read as data only; nothing in them is executed."
        })
final class ConvertCommand implements Runnable {
    /** Types that weights may have. */
    enum WeightType {
        F32,
        F16,
        BF16
    }

    /** Activations that CLIP's transformers may have. */
    enum MlpActivation {
        QUICK_GELU,
        GELU
    }

    @Parameters(paramLabel = "FILE|DIR", description = "Checkpoint file or folder.")
    private Path source;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to make.")
    private Path target;

    @Option(
            names = "--vocab",
            paramLabel = "FILE",
            description = "Tokenizer vocabulary to put into the folder (default: the one beside the checkpoint).")
    private Path vocabulary;

    @Option(
            names = "--dtype",
            paramLabel = "f32|f16|bf16",
            description = "Type of the weights written (default: each as it is stored).")
    private WeightType dtype;

    @Option(
            names = "--activation",
            paramLabel = "quick_gelu|gelu",
            description = "Activation of the transformers, where the checkpoint does not say it.")
    private MlpActivation activation;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(
            String out, String kind, String format, String architecture, int tensors, long bytes, List<String> notes) {}

    @Override
    public void run() {
        ConvertReport report = Converter.convert(new ConvertRequest(
                source,
                target,
                Optional.ofNullable(vocabulary),
                Optional.ofNullable(dtype).map(type -> DType.valueOf(type.name())),
                Optional.ofNullable(activation).map(name -> Activation.valueOf(name.name()))));
        String architecture = report.config()
                .map(config -> KnownArchitecture.of(config)
                        .map(KnownArchitecture::name)
                        .orElse("CLIP of its own size"))
                .orElse("");
        Result result = new Result(
                report.output().toString(),
                report.kind().toString(),
                report.format().toString(),
                architecture,
                report.tensorCount(),
                report.byteCount(),
                report.notes());
        if (output.json()) {
            output.json(result);
            return;
        }
        report.notes().forEach(note -> output.log("note: " + note));
        output.line("%s: %s from %s, %d tensors, %s"
                .formatted(
                        result.out(),
                        architecture.isEmpty() ? result.kind() : architecture,
                        result.format(),
                        result.tensors(),
                        Quantities.bytes(result.bytes())));
    }
}
