// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import com.sun.management.OperatingSystemMXBean;
import io.github.jclip.bench.TemporaryFolder;
import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.pretrain.ContrastiveModel;
import io.github.jclip.clip.pretrain.InitialWeights;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.optim.Optimizer;
import io.github.jclip.tensor.optim.UpdateRule;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Steps of training a small CLIP beside PyTorch's, in turns within one run: a ViT of 64 pixels, patches of 8, width 128 and
 * 4 layers, texts of 24 tokens in 2 layers, AdamW. Both start from the same weights and see the same pairs; the losses of
 * the first steps are compared before anything is timed.
 *
 * <p>PyTorch runs in the Python that {@value Pillow#PYTHON_VARIABLE} names, else python3; see {@code training.py}. The Maven
 * profile {@code training-comparison} of this module runs it. Arguments: seconds, threads, pairs; default 60, 2, 128.
 */
public final class TrainingComparison {
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final String SCRIPT = "training.py";
    private static final int SIDE = 64;
    private static final int CONTEXT = 24;
    private static final int VOCABULARY = 800;
    private static final int WIDTH = 128;
    private static final int HEADS = 4;
    private static final double RATE = 1e-4;

    /** Steps whose losses are compared, and that warm both up. */
    private static final int COMPARED = 5;

    /** Rounding in another order, through five steps. */
    private static final double TOLERANCE = 1e-3;

    private static final ClipConfig CONFIG = new ClipConfig(
            WIDTH,
            SIDE,
            new VitConfig(WIDTH, 4, HEADS, 8),
            new TextConfig(CONTEXT, VOCABULARY, WIDTH, HEADS, 2),
            Activation.QUICK_GELU,
            1e-5,
            PreprocessingConfig.OPENAI,
            Optional.empty());

    private TrainingComparison() {}

    /** Compares. */
    public static void main(String[] arguments) throws IOException {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 60;
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2;
        int pairs = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 128;
        try (TemporaryFolder folder = new TemporaryFolder();
                Device device = new CpuDevice(threads);
                Scope scope = Scope.ofHost()) {
            Map<String, Tensor> weights = InitialWeights.of(CONFIG, 1, scope);
            Tensor images = images(pairs, scope);
            int[][] tokens = tokens(pairs);
            Path script = folder.path().resolve(SCRIPT);
            try (InputStream source = TrainingComparison.class.getResourceAsStream(SCRIPT)) {
                Files.copy(source, script);
            }
            Path weightsFile = folder.path().resolve("weights.safetensors");
            SafetensorsWriter.write(weightsFile, weights, Map.of());
            Path pairsFile = Files.write(folder.path().resolve("pairs"), bytes(images, tokens));
            Process peer = start(script, weightsFile, pairsFile, pairs, threads);
            try (ContrastiveModel model = new ContrastiveModel(
                            device, weights::get, CONFIG, TrainingSettings.everything(), pairs, pairs);
                    BufferedReader answers = peer.inputReader(StandardCharsets.UTF_8);
                    Writer orders = peer.outputWriter(StandardCharsets.UTF_8)) {
                model.open();
                System.out.println(answers.readLine() + ", " + device.description());
                compare(seconds, pairs, step(model, images, tokens, device, scope), () -> ask(orders, answers));
            } finally {
                peer.destroyForcibly();
            }
        }
    }

    private static Tensor images(int pairs, Scope scope) {
        Random random = new Random(5);
        Tensor images = scope.allocate(DType.F32, pairs, 3, SIDE, SIDE);
        for (long i = 0; i < images.elementCount(); i++) {
            images.setFlat(i, random.nextGaussian());
        }
        return images;
    }

    /** Texts of 8 to 23 tokens; the last has the highest number, as in OpenAI's vocabulary. */
    private static int[][] tokens(int pairs) {
        Random random = new Random(6);
        int[][] tokens = new int[pairs][CONTEXT];
        for (int[] text : tokens) {
            int end = 7 + random.nextInt(CONTEXT - 8);
            text[0] = VOCABULARY - 2;
            for (int i = 1; i < end; i++) {
                text[i] = random.nextInt(VOCABULARY - 2);
            }
            text[end] = VOCABULARY - 1;
        }
        return tokens;
    }

    private static byte[] bytes(Tensor images, int[][] tokens) {
        int count = Math.toIntExact(images.elementCount()) + tokens.length * CONTEXT;
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : images.toFloatArray()) {
            bytes.putFloat(value);
        }
        for (int[] text : tokens) {
            Arrays.stream(text).forEach(bytes::putInt);
        }
        return bytes.array();
    }

    private static Process start(Path script, Path weights, Path pairsFile, int pairs, int threads) throws IOException {
        return new ProcessBuilder(
                        System.getenv().getOrDefault(Pillow.PYTHON_VARIABLE, "python3"),
                        script.toString(),
                        weights.toString(),
                        pairsFile.toString(),
                        Integer.toString(pairs),
                        Integer.toString(SIDE),
                        Integer.toString(CONTEXT),
                        Integer.toString(HEADS),
                        Integer.toString(HEADS),
                        Double.toString(RATE),
                        Integer.toString(threads))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The loss of a step, the seconds it took, and those of the processors, all threads of the process together. */
    private record Step(double loss, double seconds, double processorSeconds) {}

    /** Takes steps. */
    @FunctionalInterface
    private interface Trainer {
        Step step() throws IOException;
    }

    private static Trainer step(ContrastiveModel model, Tensor images, int[][] tokens, Device device, Scope scope) {
        Optimizer matrices = optimizer(model, true, scope);
        Optimizer vectors = optimizer(model, false, scope);
        return () -> {
            long start = System.nanoTime();
            long busy = PROCESS.getProcessCpuTime();
            double loss = model.computeGradients(images, tokens);
            matrices.step(device, RATE);
            vectors.step(device, RATE);
            model.parametersChanged();
            long used = PROCESS.getProcessCpuTime() - busy;
            return new Step(loss, (System.nanoTime() - start) / 1e9, used / 1e9);
        };
    }

    private static Optimizer optimizer(ContrastiveModel model, boolean matrix, Scope scope) {
        UpdateRule rule = new UpdateRule.Adam(0.9, 0.98, 1e-6, matrix ? 0.1 : 0, true, false);
        return new Optimizer(
                rule,
                model.parameters().stream()
                        .filter(it -> it.value().rank() > 1 == matrix)
                        .toList(),
                scope);
    }

    private static Step ask(Writer orders, BufferedReader answers) throws IOException {
        orders.write("step\n");
        orders.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IllegalStateException("the Python process has ended");
        }
        String[] numbers = answer.split(" ", -1);
        return new Step(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2]));
    }

    private static void compare(double seconds, int pairs, Trainer jclip, Trainer peer) throws IOException {
        for (int i = 0; i < COMPARED; i++) {
            double ours = jclip.step().loss();
            double theirs = peer.step().loss();
            System.out.printf("step %d: loss %.6f, PyTorch %.6f%n", i + 1, ours, theirs);
            if (!(Math.abs(ours - theirs) <= TOLERANCE * theirs)) {
                throw new IllegalStateException("the losses differ");
            }
        }
        List<Step> ours = new ArrayList<>();
        List<Step> theirs = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            ours.add(jclip.step());
            theirs.add(peer.step());
        }
        print("time", Step::seconds, ours, theirs, pairs);
        print("processor time", Step::processorSeconds, ours, theirs, pairs);
    }

    private static void print(
            String name, ToDoubleFunction<Step> seconds, List<Step> ours, List<Step> theirs, int pairs) {
        double[] jclip = ours.stream().mapToDouble(seconds).sorted().toArray();
        double[] peer = theirs.stream().mapToDouble(seconds).sorted().toArray();
        int middle = (jclip.length - 1) / 2;
        System.out.printf(
                "%s of %d steps: jclip %.1f ms (best %.1f), PyTorch %.1f ms (best %.1f): %.2f times (best %.2f);"
                        + " jclip %.0f pairs/s%n",
                name,
                jclip.length,
                jclip[middle] * 1e3,
                jclip[0] * 1e3,
                peer[middle] * 1e3,
                peer[0] * 1e3,
                peer[middle] / jclip[middle],
                peer[0] / jclip[0],
                pairs / jclip[middle]);
    }
}
