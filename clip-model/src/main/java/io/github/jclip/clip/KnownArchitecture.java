package io.github.jclip.clip;

import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.tensor.op.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The nine architectures that OpenAI released (Radford et al. 2021, tables 19 and 20). */
public enum KnownArchitecture {
    RN50("RN50", 1024, 224, resNet(64, 3, 4, 6, 3), text(512)),
    RN101("RN101", 512, 224, resNet(64, 3, 4, 23, 3), text(512)),
    RN50X4("RN50x4", 640, 288, resNet(80, 4, 6, 10, 6), text(640)),
    RN50X16("RN50x16", 768, 384, resNet(96, 6, 8, 18, 8), text(768)),
    RN50X64("RN50x64", 1024, 448, resNet(128, 3, 15, 36, 10), text(1024)),
    VIT_B_32("ViT-B/32", 512, 224, vit(768, 12, 32), text(512)),
    VIT_B_16("ViT-B/16", 512, 224, vit(768, 12, 16), text(512)),
    VIT_L_14("ViT-L/14", 768, 224, vit(1024, 24, 14), text(768)),
    VIT_L_14_336("ViT-L/14@336px", 768, 336, vit(1024, 24, 14), text(768));

    private static final int HEAD_DIM = 64;

    private final String displayName;
    private final ClipConfig config;

    KnownArchitecture(String displayName, int embeddingDim, int resolution, VisionConfig vision, TextConfig text) {
        this.displayName = displayName;
        this.config = new ClipConfig(
                embeddingDim,
                resolution,
                vision,
                text,
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                Preprocessing.OPENAI,
                Optional.empty());
    }

    private static VisionConfig vit(int width, int layers, int patchSize) {
        return new VitConfig(width, layers, width / HEAD_DIM, patchSize);
    }

    private static VisionConfig resNet(int width, Integer... layers) {
        return new ResNetConfig(width, List.of(layers), width * 32 / HEAD_DIM);
    }

    private static TextConfig text(int width) {
        return new TextConfig(77, 49408, width, width / HEAD_DIM, 12);
    }

    /** As OpenAI writes it: {@code ViT-B/32}. */
    public String displayName() {
        return displayName;
    }

    /** Its sizes, with OpenAI's activation and preprocessing. */
    public ClipConfig config() {
        return config;
    }

    /** The architecture with a model's sizes, if it is one of these. */
    public static Optional<KnownArchitecture> of(ClipConfig config) {
        return Arrays.stream(values()).filter(known -> known.hasSizesOf(config)).findFirst();
    }

    private boolean hasSizesOf(ClipConfig other) {
        return config.embeddingDim() == other.embeddingDim()
                && config.imageResolution() == other.imageResolution()
                && config.vision().equals(other.vision())
                && config.text().equals(other.text());
    }
}
