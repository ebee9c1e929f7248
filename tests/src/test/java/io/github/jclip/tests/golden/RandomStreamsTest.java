// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.jclip.taskres.random.NumpyRandom;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.taskres.random.TorchRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The raw streams of Python, NumPy and PyTorch, number for number. */
@Tag("golden:fewshot")
class RandomStreamsTest {
    private static final Pattern SAMPLE = Pattern.compile("sample_range\\((\\d+)\\),(\\d+)");

    record Seed(JsonNode json) {
        long seed() {
            return json.get("seed").longValue();
        }

        @Override
        public String toString() {
            return "seed " + seed();
        }
    }

    static Stream<Seed> seeds() {
        JsonNode seeds = Golden.json("fewshot", "rng.json");
        return IntStream.range(0, seeds.size()).mapToObj(i -> new Seed(seeds.get(i)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void python(Seed seed) {
        JsonNode json = seed.json();
        PythonRandom bits = new PythonRandom(seed.seed());
        json.get("getrandbits32").forEach(draw -> assertEquals(draw.longValue(), bits.nextBits(32)));
        PythonRandom doubles = new PythonRandom(seed.seed());
        json.get("random").forEach(draw -> assertEquals(draw.doubleValue(), doubles.nextDouble()));
        PythonRandom mixed = new PythonRandom(seed.seed());
        int[] widths = {1, 5, 33, 64};
        for (int i = 0; i < widths.length; i++) {
            assertEquals(json.get("getrandbits_1_5_33_64").get(i).bigIntegerValue(), mixed.nextLargeBits(widths[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void pythonSamplesShufflesAndChooses(Seed seed) {
        int samples = 0;
        for (String name : seed.json().propertyNames()) {
            Matcher matcher = SAMPLE.matcher(name);
            if (matcher.matches()) {
                List<Integer> population = range(Integer.parseInt(matcher.group(1)));
                int count = Integer.parseInt(matcher.group(2));
                List<Integer> drawn = new PythonRandom(seed.seed()).sample(population, count);
                assertEquals(integers(seed.json().get(name)), drawn, name);
                samples++;
            }
        }
        assertEquals(11, samples);
        List<Integer> shuffled = range(20);
        new PythonRandom(seed.seed()).shuffle(shuffled);
        assertEquals(integers(seed.json().get("shuffle20")), shuffled);
        assertEquals(
                integers(seed.json().get("choices_range7_k9")), new PythonRandom(seed.seed()).choices(range(7), 9));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void numpy(Seed seed) {
        JsonNode json = seed.json();
        if (!json.has("numpy_random3")) {
            assertThrows(IllegalArgumentException.class, () -> new NumpyRandom(seed.seed()));
            return;
        }
        NumpyRandom random = new NumpyRandom(seed.seed());
        assertArrayEquals(ints(json.get("numpy_choice_range20_5_noreplace")), random.choice(20, 5));
        assertArrayEquals(ints(json.get("numpy_permutation10")), random.permutation(10));
        json.get("numpy_random3").forEach(draw -> assertEquals(draw.doubleValue(), random.nextDouble()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void torch(Seed seed) {
        JsonNode json = seed.json();
        assertArrayEquals(ints(json.get("torch_randperm12")), new TorchRandom(seed.seed()).permutation(12));
        TorchRandom uniform = new TorchRandom(seed.seed());
        json.get("torch_rand4_f32").forEach(draw -> assertEquals(draw.floatValue(), uniform.nextFloat()));
        for (int count : new int[] {5, 17}) {
            float[] normals = new TorchRandom(seed.seed()).normals(count);
            JsonNode expected = json.get("torch_randn%d_f32".formatted(count));
            for (int i = 0; i < count; i++) {
                float value = expected.get(i).floatValue();
                // Box and Muller's sine and cosine are absolute to the radius, which is below 6 for 24 bits.
                assertEquals(value, normals[i], 4 * Math.ulp(6f), "normal " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void torchLoaderShufflesEachEpoch(Seed seed) {
        TorchRandom random = new TorchRandom(seed.seed());
        for (String epoch : List.of("torch_DataLoader_shuffle_11_b4_epoch1", "torch_DataLoader_epoch2")) {
            List<Integer> order = new ArrayList<>();
            seed.json().get(epoch).forEach(batch -> order.addAll(integers(batch)));
            assertArrayEquals(order.stream().mapToInt(Integer::intValue).toArray(), random.nextEpochOrder(11));
        }
    }

    private static List<Integer> range(int count) {
        return new ArrayList<>(IntStream.range(0, count).boxed().toList());
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.intValue()));
        return values;
    }

    private static int[] ints(JsonNode array) {
        return integers(array).stream().mapToInt(Integer::intValue).toArray();
    }
}
