/** The console in a real browser, on a real broker. */
@NullMarked
package dev.argand.launcher.console;

import org.jspecify.annotations.NullMarked;
