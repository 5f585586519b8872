/** What a model hears in audio that is at hand as a whole. */
@NullMarked
package dev.argand.launcher.recognition;

import org.jspecify.annotations.NullMarked;
