/**
 * The tour: search, publish, listen, and compare what was heard live with the batch evaluation of
 * the same audio.
 */
@NullMarked
package dev.argand.launcher.demo;

import org.jspecify.annotations.NullMarked;
