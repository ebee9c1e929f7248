// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.jclip.taskres.random.PythonRandom;
import java.nio.file.Path;

/**
 * How a data set as its authors published it becomes train, val and test. One kind for each form of annotations; which
 * files it reads stands in the definition.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reader")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AircraftListing.class, name = "aircraft"),
    @JsonSubTypes.Type(value = CarsListing.class, name = "cars"),
    @JsonSubTypes.Type(value = FlowersListing.class, name = "flowers"),
    @JsonSubTypes.Type(value = FoldersListing.class, name = "folders"),
    @JsonSubTypes.Type(value = PetsListing.class, name = "pets"),
    @JsonSubTypes.Type(value = SunListing.class, name = "sun"),
    @JsonSubTypes.Type(value = UcfListing.class, name = "ucf"),
    @JsonSubTypes.Type(value = WordNetListing.class, name = "wordnet")
})
sealed interface Listing
        permits AircraftListing,
                CarsListing,
                FlowersListing,
                FoldersListing,
                PetsListing,
                SunListing,
                UcfListing,
                WordNetListing {

    /**
     * Where a listing finds its files and its randomness.
     *
     * @param folder of the data set
     * @param images folder that the paths of samples are relative to
     * @param order of the files in a folder
     * @param random for what is divided at random
     */
    record Place(Path folder, Path images, FileOrder order, PythonRandom random) {
        TextFile text(String file) {
            return TextFile.read(folder.resolve(file));
        }

        RandomSplit randomSplit() {
            return new RandomSplit(folder.toString(), random);
        }
    }

    /**
     * Reads the annotations.
     *
     * @throws io.github.jclip.tensor.BadInputException if a file is missing or damaged; names the line
     */
    Splits read(Place place);
}
