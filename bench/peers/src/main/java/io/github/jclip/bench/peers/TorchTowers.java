// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.bench.ImageTowerTrial;
import io.github.jclip.bench.TextTowerTrial;
import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.tower.BatchNorm;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import java.util.Map;

/**
 * CLIP's towers as PyTorch programs: fused attention, native layer norms, batch normalisation folded as a user who cares
 * for speed would do. The text tower computes every position of the context, as the original does.
 */
final class TorchTowers {
    private final TorchScript script = new TorchScript();
    private final Map<String, Tensor> weights;
    private final ClipConfig config;

    private TorchTowers(Map<String, Tensor> weights, ClipConfig config) {
        this.weights = weights;
        this.config = config;
    }

    static TorchOps.Program image(ImageTowerTrial trial) {
        TorchTowers tower = new TorchTowers(trial.weights(), trial.config());
        String images = tower.script.operand(trial.images());
        String result = switch (trial.config().vision()) {
            case VitConfig vit -> tower.vit(vit, images, trial.images().dim(0));
            case ResNetConfig resNet ->
                tower.resNet(resNet, images, trial.images().dim(0));
        };
        return new TorchOps.Program(tower.script, result, OutputLayout.AS_IT_IS);
    }

    static TorchOps.Program text(TextTowerTrial trial) {
        TorchTowers tower = new TorchTowers(trial.weights(), trial.config());
        String tokens = tower.script.operand(Tokens.of(trial.tokens(), Scope.ofGarbageCollected()));
        return new TorchOps.Program(tower.script, tower.text(tokens, trial.tokens().length), OutputLayout.AS_IT_IS);
    }

    private String weight(String name) {
        return script.operand(weights.get(name));
    }

    private String vit(VitConfig vit, String images, int batch) {
        int width = vit.width();
        int patch = vit.patchSize();
        String maps =
                script.let("torch.conv2d(%s, %s, None, [%d, %d])", images, weight("visual.conv1.weight"), patch, patch);
        String patches = script.let("torch.transpose(torch.flatten(%s, 2), 1, 2)", maps);
        String classToken = script.let("torch.expand(%s, [%d, 1, %d])", weight("visual.class_embedding"), batch, width);
        String tokens = script.let(
                "torch.add(torch.cat([%s, %s], 1), %s)", classToken, patches, weight("visual.positional_embedding"));
        String x = layerNorm("visual.ln_pre.", tokens, width);
        for (int layer = 0; layer < vit.layers(); layer++) {
            x = block("visual.transformer.resblocks.%d.".formatted(layer), x, width, vit.heads(), false);
        }
        String pooled = layerNorm("visual.ln_post.", script.let("torch.select(%s, 1, 0)", x), width);
        return script.let("torch.matmul(%s, %s)", pooled, weight("visual.proj"));
    }

    private String text(String tokens, int texts) {
        TextConfig text = config.text();
        String embedded = script.let("torch.embedding(%s, %s)", weight("token_embedding.weight"), tokens);
        String x = script.let("torch.add(%s, %s)", embedded, weight("positional_embedding"));
        for (int layer = 0; layer < text.layers(); layer++) {
            x = block("transformer.resblocks.%d.".formatted(layer), x, text.width(), text.heads(), true);
        }
        String y = layerNorm("ln_final.", x, text.width());
        String ends = script.let("torch.argmax(%s, -1)", tokens);
        String places = script.let("annotate(List[Optional[Tensor]], [torch.arange(%d), %s])", texts, ends);
        String pooled = script.let("torch.index(%s, %s)", y, places);
        return script.let("torch.matmul(%s, %s)", pooled, weight("text_projection"));
    }

    private String block(String name, String x, int width, int heads, boolean causal) {
        String normalised = layerNorm(name + "ln_1.", x, width);
        String projected = linear(name + "attn.in_proj_", normalised);
        String split = script.let(
                "torch.permute(torch.unflatten(%s, -1, [3, %d, %d]), [2, 0, 3, 1, 4])",
                projected, heads, width / heads);
        String attended = script.let(
                "torch.scaled_dot_product_attention(torch.select(%s, 0, 0), torch.select(%s, 0, 1), torch.select(%s, 0, 2), None, 0., %s)",
                split, split, split, TorchOps.python(causal));
        String joined = script.let("torch.flatten(torch.transpose(%s, 1, 2), 2)", attended);
        String middle = script.let("torch.add(%s, %s)", x, linear(name + "attn.out_proj.", joined));
        String hidden = linear(name + "mlp.c_fc.", layerNorm(name + "ln_2.", middle, width));
        String activated = TorchOps.activation(script, hidden, config.activation());
        return script.let("torch.add(%s, %s)", middle, linear(name + "mlp.c_proj.", activated));
    }

    private String layerNorm(String name, String x, int width) {
        return script.let(
                "torch.layer_norm(%s, [%d], %s, %s, %s)",
                x, width, weight(name + "weight"), weight(name + "bias"), config.layerNormEpsilon());
    }

    private String linear(String name, String x) {
        return script.let("torch.linear(%s, %s, %s)", x, weight(name + "weight"), weight(name + "bias"));
    }

    private String resNet(ResNetConfig resNet, String images, int batch) {
        String x = convolution("visual.", images, "conv1", "bn1", 2, Activation.RELU);
        x = convolution("visual.", x, "conv2", "bn2", 1, Activation.RELU);
        x = halve(convolution("visual.", x, "conv3", "bn3", 1, Activation.RELU));
        for (int stage = 0; stage < resNet.layers().size(); stage++) {
            for (int block = 0; block < resNet.layers().get(stage); block++) {
                x = bottleneck(
                        "visual.layer%d.%d.".formatted(stage + 1, block), x, block == 0 && stage > 0, block == 0);
            }
        }
        return attentionPool("visual.attnpool.", x, batch, resNet.heads());
    }

    private String bottleneck(String name, String x, boolean strides, boolean projects) {
        String branch = convolution(name, x, "conv1", "bn1", 1, Activation.RELU);
        branch = convolution(name, branch, "conv2", "bn2", 1, Activation.RELU);
        branch = strides ? halve(branch) : branch;
        branch = convolution(name, branch, "conv3", "bn3", 1, Activation.NONE);
        String shortcut = strides ? halve(x) : x;
        shortcut =
                projects ? convolution(name, shortcut, "downsample.0", "downsample.1", 1, Activation.NONE) : shortcut;
        return script.let("torch.relu_(torch.add_(%s, %s))", branch, shortcut);
    }

    private String convolution(String part, String x, String name, String norm, int stride, Activation activation) {
        Tensor weight = weights.get(part + name + ".weight");
        BatchNorm batchNorm = BatchNorm.of(weights::get, part + norm);
        Scope memory = Scope.ofGarbageCollected();
        int padding = (weight.dim(2) - 1) / 2;
        String y = script.let(
                "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d])",
                x,
                script.operand(batchNorm.fold(weight, memory)),
                script.operand(batchNorm.bias(memory)),
                stride,
                stride,
                padding,
                padding);
        return TorchOps.activation(script, y, activation);
    }

    private String halve(String x) {
        return script.let("torch.avg_pool2d(%s, [2, 2])", x);
    }

    private String attentionPool(String name, String x, int batch, int heads) {
        Tensor positions = weights.get(name + "positional_embedding");
        int places = positions.dim(0);
        int width = positions.dim(1);
        String patches = script.let("torch.transpose(torch.flatten(%s, 2), 1, 2)", x);
        String mean = script.let("torch.mean(%s, [1], True)", patches);
        String tokens = script.let("torch.add(torch.cat([%s, %s], 1), %s)", mean, patches, script.operand(positions));
        String first = script.let("torch.slice(%s, 1, 0, 1)", tokens);
        String q = heads(linear(name + "q_proj.", first), batch, 1, heads, width);
        String k = heads(linear(name + "k_proj.", tokens), batch, places, heads, width);
        String v = heads(linear(name + "v_proj.", tokens), batch, places, heads, width);
        String attended = script.let("torch.scaled_dot_product_attention(%s, %s, %s)", q, k, v);
        return linear(name + "c_proj.", script.let("torch.flatten(torch.transpose(%s, 1, 2), 1)", attended));
    }

    private String heads(String x, int batch, int tokens, int heads, int width) {
        return script.let(
                "torch.transpose(torch.reshape(%s, [%d, %d, %d, %d]), 1, 2)", x, batch, tokens, heads, width / heads);
    }
}
