// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;
import java.util.Map;

/** An image tower whose parameters, or prompts, are trained. */
public final class TrainableImageTower implements AutoCloseable {
    private final Device device;
    private final Scope weights;
    private final TrainableParameters parameters;
    private final TrainableImageLayers layers;

    /**
     * Loads a tower onto a device.
     *
     * @param source tensors named {@code visual.…}; they must stay alive as long as the tower
     * @throws IllegalArgumentException if the settings have prompts for a layer that the tower has not
     */
    public TrainableImageTower(
            Device device,
            WeightSource source,
            VisionConfig config,
            int resolution,
            TowerSettings settings,
            TrainingSettings training) {
        this.device = device;
        this.weights = device.openScope();
        this.parameters = new TrainableParameters(device, source, weights, training.trained());
        TrainableParameters visual = parameters.at("visual");
        this.layers = switch (config) {
            case VitConfig vit -> new TrainableVisionTransformer(visual, resolution, vit, settings, training);
            case ResNetConfig resNet -> new TrainableResNet(visual, resolution, resNet, training);
        };
    }

    /** What is trained, by OpenAI's names; convolutions as matrices [N, kernel·kernel·C]. */
    public List<Parameter> parameters() {
        return parameters.trained();
    }

    /** The running statistics of batch normalisations, by OpenAI's names; state that is saved with the parameters. */
    public Map<String, Tensor> statistics() {
        return parameters.statistics();
    }

    /** Sets the gradients of all parameters to zero. */
    public void clearGradients() {
        parameters.clearGradients();
    }

    /** Must be called after parameters have changed, before the next pass. */
    public void parametersChanged() {
        parameters.repack();
    }

    /** Unrolls the tower for batches of so many images. */
    public TowerPass open(int images) {
        Buffers buffers = new Buffers(device);
        return new TowerPass(buffers, new Program(device, buffers, false), program -> layers.unroll(program, images));
    }

    @Override
    public void close() {
        weights.close();
    }
}
