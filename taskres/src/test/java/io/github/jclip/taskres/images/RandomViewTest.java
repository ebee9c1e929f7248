// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.clip.image.Region;
import io.github.jclip.clip.image.ViewSeeds;
import io.github.jclip.taskres.random.TorchRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomViewTest {
    /**
     * Drawn by {@code RandomResizedCrop.get_params} of torchvision 0.28.0 and {@code torch.rand(1) < 0.5} of PyTorch 2.13.0
     * after {@code torch.manual_seed}, for images that are wider, higher and smaller than any crop can be.
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
                281444313, 640, 1, 319, 0, 1, 1, 0
                4276262006, 4000, 480, 1680, 0, 640, 480, 1
                1705680002, 1024, 17, 500, 0, 23, 17, 1
                996097414, 1024, 17, 500, 0, 23, 17, 0
                3183652505, 1, 3000, 0, 1499, 1, 1, 1
                3256574098, 640, 1, 319, 0, 1, 1, 0
                1293934751, 1, 200, 0, 99, 1, 1, 0
                4140751114, 8, 224, 0, 106, 8, 11, 0
                418563100, 1, 17, 0, 0, 1, 1, 1
                998092292, 224, 3000, 0, 1350, 224, 299, 1
                1022050301, 640, 768, 25, 194, 560, 509, 1
                2036044446, 1024, 1000, 2, 7, 1022, 971, 0
                3903345311, 333, 200, 174, 18, 123, 115, 1
                2365602028, 50, 64, 17, 12, 18, 23, 0
                2323465141, 500, 480, 168, 84, 270, 344, 1
                3728226180, 500, 281, 81, 35, 195, 213, 1
                2030441878, 640, 281, 294, 28, 256, 200, 1
                3067162761, 300, 281, 8, 38, 229, 221, 1
                3127277235, 640, 480, 406, 197, 180, 208, 0
                1808819083, 500, 281, 228, 37, 237, 205, 0
                4143066945, 500, 1000, 22, 248, 459, 377, 0
                906774905, 1024, 1000, 31, 10, 904, 969, 0
                1262253303, 300, 281, 5, 33, 238, 206, 0
                1421437244, 500, 200, 32, 79, 126, 111, 1
                1330022775, 1, 2, 0, 0, 1, 1, 0
                464368885, 640, 768, 209, 389, 318, 290, 0
                4208579497, 224, 224, 83, 85, 130, 138, 0
                1618134159, 333, 768, 23, 27, 264, 327, 1
                1658686064, 1024, 1000, 334, 25, 671, 739, 1
                2663421449, 500, 200, 44, 5, 205, 195, 0
                """)
    void isTheCropThatTorchvisionDraws(
            long seed, int width, int height, int left, int top, int cropWidth, int cropHeight, int flip) {
        RandomView view = RandomView.draw(new TorchRandom(seed), width, height);

        assertEquals(new RandomView(new Region(left, top, cropWidth, cropHeight), flip == 1), view);
    }

    @Test
    void viewsOfImagesHaveSeedsOfTheirOwn() {
        Set<Integer> seeds = new HashSet<>();
        for (long seed : new long[] {0, 1, 2}) {
            for (int view = 0; view < 10; view++) {
                for (int image = 0; image < 10; image++) {
                    seeds.add((int) ViewSeeds.of(seed, view, image));
                }
            }
        }
        assertEquals(300, seeds.size());
    }
}
