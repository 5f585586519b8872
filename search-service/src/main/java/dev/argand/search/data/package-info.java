/**
 * What the search learns from: data sets of labelled clips, their division into train, validation
 * and test by group, the windows that a network is trained and evaluated on, and composed scenes
 * that stand for a live stream.
 *
 * <p>{@link dev.argand.search.data.DataSets#open} reads a folder of WAV files or the bundled set,
 * whose sound events come from {@link dev.argand.search.data.SoundSynthesiser}. All randomness is a
 * {@link dev.argand.signal.CounterRandom}. This package may not import the network library: data do
 * not know who learns from them.
 */
@NullMarked
package dev.argand.search.data;

import org.jspecify.annotations.NullMarked;
