// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders and lists of the user's own, and what is said about each mistake in them. */
class OwnDatasetsTest {
    @TempDir
    private Path folder;

    private final List<String> notices = new ArrayList<>();

    private DatasetRequest request(Path path) {
        return DatasetRequest.of(path.toString(), Optional.empty());
    }

    private DatasetRequest request(Path path, Path split, List<String> templates, Path classNames) {
        return new DatasetRequest(
                path.toString(),
                Optional.empty(),
                Optional.ofNullable(split),
                templates,
                Optional.ofNullable(classNames),
                FileOrder.SORTED);
    }

    private Dataset open(DatasetRequest request) {
        return Datasets.open(request, new PythonRandom(1), notices::add);
    }

    private Dataset openList(String name, String text) throws IOException {
        return open(request(Files.writeString(folder.resolve(name), text)));
    }

    private String complaint(DatasetRequest request) {
        String message =
                assertThrows(BadInputException.class, () -> open(request)).getMessage();
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    private static List<String> paths(List<Sample> samples) {
        return samples.stream().map(Sample::path).toList();
    }

    @Test
    void aFolderForEachClassIsDividedAndSaysSo() throws IOException {
        Miniature.images(folder, Map.of("cat", 10, "dog", 10), "%02d.jpg");
        Files.writeString(folder.resolve("cat/notes.txt"), "not an image");

        Dataset dataset = open(request(folder));

        assertEquals(List.of("cat", "dog"), dataset.classes());
        assertEquals(List.of(10, 4, 6), counts(dataset));
        assertEquals(List.of("a photo of a {}."), dataset.templates().base());
        assertEquals(1, notices.size());
        assertEquals(dataset.splits(), open(request(folder)).splits());
    }

    private static List<Integer> counts(Dataset dataset) {
        return List.of(
                dataset.train().size(), dataset.val().size(), dataset.test().size());
    }

    @Test
    void aSplitFileInTheFolderIsFollowed() throws IOException {
        Miniature.images(folder, Map.of("cat", 10, "dog", 10), "%02d.jpg");
        Splits splits = Datasets.divide(request(folder), new PythonRandom(7));
        SplitFile.write(Datasets.splitFile(request(folder)).orElseThrow(), splits);

        assertEquals(splits, open(request(folder)).splits());
        assertEquals(List.of(), notices);
    }

    @Test
    void foldersOfSplitsAreTaken() throws IOException {
        Miniature.images(folder.resolve("train"), Map.of("cat", 3, "dog", 2), "%d.png");
        Miniature.images(folder.resolve("test"), Map.of("dog", 1), "%d.png");

        Dataset dataset = open(request(folder));

        assertEquals(List.of(5, 0, 1), counts(dataset));
        assertEquals(new Sample("test/dog/1.png", 1, "dog"), dataset.test().getFirst());
        assertEquals(List.of(), notices);
    }

    @Test
    void aClassThatTrainLacksIsNamed() throws IOException {
        Miniature.images(folder.resolve("train"), Map.of("cat", 3), "%d.png");
        Miniature.images(folder.resolve("test"), Map.of("cat", 1, "cow", 1), "%d.png");

        assertTrue(complaint(request(folder)).startsWith(folder.resolve("test/cow") + ": is no class of "));
    }

    @Test
    void aClassWithoutImagesIsNamed() throws IOException {
        Miniature.images(folder, Map.of("cat", 10, "dog", 0), "%d.jpg");

        assertTrue(complaint(request(folder)).startsWith(folder.resolve("dog") + ": holds no image"));
    }

    @Test
    void aClassTooSmallToBeDividedIsNamed() throws IOException {
        Miniature.images(folder, Map.of("cat", 10, "dog", 3), "%d.jpg");

        String complaint = complaint(request(folder));

        assertTrue(complaint.contains("class 'dog' has 3 images, too few"), complaint);
    }

    @Test
    void aListNeedsNoHeader() throws IOException {
        Dataset dataset = openList("list.csv", "a.jpg,dog,train\n\"b,1.jpg\",cat,train\r\nc.jpg,cat,test\n");

        assertEquals(List.of("cat", "dog"), dataset.classes());
        assertEquals(List.of("a.jpg", "b,1.jpg"), paths(dataset.train()));
        assertEquals(new Sample("c.jpg", 0, "cat"), dataset.test().getFirst());
        assertEquals(folder.resolve("c.jpg"), dataset.file(dataset.test().getFirst()));
    }

    @Test
    void aHeaderNamesTheColumnsInAnyOrder() throws IOException {
        Dataset dataset = openList(
                "list.tsv",
                "split\tpath\tother\tlabel\tClassName\nval\tb.jpg\tx\t0\tzebra\ntrain\ta.jpg\tx\t1\tant\ntrain\tc.jpg\tx\t0\tzebra\n");

        assertEquals(List.of("zebra", "ant"), dataset.classes());
        assertEquals(List.of(2, 1, 0), counts(dataset));
    }

    @Test
    void labelsTakeTheirNamesFromAFile() throws IOException {
        Path list = Files.writeString(folder.resolve("list.csv"), "a.jpg,0,train\nb.jpg,1,train\nc.jpg,1,test\n");
        Path names = Files.writeString(folder.resolve("names.txt"), "cat\ndog\n");

        assertEquals(
                List.of("cat", "dog"),
                open(request(list, null, List.of(), names)).classes());
        assertTrue(complaint(request(list)).contains("--classes"));
        Files.writeString(names, "cat\n");
        String complaint = complaint(request(list, null, List.of(), names));
        assertTrue(complaint.startsWith(list + ", line 2: has label 1"), complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.jpg,cat,train;b.jpg                     | line 2: has 1 columns where 3 are needed",
                "a.jpg,cat,train;b.jpg,dog,dev             | line 2: has the split 'dev'",
                "a.jpg                                     | line 1: has 1 columns",
                "path,split;a.jpg,train                    | line 1: has neither a column 'class' nor 'label'",
                "path,label,class;a.jpg,-1,cat             | line 2: has the label '-1'",
                "path,label,class;a.jpg,x,cat              | line 2: has the label 'x'",
                "path,label,class,split;a.jpg,0,cat,train;b.jpg,0,dog,train | label 0 is called 'cat' and, for 'b.jpg', 'dog'",
                "path,label,class,split;a.jpg,0,cat,train;b.jpg,1,cat,train | classes 0 and 1 are both called 'cat'",
                "path,label,class,split;a.jpg,0,cat,train;b.jpg,2,dog,train | class 1 has no training image",
                "path,label,class,split;a.jpg,0,cat,train;b.jpg,900000000,dog,test | has label 900000000, but with 1 classes",
                "path,class                                | lists no image",
                "'a.jpg,\"cat'                             | line 1: a quote does not end",
                "a.jpg,,train                              | line 1: has no class name",
            })
    void eachMistakeInAListIsNamedWithItsPlace(String text, String expected) throws IOException {
        Path list = Files.writeString(folder.resolve("list.csv"), text.replace(';', '\n') + "\n");

        String complaint = complaint(request(list));

        assertTrue(complaint.startsWith(list.toString()) && complaint.contains(expected), complaint);
    }

    @Test
    void aSplitOfAbsentFilesIsReported() throws IOException {
        Miniature.images(folder, Map.of("cat", 10), "%d.jpg");
        Path split = folder.resolve("mine.json");
        SplitFile.write(
                split,
                new Splits(
                        List.of(new Sample("cat/1.jpg", 0, "cat"), new Sample("cat/77.jpg", 0, "cat")),
                        List.of(),
                        List.of(new Sample("cat/2.jpg", 0, "cat"))));
        DatasetRequest request = request(folder, split, List.of(), null);
        Dataset dataset = open(request);

        String complaint =
                assertThrows(BadInputException.class, dataset::requireImages).getMessage();

        assertTrue(
                complaint.contains("1 of 3 images are missing, the first is " + folder.resolve("cat/77.jpg")),
                complaint);
        assertEquals(
                List.of(folder.resolve("cat/77.jpg").toString()),
                DatasetCheck.run(request, false).missing().stream()
                        .map(DatasetCheck.Missing::path)
                        .toList());
    }

    @Test
    void aPathThatCannotBeOneIsSaid() throws IOException {
        Dataset dataset = openList("list.csv", "a\u0000b.jpg,cat,train\n");

        assertTrue(assertThrows(BadInputException.class, dataset::requireImages)
                .getMessage()
                .contains("'a\\u0000b.jpg' cannot be the path of an image"));
    }

    @Test
    void anUnreadableImageIsFoundByDecoding() throws IOException {
        Miniature.images(folder, Map.of("cat", 4), "%d.jpg");

        assertTrue(DatasetCheck.run(request(folder), false).complete());
        DatasetCheck.Report report = DatasetCheck.run(request(folder), true);
        assertEquals(4, report.problems().size());
        assertTrue(report.problems().getFirst().contains(".jpg: "), report.toString());
    }

    @Test
    void aTemplateNeedsAPlaceForTheName() throws IOException {
        Miniature.images(folder, Map.of("cat", 4), "%d.jpg");

        String complaint = complaint(request(folder, null, List.of("a photo."), null));

        assertTrue(complaint.startsWith("template 'a photo.' has no {}"), complaint);
    }

    @Test
    void severalTemplatesAreAveragedByTheBaseClassifier() throws IOException {
        Miniature.images(folder, Map.of("cat", 4), "%d.jpg");
        List<String> templates = List.of("{} one", "{} two");

        PromptTemplates prompts = open(request(folder, null, templates, null)).templates();

        assertEquals(templates, prompts.base());
        assertEquals("{} one", prompts.single());
        assertEquals(9, prompts.ensemble().size());
    }

    @Test
    void whatIsNoDataSetIsSaid() {
        String complaint = complaint(DatasetRequest.of("mnits", Optional.empty()));

        assertTrue(complaint.startsWith("no data set, folder or list 'mnits'; known are imagenet, "), complaint);
    }

    @Test
    void anEmptyFolderIsSaid() {
        assertTrue(complaint(request(folder)).contains("holds no folder; make one for each class"));
    }
}
