/**
 * Spectra for the eye: live audio to columns of a scrolling spectrogram. It may import signal and
 * schemas.
 */
@NullMarked
package dev.argand.console.spectrum;

import org.jspecify.annotations.NullMarked;
