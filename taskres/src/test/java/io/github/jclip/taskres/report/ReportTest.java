// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.evaluation.HarmonicMean;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.page.Markup;
import io.github.jclip.tensor.BadInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
    @TempDir
    private Path folder;

    private SyntheticRuns runs;

    @BeforeEach
    void writeRuns() throws IOException {
        runs = new SyntheticRuns(folder, "RN50");
        for (int shots : new int[] {1, 16}) {
            for (int seed = 1; seed <= 3; seed++) {
                runs.add("EuroSAT", "taskres", shots, seed, 70 + seed);
                runs.add("EuroSAT", "clip-adapter", shots, seed, 65 + 2 * seed);
                runs.add("oxford_flowers", "taskres", shots, seed, 80 + seed);
                runs.add("oxford_flowers", "clip-adapter", shots, seed, 75);
            }
        }
    }

    private Report report() {
        return Report.of(RunCollection.of(folder), "zero-shot");
    }

    private static ReportTable table(Report report, String title) {
        return report.tables().stream()
                .filter(table -> table.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static String text(ReportTable table, String row, int column) {
        return table.rows().stream()
                .filter(it -> it.name().equals(row))
                .findFirst()
                .orElseThrow()
                .cells()
                .get(column)
                .text();
    }

    @Test
    void tabulatesMethodsAgainstShots() {
        ReportTable accuracy = table(report(), "Accuracy, EuroSAT");

        assertEquals(List.of("1 shot", "16 shots"), accuracy.columns());
        assertEquals("60.00 ± 0.00", text(accuracy, "zero-shot", 0));
        // 71, 72, 73 and 4.3027/√3; against 60 the differences 11, 12, 13 have t = 12√3 and p = 0.0023.
        assertEquals("72.00 ± 2.48**", text(accuracy, "taskres", 1));
        assertTrue(accuracy.caption().contains("sealed: chosen on validation only"), accuracy.caption());
        assertTrue(accuracy.notes().contains("a note of the run"));
    }

    @Test
    void averagesSeedBySeedAndTestsEveryPair() {
        Report report = report();

        // Seeds average to 76, 77, 78; six pairs with differences 11, 12, 13, 21, 22, 23.
        assertEquals("77.00 ± 2.48***", text(table(report, "Accuracy, mean of 2 data sets"), "taskres", 0));
        Entry difference = report.entries().stream()
                .filter(it -> it.dataSet().equals("average")
                        && it.metric().equals("accuracy difference")
                        && it.row().equals("taskres"))
                .findFirst()
                .orElseThrow();
        assertEquals(6, difference.n());
        assertEquals(17, difference.value(), 1e-9);
    }

    @Test
    void averagesOnlyWhatEveryMethodHas() throws IOException {
        runs.add("ucf101", "taskres", 1, 1, 99);

        Report report = report();

        assertEquals("77.00 ± 2.48***", text(table(report, "Accuracy, mean of 2 data sets"), "taskres", 0));
        assertTrue(HtmlReport.of(report).contains("is missing there: ucf101."));
    }

    @Test
    void testsAgainstAnyMethod() {
        Report report = Report.of(RunCollection.of(folder), "clip-adapter");

        // 71, 72, 73 against 67, 69, 71: differences 4, 3, 2, t = 3√3, p = 1 − t/√(t² + 2).
        assertEquals("+3.00 (p = 0.035)*", text(table(report, "Against clip-adapter, EuroSAT"), "taskres", 0));
    }

    @Test
    void showsPublishedNumbersWithTheirCertainty() {
        ReportTable accuracy = table(report(), "Accuracy, EuroSAT");

        assertEquals("84.43 [S]", text(accuracy, "clip-adapter, published by Tip-Adapter", 1));
        assertEquals("–", text(accuracy, "taskres, published by TaskRes", 0));
        assertEquals("82.57 [M]", text(accuracy, "taskres, published by TaskRes", 1));
        assertTrue(accuracy.notes().stream().anyMatch(note -> note.contains("exp.log [S: read in the source named]")));
        assertTrue(table(report(), "Accuracy, oxford_flowers").rows().stream()
                .anyMatch(row -> row.name().contains("published")));
        assertTrue(table(report(), "Accuracy, mean of 2 data sets").rows().stream()
                .noneMatch(row -> row.name().contains("published")));
    }

    @Test
    void leavesPublishedNumbersOfOtherBackbonesOut() {
        assertTrue(PublishedNumbers.all().of("EuroSAT", "ViT-B/32").isEmpty());
        assertTrue(PublishedNumbers.all().of("EuroSAT", "somebody's RN50").isEmpty());
        assertFalse(PublishedNumbers.all()
                .of("imagenet", "OpenAI CLIP ViT-B/32 (as downloaded)")
                .isEmpty());
    }

    @Test
    void neverMixesProtocols() throws IOException {
        runs.add("EuroSAT", "taskres", 1, 1, Subset.ALL, Protocol.PAPER, 100);

        Report report = report();

        List<ReportTable> tables = report.tables().stream()
                .filter(table -> table.title().equals("Accuracy, EuroSAT"))
                .toList();
        assertEquals("72.00 ± 2.48**", text(tables.getFirst(), "taskres", 0));
        assertEquals("100.00", text(tables.getLast(), "taskres", 0));
        assertTrue(tables.getLast().caption().contains("which may be on test"));
    }

    @Test
    void pairsBaseAndNewClasses() throws IOException {
        for (int seed = 1; seed <= 2; seed++) {
            runs.add("EuroSAT", "taskres", 16, seed, Subset.BASE, Protocol.SEALED, 90);
            runs.add("EuroSAT", "taskres", 16, seed, Subset.NEW, Protocol.SEALED, 70);
        }

        ReportTable table = table(report(), "Base to new, 16 shots, EuroSAT");

        assertEquals("90.00 ± 0.00", text(table, "taskres", 0));
        assertEquals("70.00 ± 0.00", text(table, "taskres", 1));
        assertEquals("%.2f ± 0.00".formatted(HarmonicMean.of(90, 70)), text(table, "taskres", 2));
    }

    @Test
    void setsEveryDataSetBesideTheOthers() {
        ReportTable table = table(report(), "Accuracy on each data set, 16 shots");

        assertEquals(List.of("EuroSAT", "oxford_flowers", "mean"), table.columns());
        assertEquals("72.00 ± 2.48**", text(table, "taskres", 0));
        assertEquals("82.00 ± 2.48***", text(table, "taskres", 1));
        assertEquals("77.00 ± 2.48***", text(table, "taskres", 2));
        assertEquals("84.43 [S]", text(table, "clip-adapter, published by Tip-Adapter", 0));
        assertEquals("–", text(table, "clip-adapter, published by Tip-Adapter", 2));
    }

    @Test
    void whatOneMethodLacksIsInNoMean() throws IOException {
        runs.add("oxford_flowers", "linear-probe", 16, 1, 90);

        ReportTable table = table(report(), "Accuracy on each data set, 16 shots");

        assertEquals(List.of("–", "90.00", "–"), cells(table, "linear-probe"));
    }

    private static List<String> cells(ReportTable table, String row) {
        return table.rows().stream().filter(it -> it.name().equals(row)).findFirst().orElseThrow().cells().stream()
                .map(Cell::text)
                .toList();
    }

    @Test
    void setsTheSourceBesideItsDomains() throws IOException {
        for (int seed = 1; seed <= 2; seed++) {
            runs.add("imagenet", "taskres", 16, seed, 65 + seed)
                    .addDomain("imagenet-r", 55 + seed, 70)
                    .addDomain("imagenet-v2", 53, 58 + 2 * seed);
        }

        ReportTable table = table(report(), "Shifted domains, 16 shots of imagenet");

        assertEquals(List.of("imagenet", "imagenet-v2", "imagenet-r", "mean of domains"), table.columns());
        // Of two values, 1 apart, the half-width is 12.706/2.
        assertEquals(
                List.of("60.00 ± 0.00", "53.00 ± 0.00", "56.50 ± 6.35", "54.75 ± 3.18"), cells(table, "zero-shot"));
        assertEquals(
                List.of("66.50 ± 6.35*", "61.00 ± 12.71", "70.00 ± 0.00*", "65.50 ± 6.35*"), cells(table, "taskres"));
        assertEquals(
                List.of("64.75 [M+]", "56.47 [M+]", "60.70 [M+]", "–"), cells(table, "taskres, published by TaskRes"));
        assertTrue(table.notes().stream().anyMatch(note -> note.contains("published by TaskRes: TaskRes (Yu et al.")));
    }

    @Test
    void aDamagedResultOfADomainIsListedAndTheRunIsUsed() throws IOException {
        runs.add("imagenet", "taskres", 16, 1, 66).addDomain("imagenet-r", 55, 70);
        Path domains = folder.resolve("imagenet/imagenet-taskres-16-1-all-SEALED/domains");
        Files.writeString(domains.resolve("other.json"), "{");

        RunCollection collection = RunCollection.of(folder);

        assertEquals(1, collection.skipped().size());
        assertTrue(collection.skipped().getFirst().contains("other.json: is damaged"));
        assertEquals(
                List.of("66.00", "70.00"), cells(table(report(), "Shifted domains, 16 shots of imagenet"), "taskres"));
    }

    @Test
    void listsWhatItCannotUse() throws IOException {
        Path run = folder.resolve("EuroSAT/EuroSAT-taskres-1-1-all-SEALED");
        copy(run, folder.resolve("again"));
        Files.writeString(Files.createDirectories(folder.resolve("broken")).resolve("run.json"), "{");
        Files.createDirectories(folder.resolve("photos"));
        Path short1 = folder.resolve("short");
        copy(folder.resolve("EuroSAT/EuroSAT-taskres-1-2-all-SEALED"), short1);
        Files.writeString(
                short1.resolve("result.json"),
                Files.readString(short1.resolve("result.json"))
                        .replace("\"classTotals\":[50,50]", "\"classTotals\":[50]"));

        RunCollection collection = RunCollection.of(folder);

        assertEquals(4, collection.skipped().size(), collection.skipped().toString());
        assertTrue(collection.skipped().stream().allMatch(line -> line.lines().count() == 1));
        assertTrue(collection.skipped().stream().anyMatch(line -> line.contains("the same job as")));
        assertTrue(
                collection.skipped().stream().anyMatch(line -> line.contains("scores of 1 classes, run.json names 2")));
        String page = HtmlReport.of(Report.of(collection, "zero-shot"));
        collection.skipped().forEach(line -> assertTrue(page.contains(Markup.escape(line)), line));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : List.of("run.json", "result.json")) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    @Test
    void refusesWhatHoldsNoRun(@TempDir Path empty) {
        assertThrows(BadInputException.class, () -> RunCollection.of(empty));
        assertThrows(BadInputException.class, () -> RunCollection.of(empty.resolve("missing")));
        BadInputException unknown =
                assertThrows(BadInputException.class, () -> Report.of(RunCollection.of(folder), "coop"));
        assertTrue(unknown.getMessage().contains("'taskres'"), unknown.getMessage());
    }

    @Test
    void thePageNeedsNothingElse() throws Exception {
        String page = HtmlReport.of(report());

        assertFalse(page.contains("<script"));
        assertFalse(page.contains("http"));
        assertFalse(page.contains("<b>\"dog\""));
        assertTrue(page.contains("&lt;b&gt;&quot;dog&quot; &amp; co&lt;/b&gt;"));
        String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(body)));
    }

    @Test
    void framesTheTablesWithPicturesAndSteps() throws Exception {
        Path picture = folder.resolve("cat.png");
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
        Gallery gallery = new Gallery(
                "Some pictures",
                "Two of <them>.",
                List.of(
                        new Gallery.Picture(picture, "cat", List.of(new Gallery.Guess("zero-shot", "cat", 0.5))),
                        new Gallery.Picture(
                                folder.resolve("gone.png"),
                                "d&g",
                                List.of(new Gallery.Guess("zero-shot", "cat", 0.904)))),
                List.of("a note"));
        Steps steps =
                new Steps("What next", List.of(new Steps.Step("Type:", List.of("jclip a", "jclip \"b\""))), List.of());

        Report framed = report().framedBy("A title", List.of(gallery), steps);
        String page = HtmlReport.of(framed);

        assertTrue(page.contains("<title>A title</title>"));
        assertTrue(page.contains("<a href=\"#some-pictures\">Some pictures</a>"));
        assertTrue(page.indexOf("id=\"some-pictures\"") < page.indexOf("id=\"section-1\""));
        assertTrue(page.indexOf("id=\"what-next\"") > page.indexOf("id=\"section-1\""));
        assertTrue(page.contains("<img src=\"data:image/jpeg;base64,"));
        assertTrue(page.contains("d&amp;g"));
        assertTrue(page.contains(
                "<dd class=\"wrong\"><span aria-hidden=\"true\">✗</span> cat <span class=\"share\">90 %"));
        assertTrue(page.contains("jclip a\njclip &quot;b&quot;</pre>"));
        String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(body)));
        assertEquals(MarkdownReport.of(report()).replace("jclip report", "A title"), MarkdownReport.of(framed));
    }

    /** What a run of LaTeX would stop at: braces, mathematics, and cells that do not fit the columns. */
    @Test
    void theLatexIsWellFormed() throws IOException {
        runs.add("100% [a]_{b}\\~^<>&#$ set", "taskres", 16, 1, 70);

        String latex = LatexReport.of(report());

        int columns = 0;
        for (String line : latex.lines().filter(it -> !it.startsWith("%")).toList()) {
            String plain = line.replaceAll("\\\\[&%$#_{}]", "");
            assertEquals(count(plain, '{'), count(plain, '}'), line);
            assertEquals(0, count(plain, '$') % 2, line);
            assertFalse(plain.matches(".*[#~%].*"), line);
            assertFalse(plain.replaceAll("\\$[^$]*\\$", "").matches(".*[\\^_<>].*"), line);
            if (line.startsWith("\\begin{tabular}")) {
                columns = count(line.substring(line.lastIndexOf('{')), 'r') + 1;
            }
            if (line.endsWith(" \\\\")) {
                assertEquals(columns, count(plain, '&') + 1, line);
            }
        }
        assertEquals(count(latex, "\\begin{table}"), count(latex, "\\end{table}"));
        assertEquals(report().tables().size(), count(latex, "\\begin{tabular}"));
    }

    private static int count(String text, char wanted) {
        return (int) text.chars().filter(c -> c == wanted).count();
    }

    private static int count(String text, String wanted) {
        return text.split(Pattern.quote(wanted), -1).length - 1;
    }

    @Test
    void everyFormHasEveryTable() {
        Report report = report();
        String markdown = MarkdownReport.of(report);
        String latex = LatexReport.of(report);
        String csv = CsvReport.of(report);

        for (ReportTable table : report.tables()) {
            assertTrue(markdown.contains(table.title().replace("_", "\\_")), table.title());
            assertTrue(latex.contains(table.title().replace("_", "\\_")), table.title());
        }
        assertTrue(markdown.contains("| taskres | **72.00 ± 2.48\\*\\*** |"), markdown);
        assertTrue(latex.contains("taskres & $\\mathbf{72.00} \\pm 2.48^{**}$"), latex);
        assertEquals(report.entries().size() + 1, csv.lines().count());
        assertTrue(csv.contains("EuroSAT,RN50,all classes,sealed,accuracy,taskres,1 shot,72.0,2.48"), csv);
    }
}
