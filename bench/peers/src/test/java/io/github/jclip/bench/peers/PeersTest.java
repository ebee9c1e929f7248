// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.bench.Contender;
import io.github.jclip.bench.GemmCase;
import io.github.jclip.bench.OpTrial;
import io.github.jclip.bench.PeerProvider;
import io.github.jclip.bench.Trial;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.Softmax;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every peer computes what jclip computes, at odd sizes, on one thread and on two. */
class PeersTest {
    private static final Scope SCOPE = Scope.ofHost();

    private final Random random = new Random(1);

    @AfterAll
    static void free() {
        SCOPE.close();
    }

    @TestFactory
    Stream<DynamicContainer> peersAgreeWithJclip() {
        Map<String, Trial> trials = trials();
        return ServiceLoader.load(PeerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(peer -> DynamicContainer.dynamicContainer(
                        peer.name(),
                        trials.entrySet().stream()
                                .map(trial -> DynamicTest.dynamicTest(
                                        trial.getKey(), () -> requireAgreement(peer, trial.getValue())))));
    }

    private static void requireAgreement(PeerProvider peer, Trial trial) {
        for (int threads = 1; threads <= 2; threads++) {
            Optional<Contender> opened = open(peer, trial, threads);
            Assumptions.assumeTrue(opened.isPresent(), peer.name() + " does no such thing");
            try (Contender contender = opened.get();
                    Contender jclip = trial.jclip(threads)) {
                jclip.run();
                contender.run();
                contender.run();
                assertEquals(peer.name(), contender.name());
                requireClose(jclip.output(), contender.output(), trial.tolerance(jclip.output()));
            }
        }
    }

    private static Optional<Contender> open(PeerProvider peer, Trial trial, int threads) {
        try {
            return peer.open(trial, threads);
        } catch (MissingNativeCode e) {
            return Assumptions.abort(e.getMessage());
        }
    }

    private static void requireClose(float[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(expected[i] - actual[i]);
            assertTrue(error <= tolerance, "element %d: error %s of %s".formatted(i, error, tolerance));
        }
    }

    private Map<String, Trial> trials() {
        Map<String, Trial> trials = new LinkedHashMap<>();
        trials.put("ViT", TinyTrials.image(TinyTrials.VIT, Activation.QUICK_GELU, SCOPE));
        trials.put("ViT with GELU", TinyTrials.image(TinyTrials.VIT, Activation.GELU, SCOPE));
        trials.put("ResNet", TinyTrials.image(TinyTrials.RESNET, Activation.QUICK_GELU, SCOPE));
        trials.put("text", TinyTrials.text(Activation.QUICK_GELU, SCOPE));
        trials.put("gemm", new GemmCase(7, 13, 11).prepare(SCOPE));
        ops().forEach((name, op) -> trials.put(name, new OpTrial(null, op)));
        return trials;
    }

    private Map<String, Op> ops() {
        Map<String, Op> ops = new LinkedHashMap<>();
        Tensor qkv = normal(2, 5, 36);
        for (boolean causal : new boolean[] {false, true}) {
            ops.put(
                    causal ? "causal attention" : "attention",
                    new Attention(
                            qkv.slice(2, 0, 12),
                            qkv.slice(2, 12, 24),
                            qkv.slice(2, 24, 36),
                            3,
                            causal,
                            output(2, 5, 12)));
        }
        try (CpuDevice device = new CpuDevice(1)) {
            Epilogue bias = Epilogue.bias(normal(9));
            ops.put("linear", new Linear(normal(7, 5), device.pack(normal(9, 5), SCOPE), bias, output(7, 9)));
            ops.put(
                    "linear with QuickGELU",
                    new Linear(
                            normal(7, 5),
                            device.pack(normal(9, 5), SCOPE),
                            bias.withActivation(Activation.QUICK_GELU),
                            output(7, 9)));
            ops.put(
                    "linear with residual",
                    new Linear(
                            normal(7, 5),
                            device.pack(normal(9, 5), SCOPE),
                            bias.withResidual(normal(7, 9)),
                            output(7, 9)));
            ops.put(
                    "convolution of images",
                    new Convolution(
                            normal(2, 3, 8, 8).permute(0, 2, 3, 1),
                            device.pack(normal(9, 27), SCOPE),
                            3,
                            2,
                            1,
                            bias.withActivation(Activation.RELU),
                            output(2, 4, 4, 9)));
            ops.put(
                    "convolution 1×1",
                    new Convolution(
                            normal(2, 4, 4, 5), device.pack(normal(9, 5), SCOPE), 1, 1, 0, bias, output(2, 4, 4, 9)));
        }
        ops.put("average pool", new AveragePool(normal(2, 6, 6, 5), 2, output(2, 3, 3, 5)));
        ops.put("LayerNorm", new LayerNorm(normal(7, 13), normal(13), normal(13), 1e-5, output(7, 13)));
        ops.put("softmax", new Softmax(normal(7, 13), output(7, 13)));
        ops.put("QuickGELU", new Activate(normal(7, 13), Activation.QUICK_GELU, output(7, 13)));
        ops.put("add", new Add(normal(7, 13), normal(7, 13), output(7, 13)));
        return ops;
    }

    private Tensor normal(int... dims) {
        Tensor tensor = output(dims);
        for (int i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextGaussian());
        }
        return tensor;
    }

    private static Tensor output(int... dims) {
        return SCOPE.allocate(DType.F32, dims);
    }
}
