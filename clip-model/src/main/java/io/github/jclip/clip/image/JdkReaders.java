// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/** The image readers of the Java runtime itself, whatever other readers are installed: their samples are known. */
final class JdkReaders {
    private static final Map<String, ImageReaderSpi> PROVIDERS = new ConcurrentHashMap<>();

    private JdkReaders() {}

    /** The provider of the runtime's reader for a format. */
    static ImageReaderSpi provider(String format) {
        return PROVIDERS.computeIfAbsent(format, JdkReaders::find);
    }

    private static ImageReaderSpi find(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReaderSpi provider = readers.next().getOriginatingProvider();
            if ("java.desktop".equals(provider.getClass().getModule().getName())) {
                return provider;
            }
        }
        throw new IllegalStateException(
                "this Java runtime lacks the %s reader of module java.desktop".formatted(format));
    }
}
