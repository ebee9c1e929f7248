/**
 * Reads Python pickles as data. A pickle is a program that builds objects; here it builds inert
 * {@link io.github.jclip.convert.pickle.PickleValue}s: a call or a class that the pickle names is written down, never
 * made, and one that is not expected in a checkpoint ends the reading.
 */
package io.github.jclip.convert.pickle;
