/**
 * What the recogniser keeps between records, and how it is written into the two changelogged
 * stores: audio and positions, never spectra.
 *
 * <p>Every stored value begins with a version byte. It may import nothing of a network.
 */
@NullMarked
package dev.argand.inference.state;

import org.jspecify.annotations.NullMarked;
