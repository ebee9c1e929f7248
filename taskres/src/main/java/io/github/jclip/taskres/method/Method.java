// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;

/**
 * A few-shot method with its settings: a record whose components are the settings, addressable by name through
 * {@link Methods}. Settings start as the method's authors have them.
 */
public sealed interface Method
        permits ZeroShot, LinearProbe, TipAdapter, TipAdapterF, ClipAdapter, EnhancedBase, TaskRes {

    /** As users write it. */
    String name();

    /** How it is fitted, in words: optimiser, schedule, search. */
    String recipe();

    /** What the authors chose hyperparameters or epochs on. */
    Selection paperSelection();

    /** Passes over the training images that a training is to take; 0 where nothing is trained in epochs. */
    int plannedEpochs();

    /** Whether augmented views of the training images take the place of the images, where there are any. */
    boolean usesViews();

    /**
     * Fits a classifier. The result depends on the task, the settings and the device alone, not on the number of
     * threads.
     *
     * @param scope owner of the classifier's tensors, on the device
     * @throws BadInputException if the settings do not suit the task, or the loss is no longer a number
     */
    Fitted fit(FewShotTask task, Device device, Scope scope, FitListener listener);

    /**
     * A classifier as a run kept it.
     *
     * @throws BadInputException if a tensor or value is missing or does not fit
     */
    Classifier restore(SavedClassifier saved, Device device, Scope scope);
}
