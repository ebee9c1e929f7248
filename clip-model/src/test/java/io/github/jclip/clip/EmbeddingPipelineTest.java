// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.ImageLoader;
import io.github.jclip.clip.tower.EncodingStage;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Mark;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.StagedInput;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.Transfer;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Activation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches are given to a device ahead of the results of those before, which are handed on in order. */
class EmbeddingPipelineTest {
    private static final int RESOLUTION = 8;
    private static final int EMBEDDING_DIM = 6;
    private static final VitConfig VIT = new VitConfig(12, 1, 3, 4);

    private final List<String> events = new ArrayList<>();
    private final List<Float> embedded = new ArrayList<>();
    private int openMarks;

    /** Notes when images are brought to it; results are there only when they are awaited, if it lags. */
    private final class ObservedDevice extends DelegatingDevice {
        private final boolean lags;
        private int inputs;
        private int marks;
        private int reached;
        private int underWay;

        ObservedDevice(Device device, boolean lags) {
            super(device);
            this.lags = lags;
        }

        @Override
        public StagedInput stageInput(DType type, int elements) {
            StagedInput input = super.stageInput(type, elements);
            return new StagedInput() {
                @Override
                public void write(Tensor host, Tensor target) {
                    events.add("input " + inputs++);
                    input.write(host, target);
                }

                @Override
                public void close() {
                    input.close();
                }
            };
        }

        /** A second from each to the next; whoever asks before the result behind it was awaited would wait. */
        @Override
        public Mark mark() {
            int made = marks++;
            openMarks++;
            return new Mark() {
                @Override
                public double secondsSince(Mark earlier) {
                    assertTrue(underWay == 0 || made <= reached, "waits for mark " + made);
                    return 1;
                }

                @Override
                public void close() {
                    openMarks--;
                }
            };
        }

        @Override
        public Transfer startDownload(Tensor source, Tensor host) {
            if (!lags) {
                return super.startDownload(source, host);
            }
            int behind = marks;
            underWay++;
            Tensor now = source.copyTo(Scope.ofGarbageCollected(), source.dtype());
            return new Transfer() {
                @Override
                public boolean isDone() {
                    return false;
                }

                @Override
                public void await() {
                    host.copyFrom(now);
                    reached = behind;
                    underWay--;
                }
            };
        }
    }

    @Test
    void aDeviceThatComputesMeanwhileGetsTheNextBatchFirst() {
        run(new ObservedDevice(new ReferenceDevice(), true), 5, -1);
        assertEquals(List.of("input 0", "input 1", "result [0, 1]", "input 2", "result [2, 3]", "result [4]"), events);
        List<Float> pipelined = List.copyOf(embedded);
        embedded.clear();
        run(new ObservedDevice(new ReferenceDevice(), false), 5, -1);
        assertEquals(pipelined, embedded);
    }

    @Test
    void resultsThatAreThereAreHandedOnAtOnce() {
        run(new ObservedDevice(new CpuDevice(1), false), 3, -1);
        assertEquals(List.of("input 0", "result [0, 1]", "input 1", "result [2]"), events);
    }

    @Test
    void whatWasDoneBeforeAFailureIsHandedOn() {
        for (boolean lags : new boolean[] {true, false}) {
            events.clear();
            assertThrows(BadInputException.class, () -> run(new ObservedDevice(new CpuDevice(1), lags), 5, 3));
            assertEquals(List.of("input 0", "result [0, 1]"), events);
            assertEquals(0, openMarks);
        }
    }

    @Test
    void everyMomentBelongsToAStage() {
        for (boolean lags : new boolean[] {true, false}) {
            EncodingTimes times = run(new ObservedDevice(new CpuDevice(1), lags), 5, -1);
            assertEquals(5, times.images());
            assertEquals(
                    Map.of(
                            EncodingStage.PREPARING, 3.0,
                            EncodingStage.WAITING, 4.0,
                            EncodingStage.COPYING_IN, 3.0,
                            EncodingStage.COMPUTING, 3.0,
                            EncodingStage.COPYING_OUT, 3.0,
                            EncodingStage.DELIVERING, 3.0),
                    times.stages());
            assertEquals(19, times.seconds());
            assertEquals(0, openMarks);
        }
    }

    private EncodingTimes run(Device device, int images, int broken) {
        List<Path> files =
                IntStream.range(0, images).mapToObj(i -> Path.of("image" + i)).toList();
        ImageLoader loader = (position, out) -> {
            if (position == broken) {
                throw new BadInputException("image%d: broken".formatted(position));
            }
            try (Scope scope = Scope.ofHost()) {
                out.copyFrom(FormulaWeights.image("image" + position, RESOLUTION, scope)
                        .select(0, 0));
            }
        };
        ClipConfig config = new ClipConfig(
                EMBEDDING_DIM,
                RESOLUTION,
                VIT,
                new TextConfig(7, 11, 10, 1, 2),
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
        try (device;
                Scope scope = Scope.ofHost()) {
            Map<String, Tensor> weights = FormulaWeights.of(config, "", scope);
            TowerSettings settings = new TowerSettings(config.activation(), config.layerNormEpsilon());
            try (ImageEncoder encoder = new ImageEncoder(device, weights::get, VIT, RESOLUTION, settings);
                    ImageBatches batches =
                            ImageBatches.open(files, RESOLUTION, loader, 2, 1, BrokenImagePolicy.FAIL, _ -> {})) {
                return new EmbeddingPipeline(encoder, batches).run((paths, positions, embeddings) -> {
                    events.add("result " + IntStream.of(positions).boxed().toList());
                    assertEquals(files.get(positions[0]), paths.getFirst());
                    for (float element : embeddings.toFloatArray()) {
                        embedded.add(element);
                    }
                });
            }
        }
    }
}
