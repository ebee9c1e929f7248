// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A data set on disk.
 *
 * @param name of the known data set, or of the folder or list
 * @param folder that belongs to it, where few-shot caches of the original code lie
 * @param images folder that the paths of samples are relative to
 * @param classes K names; a label is a position in them
 */
public record Dataset(
        String name, Path folder, Path images, List<String> classes, PromptTemplates templates, Splits splits) {
    public Dataset {
        classes = List.copyOf(classes);
    }

    public List<Sample> train() {
        return splits.train();
    }

    public List<Sample> val() {
        return splits.val();
    }

    public List<Sample> test() {
        return splits.test();
    }

    /**
     * The image of a sample.
     *
     * @throws BadInputException if its path cannot be that of a file, or holds a control character
     */
    public Path file(Sample sample) {
        if (sample.path().codePoints().noneMatch(Character::isISOControl)) {
            try {
                return images.resolve(sample.path());
            } catch (InvalidPathException _) {
                // Reported below with the paths that would break lists of one a line.
            }
        }
        throw new BadInputException(
                "%s: %s cannot be the path of an image".formatted(name, Excerpt.quote(sample.path())));
    }

    /** This data set with other splits and the classes that go with them. */
    public Dataset with(List<String> newClasses, Splits newSplits) {
        return new Dataset(name, folder, images, newClasses, templates, newSplits);
    }

    /**
     * Checks that every image is there, before work begins that takes long.
     *
     * @throws BadInputException that names the first that is not, and counts them
     */
    public void requireImages() {
        List<Sample> missing = splits.all()
                .filter(sample -> !Files.isRegularFile(file(sample)))
                .toList();
        if (!missing.isEmpty()) {
            throw new BadInputException(
                    "%s: %d of %d images are missing, the first is %s; 'jclip data check' lists them"
                            .formatted(name, missing.size(), splits.all().count(), file(missing.getFirst())));
        }
    }
}
