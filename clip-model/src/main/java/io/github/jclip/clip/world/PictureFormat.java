// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** How pictures are written to files. */
public enum PictureFormat {
    /** Without loss. */
    PNG,
    /** With the loss of a camera's files. */
    JPEG;

    /** What files of this format end with, without the dot. */
    public String extension() {
        return this == PNG ? "png" : "jpg";
    }

    void write(BufferedImage image, Path file) throws IOException {
        try (var stream = Files.newOutputStream(file)) {
            ImageIO.write(image, extension(), stream);
        }
    }
}
