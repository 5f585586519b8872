/**
 * Digital signal processing in pure Java: PCM and WAV decoding, resampling, the short-time Fourier
 * transform and the complex mel features that every network of Argand listens to.
 *
 * <p>Training, evaluation and live recognition all go through this package, so that they hear the
 * same numbers. It may not import natives, Kafka or a deep-learning library.
 */
@NullMarked
package dev.argand.signal;

import org.jspecify.annotations.NullMarked;
