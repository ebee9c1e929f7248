// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import ai.onnxruntime.OrtException;
import io.github.jclip.bench.Contender;
import io.github.jclip.bench.ConvertTrial;
import io.github.jclip.bench.GemmTrial;
import io.github.jclip.bench.ImageTowerTrial;
import io.github.jclip.bench.OpTrial;
import io.github.jclip.bench.PeerProvider;
import io.github.jclip.bench.PhotosTrial;
import io.github.jclip.bench.ProcessTrial;
import io.github.jclip.bench.TemporaryFolder;
import io.github.jclip.bench.TextTowerTrial;
import io.github.jclip.bench.Trial;
import io.github.jclip.bench.TuneTrial;
import io.github.jclip.convert.onnx.OnnxExporter;
import io.github.jclip.convert.onnx.Tower;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** ONNX Runtime: towers as {@link OnnxExporter} writes them, ops as models of a few nodes. */
public final class OnnxRuntime implements PeerProvider {
    /** Called by the service loader. */
    public OnnxRuntime() {}

    @Override
    public String name() {
        return ONNX_RUNTIME;
    }

    @Override
    public Optional<Contender> open(Trial trial, int threads) {
        return switch (trial) {
            case GemmTrial gemm -> OnnxOps.model(gemm.op()).map(model -> open(model, threads));
            case OpTrial op -> OnnxOps.model(op.op()).map(model -> open(model, threads));
            case ImageTowerTrial tower -> Optional.of(openImageTower(tower, threads));
            case TextTowerTrial tower -> Optional.of(openTextTower(tower, threads));
            case TuneTrial _, PhotosTrial _, ProcessTrial _, ConvertTrial _ -> Optional.empty();
        };
    }

    private static Contender open(OnnxOps.Model model, int threads) {
        try (TemporaryFolder folder = new TemporaryFolder()) {
            Path file = folder.path().resolve("op.onnx");
            model.graph().write(file);
            return new OnnxContender(file, model.inputs(), model.output(), model.layout(), threads);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static Contender openImageTower(ImageTowerTrial trial, int threads) {
        try (TemporaryFolder folder = new TemporaryFolder()) {
            Path file = folder.path().resolve("image.onnx");
            OnnxExporter.export(trial.config(), trial.weights()::get, Tower.IMAGE, file);
            var output = new OnnxContender.Output(
                    OnnxExporter.EMBEDDINGS,
                    trial.images().dim(0),
                    trial.config().embeddingDim());
            return new OnnxContender(
                    file, Map.of(OnnxExporter.IMAGES, trial.images()), output, OutputLayout.AS_IT_IS, threads);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static Contender openTextTower(TextTowerTrial trial, int threads) {
        Scope scope = Scope.ofGarbageCollected();
        Tensor tokens = Tokens.of(trial.tokens(), scope);
        try (TemporaryFolder folder = new TemporaryFolder()) {
            Path file = folder.path().resolve("text.onnx");
            OnnxExporter.export(trial.config(), trial.weights()::get, Tower.TEXT, file);
            var output = new OnnxContender.Output(
                    OnnxExporter.EMBEDDINGS, tokens.dim(0), trial.config().embeddingDim());
            return new OnnxContender(file, Map.of(OnnxExporter.TOKENS, tokens), output, OutputLayout.AS_IT_IS, threads);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static RuntimeException failed(OrtException cause) {
        return new IllegalStateException(ONNX_RUNTIME + ": " + cause.getMessage(), cause);
    }
}
