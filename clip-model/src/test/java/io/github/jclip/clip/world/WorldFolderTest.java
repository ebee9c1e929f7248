// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.pretrain.CaptionedImage;
import io.github.jclip.clip.pretrain.PairList;
import io.github.jclip.tensor.BadInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldFolderTest {
    @TempDir
    private Path folder;

    /** Among so many pictures some captions repeat, which the test makes sure of. */
    @Test
    void heldOutCaptionsBelongToOnePicture() throws IOException {
        World world = new World(3, 8);
        int count = 400;
        new WorldFolder(world, PictureFormat.PNG, () -> {}).writeHeldOutPairs(folder, count);

        List<CaptionedImage> pairs = PairList.read(folder);
        assertEquals(count, pairs.stream().map(CaptionedImage::caption).distinct().count());
        Map<String, Picture> drawn = IntStream.range(0, 2 * count)
                .mapToObj(world::heldOutPicture)
                .collect(Collectors.toMap(Picture::caption, picture -> picture, (first, _) -> first));
        assertTrue(drawn.size() < 2 * count);
        for (CaptionedImage pair : pairs.subList(count - 5, count)) {
            assertArrayEquals(
                    pixels(drawn.get(pair.caption()).image()),
                    pixels(ImageIO.read(pair.image().toFile())));
        }
    }

    @Test
    void moreThanThereAreIsOneLine() {
        WorldFolder writer = new WorldFolder(new World(3, 8), PictureFormat.PNG, () -> {});
        for (int count : new int[] {0, 1_000_000}) {
            assertThrows(BadInputException.class, () -> writer.writeHeldOutPairs(folder, count));
        }
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
