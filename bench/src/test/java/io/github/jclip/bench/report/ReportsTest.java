// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.bench.BenchResult;
import io.github.jclip.bench.Measurement;
import io.github.jclip.bench.Timing;
import io.github.jclip.tensor.BadInputException;
import java.io.StringReader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Every report of a recorded result. */
class ReportsTest {
    private static final BenchResult SAMPLE = ResultFile.read(sample());

    private static Path sample() {
        try {
            return Path.of(ReportsTest.class.getResource("sample.json").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void jsonComesBackAsItWas(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("result.json"), ResultFile.toJson(SAMPLE));
        assertEquals(SAMPLE, ResultFile.read(file));
    }

    @Test
    void whatIsNoResultIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"schema\": \"jclip-bench/0\"}");
        String message = assertThrows(BadInputException.class, () -> ResultFile.read(file))
                .getMessage();
        assertTrue(message.startsWith(file + ": "), message);
    }

    @Test
    void textHasEveryCaseAndTarget() {
        String text = String.join("\n", TextReport.lines(SAMPLE));
        SAMPLE.measurements().forEach(it -> assertTrue(text.contains(it.size()), it.size()));
        SAMPLE.targets().forEach(it -> assertTrue(text.contains(it.what()), it.what()));
        assertTrue(text.contains("1.10×"), text);
    }

    @Test
    void markdownRowsHaveAsManyCellsAsTheirHeader() {
        List<String> lines = MarkdownReport.lines(SAMPLE);
        int cells = 0;
        for (String line : lines) {
            if (line.startsWith("|")) {
                int count = line.split("\\|", -1).length;
                assertTrue(cells == 0 || cells == count, line);
                cells = count;
            } else {
                cells = 0;
            }
        }
        assertTrue(lines.contains("## Targets"));
    }

    @Test
    void csvHasALineForEachTime() {
        long times = SAMPLE.measurements().stream()
                .mapToLong(it -> it.timings().size())
                .sum();
        List<String> lines = CsvReport.lines(SAMPLE);
        assertEquals(times + 1, lines.size());
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.contains(",\"device=cpu (512-bit vectors, 1 threads)")
                                || line.contains(",device=cpu (512-bit vectors")),
                lines.get(1));
    }

    @Test
    void everyCaseIsADotOfItsRoofline() throws Exception {
        List<String> plots = RooflinePlot.of(SAMPLE);
        assertEquals(SAMPLE.ceilings().size(), plots.size());
        for (int i = 0; i < plots.size(); i++) {
            int threads = SAMPLE.ceilings().get(i).threads();
            NodeList circles = parse(plots.get(i)).getElementsByTagName("circle");
            long dots = 0;
            for (int c = 0; c < circles.getLength(); c++) {
                String kind =
                        circles.item(c).getAttributes().getNamedItem("class").getNodeValue();
                dots += kind.startsWith("dot ") ? 1 : 0;
            }
            assertEquals(
                    SAMPLE.measurements().stream()
                            .filter(it -> it.threads() == threads)
                            .count(),
                    dots);
        }
        parse(RooflinePlot.file(SAMPLE));
    }

    @Test
    void thePageNeedsNothingElseAndEscapesWhatItShows() {
        String page = HtmlReport.of(SAMPLE);
        assertFalse(page.matches("(?s).*(src|href)=.*"), "it refers to something");
        assertFalse(page.contains("<script"));
        assertTrue(page.contains("2.7.1 &lt;cpu&gt;"));
        SAMPLE.targets().forEach(it -> assertTrue(page.contains(it.goal()), it.goal()));
    }

    @Test
    void whatComputesNothingHasImagesASecondAndNoDot() {
        Timing jclip = new Timing("jclip", "1", 0.25, 0.2, 3, 0, 0, 320, 0, 1);
        Measurement photos =
                new Measurement("io", "decode", "64 photos", 0, 0, 0, 110, 20, 1 << 20, List.of(jclip), List.of());
        BenchResult result = new BenchResult(
                SAMPLE.schema(),
                SAMPLE.date(),
                true,
                1,
                SAMPLE.machine(),
                SAMPLE.ceilings(),
                List.of(photos),
                List.of());
        Table table = Table.of(result).getFirst();
        assertEquals("io, its own threads", table.title());
        assertEquals(List.of("case", "size", "jclip", "images/s"), table.header());
        assertEquals(
                List.of("decode", "64 photos", "250 ms", "320"), table.rows().getFirst());
        assertFalse(RooflinePlot.of(result).getFirst().contains("class=\"dot"));
        assertTrue(CsvReport.lines(result).getLast().contains(",320.0,"));
    }

    @Test
    void labelsDoNotOverlap() {
        LabelPlacement labels = new LabelPlacement(0, 0, 400, 300);
        List<LabelPlacement.Box> boxes = IntStream.range(0, 30)
                .mapToObj(i -> labels.place(200 + i, 150, 60, 13).orElseThrow())
                .toList();
        for (LabelPlacement.Box a : boxes) {
            for (LabelPlacement.Box b : boxes) {
                assertTrue(a.equals(b) || !a.overlaps(b));
            }
        }
    }
}
