// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import io.github.jclip.clip.tower.PromptTokens;
import io.github.jclip.clip.tower.TowerPass;
import io.github.jclip.clip.tower.TrainableImageTower;
import io.github.jclip.clip.tower.TrainableTextTower;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.AddBackward;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Gradients of learned tokens through frozen towers, against the prompt learners of APEX' repository in double: CoOp's
 * context, visual prompts (VPT), and prompts of both towers at several depths (IVLP).
 */
@Tag("golden:gradients")
class PromptGradientsTest {
    private static final List<String> CASES = List.of(
            "coop_end",
            "coop_csc_end",
            "coop_middle",
            "coop_front",
            "coop_ctxinit",
            "vpt_shallow",
            "vpt_deep2",
            "vpt_deep3",
            "ivlp_2_1",
            "ivlp_3_3");

    private static final String CONTEXT = "prompt_learner.ctx";
    private static final String IMAGE_INPUT = "image_encoder.VPT";
    private static final String IMAGE_LAYER = "image_encoder.transformer.resblocks.%d.VPT_shallow";
    private static final String TEXT_LAYER = "text_encoder.transformer.resblocks.%d.VPT_shallow";

    @TestFactory
    Stream<DynamicTest> cpu() {
        return cases(() -> new CpuDevice(2));
    }

    @TestFactory
    Stream<DynamicTest> reference() {
        return cases(ReferenceDevice::new);
    }

    private static Stream<DynamicTest> cases(Supplier<Device> devices) {
        try (Device device = devices.get()) {
            return CASES.stream()
                    .flatMap(name -> {
                        try (Scope scope = Scope.ofHost();
                                Safetensors golden =
                                        Safetensors.open(Golden.shared("golden/gradients/" + name + ".safetensors"))) {
                            return new PromptGradientsTest.Case(name, device, golden, scope).check().stream();
                        }
                    })
                    .toList()
                    .stream();
        }
    }

    /** One recorded step. */
    private record Case(String name, Device device, Safetensors golden, Scope scope) {

        List<DynamicTest> check() {
            GoldenTowers towers = GoldenTowers.ofPrompts(scope);
            List<PromptTokens> imagePrompts = new ArrayList<>(prompts(IMAGE_LAYER));
            if (has(IMAGE_INPUT)) {
                imagePrompts.add(prompt(0, IMAGE_INPUT));
            }
            List<PromptTokens> textPrompts = prompts(TEXT_LAYER);
            GradientCheck check = new GradientCheck(name, device, golden);
            TrainingSettings frozen = TrainingSettings.inputsOnly();
            try (TrainableImageTower images = towers.images(device, frozen.withPrompts(imagePrompts));
                    TrainableTextTower texts = towers.texts(device, frozen.withPrompts(textPrompts))) {
                step(towers, images, texts, check);
            }
            imagePrompts.forEach(it -> check.compare(
                    "grad." + (it.layer() == 0 ? IMAGE_INPUT : IMAGE_LAYER.formatted(it.layer())), it.gradient()));
            textPrompts.forEach(it -> check.compare("grad." + TEXT_LAYER.formatted(it.layer()), it.gradient()));
            return check.tests();
        }

        private void step(
                GoldenTowers towers,
                TrainableImageTower imageTower,
                TrainableTextTower textTower,
                GradientCheck check) {
            Tensor pictures = golden.tensor("image");
            Tensor tokens = golden.tensor("tokenized_prompts");
            try (TowerPass images = imageTower.open(pictures.dim(0));
                    TowerPass texts = textTower.openEmbedded(tokens.dim(0), tokens.dim(1))) {
                images.input().copyFrom(pictures);
                images.forward();
                GoldenTowers.setEnds(device, texts, tokens);
                Tensor t;
                if (has(CONTEXT)) {
                    texts.input().copyFrom(embeddedTokens());
                    texts.forward();
                    t = normalised(texts.embeddings());
                } else {
                    t = normalised(golden.tensor("fixed_text_features").copyTo(scope, device.computeType()));
                }
                classify(images, texts, t, Math.exp(towers.logScale()), check);
                images.backward();
                if (has(CONTEXT)) {
                    texts.backward();
                    check.compare("grad." + CONTEXT, contextGradient(texts));
                }
            }
        }

        private void classify(TowerPass images, TowerPass texts, Tensor t, double scale, GradientCheck check) {
            Tensor u = normalised(images.embeddings());
            Tensor logits = allocate(u.dim(0), t.dim(0));
            Tensor labels = golden.tensor("label");
            Tensor losses = allocate(u.dim(0));
            device.execute(new Gemm(scale, u, t.transpose(0, 1), 0, logits));
            device.execute(new CrossEntropy(logits, labels, losses));
            check.compare("logits", logits);
            check.loss(Arrays.stream(losses.toDoubleArray()).average().orElseThrow());
            device.execute(new CrossEntropyBackward(logits, labels, 1.0 / u.dim(0), logits));
            Tensor du = allocate(u.shape().toArray());
            Tensor dt = allocate(t.shape().toArray());
            device.execute(new Gemm(scale, logits, t, 0, du));
            device.execute(new Gemm(scale, logits.transpose(0, 1), u, 0, dt));
            device.execute(new L2NormalizeBackward(images.embeddings(), du, images.dembeddings()));
            if (has(CONTEXT)) {
                device.execute(new L2NormalizeBackward(texts.embeddings(), dt, texts.dembeddings()));
            }
        }

        /** CoOp's are recorded; IVLP's are the context between what stands before and after it. */
        private Tensor embeddedTokens() {
            if (golden.names().contains("prompts")) {
                return golden.tensor("prompts");
            }
            Tensor prefix = golden.tensor("token_prefix");
            Tensor suffix = golden.tensor("token_suffix");
            Tensor context = golden.tensor("param." + CONTEXT);
            int classes = prefix.dim(0);
            int width = prefix.dim(2);
            int after = 1 + context.dim(0);
            Tensor tokens = allocate(classes, after + suffix.dim(1), width);
            tokens.slice(1, 0, 1).copyFrom(prefix);
            tokens.slice(1, 1, after).copyFrom(context.expand(classes, context.dim(0), width));
            tokens.slice(1, after, tokens.dim(1)).copyFrom(suffix);
            return tokens;
        }

        /** The sum of the gradients of all tokens that hold a vector of the context. */
        private Tensor contextGradient(TowerPass texts) {
            Tensor context = golden.tensor("param." + CONTEXT);
            boolean ofClasses = context.rank() == 3;
            Tensor gradient = allocate(context.shape().toArray());
            for (int c = 0; c < texts.input().dim(0); c++) {
                Tensor own = ofClasses ? context.select(0, c) : context;
                Tensor sums = ofClasses ? gradient.select(0, c) : gradient;
                int place = 0;
                for (int i = 0; i < own.dim(0); i++) {
                    place = next(texts.input().select(0, c), place + 1, own.select(0, i));
                    Tensor token = texts.dinput().select(0, c).select(0, place);
                    device.execute(new AddBackward(token.expand(1, token.dim(0)), sums.select(0, i)));
                }
            }
            return gradient;
        }

        /** Where a vector stands among tokens, from one on: the context keeps its order, and may hold a word twice. */
        private static int next(Tensor tokens, int from, Tensor vector) {
            for (int t = from; t < tokens.dim(0); t++) {
                boolean same = true;
                for (int i = 0; same && i < vector.dim(0); i++) {
                    same = Math.abs(tokens.get(t, i) - vector.get(i)) < 1e-7;
                }
                if (same) {
                    return t;
                }
            }
            throw new IllegalStateException("no token holds this vector of the context");
        }

        private List<PromptTokens> prompts(String pattern) {
            List<PromptTokens> prompts = new ArrayList<>();
            for (int layer = 1; has(pattern.formatted(layer)); layer++) {
                prompts.add(prompt(layer, pattern.formatted(layer)));
            }
            return prompts;
        }

        private PromptTokens prompt(int layer, String parameter) {
            Tensor value = golden.tensor("param." + parameter).copyTo(scope, device.computeType());
            return new PromptTokens(layer, value, allocate(value.shape().toArray()));
        }

        private boolean has(String parameter) {
            return golden.names().contains("param." + parameter);
        }

        private Tensor normalised(Tensor embeddings) {
            Tensor unit = allocate(embeddings.shape().toArray());
            device.execute(new L2Normalize(embeddings, unit));
            return unit;
        }

        private Tensor allocate(int... dims) {
            return scope.allocate(device.computeType(), dims);
        }
    }
}
